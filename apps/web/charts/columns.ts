/** Our rows as uPlot's columns: its times are seconds, its series are arrays beside them. No chart adds up calls itself. */
import { type EpochMs, type QuarterView, quarterMs, quarterOf, type WaitingTrendView } from "@qmanager/core";

/** A chart of two bars says nothing: at least two hours are shown. */
const fewestQuarters = 8;

/** `[times, most waiting]`; the last point stands at the end of the step that runs, so that a step is as wide as it is long. */
export function trendColumns({ from, stepMs, counts }: WaitingTrendView): [number[], number[]] {
  const times = counts.map((_, at) => (from + at * stepMs) / 1000);
  const last = counts.at(-1);
  if (last === undefined) return [[], []];
  return [
    [...times, (from + counts.length * stepMs) / 1000],
    [...counts, last],
  ];
}

/**
 * `[times, whole height, without other exits and those still open, without timeouts, answered]`: uPlot stacks nothing, so each
 * series is the sum up to it, and the highest is drawn first. Every quarter until now has its place, also an empty one.
 */
export function quarterColumns(quarters: readonly QuarterView[], now: EpochMs): [number[], ...number[][]] {
  const last = quarterOf(now);
  const first = Math.min(quarters[0]?.from ?? last, last - (fewestQuarters - 1) * quarterMs);
  const known = new Map(quarters.map((each) => [each.from, each]));
  const times: number[] = [];
  const [offered, ended, stayed, answered]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let from = first; from <= last; from += quarterMs) {
    const quarter = known.get(from);
    times.push(from / 1000);
    offered.push(quarter?.offered ?? 0);
    ended.push((quarter?.answered ?? 0) + (quarter?.abandoned ?? 0) + (quarter?.timeout ?? 0));
    stayed.push((quarter?.answered ?? 0) + (quarter?.abandoned ?? 0));
    answered.push(quarter?.answered ?? 0);
  }
  return [times, offered, ended, stayed, answered];
}

/** The top of an axis that begins at zero: room above the highest, and whole calls at each of its lines. */
export function axisTop(highest: number): number {
  if (highest <= 4) return 4;
  const unit = 10 ** Math.floor(Math.log10(highest));
  for (const step of [1, 2, 4, 8, 10]) if (step * unit > highest) return step * unit;
  return 20 * unit;
}
