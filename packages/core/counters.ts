/**
 * What adds up of the visits of a queue, for each quarter of an hour: every figure of a report is made from these when it is
 * read ({@link ./metrics.ts}), so a day, a week or ten queues are the sum of their parts, and a change of policy reaches the
 * past.
 *
 * A visit belongs to the quarter in which it entered. Reported anew, it is not added again: its quarter is summed up anew.
 */
import { type Histogram, packHistogram, secondOf, unpackHistogram } from "./histogram.ts";
import { quarterOf } from "./quarter.ts";
import { mergeSpans, noSpans, type PackedSpans, packSpans, type SpanSum, spanSum, unpackSpans } from "./span_sum.ts";
import type { EpochMs } from "./time.ts";
import type { Visit } from "./visit.ts";

/** How many there were. Parts add up: `offered` is all outcomes and `open` and `unseen`; `answered` is all four endings. */
export interface VisitCounts {
  /** Those who entered, the ones in progress included; refused ones never entered. */
  offered: number;
  answered: number;
  abandoned: number;
  timeout: number;
  exitKey: number;
  exitEmpty: number;
  withdrawn: number;
  /** Waiting when Asterisk died. */
  lost: number;
  /** They wait still. */
  open: number;
  /** They wait no longer, and how they left nobody saw. */
  unseen: number;
  /** Of the answered: who ended the talk. */
  endedByAgent: number;
  endedByCaller: number;
  endedByTransfer: number;
  /** Answered, and in talk still or cut by a crash. */
  withoutEnding: number;
  /** Never let in; not offered. */
  refused: number;
  surveysOffered: number;
}

/** Spans of visits; each has its own count, since not every source knows every span. */
export interface VisitSpans {
  answeredWait: SpanSum;
  abandonedWait: SpanSum;
  /** Of all other ends: time limit, key, empty queue, withdrawal. */
  otherWait: SpanSum;
  /** Of the member who answered. */
  ring: SpanSum;
  talk: SpanSum;
  /** Wait and talk of those answered of whom both are known. */
  waitAndTalk: SpanSum;
  hold: SpanSum;
}

export interface VisitWaits {
  answeredWaits: Histogram;
  abandonedWaits: Histogram;
  otherWaits: Histogram;
}

/** How many gave 1, 2, 3, 4 and 5. */
export type Scores = readonly [number, number, number, number, number];

export interface Counters extends Readonly<VisitCounts>, Readonly<VisitSpans>, Readonly<VisitWaits> {
  readonly scores: Scores;
}

/** What of a visit is counted. */
export type CountedVisit = Pick<
  Visit,
  | "enteredAt"
  | "answeredAt"
  | "endedAt"
  | "outcome"
  | "endedBy"
  | "waitMs"
  | "ringMs"
  | "talkMs"
  | "holdMs"
  | "surveyOffered"
  | "csat"
  | "open"
>;

const noCounts: Readonly<VisitCounts> = {
  offered: 0,
  answered: 0,
  abandoned: 0,
  timeout: 0,
  exitKey: 0,
  exitEmpty: 0,
  withdrawn: 0,
  lost: 0,
  open: 0,
  unseen: 0,
  endedByAgent: 0,
  endedByCaller: 0,
  endedByTransfer: 0,
  withoutEnding: 0,
  refused: 0,
  surveysOffered: 0,
};
const countNames = Object.keys(noCounts) as (keyof VisitCounts)[];
const spanNames = ["answeredWait", "abandonedWait", "otherWait", "ring", "talk", "waitAndTalk", "hold"] as const;
const waitNames = ["answeredWaits", "abandonedWaits", "otherWaits"] as const;
export const noScores: Scores = [0, 0, 0, 0, 0];

export function emptyCounters(): Counters {
  return zero;
}

const zero: Counters = Object.freeze({
  ...noCounts,
  answeredWait: noSpans,
  abandonedWait: noSpans,
  otherWait: noSpans,
  ring: noSpans,
  talk: noSpans,
  waitAndTalk: noSpans,
  hold: noSpans,
  answeredWaits: new Map(),
  abandonedWaits: new Map(),
  otherWaits: new Map(),
  scores: noScores,
});

/** The quarter of an hour to which a visit belongs: that of entering, or of the first that is known of it; null for none. */
export function quarterOfVisit(visit: Pick<Visit, "enteredAt" | "answeredAt" | "endedAt">): EpochMs | null {
  const at = visit.enteredAt ?? visit.answeredAt ?? visit.endedAt;
  return at === null ? null : quarterOf(at);
}

/** What one visit adds. */
export function countersOf(visit: CountedVisit): Counters {
  const { outcome, csat } = visit;
  if (outcome === "refused") return { ...zero, refused: 1 };
  const surveysOffered = visit.surveyOffered || csat !== null ? 1 : 0;
  const counts = { ...zero, offered: 1, surveysOffered, scores: scoresOf(csat) };
  const wait = spanSum(visit.waitMs);
  const waits: Histogram = visit.waitMs === null ? zero.otherWaits : new Map([[secondOf(visit.waitMs), 1]]);
  switch (outcome) {
    case "answered":
      return {
        ...counts,
        answered: 1,
        ...endingOf(visit),
        answeredWait: wait,
        answeredWaits: waits,
        ring: spanSum(visit.ringMs),
        talk: spanSum(visit.talkMs),
        waitAndTalk: spanSum(visit.waitMs === null || visit.talkMs === null ? null : visit.waitMs + visit.talkMs),
        hold: spanSum(visit.holdMs),
      };
    case "abandoned":
      return { ...counts, abandoned: 1, abandonedWait: wait, abandonedWaits: waits };
    case "timeout":
      return { ...counts, timeout: 1, otherWait: wait, otherWaits: waits };
    case "exit_key":
      return { ...counts, exitKey: 1, otherWait: wait, otherWaits: waits };
    case "exit_empty":
      return { ...counts, exitEmpty: 1, otherWait: wait, otherWaits: waits };
    case "withdrawn":
      return { ...counts, withdrawn: 1, otherWait: wait, otherWaits: waits };
    case "lost":
      return { ...counts, lost: 1, otherWait: wait, otherWaits: waits };
    case null:
      return visit.open ? { ...counts, open: 1 } : { ...counts, unseen: 1 };
    default:
      return outcome satisfies never;
  }
}

function endingOf({ endedBy }: CountedVisit): Partial<VisitCounts> {
  switch (endedBy) {
    case "agent":
      return { endedByAgent: 1 };
    case "caller":
      return { endedByCaller: 1 };
    case "transfer":
      return { endedByTransfer: 1 };
    case null:
      return { withoutEnding: 1 };
    default:
      return endedBy satisfies never;
  }
}

/** The answer of one survey. */
export function scoresOf(csat: number | null): Scores {
  if (csat === null) return noScores;
  const scores: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  if (csat >= 1 && csat <= 5) scores[csat - 1] = 1;
  return scores;
}

/** Both together; in any order, and however bracketed, the same. */
export function mergeCounters(a: Counters, b: Counters): Counters {
  return sumCounters([a, b]);
}

/** All together; {@link emptyCounters} for none. */
export function sumCounters(parts: Iterable<Counters>): Counters {
  const sum = { ...zero, ...emptyWaits() };
  const scores: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  for (const part of parts) {
    for (const name of countNames) sum[name] += part[name];
    for (const name of spanNames) if (part[name].count > 0) sum[name] = mergeSpans(sum[name], part[name]);
    for (const name of waitNames) {
      for (const [second, count] of part[name]) sum[name].set(second, (sum[name].get(second) ?? 0) + count);
    }
    part.scores.forEach((count, n) => {
      scores[n]! += count;
    });
  }
  return { ...sum, scores };
}

function emptyWaits(): Record<(typeof waitNames)[number], Map<number, number>> {
  return { answeredWaits: new Map(), abandonedWaits: new Map(), otherWaits: new Map() };
}

/** The counters of all these visits together. */
export function countersOfAll(visits: Iterable<CountedVisit>): Counters {
  return sumCounters(eachCounted(visits));
}

function* eachCounted(visits: Iterable<CountedVisit>): Iterable<Counters> {
  for (const visit of visits) yield countersOf(visit);
}

/** Visits summed up by their quarters of an hour; one without any time is in none. */
export function countersByQuarter(visits: Iterable<CountedVisit>): Map<EpochMs, Counters> {
  const byQuarter = new Map<EpochMs, CountedVisit[]>();
  for (const visit of visits) {
    const quarter = quarterOfVisit(visit);
    if (quarter === null) continue;
    const together = byQuarter.get(quarter);
    if (together) together.push(visit);
    else byQuarter.set(quarter, [visit]);
  }
  return new Map([...byQuarter].map(([quarter, together]) => [quarter, countersOfAll(together)]));
}

/**
 * The form in which counters are kept: JSON, what is zero left out. Equal counters are packed into equal text.
 */
export type PackedCounters = Partial<VisitCounts> & {
  [Name in keyof VisitSpans]?: PackedSpans;
} & {
  /** `[second, count, second, count, …]` */
  [Name in keyof VisitWaits]?: number[];
} & { scores?: number[] };

export function packCounters(counters: Counters): PackedCounters {
  const packed: PackedCounters = {};
  for (const name of countNames) if (counters[name] !== 0) packed[name] = counters[name];
  for (const name of spanNames) {
    const spans = packSpans(counters[name]);
    if (spans) packed[name] = spans;
  }
  for (const name of waitNames) if (counters[name].size > 0) packed[name] = packHistogram(counters[name]);
  if (counters.scores.some((count) => count > 0)) packed.scores = [...counters.scores];
  return packed;
}

export function unpackCounters(packed: PackedCounters): Counters {
  const counters = { ...zero, ...emptyWaits() };
  for (const name of countNames) counters[name] = packed[name] ?? 0;
  for (const name of spanNames) counters[name] = unpackSpans(packed[name]);
  for (const name of waitNames) counters[name] = unpackHistogram(packed[name] ?? []);
  const [one = 0, two = 0, three = 0, four = 0, five = 0] = packed.scores ?? [];
  return { ...counters, scores: [one, two, three, four, five] };
}
