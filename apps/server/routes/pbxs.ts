/** The PBXs: those of the environment, which are read here, and those entered on the page. Secrets go in and never out. */
import { createRoute, z } from "@hono/zod-openapi";
import type { PbxId } from "@qmanager/core";
import type { Context } from "hono";
import { type AuditAction, type AuditDetail, insertAudit } from "../db/audit.ts";
import type { Query, Sql } from "../db/connect.ts";
import { deletePbx, findPbx, findPbxForUpdate, insertPbx, listPbxs, type StoredPbx, updatePbx } from "../db/pbxs.ts";
import { pbx as pbxIdText } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import { auditBy, changesOf, hiddenSecret } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import type { PbxAccess } from "../pbx/access.ts";
import { openPbx, sealLog, sealPbx, sealPbxSecret } from "../pbx/sealed_pbx.ts";
import { type PbxSettings, pbxChange, pbxInput, queueLog } from "../pbx/settings.ts";
import { pbxTrial } from "../pbx/trial.ts";
import { readLogAddress, writeLogAddress } from "../queue_log/address.ts";
import { type LogTrial, logTrialCodes, tryLog } from "../queue_log/log_trial.ts";
import type { SecretBox } from "../secrets/secret_box.ts";
import { signInNeeded } from "../sign_in/session.ts";

const pbxShown = z
  .object({
    id: z.string(),
    name: z.string(),
    host: z.string(),
    port: z.int(),
    username: z.string(),
    tls: z.boolean(),
    queueLog: z.string().nullable().openapi({
      description: "Its queue_log, without the secret",
      example: "mysql://snep@192.168.0.10:3306/snep/queue_log?zone=America/Sao_Paulo",
    }),
    source: z.enum(["page", "environment"]).openapi({ description: "Those of the environment cannot be changed here" }),
  })
  .openapi("Pbx");

const shown = (pbx: Omit<PbxSettings, "secret">, source: "page" | "environment"): z.infer<typeof pbxShown> => ({
  id: pbx.id,
  name: pbx.name,
  host: pbx.host,
  port: pbx.port,
  username: pbx.username,
  tls: pbx.tls,
  queueLog: shownLog(pbx.queueLog),
  source,
});

function shownLog(text: string | null | undefined): string | null {
  const address = text ? readLogAddress(text) : null;
  if (address === null || typeof address === "string") return null;
  return writeLogAddress(address.kind === "file" ? address : { ...address, secret: "" });
}

const one = (description: string) => ({
  description,
  content: { "application/json": { schema: z.object({ pbx: pbxShown }) } },
});
const params = z.object({ id: pbxIdText });
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true as const,
  content: { "application/json": { schema } },
});
const needsSignIn = { 401: problemAnswer("Sign in first") };

const listRoute = createRoute({
  method: "get",
  path: "/pbxs",
  tags: ["PBXs"],
  security: signInNeeded,
  summary: "All PBXs",
  responses: {
    200: { description: "All", content: { "application/json": { schema: z.object({ pbxs: z.array(pbxShown) }) } } },
    ...needsSignIn,
  },
});

const addRoute = createRoute({
  method: "post",
  path: "/pbxs",
  tags: ["PBXs"],
  security: signInNeeded,
  summary: "Adds a PBX and connects to it",
  request: { body: body(pbxInput) },
  responses: {
    201: one("Added"),
    400: problemAnswer("A field is wrong"),
    ...needsSignIn,
    409: problemAnswer("There is one with this id"),
  },
});

const changeRoute = createRoute({
  method: "put",
  path: "/pbxs/{id}",
  tags: ["PBXs"],
  security: signInNeeded,
  summary: "Changes a PBX and connects anew",
  description:
    "Without `secret` the stored one stays, unless it would go to another place: then it has to be given again. The same holds for `queueLog` without the secret in it.",
  request: { params, body: body(pbxChange) },
  responses: {
    200: one("Changed"),
    400: problemAnswer("A field is wrong"),
    ...needsSignIn,
    404: problemAnswer("No such PBX"),
    409: problemAnswer("It is set in the environment"),
    422: problemAnswer("The secret is needed again"),
  },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/pbxs/{id}",
  tags: ["PBXs"],
  security: signInNeeded,
  summary: "Removes a PBX and closes its line",
  request: { params },
  responses: {
    204: { description: "Removed" },
    400: problemAnswer("That is no id"),
    ...needsSignIn,
    404: problemAnswer("No such PBX"),
    409: problemAnswer("It is set in the environment"),
  },
});

const testRoute = createRoute({
  method: "post",
  path: "/pbxs/test",
  tags: ["PBXs"],
  security: signInNeeded,
  summary: "Tests a connection without keeping it",
  request: { body: body(z.object({ pbx: pbxInput })) },
  responses: {
    200: { description: "What was found", content: { "application/json": { schema: pbxTrial } } },
    400: problemAnswer("A field is wrong"),
    ...needsSignIn,
  },
});

const testKnownRoute = createRoute({
  method: "post",
  path: "/pbxs/{id}/test",
  tags: ["PBXs"],
  security: signInNeeded,
  summary: "Tests a PBX as it is kept, or as it would be changed, with its stored secret",
  request: {
    params,
    body: { required: false, content: { "application/json": { schema: z.object({ pbx: pbxChange.optional() }) } } },
  },
  responses: {
    200: { description: "What was found", content: { "application/json": { schema: pbxTrial } } },
    400: problemAnswer("That is no id"),
    ...needsSignIn,
    404: problemAnswer("No such PBX"),
    409: problemAnswer("It is set in the environment"),
    422: problemAnswer("The secret is needed again"),
  },
});

const testLogRoute = createRoute({
  method: "post",
  path: "/pbxs/test-queue-log",
  tags: ["PBXs"],
  security: signInNeeded,
  summary: "Whether a queue_log can be read, without keeping it",
  request: {
    body: body(
      z.object({
        of: pbxIdText.optional().openapi({ description: "Of this PBX: without a secret, the stored one is used" }),
        queueLog: queueLog.optional().openapi({ description: "Left out: as it is kept" }),
      }),
    ),
  },
  responses: {
    200: {
      description: "What was found",
      content: {
        "application/json": {
          schema: z
            .object({
              code: z.enum(logTrialCodes),
              rows: z.int().openapi({ description: "Of the first piece that was read" }),
              more: z.boolean().openapi({ description: "There are more than these" }),
              text: z.string().openapi({ description: "What was found and what to do; empty when all is well" }),
            })
            .openapi("QueueLogTest"),
        },
      },
    },
    400: problemAnswer("A field is wrong"),
    ...needsSignIn,
    404: problemAnswer("No such PBX, or it has no queue_log"),
    422: problemAnswer("The secret is needed again"),
  },
});

interface PbxParts {
  sql: Sql;
  now: () => number;
  pbxs: PbxAccess;
  secrets: SecretBox;
  /** Has the lines follow what is stored. */
  follow: () => Promise<void>;
}

/**
 * A stored PBX as it will be.
 *
 * @returns or the fields whose secret has to be given again: else whoever may change a PBX could send it to a machine of his own
 */
async function changedPbx(
  secrets: SecretBox,
  before: StoredPbx,
  { secret, queueLog, ...change }: z.infer<typeof pbxChange>,
): Promise<StoredPbx | SecretField[]> {
  const { id } = before;
  const missing: SecretField[] = [];
  const isMoved = before.host !== change.host || before.port !== change.port || before.tls !== change.tls;
  if (isMoved && secret === undefined) missing.push("secret");
  const log = queueLog === undefined ? before : await changedLog(secrets, before, queueLog);
  if (log === "secret_needed") missing.push("queueLog");
  if (missing.length > 0 || log === "secret_needed") return missing;
  const sealed = secret === undefined ? before.secret : await sealPbxSecret(secrets, id, secret);
  return { ...change, id, secret: sealed, queueLog: log.queueLog, queueLogSecret: log.queueLogSecret };
}

async function changedLog(secrets: SecretBox, before: StoredPbx, text: string | null) {
  const log = await sealLog(secrets, before.id, text);
  if (before.queueLogSecret === null || log.queueLogSecret !== null || log.queueLog === null) return log;
  const [was, is] = [readLogAddress(before.queueLog ?? ""), readLogAddress(log.queueLog)];
  if (typeof is === "string" || is.kind === "file" || typeof was === "string" || was.kind === "file") return log;
  const isSame = was.host === is.host && was.port === is.port && was.user === is.user;
  return isSame ? { ...log, queueLogSecret: before.queueLogSecret } : "secret_needed";
}

type SecretField = "secret" | "queueLog";

const secretNeeded = (c: Context<Env>, fields: readonly SecretField[]) =>
  problem(
    c,
    422,
    "pbx-secret-needed",
    "It goes to another place, and what is on file is not sent there: give the secret again",
    fields.map((path) => ({ path, detail: "Give the secret again: this is another place" })),
  );

const unreadableLog = (fault: string): LogTrial => ({
  ...{ code: "unreadable", rows: 0, more: false },
  text: `The secret of its address cannot be read. ${fault}`,
});

/** What the audit says of a PBX. */
function noted(
  { name, host, port, username, tls, queueLog }: StoredPbx,
  given: { secret?: string | undefined },
): object {
  return { name, host, port, username, tls, queueLog, ...(given.secret === undefined ? {} : { secret: hiddenSecret }) };
}

export function pbxRoutes({ sql, now, pbxs, secrets, follow }: PbxParts) {
  const isFixed = (id: string) => pbxs.fixed.some((each) => each.id === id);
  const fromEnvironment = (c: Context<Env>, id: string) =>
    problem(c, 409, "pbx-from-environment", `"${id}" is set by a QM_PBX_ variable. Change it there and start anew`);
  const notFound = (c: Context<Env>, id: string) => problem(c, 404, "pbx-not-found", `There is no PBX "${id}"`);

  const note = (tx: Query, c: Context<Env>, action: AuditAction, id: PbxId, detail: AuditDetail) =>
    insertAudit(tx, { ...auditBy(c, now()), action, target: id, detail });

  /** As it is kept, or would be; null: there is none; a list: what has to be given again. */
  async function knownPbx(id: PbxId, change: z.infer<typeof pbxChange> | undefined) {
    const fixed = pbxs.fixed.find((each) => each.id === id);
    if (fixed) return fixed;
    const stored = await findPbx(sql, id);
    if (!stored) return null;
    const changed = change === undefined ? stored : await changedPbx(secrets, stored, change);
    return Array.isArray(changed) ? changed : openPbx(secrets, changed);
  }

  return createApi()
    .openapi(listRoute, async (c) => {
      const stored = await listPbxs(sql);
      const all = [
        ...pbxs.fixed.map((pbx) => shown(pbx, "environment")),
        ...stored.filter((pbx) => !isFixed(pbx.id)).map((pbx) => shown(pbx, "page")),
      ];
      return c.json({ pbxs: all }, 200);
    })
    .openapi(addRoute, async (c) => {
      const pbx = c.req.valid("json");
      const exists = () => problem(c, 409, "pbx-exists", `There is a PBX "${pbx.id}" already. Choose another id`);
      if (isFixed(pbx.id)) return exists();
      const stored = await sealPbx(secrets, pbx);
      const added = await sql.begin(async (tx) => {
        if (!(await insertPbx(tx, stored, now()))) return false;
        await note(tx, c, "pbx_added", pbx.id, changesOf({}, noted(stored, pbx)));
        return true;
      });
      if (!added) return exists();
      await follow();
      return c.json({ pbx: shown(pbx, "page") }, 201);
    })
    .openapi(changeRoute, async (c) => {
      const { id } = c.req.valid("param");
      if (isFixed(id)) return fromEnvironment(c, id);
      const change = c.req.valid("json");
      const changed = await sql.begin(async (tx) => {
        const before = await findPbxForUpdate(tx, id);
        if (!before) return "not_found";
        const pbx = await changedPbx(secrets, before, change);
        if (Array.isArray(pbx)) return pbx;
        await updatePbx(tx, pbx, now());
        await note(tx, c, "pbx_changed", id, changesOf(noted(before, {}), noted(pbx, change)));
        return pbx;
      });
      if (changed === "not_found") return notFound(c, id);
      if (Array.isArray(changed)) return secretNeeded(c, changed);
      await follow();
      return c.json({ pbx: shown(changed, "page") }, 200);
    })
    .openapi(removeRoute, async (c) => {
      const { id } = c.req.valid("param");
      if (isFixed(id)) return fromEnvironment(c, id);
      const removed = await sql.begin(async (tx) => {
        if (!(await deletePbx(tx, id))) return false;
        await note(tx, c, "pbx_removed", id, {});
        return true;
      });
      if (!removed) return notFound(c, id);
      await follow();
      return c.body(null, 204);
    })
    .openapi(testKnownRoute, async (c) => {
      const { id } = c.req.valid("param");
      const change = c.req.valid("json").pbx;
      if (change && isFixed(id)) return fromEnvironment(c, id);
      const known = await knownPbx(id, change);
      if (known === null) return notFound(c, id);
      return Array.isArray(known) ? secretNeeded(c, known) : c.json(await pbxs.test(known), 200);
    })
    .openapi(testLogRoute, async (c) => {
      const { of, queueLog: text } = c.req.valid("json");
      if (of === undefined) return c.json(await tryLog(text ?? "", now), 200);
      const fixed = pbxs.fixed.find((each) => each.id === of);
      const stored = fixed ? null : await findPbx(sql, of);
      if (!fixed && !stored) return notFound(c, of);
      const log = stored && text !== undefined ? await changedLog(secrets, stored, text) : null;
      if (log === "secret_needed") return secretNeeded(c, ["queueLog"]);
      const known = fixed ?? (stored && (await openPbx(secrets, { ...stored, ...log })));
      const address = fixed ? (text ?? fixed.queueLog) : known?.queueLog;
      if (!address) return problem(c, 404, "not-found", "This PBX has no queue_log");
      const fault = known?.queueLogFault;
      return c.json(fault ? unreadableLog(fault) : await tryLog(address, now), 200);
    })
    .openapi(testRoute, async (c) => c.json(await pbxs.test(c.req.valid("json").pbx), 200));
}
