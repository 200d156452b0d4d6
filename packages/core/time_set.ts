/**
 * Sets of instants, as half-open periods in order that neither overlap nor touch: what was so at any time, however many
 * records say it.
 */
import type { Period } from "./period.ts";
import { quarterMs, quarterOf } from "./quarter.ts";
import type { EpochMs } from "./time.ts";

export type TimeSet = readonly Period[];

/** The instants that are in any of the periods; empty and reversed ones have none. */
export function union(periods: Iterable<Period>): TimeSet {
  const sorted = [...periods].filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  const set: Period[] = [];
  for (const { from, to } of sorted) {
    const last = set.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else set.push({ from, to });
  }
  return set;
}

/** The instants that are in both. */
export function intersection(a: TimeSet, b: TimeSet): TimeSet {
  const set: Period[] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length; ) {
    const [one, other] = [a[i]!, b[j]!];
    const from = Math.max(one.from, other.from);
    const to = Math.min(one.to, other.to);
    if (from < to) set.push({ from, to });
    if (one.to < other.to) i++;
    else j++;
  }
  return set;
}

/** The instants of the first that are not in the second. */
export function difference(a: TimeSet, b: TimeSet): TimeSet {
  return intersection(a, complement(b));
}

function complement(set: TimeSet): TimeSet {
  const ends = set.flatMap(({ from, to }) => [from, to]);
  const bounds = [Number.NEGATIVE_INFINITY, ...ends, Number.POSITIVE_INFINITY];
  const gaps: Period[] = [];
  for (let n = 0; n < bounds.length; n += 2) gaps.push({ from: bounds[n]!, to: bounds[n + 1]! });
  return gaps;
}

export function lengthMs(set: TimeSet): number {
  return set.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** How long the set is in each quarter of an hour that it touches. */
export function lengthByQuarter(set: TimeSet): Map<EpochMs, number> {
  const lengths = new Map<EpochMs, number>();
  for (const { from, to } of set) {
    for (let quarter = quarterOf(from); quarter < to; quarter += quarterMs) {
      const within = Math.min(to, quarter + quarterMs) - Math.max(from, quarter);
      lengths.set(quarter, (lengths.get(quarter) ?? 0) + within);
    }
  }
  return lengths;
}
