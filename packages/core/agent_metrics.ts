/**
 * The figures of an agent, from {@link ./agent_counters.ts} when they are read; as in {@link ./metrics.ts}, null where there is
 * nothing to measure. His CSAT is that of `satisfactionOf()`.
 */
import type { AgentCounters } from "./agent_counters.ts";
import type { Period } from "./period.ts";
import { share } from "./share.ts";
import { meanMs } from "./span_sum.ts";
import { difference, lengthMs, type TimeSet } from "./time_set.ts";

/** "TME (toque)": from the ring that he answered until he did. Another quantity than a queue's TME. */
export function meanInboundRingMs({ inboundRing }: AgentCounters): number | null {
  return meanMs(inboundRing);
}

/** TMA: holds included, until he left the call. */
export function meanInboundTalkMs({ inboundTalk }: AgentCounters): number | null {
  return meanMs(inboundTalk);
}

/** TMC: ring and talk. */
export function meanInboundRingAndTalkMs({ inboundRingAndTalk }: AgentCounters): number | null {
  return meanMs(inboundRingAndTalk);
}

/** TME of calls he placed: from dialling to the answer. */
export function meanOutboundRingMs({ outboundRing }: AgentCounters): number | null {
  return meanMs(outboundRing);
}

export function meanOutboundTalkMs({ outboundTalk }: AgentCounters): number | null {
  return meanMs(outboundTalk);
}

export function meanOutboundRingAndTalkMs({ outboundRingAndTalk }: AgentCounters): number | null {
  return meanMs(outboundRingAndTalk);
}

/** Available, and not in talk, ringing or wrapping up. */
export function idleMs({ availableMs, busyMs }: AgentCounters): number {
  return availableMs - busyMs;
}

/** From 0 to 1: how much of his available time had work in it. Talk during a pause is in neither. */
export function occupancy({ availableMs, busyMs }: AgentCounters): number | null {
  return share(busyMs, availableMs);
}

/** What a day's pauses of one reason exceed its daily allowance by; null: the reason has none. */
export function overrunMs(pausedMs: number, allowanceMs: number | null): number | null {
  return allowanceMs === null ? null : Math.max(0, pausedMs - allowanceMs);
}

export interface ShiftFigures {
  /** By how much his first login was after the shift's beginning. Null: he never came. */
  lateMs: number | null;
  /** By how much his last logoff was before its end. Null: he never came. */
  leftEarlyMs: number | null;
  outsideMs: number;
}

/** How an agent kept a shift, by his time online around it. */
export function shiftFigures(online: TimeSet, shift: Period): ShiftFigures {
  const [first, last] = [online[0], online.at(-1)];
  return {
    lateMs: first ? Math.max(0, first.from - shift.from) : null,
    leftEarlyMs: last ? Math.max(0, shift.to - last.to) : null,
    outsideMs: lengthMs(difference(online, [shift])),
  };
}
