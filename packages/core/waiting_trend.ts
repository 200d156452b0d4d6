import type { WaitingTrendView } from "./live_view.ts";
import type { EpochMs } from "./time.ts";

/** Half an hour in steps of the server's own: a step that began before is let go. */
const keptMs = 30 * 60_000;

/**
 * The trend once `count` wait at `at`. Until then `before` waited: steps that passed without a word hold that.
 * What comes from the past changes nothing but the step that runs.
 */
export function continuedTrend(
  trend: WaitingTrendView,
  at: EpochMs,
  before: number,
  count: number = before,
): WaitingTrendView {
  const { stepMs } = trend;
  if (stepMs <= 0) return trend;
  const counts = [...trend.counts];
  let { from } = trend;
  if (counts.length === 0) from = at - (at % stepMs);
  const most = Math.ceil(keptMs / stepMs);
  // After a long sleep nothing of the old is left: no need to walk through it step by step.
  const steps = Math.min(Math.floor((at - from) / stepMs) + 1 - counts.length, most);
  for (let step = 0; step < steps; step += 1) counts.push(before);
  const passed = Math.floor((at - from) / stepMs) + 1;
  const last = counts.length - 1;
  if (last >= 0 && count > (counts[last] ?? 0)) counts[last] = count;
  const kept = counts.slice(-most);
  return { from: from + (Math.max(passed, counts.length) - kept.length) * stepMs, stepMs, counts: kept };
}
