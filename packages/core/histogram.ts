/**
 * Waits counted by the second: a wait is under the second that it fills, `ceil(waitMs / 1000)`, so how many waited up to a
 * whole number of seconds, inclusive, is exact. Sparse: only seconds that somebody waited are kept.
 */
export type Histogram = ReadonlyMap<number, number>;

/** The second under which a wait is counted. */
export function secondOf(waitMs: number): number {
  return Math.ceil(waitMs / 1000);
}

/** How many waited `seconds`, a whole number, or less. */
export function countUpTo(histogram: Histogram, seconds: number): number {
  let count = 0;
  for (const [second, times] of histogram) if (second <= seconds) count += times;
  return count;
}

/** How many waited at all. */
export function countAll(histogram: Histogram): number {
  return countUpTo(histogram, Number.POSITIVE_INFINITY);
}

/** `[second, count, second, count, …]`, in order of seconds. */
export function packHistogram(histogram: Histogram): number[] {
  return [...histogram].sort(([a], [b]) => a - b).flat();
}

export function unpackHistogram(pairs: readonly number[]): Map<number, number> {
  const histogram = new Map<number, number>();
  for (let n = 0; n + 1 < pairs.length; n += 2) histogram.set(pairs[n]!, pairs[n + 1]!);
  return histogram;
}
