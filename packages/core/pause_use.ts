/** How much of a day an agent has paused, against what he is allowed. */
import type { AgentInterval } from "./agent_interval.ts";
import { agentTimes, untilNow } from "./agent_times.ts";
import { pauseKey } from "./pause_type.ts";
import type { Period } from "./period.ts";

/**
 * How long he paused within a period, by {@link pauseKey}: in however many queues at once, counted from the end of the talk in
 * which he asked for it, as reports count it.
 *
 * @param intervals of one agent; his talks too, or a pause that was asked for in one counts from the asking
 * @param open those that go on: they count up to the period's end
 */
export function pauseUse(
  intervals: readonly AgentInterval[],
  open: readonly AgentInterval[],
  { from, to }: Period,
): Map<string, number> {
  const used = new Map<string, number>();
  for (const pause of agentTimes([...intervals, ...untilNow(open, to)], { since: from }).pauses) {
    const key = pauseKey(pause.reason);
    const ms = Math.min(pause.to, to) - Math.max(pause.from, from);
    if (ms > 0) used.set(key, (used.get(key) ?? 0) + ms);
  }
  return used;
}
