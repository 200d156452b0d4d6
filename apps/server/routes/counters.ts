/** What adds up of a queue's visits, by quarters of an hour, hours or days. */
import { createRoute, z } from "@hono/zod-openapi";
import { type Counters, seesQueue, serviceFormulas, servicePolicyOf, sumCounters } from "@qmanager/core";
import type { Sql } from "../db/connect.ts";
import { isQueueCounted, queueCounters } from "../db/queue_counters.ts";
import { pbx, queue } from "../http/action_shapes.ts";
import { createApi } from "../http/api.ts";
import { mostParts, partedAnswer, partedQuery, partsOf, summedParts, tooManyParts } from "../http/counted_parts.ts";
import { countersShape, figuresOf, figuresShape, shownCounters } from "../http/counter_shapes.ts";
import { isPeriod, noPeriod } from "../http/list_shapes.ts";
import { problem, problemAnswer } from "../http/problem.ts";
import type { LiveSource } from "../live/topics.ts";
import type { QueueBook } from "../records/queue_book.ts";
import type { SiteClock } from "../settings/site_clock.ts";
import { signInNeeded } from "../sign_in/session.ts";

const seconds = "Write whole seconds in milliseconds, as 60000: waits are counted by the second";
const limitMs = z.coerce
  .number(seconds)
  .int(seconds)
  .min(0, seconds)
  .max(86_400_000, seconds)
  .multipleOf(1_000, seconds);

const formula = z.enum(serviceFormulas).openapi({ description: "Of the service level" });
const thresholdMs = limitMs.openapi({ description: "A wait up to this is in time", example: 60000 });
const shortMs = limitMs.openapi({ description: "Up to this one gave up at once", example: 5000 });

const query = z
  .strictObject({
    ...partedQuery,
    formula: formula.optional(),
    thresholdMs: thresholdMs.optional(),
    shortMs: shortMs.optional(),
  })
  .refine(isPeriod, noPeriod);

const policy = z
  .object({ formula, thresholdMs, shortMs })
  .openapi({ description: "Of the figures: what was asked for, and for the rest what the queue's settings say" });

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
          schema: partedAnswer("CountedPart", { counters: countersShape, figures: figuresShape }).extend({ policy }),
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
  queueBook: Pick<QueueBook, "of">;
  live: LiveSource;
  site: Pick<SiteClock, "zone">;
}

export function counterRoutes({ sql, live, site, queueBook }: CounterParts) {
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
    const parted = partsOf(asked, site.zone);
    if (!parted) return problem(c, 400, "period-too-long", tooManyParts);
    const quarters = await queueCounters(sql, { pbx, queue, ...parted.period });
    const own = servicePolicyOf(queueBook.of(pbx, queue).service);
    const policy = {
      formula: asked.formula ?? own.formula,
      thresholdMs: asked.thresholdMs ?? own.thresholdMs,
      shortMs: asked.shortMs ?? own.shortMs,
    };
    const shown = (counters: Counters) => ({ counters: shownCounters(counters), figures: figuresOf(counters, policy) });
    return c.json({ zone: site.zone, policy, ...summedParts(parted.parts, quarters, sumCounters, shown) }, 200);
  });
}
