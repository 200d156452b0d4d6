/** What people say of queues: names, shifts, by what they are judged. */
import { createRoute, z } from "@hono/zod-openapi";
import { noOwnSettings, type QueueRef, seesQueue, settledSettings } from "@qmanager/core";
import type { Context } from "hono";
import { insertAudit } from "../db/audit.ts";
import type { Sql } from "../db/connect.ts";
import { isQueueCounted } from "../db/queue_counters.ts";
import {
  allQueueSettings,
  findQueueDefaults,
  findQueueSettings,
  lockQueueSettings,
  putQueueDefaults,
  putQueueSettings,
} from "../db/queue_settings.ts";
import { pbx, queue } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import { auditBy, changesOf } from "../http/audited.ts";
import type { Env } from "../http/client.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import { ownQueueSettings, queueSettings } from "../http/queue_settings_shapes.ts";
import { type LiveSource, seenData } from "../live/topics.ts";
import type { QueueBook } from "../records/queue_book.ts";
import { signInNeeded } from "../sign_in/session.ts";

const text = z.string().nullable();
const settled = z
  .object({
    ...{ pbx: z.string(), queue: z.string() },
    live: z.boolean().openapi({ description: "The PBX has it now" }),
    strategy: text.openapi({ description: "Of Asterisk; null: not known", example: "rrmemory" }),
    own: ownQueueSettings,
    settings: queueSettings.openapi({ description: "What holds: the queue's own, else the defaults" }),
  })
  .openapi("ConfiguredQueue");
const withMembers = settled
  .extend({
    members: z
      .array(
        z.object({
          ...{ interface: z.string(), name: text, penalty: z.int().nullable() },
          membership: z.enum(["static", "dynamic", "realtime"]).nullable(),
        }),
      )
      .openapi({ description: "As they are now, of those whom you may see. Actions on the panel change them" }),
  })
  .openapi("ConfiguredQueueWithMembers");

const common = { tags: ["Queue settings"], security: signInNeeded };
const asked = { 401: problemAnswer("Sign in first"), 503: problemAnswer("The database is away") };
const json = <Shape extends z.ZodType>(schema: Shape) => ({ "application/json": { schema } });
const ofQueue = {
  403: problemAnswer("You may not see this queue"),
  404: problemAnswer("There is no such queue, neither now nor on file"),
};
const list = z.object({ defaults: queueSettings, queues: z.array(settled) });

const listRoute = createRoute({
  ...{ method: "get", path: "/queues/settings", ...common, summary: "What is said of each queue, and the defaults" },
  responses: { 200: { description: "Of the queues that you may see", content: json(list) }, ...asked },
});
const defaultsRoute = createRoute({
  ...{ method: "put", path: "/queues/settings", ...common },
  summary: "Says what holds for queues that do not say otherwise",
  request: { body: { required: true, content: json(queueSettings) } },
  responses: {
    200: { description: "Kept; live figures are told by it", content: json(queueSettings) },
    ...asked,
    400: problemAnswer("A field is wrong"),
    403: problemAnswer("The defaults are for who sees every queue"),
  },
});
const params = z.object({ pbx, queue });
const getRoute = createRoute({
  ...{ method: "get", path: "/queues/{pbx}/{queue}/settings", ...common, request: { params } },
  summary: "What is said of a queue, and who its members are now",
  responses: { 200: { description: "The queue", content: json(withMembers) }, ...asked, ...ofQueue },
});
const putRoute = createRoute({
  ...{ method: "put", path: "/queues/{pbx}/{queue}/settings", ...common },
  summary: "Says all that is said of a queue; null: as the defaults are",
  description:
    "A change of T, S or the formula is retroactive: figures are made of what is on file when they are read.",
  request: { params, body: { required: true, content: json(ownQueueSettings) } },
  responses: {
    200: { description: "Kept; live figures are told by it", content: json(settled) },
    ...asked,
    400: problemAnswer("A field is wrong"),
    ...ofQueue,
  },
});

interface QueueSettingsParts {
  sql: Sql;
  now: () => number;
  live: LiveSource;
  queueBook: QueueBook;
}

export function queueSettingsRoutes({ sql, now, live, queueBook }: QueueSettingsParts) {
  const shown = (ref: QueueRef, own = noOwnSettings, defaults?: Parameters<typeof settledSettings>[1]) => {
    const { displayName: _, ...settings } = settledSettings(own, defaults);
    const now = live.queue(ref.pbx, ref.queue);
    return { pbx: ref.pbx, queue: ref.queue, live: now !== null, strategy: now?.strategy ?? null, own, settings };
  };
  /** Why a queue may not be read; null when it may. */
  const refusal = async (c: Context<Env>, { pbx, queue }: QueueRef) => {
    if (!seesQueue(c.var.signedIn.access, pbx, queue))
      return problem(c, 403, "forbidden", "You may not see this queue. Ask an administrator");
    const isKnown = live.queue(pbx, queue) !== null || (await isQueueCounted(sql, pbx, queue));
    if (isKnown || (await findQueueSettings(sql, pbx, queue)) !== null) return null;
    return problem(c, 404, "queue-not-found", `The PBX "${pbx}" has no queue "${queue}", and none is on file`);
  };
  return createApi()
    .openapi(listRoute, async (c) => {
      const [defaults, stored] = await Promise.all([findQueueDefaults(sql), allQueueSettings(sql)]);
      const key = ({ pbx, queue }: QueueRef) => `${pbx}/${queue}`;
      const own = new Map(stored.map((each) => [key(each), each]));
      const refs = new Map<string, QueueRef>([...live.queueNames(), ...stored].map((each) => [key(each), each]));
      const queues = [...refs.values()]
        .filter(({ pbx, queue }) => seesQueue(c.var.signedIn.access, pbx, queue))
        .map((ref) => shown(ref, own.get(key(ref))?.own, defaults))
        .sort((a, b) => (a.pbx === b.pbx ? (a.queue < b.queue ? -1 : 1) : a.pbx < b.pbx ? -1 : 1));
      return c.json({ defaults, queues }, 200);
    })
    .openapi(defaultsRoute, async (c) => {
      const wanted = c.req.valid("json");
      if (c.var.signedIn.access.queues !== "all") {
        return problem(c, 403, "forbidden", "The defaults hold for queues that you may not see. Ask an administrator");
      }
      await sql.begin(async (tx) => {
        await lockQueueSettings(tx);
        const detail = changesOf(await findQueueDefaults(tx), wanted);
        await putQueueDefaults(tx, wanted, now());
        await insertAudit(tx, { ...auditBy(c, now()), action: "queue_defaults_changed", target: null, detail });
      });
      await queueBook.read(sql);
      return c.json(wanted, 200);
    })
    .openapi(getRoute, async (c) => {
      const ref = c.req.valid("param");
      const refused = await refusal(c, ref);
      if (refused) return refused;
      const [defaults, own] = await Promise.all([findQueueDefaults(sql), findQueueSettings(sql, ref.pbx, ref.queue)]);
      const now = live.queue(ref.pbx, ref.queue);
      const seen = now && seenData(live, c.var.signedIn.access, { topic: "queue", queue: now });
      const members = (seen?.topic === "queue" ? seen.queue.members : []).map(
        ({ interface: phone, name, penalty, membership }) => ({ interface: phone, name, penalty, membership }),
      );
      return c.json({ ...shown(ref, own ?? undefined, defaults), members }, 200);
    })
    .openapi(putRoute, async (c) => {
      const ref = c.req.valid("param");
      const wanted = c.req.valid("json");
      const refused = await refusal(c, ref);
      if (refused) return refused;
      const defaults = await sql.begin(async (tx) => {
        await lockQueueSettings(tx);
        const before = (await findQueueSettings(tx, ref.pbx, ref.queue)) ?? noOwnSettings;
        await putQueueSettings(tx, ref, wanted, now());
        const detail = { pbx: ref.pbx, ...changesOf(before, wanted) };
        await insertAudit(tx, { ...auditBy(c, now()), action: "queue_settings_changed", target: ref.queue, detail });
        return findQueueDefaults(tx);
      });
      await queueBook.read(sql);
      return c.json(shown(ref, wanted, defaults), 200);
    });
}
