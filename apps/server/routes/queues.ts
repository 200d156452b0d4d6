/** What is now, for those who ask instead of listening. */
import { createRoute, z } from "@hono/zod-openapi";
import { memberStates, newsKinds, type QueueTopicSnapshot, serviceFormulas } from "@qmanager/core";
import { createApi } from "../http/api.ts";
import { problemAnswer } from "../http/problem.ts";
import { type LiveSource, maySee, readTopic, seenData } from "../live/topics.ts";
import { signInNeeded } from "../sign_in/session.ts";

const instant = z.int().openapi({ description: "Epoch milliseconds", example: 1795338688000 });
const maybe = instant.nullable();
const text = z.string().nullable();

const member = z.object({
  queue: z.string(),
  interface: z.string().openapi({ example: "PJSIP/1001" }),
  name: text,
  membership: z.enum(["static", "dynamic", "realtime"]).nullable(),
  penalty: z.int().nullable(),
  state: z.enum(memberStates),
  since: maybe,
  paused: z.boolean(),
  pauseReason: text,
  call: z
    .object({
      uniqueid: z.string(),
      number: text,
      name: text,
      since: instant,
      phase: z.enum(["ringing", "talking"]),
      queue: text,
      direction: z.enum(["in", "out", "internal"]),
      enteredAt: maybe,
    })
    .nullable(),
  wrapupUntil: maybe,
  lastTalkMs: z.int().nullable(),
  loginAt: maybe,
});

const waiting = z.object({
  queue: z.string(),
  uniqueid: z.string(),
  linkedid: text,
  number: text,
  name: text,
  position: z.int(),
  enteredAt: instant,
  offeredTo: z.array(z.string()),
});

const count = z.int();
const today = z.object({
  since: instant,
  offered: count,
  answered: count,
  abandoned: count,
  timeout: count,
  otherExits: count,
  refused: count,
  answeredWaitMs: count,
  talkMs: count,
  talks: count,
  maxWaitMs: count.nullable(),
  serviceLevel: z.number().nullable(),
  formula: z.enum(serviceFormulas),
  thresholdMs: count,
  missed: z
    .array(
      z.object({
        ...{ from: instant, to: instant },
        visits: count.nullable().openapi({
          description: "About how many visits of the queue ended then, by Asterisk's own counters; null: not known",
        }),
      }),
    )
    .openapi({ description: "When nobody watched the PBX: visits of these times may be missing" }),
});

const quarter = z.object({
  from: instant,
  offered: count,
  answered: count,
  abandoned: count,
  timeout: count,
  otherExits: count,
});

const news = z.object({
  id: z.string(),
  at: instant,
  kind: z.enum(newsKinds),
  caller: z.object({ number: text, name: text }).nullable(),
  member: z.object({ interface: text, name: text }).nullable(),
  reason: text,
  waitMs: z.int().nullable(),
});

const queue = z
  .object({
    pbx: z.string(),
    queue: z.string(),
    strategy: text,
    maxWaiting: z.int().nullable(),
    face: z
      .object({
        displayName: text,
        warnMs: count,
        alertMs: count,
        goal: z.number().nullable().openapi({ description: "Of the service level, from 0 to 1; null: none" }),
      })
      .openapi({ description: "How pages call the queue, and from which waits on they warn" }),
    members: z.array(member),
    waiting: z.array(waiting),
    today,
    quarters: z.array(quarter).openapi({ description: "Today's quarters of an hour in which somebody entered" }),
    waitingTrend: z.object({ from: instant, stepMs: count, counts: z.array(count) }),
    news: z.array(news).openapi({ description: "The last events, newest first" }),
  })
  .openapi("Queue");

const listRoute = createRoute({
  method: "get",
  path: "/queues",
  tags: ["Queues"],
  security: signInNeeded,
  summary: "All queues as they are now: members, waiting callers, today's figures",
  responses: {
    200: {
      description: "All that you may see",
      content: { "application/json": { schema: z.object({ queues: z.array(queue) }) } },
    },
    401: problemAnswer("Sign in first"),
  },
});

export function queueRoutes(live: LiveSource) {
  return createApi().openapi(listRoute, (c) => {
    const { access } = c.var.signedIn;
    const queues: QueueTopicSnapshot[] = [];
    for (const name of live.queueNames()) {
      const topic = { topic: "queue", ...name } as const;
      const found = maySee(access, topic) ? readTopic(live, topic) : null;
      const seen = found && seenData(live, access, found);
      if (seen?.topic === "queue") queues.push(seen.queue);
    }
    return c.json({ queues }, 200);
  });
}
