/**
 * The figures of a report, from {@link ./counters.ts} when they are read. A share is from 0 to 1; a mean is in ms, not rounded;
 * null: there is nothing to measure.
 *
 * Callers in progress are offered, and outside of every rate.
 */
import type { Counters } from "./counters.ts";
import { countAll, countUpTo } from "./histogram.ts";
import { type ServiceCounts, type ServicePolicy, serviceLevel } from "./service_level.ts";
import { share } from "./share.ts";
import { longestMs, meanMs } from "./span_sum.ts";
import type { EpochMs } from "./time.ts";

/** TME of a queue (average speed of answer): from entering to the agent's answer. */
export function meanWaitMs({ answeredWait }: Counters): number | null {
  return meanMs(answeredWait);
}

/** Of those answered: the ring of the member who did. Not the TME of a queue. */
export function meanRingMs({ ring }: Counters): number | null {
  return meanMs(ring);
}

/** TMA: the talk of those answered, holds included, until this agent left. */
export function meanTalkMs({ talk }: Counters): number | null {
  return meanMs(talk);
}

/** TMC of a queue: wait and talk of those answered. */
export function meanWaitAndTalkMs({ waitAndTalk }: Counters): number | null {
  return meanMs(waitAndTalk);
}

export function meanAbandonedWaitMs({ abandonedWait }: Counters): number | null {
  return meanMs(abandonedWait);
}

export function longestAbandonedWaitMs({ abandonedWait }: Counters): number | null {
  return longestMs(abandonedWait);
}

/** Of all who entered, however they left. */
export function longestWaitMs({ answeredWait, abandonedWait, otherWait }: Counters): number | null {
  if (answeredWait.count + abandonedWait.count + otherWait.count === 0) return null;
  return Math.max(answeredWait.maxMs, abandonedWait.maxMs, otherWait.maxMs);
}

/** Whether exits by key or from an empty queue, and withdrawals, are shown as time limits. */
export interface ExitPolicy {
  exitsAreTimeouts: boolean;
}

export function timedOut(counters: Counters, { exitsAreTimeouts }: ExitPolicy): number {
  return counters.timeout + (exitsAreTimeouts ? exits(counters) : 0);
}

/** Neither answered, given up, out of time nor in progress: with these the parts make up the offered. */
export function otherExits(counters: Counters, { exitsAreTimeouts }: ExitPolicy): number {
  return counters.lost + counters.unseen + (exitsAreTimeouts ? 0 : exits(counters));
}

function exits({ exitEmpty, exitKey, withdrawn }: Counters): number {
  return exitEmpty + exitKey + withdrawn;
}

/**
 * "Taxa de abandono": who gave up, of those who are through; who gave up at once is in neither.
 *
 * @param shortMs whole seconds; up to it, inclusive, one gave up at once
 */
export function abandonmentRate(counters: Counters, shortMs: number): number | null {
  const short = countUpTo(counters.abandonedWaits, wholeSeconds(shortMs));
  return share(counters.abandoned - short, counters.offered - counters.open - short);
}

/** A percentage that stands beside a count: of all offered. */
export function shareOfOffered(count: number, { offered }: Counters): number | null {
  return share(count, offered);
}

/** What the formulas of service level are made of, as {@link ./service_level.ts} counts visit by visit. */
export function serviceCountsOf(
  { answeredWaits, abandonedWaits, otherWaits }: Pick<Counters, "answeredWaits" | "abandonedWaits" | "otherWaits">,
  { thresholdMs, shortMs }: Pick<ServicePolicy, "thresholdMs" | "shortMs">,
): ServiceCounts {
  const [threshold, short] = [wholeSeconds(thresholdMs), wholeSeconds(shortMs)];
  const notServed = (seconds: number) => countUpTo(abandonedWaits, seconds) + countUpTo(otherWaits, seconds);
  return {
    answered: countAll(answeredWaits),
    answeredInTime: countUpTo(answeredWaits, threshold),
    abandoned: countAll(abandonedWaits) + countAll(otherWaits),
    abandonedInTime: notServed(threshold),
    abandonedShort: notServed(short),
  };
}

/** The service level under a policy, whose limits are whole seconds. */
export function serviceLevelOf(counters: Counters, policy: ServicePolicy): number | null {
  return serviceLevel(serviceCountsOf(counters, policy), policy.formula);
}

export interface Satisfaction {
  answers: number;
  /** From 1 to 5. */
  mean: number | null;
  /** Those who gave 4 or 5. */
  satisfiedShare: number | null;
  /** Answers of the surveys that were offered. */
  answeredShare: number | null;
}

/** CSAT. */
export function satisfactionOf({ scores, surveysOffered }: Pick<Counters, "scores" | "surveysOffered">): Satisfaction {
  const answers = scores.reduce((sum, count) => sum + count, 0);
  const points = scores.reduce((sum, count, n) => sum + count * (n + 1), 0);
  return {
    answers,
    mean: share(points, answers),
    satisfiedShare: share(scores[3] + scores[4], answers),
    answeredShare: share(answers, surveysOffered),
  };
}

/** Those who waited no longer; shares are of all answered and of all who gave up, as far as their waits are known. */
export interface WaitBand {
  /** Null: however long. */
  upToSeconds: number | null;
  answered: number;
  answeredShare: number | null;
  abandoned: number;
  abandonedShare: number | null;
}

const bandSeconds = [10, 20, 30, 60, 120, 180, null];

/** Each band holds those before it. */
export function waitBands({ answeredWaits, abandonedWaits }: Counters): WaitBand[] {
  const [allAnswered, allAbandoned] = [countAll(answeredWaits), countAll(abandonedWaits)];
  return bandSeconds.map((upToSeconds) => {
    const seconds = upToSeconds ?? Number.POSITIVE_INFINITY;
    const answered = countUpTo(answeredWaits, seconds);
    const abandoned = countUpTo(abandonedWaits, seconds);
    return {
      upToSeconds,
      answered,
      answeredShare: share(answered, allAnswered),
      abandoned,
      abandonedShare: share(abandoned, allAbandoned),
    };
  });
}

/** Talk that went on at once, on average. */
export function erlangs(talkMs: number, lengthMs: number): number | null {
  return share(talkMs, lengthMs);
}

/** The hour with most offered; of several the earliest. Null where nobody came. */
export function peakHour<Hour extends { from: EpochMs; offered: number }>(hours: Iterable<Hour>): Hour | null {
  let peak: Hour | null = null;
  for (const hour of hours) {
    if (hour.offered === 0) continue;
    const isMore = peak === null || hour.offered > peak.offered;
    if (isMore || (hour.offered === peak?.offered && hour.from < peak.from)) peak = hour;
  }
  return peak;
}

/** A limit between two seconds cannot be told from the one below it: waits are counted by the second. */
function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
