/** Visits on file: what became of every caller in every queue. */
import { createRoute, z } from "@hono/zod-openapi";
import { endings, outcomes, presetPeriod, presets, searchDigits, seesAgent, seesQueue } from "@qmanager/core";
import type { Sql } from "../db/connect.ts";
import { unconfirmedSpans } from "../db/log_positions.ts";
import { visitsInSight } from "../db/people_in_sight.ts";
import { findVisit, listVisits } from "../db/visit_list.ts";
import { pbx, phone, queue } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import {
  agentId,
  cursor,
  cursorAdvice,
  from,
  isPeriod,
  limit,
  next,
  noPeriod,
  number,
  several,
  to,
  yesOrNo,
} from "../http/list_shapes.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import { readVisitCursor, readVisitId, shownVisit, visitCursor, visitShape } from "../http/visit_shapes.ts";
import type { SiteClock } from "../settings/site_clock.ts";
import { signInNeeded } from "../sign_in/session.ts";

const query = z
  .strictObject({
    period: z.enum(presets).optional().openapi({
      description: "In the place of `from` and `to`: days by the clocks of the site",
      example: "last_7_days",
    }),
    from: from.optional(),
    to: to.optional(),
    pbx: pbx.optional(),
    queue: several(queue, "The queue.", ["suporte"]),
    agent: agentId.optional().openapi({ description: "Whose calls, by the agent's id", example: 7 }),
    interface: phone.optional().openapi({ description: "The phone of who answered", example: "PJSIP/1001" }),
    outcome: several(z.enum(outcomes), "What became of it.", ["abandoned", "timeout"]),
    endedBy: several(z.enum(endings), "Of answered ones: who ended the talk.", ["agent"]),
    csat: several(z.coerce.number().int().min(1).max(5), "The score that was given.", [1, 2]),
    open: yesOrNo.optional().openapi({ description: "The caller still waits or talks", example: "false" }),
    number: number.optional(),
    order: z.enum(["newest", "oldest"]).default("newest").openapi({ description: "Which come first" }),
    limit,
    cursor: cursor.optional(),
  })
  .refine(isPeriod, noPeriod)
  .refine(({ period, from, to }) => period === undefined || (from === undefined && to === undefined), {
    path: ["period"],
    error: "Give either a period, or from and to",
  });

const end = z.int().nullable().openapi({ example: 1795338000000 });

const listRoute = createRoute({
  method: "get",
  path: "/visits",
  tags: ["Visits"],
  security: signInNeeded,
  summary: "Visits by time, a page at a time",
  description:
    "One visit is one stay of one caller in one queue. It is listed by its entry or, where that is not known, by the first " +
    "that is known of it. Only queues that you may see are in it; agents whom you may not see are not named.",
  request: { query },
  responses: {
    200: {
      description: "A page of them",
      content: {
        "application/json": {
          schema: z.object({
            visits: z.array(visitShape),
            next,
            from: end.openapi({ description: "Where the period begins; null: with the first visit there is" }),
            to: end.openapi({ description: "Where it ends, exclusive; null: nowhere" }),
            zone: z.string().openapi({ description: "Of the site's clocks", example: "America/Sao_Paulo" }),
          }),
        },
      },
    },
    400: problemAnswer("A filter is wrong, or the cursor is none of ours (`cursor-wrong`)"),
    401: problemAnswer("Sign in first"),
    403: problemAnswer("You may not see visits, or this agent"),
    503: problemAnswer("The database is away"),
  },
});

const oneRoute = createRoute({
  method: "get",
  path: "/visits/{id}",
  tags: ["Visits"],
  security: signInNeeded,
  summary: "One visit",
  request: { params: z.object({ id: z.string().max(2_000).openapi({ example: "WyJtYXRyaXoiXQ" }) }) },
  responses: {
    200: {
      description: "As it is known now",
      content: { "application/json": { schema: z.object({ visit: visitShape }) } },
    },
    401: problemAnswer("Sign in first"),
    403: problemAnswer("You may not see visits"),
    404: problemAnswer("There is no such visit, or you may not see its queue"),
    503: problemAnswer("The database is away"),
  },
});

interface VisitParts {
  sql: Sql;
  now: () => number;
  site: Pick<SiteClock, "zone">;
}

export function visitRoutes({ sql, now, site }: VisitParts) {
  return createApi()
    .openapi(listRoute, async (c) => {
      const asked = c.req.valid("query");
      const after = asked.cursor === undefined ? null : readVisitCursor(asked.cursor);
      if (asked.cursor !== undefined && after === null) return problem(c, 400, "cursor-wrong", cursorAdvice);
      const { access } = c.var.signedIn;
      if (asked.agent !== undefined && !seesAgent(access, asked.agent)) {
        return problem(c, 403, "forbidden", "You may not see this agent. Ask an administrator");
      }
      const { from, to } = asked.period === undefined ? asked : presetPeriod(asked.period, now(), site.zone);
      const filter = {
        ...asked,
        ...{ from, to },
        ...{ queues: asked.queue, outcomes: asked.outcome },
        digits: asked.number === undefined ? undefined : searchDigits(asked.number),
      };
      const page = { order: asked.order, after, limit: asked.limit + 1 };
      const found = await listVisits(sql, filter, access, page);
      // One more than was asked for tells whether there is another page.
      const visits = await visitsInSight(sql, found.slice(0, asked.limit), access);
      const last = visits.at(-1);
      const unconfirmed = await unconfirmedSpans(sql, now());
      return c.json(
        {
          visits: visits.map((visit) => shownVisit(visit, unconfirmed)),
          next: last && found.length > visits.length ? visitCursor(last) : null,
          ...{ from: from ?? null, to: to ?? null, zone: site.zone },
        },
        200,
      );
    })
    .openapi(oneRoute, async (c) => {
      const key = readVisitId(c.req.valid("param").id);
      const { access } = c.var.signedIn;
      const found = key && (await findVisit(sql, key));
      const isSeen = found !== null && seesQueue(access, found.pbx, found.queue);
      const [visit] = isSeen ? await visitsInSight(sql, [found], access) : [];
      if (!visit) {
        return problem(
          c,
          404,
          "visit-not-found",
          "There is no such visit, it was removed, or you may not see its queue",
        );
      }
      return c.json({ visit: shownVisit(visit, await unconfirmedSpans(sql, now())) }, 200);
    });
}
