import type { Interface, PbxId, QueueName } from "./ids.ts";
import type { EpochMs } from "./time.ts";

/**
 * A stretch of an agent's time. `session`: a member of one queue. `pause`: in one queue, for one reason. `ring` and `talk`:
 * of one phone, for one call; `queue` is null where no queue gave it.
 *
 * `from` is null where it was already so when the record begins and nothing tells since when; `to` is null where it is
 * still so, or where its end was not seen.
 */
export interface AgentInterval {
  pbx: PbxId;
  /** Member name as Asterisk has it. */
  agent: string | null;
  interface: Interface | null;
  kind: "session" | "pause" | "ring" | "talk";
  queue: QueueName | null;
  /** Of a pause. */
  reason: string | null;
  from: EpochMs | null;
  to: EpochMs | null;
}

/** By beginning, those without one first; then interface and queue. */
export function compareIntervals(a: AgentInterval, b: AgentInterval): number {
  if (a.from !== b.from) return (a.from ?? Number.NEGATIVE_INFINITY) < (b.from ?? Number.NEGATIVE_INFINITY) ? -1 : 1;
  return compareTexts(a.interface, b.interface) || compareTexts(a.queue, b.queue) || compareTexts(a.kind, b.kind);
}

function compareTexts(a: string | null, b: string | null): number {
  const [one, other] = [a ?? "", b ?? ""];
  return one < other ? -1 : one > other ? 1 : 0;
}
