/** What adds up of spans of one kind: the denominator of their mean is their own count, so an unknown span is in neither. */
export interface SpanSum {
  readonly count: number;
  readonly totalMs: number;
  /** 0 where there is none. */
  readonly maxMs: number;
}

export const noSpans: SpanSum = { count: 0, totalMs: 0, maxMs: 0 };

/** The sum of one span; of none when it is not known. */
export function spanSum(ms: number | null): SpanSum {
  return ms === null ? noSpans : { count: 1, totalMs: ms, maxMs: ms };
}

export function mergeSpans(a: SpanSum, b: SpanSum): SpanSum {
  return { count: a.count + b.count, totalMs: a.totalMs + b.totalMs, maxMs: Math.max(a.maxMs, b.maxMs) };
}

/** Null when there is none. */
export function meanMs({ count, totalMs }: SpanSum): number | null {
  return count === 0 ? null : totalMs / count;
}

/** Null when there is none. */
export function longestMs({ count, maxMs }: SpanSum): number | null {
  return count === 0 ? null : maxMs;
}

export type PackedSpans = [count: number, totalMs: number, maxMs: number];

export function packSpans({ count, totalMs, maxMs }: SpanSum): PackedSpans | undefined {
  return count === 0 ? undefined : [count, totalMs, maxMs];
}

export function unpackSpans(packed: PackedSpans | undefined): SpanSum {
  if (!packed) return noSpans;
  const [count, totalMs, maxMs] = packed;
  return { count, totalMs, maxMs };
}
