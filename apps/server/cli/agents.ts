/**
 * `qm agents <ami.raw | queue_log> [--zone Z]`: what the agents of a capture did, one JSON line an interval: sessions,
 * pauses, rings and talks.
 *
 * @module
 */
import { type AgentInterval, AgentTimeline, compareIntervals, pbxId } from "@qmanager/core";
import type { Capture } from "./capture.ts";
import { captureCommand } from "./capture_command.ts";

export const summary = "Print the sessions, pauses, rings and talks of a capture, one JSON line each";

export function run(args: string[]): Promise<number> {
  return captureCommand("agents", args, async (capture) => (await intervalsOf(capture)).map(intervalLine));
}

/** All intervals of a capture, those that go on at its end included, in order of their beginning. */
export async function intervalsOf(capture: Capture): Promise<AgentInterval[]> {
  const timeline = new AgentTimeline(pbxId("pbx"));
  const intervals: AgentInterval[] = [];
  for await (const event of capture.events) intervals.push(...timeline.apply(event));
  return [...intervals, ...timeline.open()].sort(compareIntervals);
}

/** The fields of a line, in their order. */
export function intervalLine(interval: AgentInterval): Record<string, unknown> {
  const { agent, interface: name, kind, queue, reason, from, to } = interval;
  return { agent, interface: name, kind, queue, reason, from, to };
}
