/** Imports of uploaded logs, and how the logs that are followed are doing. */
import { createRoute, z } from "@hono/zod-openapi";
import { isZone, logFaultCodes, pbxId } from "@qmanager/core";
import { insertAudit } from "../db/audit.ts";
import type { Sql } from "../db/connect.ts";
import { findImport, type Import, importFaults, importSource, importStates, listImports } from "../db/imports.ts";
import { type LogProblem, listLogProblems } from "../db/log_problems.ts";
import { listPbxs } from "../db/pbxs.ts";
import { oneLine, pbx } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import { auditBy } from "../http/audited.ts";
import { cursor, cursorAdvice, limit, next } from "../http/list_shapes.ts";
import { sealed, storedInstant, unsealed } from "../http/opaque.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import type { PbxAccess } from "../pbx/access.ts";
import type { ImportProgress, Imports } from "../queue_log/imports.ts";
import type { QueueLogState } from "../queue_log/queue_logs.ts";
import type { SiteClock } from "../settings/site_clock.ts";
import { signInNeeded } from "../sign_in/session.ts";

/** Where uploads go: the one request that may be of any length. */
export const uploadPath = "/api/v1/imports";

const count = z.int().openapi({ example: 914_220 });
const instant = z.int().nullable().openapi({ description: "Epoch milliseconds", example: 1795338688000 });

const importShape = z
  .object({
    id: z.int().openapi({ example: 7 }),
    pbx: z.string().openapi({ example: "matriz" }),
    name: z.string().openapi({ example: "queue_log.3.gz" }),
    zone: z.string().openapi({ description: "Of times that are local text", example: "America/Sao_Paulo" }),
    state: z.enum(importStates),
    bytes: z.int().openapi({ description: "Of the upload", example: 81_920_000 }),
    bytesRead: z.int().openapi({ description: "Of these, recorded so far or being so", example: 40_960_000 }),
    lines: count,
    problems: z.int().openapi({ description: "Lines that could not be understood", example: 2 }),
    firstAt: instant,
    lastAt: instant,
    visits: z.int().nullable().openapi({ description: "When done: visits on file in its time", example: 214_380 }),
    since: instant.openapi({ description: "When done: of the first of these visits" }),
    user: z.string().nullable().openapi({ example: "admin" }),
    createdAt: z.int(),
    endedAt: instant,
    reason: z.string().nullable().openapi({ description: "Why it failed, and what to do" }),
    reasonCode: z.enum(importFaults).nullable().openapi({ description: "The same for programs; null: none fits" }),
  })
  .openapi("Import");

const problemPlace = z.tuple([storedInstant, z.guid()]);
const problemsShape = z.object({
  problems: z.array(
    z
      .object({
        line: z.string().openapi({ description: "Its beginning", example: "1795338600|1.1|fila" }),
        code: z.enum(logFaultCodes).nullable().openapi({ description: "Null: kept before there were codes" }),
        reason: z.string().openapi({ example: "Expected time|callid|queue|agent|event and parameters, got 3 fields" }),
        seenAt: z.int(),
      })
      .openapi("LogProblem"),
  ),
});

const logShape = z
  .object({
    source: z.string().openapi({ example: "mysql://snep@192.168.0.10:3306/snep/queue_log" }),
    lines: count,
    problems: z.int().openapi({ example: 0 }),
    firstAt: instant,
    lastAt: instant,
    checkedAt: instant.openapi({ description: "When it was last read to its end" }),
    fault: z.string().nullable().openapi({ description: "Why it does not go on, and what to do" }),
  })
  .openapi("QueueLog");

const params = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647).openapi({ example: 7 }) });
const needsSignIn = { 401: problemAnswer("Sign in first") };
const json = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  content: { "application/json": { schema } },
});
const noImport = { 404: problemAnswer("There is no such import") };
const ofImports = { tags: ["Imports"], security: signInNeeded };

const uploadRoute = createRoute({
  method: "post",
  path: "/imports",
  ...ofImports,
  summary: "Uploads a queue_log, whose visits are then recorded",
  description:
    "The body is the file as it is, gzipped or not, or a database's rows parted by tabs; it may be of any length. Answered " +
    "when the upload is whole: what follows is told by the import. What was imported before is not recorded twice.",
  request: {
    query: z.object({
      pbx: pbx.optional().openapi({ description: "May be left out where there is only one", example: "matriz" }),
      zone: z.string().refine(isZone, "It is not a time zone. Write one such as America/Sao_Paulo").optional().openapi({
        description: "Of times that are local text; the site's, if left out",
        example: "America/Sao_Paulo",
      }),
      name: oneLine(200).optional().openapi({ description: "For the list", example: "queue_log.3.gz" }),
    }),
    body: {
      required: true,
      content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } },
    },
  },
  responses: {
    202: json("The upload is whole, or was cut off: see its state", z.object({ import: importShape })),
    400: problemAnswer("What was asked is wrong"),
    ...needsSignIn,
    404: problemAnswer("There is no such PBX"),
  },
});

const listRoute = createRoute({
  method: "get",
  path: "/imports",
  ...ofImports,
  summary: "Imports, the newest first",
  request: {
    query: z.object({
      before: params.shape.id.optional().openapi({ description: "The `next` of the page before", example: 7 }),
      limit: z.coerce.number().int().min(1).max(200).default(50).openapi({ example: 50 }),
    }),
  },
  responses: {
    200: json(
      "A page",
      z.object({
        imports: z.array(importShape),
        next: z.int().nullable(),
        zone: z.string().openapi({ description: "The site's", example: "America/Sao_Paulo" }),
        pbxs: z
          .array(z.object({ id: z.string().openapi({ example: "matriz" }), name: z.string() }))
          .openapi({ description: "Of which an upload may be" }),
      }),
    ),
    400: problemAnswer("What was asked is wrong"),
    ...needsSignIn,
  },
});

const oneRoute = createRoute({
  method: "get",
  path: "/imports/{id}",
  ...ofImports,
  summary: "How far an import is, and what came of it",
  request: { params },
  responses: { 200: json("As it is now", z.object({ import: importShape })), ...needsSignIn, ...noImport },
});

const problemsRoute = createRoute({
  method: "get",
  path: "/imports/{id}/problems",
  ...ofImports,
  summary: "Its first lines that could not be understood, a page at a time",
  description: "The first 1,000 are kept. A line that an earlier import had too is told by that one alone.",
  request: { params, query: z.strictObject({ limit, cursor: cursor.optional() }) },
  responses: {
    200: json("A page", problemsShape.extend({ next })),
    400: problemAnswer("The limit is wrong, or the cursor is none of ours (`cursor-wrong`)"),
    ...needsSignIn,
    ...noImport,
  },
});

const cancelRoute = createRoute({
  method: "post",
  path: "/imports/{id}/cancel",
  ...ofImports,
  summary: "Ends an import",
  description: "What was recorded of it stays.",
  request: { params },
  responses: {
    200: json("Ended", z.object({ import: importShape })),
    ...needsSignIn,
    ...noImport,
    409: problemAnswer("It has ended already"),
  },
});

const logRoute = createRoute({
  method: "get",
  path: "/pbxs/{id}/queue-log",
  tags: ["PBXs"],
  security: signInNeeded,
  summary: "How its queue_log is followed, and its first lines that could not be understood",
  request: { params: z.object({ id: pbx }) },
  responses: {
    200: json("As it is now; null: it has none", problemsShape.extend({ log: logShape.nullable() })),
    ...needsSignIn,
    404: problemAnswer("There is no such PBX"),
  },
});

export interface ImportParts {
  sql: Sql;
  now: () => number;
  site: Pick<SiteClock, "zone">;
  pbxs: Pick<PbxAccess, "fixed">;
  imports: Imports;
  logs: { state(pbx: ReturnType<typeof pbxId>): QueueLogState | null };
}

export function importRoutes({ sql, now, site, pbxs, imports, logs }: ImportParts) {
  const named = async () => [...pbxs.fixed, ...(await listPbxs(sql))].map(({ id, name }) => ({ id, name }));
  const known = async () => (await named()).map(({ id }) => id);
  const shown = (each: Import): z.infer<typeof importShape> => shownImport(each, imports.progress(each.id));
  const notFound = (id: number) => `There is no import ${id}. See /api/v1/imports`;

  return createApi()
    .openapi(uploadRoute, async (c) => {
      const asked = c.req.valid("query");
      const all = await known();
      const [only] = all;
      if (asked.pbx === undefined && all.length !== 1) {
        return problem(c, 400, "bad-request", `Say of which PBX it is, with pbx=: there are ${all.length}`);
      }
      const of = pbxId(asked.pbx ?? only ?? "");
      if (!all.includes(of)) return problem(c, 404, "pbx-not-found", `There is no PBX "${of}"`);
      const { body } = c.req.raw;
      if (!body) return problem(c, 400, "bad-request", "Send the queue_log as the body of the request");
      const { user } = c.var.signedIn;
      const name = asked.name ?? "queue_log";
      const made = await imports.upload({ pbx: of, name, zone: asked.zone ?? site.zone, user: user.name }, body, (tx) =>
        insertAudit(tx, { ...auditBy(c, now()), action: "import_begun", target: name, detail: { pbx: of } }),
      );
      return c.json({ import: shown(made) }, 202);
    })
    .openapi(listRoute, async (c) => {
      const { before, limit } = c.req.valid("query");
      const found = await listImports(sql, before ?? null, limit + 1);
      const page = found.slice(0, limit);
      const last = found.length > limit ? (page.at(-1)?.id ?? null) : null;
      return c.json({ imports: page.map(shown), next: last, zone: site.zone, pbxs: await named() }, 200);
    })
    .openapi(oneRoute, async (c) => {
      const { id } = c.req.valid("param");
      const found = await findImport(sql, id);
      return found ? c.json({ import: shown(found) }, 200) : problem(c, 404, "import-not-found", notFound(id));
    })
    .openapi(problemsRoute, async (c) => {
      const { id } = c.req.valid("param");
      const found = await findImport(sql, id);
      if (!found) return problem(c, 404, "import-not-found", notFound(id));
      const asked = c.req.valid("query");
      const place = asked.cursor === undefined ? null : unsealed(asked.cursor, problemPlace);
      if (asked.cursor !== undefined && !place) return problem(c, 400, "cursor-wrong", cursorAdvice);
      const after = place && { seenAt: place[0], lineHash: place[1] };
      const kept = await listLogProblems(sql, found.pbx, importSource(id), asked.limit + 1, after);
      const page = kept.slice(0, asked.limit);
      const last = page.at(-1);
      return c.json(
        {
          problems: page.map(shownProblem),
          next: last && kept.length > page.length ? sealed([last.seenAt, last.lineHash]) : null,
        },
        200,
      );
    })
    .openapi(cancelRoute, async (c) => {
      const { id } = c.req.valid("param");
      const before = await findImport(sql, id);
      if (!before) return problem(c, 404, "import-not-found", notFound(id));
      if (!(await imports.cancel(id))) {
        return problem(c, 409, "import-ended", "It has ended already, and what it recorded stays");
      }
      await insertAudit(sql, { ...auditBy(c, now()), action: "import_cancelled", target: before.name });
      const found = await findImport(sql, id);
      return found ? c.json({ import: shown(found) }, 200) : problem(c, 404, "import-not-found", notFound(id));
    })
    .openapi(logRoute, async (c) => {
      const id = pbxId(c.req.valid("param").id);
      if (!(await known()).includes(id)) return problem(c, 404, "pbx-not-found", `There is no PBX "${id}"`);
      const log = logs.state(id);
      return c.json(
        { log, problems: log ? (await listLogProblems(sql, id, log.source, 1_000)).map(shownProblem) : [] },
        200,
      );
    });
}

const shownProblem = ({ line, code, reason, seenAt }: LogProblem) => ({ line, code, reason, seenAt });

function shownImport(each: Import, progress: ImportProgress | null): z.infer<typeof importShape> {
  const bytesRead = each.state === "done" ? each.bytes : 0;
  return { ...each, bytesRead, ...progress };
}
