/** Calls on file: all that shares a linkedid, with a queue or without, and what happened in each. */
import { createRoute, z } from "@hono/zod-openapi";
import { callStory, searchDigits, seesQueue } from "@qmanager/core";
import type { Context } from "hono";
import { findCall, type ListedCall, listCalls, visitsOfCall } from "../db/call_list.ts";
import type { Sql } from "../db/connect.ts";
import { callsInSight, visitsInSight } from "../db/people_in_sight.ts";
import type { Sight } from "../db/sight.ts";
import { pbx, phone, queue } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import {
  callCursor,
  callEventShape,
  callShape,
  directions,
  readCallCursor,
  readCallId,
  shownCall,
} from "../http/call_shapes.ts";
import type { Env } from "../http/client.ts";
import {
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
import { signInNeeded } from "../sign_in/session.ts";

const query = z
  .strictObject({
    from: from.optional(),
    to: to.optional(),
    pbx: pbx.optional(),
    queue: several(queue, "It was in the queue.", ["suporte"]),
    interface: several(phone, "The phone had a part in it.", ["PJSIP/1001"]),
    direction: several(z.enum(directions), "Where it came from and went.", ["in"]),
    answered: yesOrNo.optional().openapi({ description: "Two talked to each other", example: "true" }),
    open: yesOrNo.optional().openapi({ description: "It goes on", example: "false" }),
    number: number.optional().openapi({
      description: "The last digits of the number outside, or of the phone that began it, however it is written",
      example: "(48) 99988-7766",
    }),
    order: z.enum(["newest", "oldest"]).default("newest").openapi({ description: "Which come first" }),
    limit,
    cursor: cursor.optional(),
  })
  .refine(isPeriod, noPeriod);

const listRoute = createRoute({
  method: "get",
  path: "/calls",
  tags: ["Calls"],
  security: signInNeeded,
  summary: "Calls by time, a page at a time",
  description:
    "One call is all that shares a linkedid, with a queue or without. Only calls of queues that you may see are in it, and those " +
    "in which an agent whom you may see had a part; agents whom you may not see are not named.",
  request: { query },
  responses: {
    200: {
      description: "A page of them",
      content: { "application/json": { schema: z.object({ calls: z.array(callShape), next }) } },
    },
    400: problemAnswer("A filter is wrong, or the cursor is none of ours (`cursor-wrong`)"),
    401: problemAnswer("Sign in first"),
    403: problemAnswer("You may not see calls"),
    503: problemAnswer("The database is away"),
  },
});

const params = z.object({ id: z.string().max(2_000).openapi({ example: "WyJtYXRyaXoiXQ" }) });
const refusals = {
  401: problemAnswer("Sign in first"),
  403: problemAnswer("You may not see calls"),
  404: problemAnswer("There is no such call, or you may not see it"),
  503: problemAnswer("The database is away"),
};

const oneRoute = createRoute({
  method: "get",
  path: "/calls/{id}",
  tags: ["Calls"],
  security: signInNeeded,
  summary: "One call",
  request: { params },
  responses: {
    200: {
      description: "As it is known now",
      content: { "application/json": { schema: z.object({ call: callShape }) } },
    },
    ...refusals,
  },
});

const eventsRoute = createRoute({
  method: "get",
  path: "/calls/{id}/events",
  tags: ["Calls"],
  security: signInNeeded,
  summary: "What happened in a call, in order",
  description: "Of its queues, its phones and itself; it follows whatever its visits are corrected to.",
  request: { params },
  responses: {
    200: {
      description: "All of it",
      content: { "application/json": { schema: z.object({ events: z.array(callEventShape) }) } },
    },
    ...refusals,
  },
});

export function callRoutes({ sql }: { sql: Sql }) {
  const found = async (id: string, sight: Sight): Promise<ListedCall | null> => {
    const key = readCallId(id);
    const call = key && (await findCall(sql, key, sight));
    return call && ((await callsInSight(sql, [call], sight))[0] ?? null);
  };
  const notFound = (c: Context<Env>) =>
    problem(c, 404, "call-not-found", "There is no such call, it was removed, or you may not see it");

  return createApi()
    .openapi(listRoute, async (c) => {
      const asked = c.req.valid("query");
      const after = asked.cursor === undefined ? null : readCallCursor(asked.cursor);
      if (asked.cursor !== undefined && after === null) return problem(c, 400, "cursor-wrong", cursorAdvice);
      const { access } = c.var.signedIn;
      const filter = {
        ...asked,
        ...{ queues: asked.queue, interfaces: asked.interface, directions: asked.direction },
        digits: asked.number === undefined ? undefined : searchDigits(asked.number),
      };
      const page = { order: asked.order, after, limit: asked.limit + 1 };
      const listed = await listCalls(sql, filter, access, page);
      // One more than was asked for tells whether there is another page.
      const calls = await callsInSight(sql, listed.slice(0, asked.limit), access);
      const last = calls.at(-1);
      const following = last && listed.length > calls.length ? callCursor(last) : null;
      return c.json({ calls: calls.map(shownCall), next: following }, 200);
    })
    .openapi(oneRoute, async (c) => {
      const call = await found(c.req.valid("param").id, c.var.signedIn.access);
      return call ? c.json({ call: shownCall(call) }, 200) : notFound(c);
    })
    .openapi(eventsRoute, async (c) => {
      const { access } = c.var.signedIn;
      const call = await found(c.req.valid("param").id, access);
      if (!call) return notFound(c);
      const all = await visitsOfCall(sql, call);
      const seen = all.filter(({ pbx, queue }) => seesQueue(access, pbx, queue));
      const visits = await visitsInSight(sql, seen, access);
      return c.json({ events: callStory(call, visits) }, 200);
    });
}
