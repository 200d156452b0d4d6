/** What adds up of visits, and the figures that are made of it, as the API writes them. */
import { z } from "@hono/zod-openapi";
import {
  abandonmentRate,
  type Counters,
  longestAbandonedWaitMs,
  longestWaitMs,
  meanAbandonedWaitMs,
  meanRingMs,
  meanTalkMs,
  meanWaitAndTalkMs,
  meanWaitMs,
  type ServicePolicy,
  satisfactionOf,
  serviceLevelOf,
} from "@qmanager/core";

export const count = z.int().openapi({ example: 12 });
export const spans = z.object({ count, totalMs: z.int(), maxMs: z.int() }).openapi("SpanSum");
export const mean = z.number().nullable().openapi({ description: "Milliseconds, not rounded", example: 21350.5 });
const longest = z.int().nullable().openapi({ description: "Milliseconds", example: 95000 });
export const share = z
  .number()
  .nullable()
  .openapi({ description: "From 0 to 1; null: there is nothing to measure", example: 0.9 });

export const scores = z
  .array(count)
  .openapi({ description: "How many gave 1, 2, 3, 4 and 5", example: [0, 0, 1, 2, 5] });
export const satisfaction = z.object({
  answers: count,
  mean: z.number().nullable(),
  satisfiedShare: share,
  answeredShare: share,
});

export const countersShape = z
  .object({
    offered: count.openapi({ description: "Those who entered, the ones in progress included" }),
    answered: count,
    abandoned: count,
    timeout: count,
    exitKey: count,
    exitEmpty: count,
    withdrawn: count,
    lost: count.openapi({ description: "Waiting when Asterisk died" }),
    open: count.openapi({ description: "They wait still" }),
    unseen: count.openapi({ description: "How they left nobody saw" }),
    refused: count.openapi({ description: "Never let in, not offered" }),
    endedByAgent: count,
    endedByCaller: count,
    endedByTransfer: count,
    withoutEnding: count.openapi({ description: "Answered, and in talk still or cut by a crash" }),
    surveysOffered: count,
    scores,
    answeredWait: spans,
    abandonedWait: spans,
    otherWait: spans,
    ring: spans,
    talk: spans,
    waitAndTalk: spans,
    hold: spans,
  })
  .openapi("Counters");

export const figuresShape = z
  .object({
    serviceLevel: share,
    abandonmentRate: share,
    meanWaitMs: mean,
    meanRingMs: mean,
    meanTalkMs: mean,
    meanWaitAndTalkMs: mean,
    meanAbandonedWaitMs: mean,
    longestAbandonedWaitMs: longest,
    longestWaitMs: longest,
    satisfaction,
  })
  .openapi("Figures");

/** Without the waits by the second, which only figures need. */
export function shownCounters(counters: Counters): z.infer<typeof countersShape> {
  const { answeredWaits: _, abandonedWaits: __, otherWaits: ___, scores, ...rest } = counters;
  return { ...rest, scores: [...scores] };
}

export function figuresOf(counters: Counters, policy: ServicePolicy): z.infer<typeof figuresShape> {
  return {
    serviceLevel: serviceLevelOf(counters, policy),
    abandonmentRate: abandonmentRate(counters, policy.shortMs),
    meanWaitMs: meanWaitMs(counters),
    meanRingMs: meanRingMs(counters),
    meanTalkMs: meanTalkMs(counters),
    meanWaitAndTalkMs: meanWaitAndTalkMs(counters),
    meanAbandonedWaitMs: meanAbandonedWaitMs(counters),
    longestAbandonedWaitMs: longestAbandonedWaitMs(counters),
    longestWaitMs: longestWaitMs(counters),
    satisfaction: satisfactionOf(counters),
  };
}
