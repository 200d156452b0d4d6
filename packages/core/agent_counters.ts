/**
 * What adds up of an agent, for each quarter of an hour: his calls by when their ring or dialling began, his times cut at
 * each quarter, so also at midnight.
 */
import type { AgentCall } from "./agent_call.ts";
import type { AgentTimes } from "./agent_times.ts";
import { noScores, type Scores, scoresOf } from "./counters.ts";
import type { Period } from "./period.ts";
import { quarterOf } from "./quarter.ts";
import { mergeSpans, noSpans, type PackedSpans, packSpans, type SpanSum, spanSum, unpackSpans } from "./span_sum.ts";
import type { EpochMs } from "./time.ts";
import { intersection, lengthByQuarter } from "./time_set.ts";
import type { AttemptResult } from "./visit.ts";

/** How many there were; a direction is all its parts together, and `inboundAnswered` all endings. */
export interface AgentCounts {
  /** That rang him, each once. */
  inbound: number;
  inboundAnswered: number;
  /** He answered no ring, and let one ring out, rejected it or was busy. */
  inboundMissed: number;
  /** Nothing that he could have answered: a colleague did, the caller left, his phone was not there. */
  inboundSpared: number;
  inboundRinging: number;
  /** That he placed. */
  outbound: number;
  outboundAnswered: number;
  outboundMissed: number;
  outboundRinging: number;
  /** Of the inbound ones he answered: who ended the talk. */
  endedByAgent: number;
  endedByCaller: number;
  endedByTransfer: number;
  /** In talk still, or cut by a crash. */
  withoutEnding: number;
  surveysOffered: number;
  /** Rings, however many a call. */
  ringsAnswered: number;
  ringsNotAnswered: number;
  ringsBusy: number;
  ringsRejected: number;
  ringsAnsweredElsewhere: number;
  ringsCallerLeft: number;
  ringsNotReachable: number;
  /** How often he came online. */
  logins: number;
  onlineMs: number;
  availableMs: number;
  pausedMs: number;
  ringMs: number;
  talkMs: number;
  wrapUpMs: number;
  busyMs: number;
  talkInPauseMs: number;
}

/** Spans of calls as wholes, for means: they belong to the quarter of the call, not cut. */
export interface AgentSpans {
  /** From ringing to his answer: TME of an agent. */
  inboundRing: SpanSum;
  inboundTalk: SpanSum;
  /** Ring and talk of those of which both are known: TMC of an agent. */
  inboundRingAndTalk: SpanSum;
  inboundHold: SpanSum;
  /** From dialling to the far end's answer. */
  outboundRing: SpanSum;
  outboundTalk: SpanSum;
  outboundRingAndTalk: SpanSum;
}

/** How often and how long he paused for a reason; it is counted where it began. */
export interface PauseSum {
  count: number;
  totalMs: number;
}

export interface AgentCounters extends Readonly<AgentCounts>, Readonly<AgentSpans> {
  readonly scores: Scores;
  /** By reason; the empty one: none was given. */
  readonly pauses: ReadonlyMap<string, Readonly<PauseSum>>;
}

const noCounts: Readonly<AgentCounts> = {
  inbound: 0,
  inboundAnswered: 0,
  inboundMissed: 0,
  inboundSpared: 0,
  inboundRinging: 0,
  outbound: 0,
  outboundAnswered: 0,
  outboundMissed: 0,
  outboundRinging: 0,
  endedByAgent: 0,
  endedByCaller: 0,
  endedByTransfer: 0,
  withoutEnding: 0,
  surveysOffered: 0,
  ringsAnswered: 0,
  ringsNotAnswered: 0,
  ringsBusy: 0,
  ringsRejected: 0,
  ringsAnsweredElsewhere: 0,
  ringsCallerLeft: 0,
  ringsNotReachable: 0,
  logins: 0,
  onlineMs: 0,
  availableMs: 0,
  pausedMs: 0,
  ringMs: 0,
  talkMs: 0,
  wrapUpMs: 0,
  busyMs: 0,
  talkInPauseMs: 0,
};
const countNames = Object.keys(noCounts) as (keyof AgentCounts)[];
const spanNames = [
  "inboundRing",
  "inboundTalk",
  "inboundRingAndTalk",
  "inboundHold",
  "outboundRing",
  "outboundTalk",
  "outboundRingAndTalk",
] as const;

const zero: AgentCounters = Object.freeze({
  ...noCounts,
  inboundRing: noSpans,
  inboundTalk: noSpans,
  inboundRingAndTalk: noSpans,
  inboundHold: noSpans,
  outboundRing: noSpans,
  outboundTalk: noSpans,
  outboundRingAndTalk: noSpans,
  scores: noScores,
  pauses: new Map(),
});

export function emptyAgentCounters(): AgentCounters {
  return zero;
}

/** What one call adds to the quarter of an hour in which it began. */
export function agentCountersOf(call: AgentCall): AgentCounters {
  return call.direction === "in" ? inbound(call) : outbound(call);
}

function inbound(call: AgentCall): AgentCounters {
  const { isAnswered, rings, csat } = call;
  const fate = isAnswered
    ? "inboundAnswered"
    : rings.some(isHisFault)
      ? "inboundMissed"
      : call.isRinging
        ? "inboundRinging"
        : "inboundSpared";
  const counters = { ...zero, inbound: 1, [fate]: 1, scores: scoresOf(csat) };
  for (const result of rings) if (result !== null) counters[ringsOf[result]] += 1;
  if (!isAnswered) return counters;
  counters[endingOf(call)] += 1;
  counters.surveysOffered = call.surveyOffered || csat !== null ? 1 : 0;
  counters.inboundRing = spanSum(call.ringMs);
  counters.inboundTalk = spanSum(call.talkMs);
  counters.inboundRingAndTalk = spanSum(both(call.ringMs, call.talkMs));
  counters.inboundHold = spanSum(call.holdMs);
  return counters;
}

function outbound(call: AgentCall): AgentCounters {
  const fate = call.isAnswered ? "outboundAnswered" : call.isRinging ? "outboundRinging" : "outboundMissed";
  const counters = { ...zero, outbound: 1, [fate]: 1 };
  if (!call.isAnswered) return counters;
  counters.outboundRing = spanSum(call.ringMs);
  counters.outboundTalk = spanSum(call.talkMs);
  counters.outboundRingAndTalk = spanSum(both(call.ringMs, call.talkMs));
  return counters;
}

function isHisFault(result: AttemptResult | null): boolean {
  return result === "noanswer" || result === "rejected" || result === "busy";
}

const ringsOf = {
  answered: "ringsAnswered",
  noanswer: "ringsNotAnswered",
  busy: "ringsBusy",
  rejected: "ringsRejected",
  answered_elsewhere: "ringsAnsweredElsewhere",
  caller_left: "ringsCallerLeft",
  not_reachable: "ringsNotReachable",
} as const satisfies Record<AttemptResult, keyof AgentCounts>;

function endingOf({ endedBy }: AgentCall) {
  switch (endedBy) {
    case "agent":
      return "endedByAgent";
    case "caller":
      return "endedByCaller";
    case "transfer":
      return "endedByTransfer";
    case null:
      return "withoutEnding";
    default:
      return endedBy satisfies never;
  }
}

function both(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

/**
 * An agent's counters of each quarter of an hour of a period in which there is anything to count.
 *
 * @param calls those that began in the period are counted
 * @param times of a longer time, perhaps: what lies outside of the period is cut off
 */
export function agentCountersByQuarter(
  calls: Iterable<AgentCall>,
  times: AgentTimes,
  period: Period,
): Map<EpochMs, AgentCounters> {
  const byQuarter = new Map<EpochMs, AgentCounters[]>();
  const add = (quarter: EpochMs, counters: AgentCounters) => {
    const parts = byQuarter.get(quarter);
    if (parts) parts.push(counters);
    else byQuarter.set(quarter, [counters]);
  };
  const isIn = (at: EpochMs) => period.from <= at && at < period.to;
  for (const call of calls) {
    if (call.startedAt !== null && isIn(call.startedAt)) add(quarterOf(call.startedAt), agentCountersOf(call));
  }
  for (const [name, set] of Object.entries(timesOf) as [keyof typeof timesOf, TimeName][]) {
    for (const [quarter, ms] of lengthByQuarter(intersection(times[set], [period])))
      add(quarter, { ...zero, [name]: ms });
  }
  for (const at of times.logins) if (isIn(at)) add(quarterOf(at), { ...zero, logins: 1 });
  for (const { from, to, startedAt, reason } of times.pauses) {
    for (const [quarter, totalMs] of lengthByQuarter(intersection([{ from, to }], [period]))) {
      const count = startedAt !== null && isIn(startedAt) && quarter === quarterOf(startedAt) ? 1 : 0;
      add(quarter, { ...zero, pauses: new Map([[reason, { count, totalMs }]]) });
    }
  }
  return new Map([...byQuarter].sort(([a], [b]) => a - b).map(([at, parts]) => [at, sumAgentCounters(parts)]));
}

const timesOf = {
  onlineMs: "online",
  availableMs: "available",
  pausedMs: "paused",
  ringMs: "ring",
  talkMs: "talk",
  wrapUpMs: "wrapUp",
  busyMs: "busy",
  talkInPauseMs: "talkInPause",
} as const satisfies Partial<Record<keyof AgentCounts, keyof AgentTimes>>;

type TimeName = (typeof timesOf)[keyof typeof timesOf];

/** Both together; in any order, and however bracketed, the same. */
export function mergeAgentCounters(a: AgentCounters, b: AgentCounters): AgentCounters {
  return sumAgentCounters([a, b]);
}

/** All together; {@link emptyAgentCounters} for none. */
export function sumAgentCounters(parts: Iterable<AgentCounters>): AgentCounters {
  const sum = { ...zero };
  const scores: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  const pauses = new Map<string, PauseSum>();
  for (const part of parts) {
    for (const name of countNames) sum[name] += part[name];
    for (const name of spanNames) if (part[name].count > 0) sum[name] = mergeSpans(sum[name], part[name]);
    part.scores.forEach((count, n) => {
      scores[n]! += count;
    });
    for (const [reason, { count, totalMs }] of part.pauses) {
      const known = pauses.get(reason) ?? { count: 0, totalMs: 0 };
      pauses.set(reason, { count: known.count + count, totalMs: known.totalMs + totalMs });
    }
  }
  return { ...sum, scores, pauses };
}

/** The form in which counters of an agent are kept: JSON, what is zero left out; equal ones are packed into equal text. */
export type PackedAgentCounters = Partial<AgentCounts> & {
  [Name in keyof AgentSpans]?: PackedSpans;
} & {
  scores?: number[];
  /** In order of reasons. */
  pauses?: [reason: string, count: number, totalMs: number][];
};

export function packAgentCounters(counters: AgentCounters): PackedAgentCounters {
  const packed: PackedAgentCounters = {};
  for (const name of countNames) if (counters[name] !== 0) packed[name] = counters[name];
  for (const name of spanNames) {
    const spans = packSpans(counters[name]);
    if (spans) packed[name] = spans;
  }
  if (counters.scores.some((count) => count > 0)) packed.scores = [...counters.scores];
  if (counters.pauses.size > 0) {
    packed.pauses = [...counters.pauses]
      .map(([reason, { count, totalMs }]): [string, number, number] => [reason, count, totalMs])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }
  return packed;
}

export function unpackAgentCounters(packed: PackedAgentCounters): AgentCounters {
  const counters = { ...zero };
  for (const name of countNames) counters[name] = packed[name] ?? 0;
  for (const name of spanNames) counters[name] = unpackSpans(packed[name]);
  const [one = 0, two = 0, three = 0, four = 0, five = 0] = packed.scores ?? [];
  const pauses = (packed.pauses ?? []).map(([reason, count, totalMs]) => [reason, { count, totalMs }] as const);
  return { ...counters, scores: [one, two, three, four, five], pauses: new Map(pauses) };
}
