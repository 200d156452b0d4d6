/** What adds up of a queue's visits, by quarters of an hour, hours or days. */
import { createRoute, z } from "@hono/zod-openapi";
import { type Counters, defaultServicePolicy, seesQueue, sumCounters } from "@qmanager/core";
import type { Sql } from "../db/connect.ts";
import { isQueueCounted, queueCounters } from "../db/queue_counters.ts";
import { pbx, queue } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import { mostParts, partedAnswer, partedQuery, partsOf, summedParts, tooManyParts } from "../http/counted_parts.ts";
import { countersShape, figuresOf, figuresShape, shownCounters } from "../http/counter_shapes.ts";
import { isPeriod, noPeriod } from "../http/list_shapes.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import type { LiveSource } from "../live/topics.ts";
import { signInNeeded } from "../sign_in/session.ts";

const seconds = "Write whole seconds in milliseconds, as 60000: waits are counted by the second";
const limitMs = z.coerce
  .number(seconds)
  .int(seconds)
  .min(0, seconds)
  .max(86_400_000, seconds)
  .multipleOf(1_000, seconds);
const { formula, thresholdMs, shortMs } = defaultServicePolicy;

const query = z
  .strictObject({
    ...partedQuery,
    formula: z.enum(["A", "B", "C", "D", "E", "F"]).default(formula).openapi({ description: "Of the service level" }),
    thresholdMs: limitMs.default(thresholdMs).openapi({ description: "A wait up to this is in time", example: 60000 }),
    shortMs: limitMs.default(shortMs).openapi({ description: "Up to this one gave up at once", example: 5000 }),
  })
  .refine(isPeriod, noPeriod);

const countersRoute = createRoute({
  method: "get",
  path: "/queues/{pbx}/{queue}/counters",
  tags: ["Queues"],
  security: signInNeeded,
  summary: "What adds up of a queue's visits, by quarters of an hour, hours or days",
  description:
    "A visit belongs to the quarter of an hour in which it entered; the period is made longer to whole ones. Days and hours " +
    `are by the clocks of \`zone\`. Parts in which nobody came are there too; at most ${mostParts} parts.`,
  request: { params: z.object({ pbx, queue }), query },
  responses: {
    200: {
      description: "The parts in order, and their sum",
      content: {
        "application/json": {
          schema: partedAnswer("CountedPart", { counters: countersShape, figures: figuresShape }),
        },
      },
    },
    400: problemAnswer("A field is wrong, or there would be too many parts (`period-too-long`)"),
    401: problemAnswer("Sign in first"),
    403: problemAnswer("You may not see this queue"),
    404: problemAnswer("There is no such queue, neither now nor on file"),
    503: problemAnswer("The database is away"),
  },
});

interface CounterParts {
  sql: Sql;
  live: LiveSource;
  zone: string;
}

export function counterRoutes({ sql, live, zone }: CounterParts) {
  return createApi().openapi(countersRoute, async (c) => {
    const { pbx, queue } = c.req.valid("param");
    const asked = c.req.valid("query");
    if (!seesQueue(c.var.signedIn.access, pbx, queue)) {
      return problem(c, 403, "forbidden", "You may not see this queue. Ask an administrator");
    }
    const isLive = live.queueNames().some((each) => each.pbx === pbx && each.queue === queue);
    if (!isLive && !(await isQueueCounted(sql, pbx, queue))) {
      return problem(c, 404, "queue-not-found", `The PBX "${pbx}" has no queue "${queue}", and none is on file`);
    }
    const parted = partsOf(asked, zone);
    if (!parted) return problem(c, 400, "period-too-long", tooManyParts);
    const quarters = await queueCounters(sql, { pbx, queue, ...parted.period });
    const shown = (counters: Counters) => ({ counters: shownCounters(counters), figures: figuresOf(counters, asked) });
    return c.json({ zone, ...summedParts(parted.parts, quarters, sumCounters, shown) }, 200);
  });
}
