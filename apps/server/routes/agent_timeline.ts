/** What an agent did, from moment to moment. */
import { createRoute, z } from "@hono/zod-openapi";
import { seesAgent } from "@qmanager/core";
import { timelineOf } from "../db/agent_intervals.ts";
import { findAgent } from "../db/agent_list.ts";
import type { Sql } from "../db/connect.ts";
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
  several,
  to,
} from "../http/list_shapes.ts";
import { sealed, unsealed } from "../http/opaque.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import { signInNeeded } from "../sign_in/session.ts";

const kinds = ["session", "pause", "ring", "talk"] as const;
const instant = z.int().openapi({ description: "Epoch milliseconds", example: 1795338688000 });
const interval = z
  .object({
    pbx: z.string().openapi({ example: "matriz" }),
    kind: z.enum(kinds),
    agent: z.string().nullable().openapi({ description: "The member's name", example: "Bruno" }),
    interface: z.string().nullable().openapi({ example: "PJSIP/1001" }),
    queue: z.string().nullable().openapi({ description: "Null: of a call that no queue gave", example: "suporte" }),
    reason: z.string().nullable().openapi({ description: "Of a pause", example: "Lunch" }),
    from: instant,
    fromKnown: z.boolean().openapi({ description: "False: it was already so when it was first seen" }),
    to: instant.nullable().openapi({ description: "Null: it goes on, or nobody saw its end" }),
    open: z.boolean().openapi({ description: "It goes on" }),
  })
  .openapi("AgentInterval");

const timelineRoute = createRoute({
  method: "get",
  path: "/agents/{id}/timeline",
  tags: ["Agents"],
  security: signInNeeded,
  summary: "What an agent did: sessions and pauses in queues, rings and talks",
  description: "By beginning, and whole: what began before the period and went on in it is there too.",
  request: {
    params: z.object({ id: agentId.openapi({ example: 7 }) }),
    query: z
      .strictObject({
        from,
        to,
        kind: several(z.enum(kinds), "What it is.", ["talk"]),
        limit,
        cursor: cursor.optional(),
      })
      .refine(isPeriod, noPeriod),
  },
  responses: {
    200: {
      description: "A page of them",
      content: { "application/json": { schema: z.object({ intervals: z.array(interval), next }) } },
    },
    400: problemAnswer("A filter is wrong, or the cursor is none of ours (`cursor-wrong`)"),
    401: problemAnswer("Sign in first"),
    404: problemAnswer("There is no such agent"),
    503: problemAnswer("The database is away"),
  },
});

const timelineCursor = z.tuple([z.int().min(0).max(250_000_000_000_000), z.int().min(0)]);

export function agentTimelineRoutes({ sql }: { sql: Sql }) {
  return createApi().openapi(timelineRoute, async (c) => {
    const { id } = c.req.valid("param");
    const asked = c.req.valid("query");
    const place = asked.cursor === undefined ? null : unsealed(asked.cursor, timelineCursor);
    if (asked.cursor !== undefined && !place) return problem(c, 400, "cursor-wrong", cursorAdvice);
    const { access } = c.var.signedIn;
    if (!seesAgent(access, id) || !(await findAgent(sql, id))) {
      return problem(c, 404, "agent-not-found", `There is no agent with the id ${id}`);
    }
    const filter = { agent: id, from: asked.from, to: asked.to, kinds: asked.kind };
    const after = place && { from: place[0], id: place[1] };
    const found = await timelineOf(sql, filter, access, { after, limit: asked.limit + 1 });
    const shown = found.slice(0, asked.limit);
    const last = shown.at(-1);
    const intervals = shown.map(({ id: _, ...each }) => each);
    return c.json({ intervals, next: last && found.length > shown.length ? sealed([last.from, last.id]) : null }, 200);
  });
}
