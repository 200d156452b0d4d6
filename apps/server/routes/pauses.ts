/** The pauses that agents are given to choose from, and how much of today's allowance is used. */
import { createRoute, z } from "@hono/zod-openapi";
import {
  defaultPause,
  type EpochMs,
  longestPauseName,
  longestReasonBytes,
  minutesOfDay,
  type PauseType,
  pauseKey,
  pauseUse,
  reasonFault,
  seesAgent,
  startOfDay,
} from "@qmanager/core";
import { insertAudit } from "../db/audit.ts";
import type { Sql } from "../db/connect.ts";
import {
  insertPause,
  listPauses,
  lockPause,
  lockPauseOrder,
  orderPauses,
  removePause,
  restorePause,
  type StoredPause,
  updatePause,
} from "../db/pause_types.ts";
import { type PausedAgentInterval, pausedAgentsDay } from "../db/paused_agents.ts";
import { listed, pbx } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import { auditBy, changesOf } from "../http/audited.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import type { SiteClock } from "../settings/site_clock.ts";
import { signInNeeded } from "../sign_in/session.ts";

const name = z
  .string()
  .trim()
  .pipe(listed(longestPauseName))
  .refine((text) => reasonFault(text) !== "long", {
    error: `Asterisk keeps ${longestReasonBytes} bytes of it: write less, or fewer letters with accents`,
  })
  .openapi({ description: "What Asterisk gets as the reason", example: "Almoço" });
const minutesAdvice = `Write whole minutes, from 1 to ${minutesOfDay}, or null for as long as one likes`;
const dailyMinutes = z
  .int(minutesAdvice)
  .min(1, minutesAdvice)
  .max(minutesOfDay, minutesAdvice)
  .nullable()
  .openapi({ description: "How long in a day; null: as long as one likes", example: 60 });
const productive = z.boolean().openapi({ description: "Work away from the queues, as a meeting" });
const wanted = z
  .strictObject({ name, dailyMinutes, productive, active: z.boolean().default(true) })
  .openapi("PauseInput", { example: { name: "Almoço", dailyMinutes: 60, productive: false, active: true } });
const pauseShape = z
  .object({
    ...{
      id: z.int(),
      name: z.string(),
      dailyMinutes: z.int().nullable(),
      productive: z.boolean(),
      active: z.boolean(),
    },
    builtIn: z.boolean().openapi({ description: "It stays, and keeps its name" }),
  })
  .openapi("Pause");

const id = z.object({ id: z.coerce.number("Write the number of a pause").int().min(1).max(2_147_483_647) });
const common = { tags: ["Pauses"], security: signInNeeded };
const asked = { 401: problemAnswer("Sign in first"), 503: problemAnswer("The database is away") };
const body = { required: true, content: { "application/json": { schema: wanted } } };
const one = (description: string) => ({ description, content: { "application/json": { schema: pauseShape } } });
const all = {
  description: "In the order in which they are offered",
  content: { "application/json": { schema: z.object({ pauses: z.array(pauseShape) }) } },
};

const listRoute = createRoute({
  ...{ method: "get", path: "/pauses", ...common, summary: "The pauses that agents can choose from" },
  responses: { 200: all, ...asked },
});
const addRoute = createRoute({
  ...{ method: "post", path: "/pauses", ...common, summary: "Adds a pause, as the last one", request: { body } },
  responses: {
    201: one("Added"),
    ...asked,
    400: problemAnswer("A field is wrong"),
    409: problemAnswer("There is a pause of this name"),
  },
});
const changeRoute = createRoute({
  ...{ method: "put", path: "/pauses/{id}", ...common, summary: "Changes a pause; records keep the name it had" },
  request: { params: id, body },
  responses: {
    200: one("Changed"),
    ...asked,
    400: problemAnswer("A field is wrong"),
    404: problemAnswer("There is no such pause"),
    409: problemAnswer("There is another pause of this name, or this one is built in"),
  },
});
const removeRoute = createRoute({
  ...{ method: "delete", path: "/pauses/{id}", ...common, request: { params: id } },
  summary: "Removes a pause: it is no longer offered, and what is on file of it stays",
  responses: {
    204: { description: "Removed" },
    ...asked,
    404: problemAnswer("There is no such pause"),
    409: problemAnswer("This pause is built in"),
  },
});
const restoreRoute = createRoute({
  ...{ method: "post", path: "/pauses/{id}/restore", ...common, request: { params: id } },
  summary: "Brings back a pause that was removed",
  responses: {
    200: one("As it was, and where it stood"),
    ...asked,
    404: problemAnswer("No such pause was removed"),
    409: problemAnswer("There is another pause of this name by now"),
  },
});
const orderRoute = createRoute({
  ...{ method: "put", path: "/pauses/order", ...common, summary: "Says in which order pauses are offered" },
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({
            ids: z.array(z.int().min(1).max(2_147_483_647)).max(10_000).openapi({ description: "All of them" }),
          }),
        },
      },
    },
  },
  responses: {
    200: all,
    ...asked,
    400: problemAnswer("A field is wrong"),
    409: problemAnswer("These are not the pauses that there are: read them again"),
  },
});
const useRoute = createRoute({
  ...{ method: "get", path: "/pauses/used", ...common },
  summary: "Of agents who pause now: how long they paused today for the same reason",
  description:
    "Of pauses with a daily allowance alone. The pause that goes on is in it, up to `at`, as far as it is on file: that takes " +
    "a moment. Counted as reports do: from the end of the talk in which it was asked for, and once however many queues.",
  request: { query: z.strictObject({ pbx }) },
  responses: {
    200: {
      description: "Of those whom you may see",
      content: {
        "application/json": {
          schema: z.object({
            at: z.int().openapi({ description: "Epoch milliseconds" }),
            used: z.array(
              z.object({
                interface: z.string().openapi({ example: "PJSIP/1001" }),
                reason: z.string().openapi({ example: "Almoço" }),
                usedMs: z.int().openapi({ description: "Of today, up to `at`", example: 1_800_000 }),
                since: z.int().openapi({ description: "Since when the pause goes on: epoch milliseconds" }),
                dailyMinutes: z.int().openapi({ example: 60 }),
              }),
            ),
          }),
        },
      },
    },
    ...asked,
    400: problemAnswer("A field is wrong"),
  },
});

interface PauseParts {
  sql: Sql;
  now: () => EpochMs;
  site: Pick<SiteClock, "zone">;
}

const isBuiltIn = (pause: Pick<PauseType, "name">) => pauseKey(pause.name) === pauseKey(defaultPause);
const shown = (pause: StoredPause) => ({ ...pause, builtIn: isBuiltIn(pause) });
const taken = (text: string) => [{ path: "name", detail: `There is a pause "${text}" already: choose another name` }];

export function pauseRoutes({ sql, now, site }: PauseParts) {
  return createApi()
    .openapi(listRoute, async (c) => c.json({ pauses: (await listPauses(sql)).map(shown) }, 200))
    .openapi(addRoute, async (c) => {
      const pause = c.req.valid("json");
      const added = await sql.begin(async (tx) => {
        await lockPauseOrder(tx);
        const made = await insertPause(tx, pause, now());
        if (made === null) return null;
        await insertAudit(tx, {
          ...auditBy(c, now()),
          action: "pause_added",
          target: pause.name,
          detail: { ...pause },
        });
        return made;
      });
      if (added === null) return problem(c, 409, "pause-exists", taken(pause.name)[0]!.detail, taken(pause.name));
      return c.json(shown({ id: added, ...pause }), 201);
    })
    .openapi(orderRoute, async (c) => {
      const { ids } = c.req.valid("json");
      const ordered = await sql.begin(async (tx) => {
        await lockPauseOrder(tx);
        const before = await listPauses(tx);
        const own = new Set(before.map((each) => each.id));
        if (ids.length !== own.size || new Set(ids).size !== own.size || ids.some((each) => !own.has(each)))
          return null;
        await orderPauses(tx, ids);
        const after = await listPauses(tx);
        const names = (pauses: StoredPause[]) => ({ order: pauses.map((each) => each.name) });
        const detail = changesOf(names(before), names(after));
        if (detail.after.order !== undefined)
          await insertAudit(tx, { ...auditBy(c, now()), action: "pauses_ordered", target: null, detail });
        return after;
      });
      if (ordered === null) {
        return problem(
          c,
          409,
          "pauses-changed",
          "Name each pause once. Somebody added or removed one: read them again",
        );
      }
      return c.json({ pauses: ordered.map(shown) }, 200);
    })
    .openapi(changeRoute, async (c) => {
      const pause = { ...c.req.valid("param"), ...c.req.valid("json") };
      const became = await sql.begin(async (tx) => {
        const before = await lockPause(tx, pause.id);
        if (before === null) return "missing";
        if (isBuiltIn(before) && (pause.name !== before.name || !pause.active)) return "built_in";
        if (!(await updatePause(tx, pause, now()))) return "taken";
        const { id: _, ...old } = before;
        const { id: __, ...wanted } = pause;
        const detail = changesOf(old, wanted);
        await insertAudit(tx, { ...auditBy(c, now()), action: "pause_changed", target: before.name, detail });
        return "changed";
      });
      switch (became) {
        case "missing":
          return problem(c, 404, "pause-not-found", "There is no such pause. It may have been removed meanwhile");
        case "built_in": {
          const path = pause.active ? "name" : "active";
          const detail = `"${defaultPause}" keeps its name and is always offered: change its allowance, or whether it is productive`;
          return problem(c, 409, "pause-built-in", detail, [{ path, detail }]);
        }
        case "taken":
          return problem(c, 409, "pause-exists", taken(pause.name)[0]!.detail, taken(pause.name));
        case "changed":
          return c.json(shown(pause), 200);
        default:
          return became satisfies never;
      }
    })
    .openapi(removeRoute, async (c) => {
      const { id } = c.req.valid("param");
      const became = await sql.begin(async (tx) => {
        const before = await lockPause(tx, id);
        if (before === null) return "missing";
        if (isBuiltIn(before)) return "built_in";
        await removePause(tx, id, now());
        const { id: _, name, ...rest } = before;
        await insertAudit(tx, {
          ...auditBy(c, now()),
          action: "pause_removed",
          target: name,
          detail: { name, ...rest },
        });
        return "removed";
      });
      if (became === "missing")
        return problem(c, 404, "pause-not-found", "There is no such pause. It may be gone already");
      if (became === "built_in") {
        return problem(
          c,
          409,
          "pause-built-in",
          `"${defaultPause}" is what Asterisk is told where no other is chosen: it stays`,
        );
      }
      return c.body(null, 204);
    })
    .openapi(restoreRoute, async (c) => {
      const { id } = c.req.valid("param");
      const restored = await sql.begin(async (tx) => {
        const pause = await restorePause(tx, id, now());
        if (pause)
          await insertAudit(tx, { ...auditBy(c, now()), action: "pause_restored", target: pause.name, detail: {} });
        return pause;
      });
      if (restored === null) return problem(c, 404, "pause-not-found", "No such pause was removed");
      if (restored === false) {
        return problem(c, 409, "pause-exists", "Another pause has its name by now: rename that one first");
      }
      return c.json(shown(restored), 200);
    })
    .openapi(useRoute, async (c) => {
      const { pbx } = c.req.valid("query");
      const at = now();
      const day = startOfDay(at, site.zone);
      const limits = new Map(
        (await listPauses(sql)).flatMap(({ name, dailyMinutes }) =>
          dailyMinutes === null ? [] : [[pauseKey(name), dailyMinutes] as const],
        ),
      );
      const stretches = limits.size === 0 ? [] : await pausedAgentsDay(sql, pbx, day);
      const seen = stretches.filter(({ agentId }) => seesAgent(c.var.signedIn.access, agentId));
      return c.json({ at, used: usedToday(seen, limits, { from: day, to: at }) }, 200);
    });
}

/** Each phone at which somebody pauses now for a reason with an allowance. */
function usedToday(
  stretches: readonly PausedAgentInterval[],
  limits: ReadonlyMap<string, number>,
  day: { from: EpochMs; to: EpochMs },
) {
  const people = Map.groupBy(stretches, ({ agentId, interface: phone }) => agentId ?? phone.toLowerCase());
  return [...people.values()].flatMap((own) => {
    const [open, ended] = [own.filter((each) => each.open), own.filter((each) => !each.open)];
    const used = pauseUse(ended, open, day);
    const phones = Map.groupBy(
      open.filter(({ kind }) => kind === "pause"),
      ({ interface: phone }) => phone.toLowerCase(),
    );
    return [...phones.values()].flatMap((pauses) => {
      // The last that began is what is shown of him.
      const pause = pauses.reduce((a, b) => ((a.from ?? 0) >= (b.from ?? 0) ? a : b));
      const key = pauseKey(pause.reason ?? "");
      const dailyMinutes = limits.get(key);
      if (dailyMinutes === undefined) return [];
      const since = pause.from ?? day.from;
      const { interface: phone, reason } = pause;
      return [{ interface: phone, reason: reason ?? "", usedMs: used.get(key) ?? 0, since, dailyMinutes }];
    });
  });
}
