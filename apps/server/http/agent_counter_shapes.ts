/** What adds up of an agent, and the figures that are made of it, as the API writes them. */
import { z } from "@hono/zod-openapi";
import {
  type AgentCounters,
  idleMs,
  meanInboundRingAndTalkMs,
  meanInboundRingMs,
  meanInboundTalkMs,
  meanOutboundRingAndTalkMs,
  meanOutboundRingMs,
  meanOutboundTalkMs,
  occupancy,
  satisfactionOf,
} from "@qmanager/core";
import { count, mean, satisfaction, scores, share, spans } from "./counter_shapes.ts";

const ms = z.int().openapi({ description: "Milliseconds", example: 1_830_000 });

export const agentCountersShape = z
  .object({
    inbound: count.openapi({ description: "Calls that rang him, each once" }),
    inboundAnswered: count,
    inboundMissed: count.openapi({ description: "He answered no ring, and let one ring out, rejected it or was busy" }),
    inboundSpared: count.openapi({ description: "Nothing that he could have answered" }),
    inboundRinging: count.openapi({ description: "They ring still" }),
    outbound: count.openapi({ description: "Calls that he placed" }),
    outboundAnswered: count,
    outboundMissed: count,
    outboundRinging: count,
    endedByAgent: count,
    endedByCaller: count,
    endedByTransfer: count,
    withoutEnding: count.openapi({ description: "Answered, and in talk still or cut by a crash" }),
    surveysOffered: count,
    scores,
    ringsAnswered: count.openapi({ description: "Rings, however many a call" }),
    ringsNotAnswered: count,
    ringsBusy: count,
    ringsRejected: count,
    ringsAnsweredElsewhere: count.openapi({ description: "A colleague was faster" }),
    ringsCallerLeft: count,
    ringsNotReachable: count,
    logins: count.openapi({ description: "How often he came online", example: 2 }),
    onlineMs: ms,
    availableMs: ms.openapi({ description: "Online and not paused" }),
    pausedMs: ms,
    ringMs: ms,
    talkMs: ms,
    wrapUpMs: ms,
    busyMs: ms.openapi({ description: "Available, and in talk, ringing or wrapping up" }),
    talkInPauseMs: ms,
    pauses: z
      .array(
        z.object({
          reason: z.string().nullable().openapi({ description: "Null: none was given", example: "Lunch" }),
          count: count.openapi({ description: "That began in this time", example: 1 }),
          totalMs: ms,
        }),
      )
      .openapi({ description: "By reason" }),
    inboundRing: spans,
    inboundTalk: spans,
    inboundRingAndTalk: spans,
    inboundHold: spans,
    outboundRing: spans.openapi({ description: "From dialling to the answer" }),
    outboundTalk: spans,
    outboundRingAndTalk: spans,
  })
  .openapi("AgentCounters");

export const agentFiguresShape = z
  .object({
    meanInboundRingMs: mean,
    meanInboundTalkMs: mean,
    meanInboundRingAndTalkMs: mean,
    meanOutboundRingMs: mean,
    meanOutboundTalkMs: mean,
    meanOutboundRingAndTalkMs: mean,
    idleMs: ms.openapi({ description: "Available, and nothing to do" }),
    occupancy: share,
    satisfaction,
  })
  .openapi("AgentFigures");

export function shownAgentCounters({ scores, pauses, ...rest }: AgentCounters): z.infer<typeof agentCountersShape> {
  const byReason = [...pauses].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...rest,
    scores: [...scores],
    pauses: byReason.map(([reason, sum]) => ({ reason: reason === "" ? null : reason, ...sum })),
  };
}

export function agentFiguresOf(counters: AgentCounters): z.infer<typeof agentFiguresShape> {
  return {
    meanInboundRingMs: meanInboundRingMs(counters),
    meanInboundTalkMs: meanInboundTalkMs(counters),
    meanInboundRingAndTalkMs: meanInboundRingAndTalkMs(counters),
    meanOutboundRingMs: meanOutboundRingMs(counters),
    meanOutboundTalkMs: meanOutboundTalkMs(counters),
    meanOutboundRingAndTalkMs: meanOutboundRingAndTalkMs(counters),
    idleMs: idleMs(counters),
    occupancy: occupancy(counters),
    satisfaction: satisfactionOf(counters),
  };
}
