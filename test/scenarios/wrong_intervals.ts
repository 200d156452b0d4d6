/** What is wrong with sessions and pauses of a recording, beside its truth. */
import type { AgentInterval } from "@qmanager/core";
import type { Scenario, Truth, TruthAgent } from "./scenario.ts";

export type Source = "ami" | "queue_log";

/** An interval as it truly was. */
export interface Wanted {
  kind: AgentInterval["kind"];
  /** By what it is looked up: whose, where. */
  key: string;
  /** Of a pause; undefined: the truth does not say. */
  reason?: string | null | undefined;
  from: number | null;
  /** Undefined: the truth does not say. */
  to: number | null | undefined;
  /** The source may, or may not, tell of it. */
  isOptional?: boolean;
}

export const keyOf = (who: string | null, queue: string | null): string => `${who} in ${queue ?? "no queue"}`;
const seconds = (value: number | null): number | null => (value === null ? null : value * 1000);

/** In AMI everything is by interface. In a log some rows name the interface and some the member: here by name. */
const whoIs = (agent: Pick<TruthAgent, "interface" | "name">, source: Source): string =>
  source === "ami" ? agent.interface : (agent.name ?? agent.interface);

function memberships(agents: readonly TruthAgent[], source: Source): Wanted[] {
  return agents.flatMap((agent) =>
    agent.memberships.map(({ queue, from, to }) => ({
      kind: "session" as const,
      key: keyOf(whoIs(agent, source), queue),
      from: seconds(from),
      to: seconds(to),
    })),
  );
}

function pauses(agents: readonly TruthAgent[], source: Source): Wanted[] {
  return agents.flatMap((agent) =>
    agent.pauses.map(({ queue, from, to, reason }) => ({
      kind: "pause" as const,
      key: keyOf(whoIs(agent, source), queue),
      reason: from === null ? undefined : reason || null,
      from: seconds(from),
      to: seconds(to),
    })),
  );
}

export const nameOf = (truth: Truth, name: string): string | null =>
  truth.agents.find((agent) => agent.interface === name)?.name ?? null;

export const near = (have: number | null, want: number | null, toleranceMs: number): boolean =>
  have === null || want === null ? have === want : Math.abs(have - want) <= toleranceMs;

/** What is missing, wrong or too much. */
export function differences(
  have: readonly AgentInterval[],
  want: readonly Wanted[],
  fits: (have: AgentInterval, want: Wanted) => boolean,
  whoOf: (interval: AgentInterval) => string | null,
): string[] {
  const left = Map.groupBy(have, (each) => `${each.kind} of ${keyOf(whoOf(each), each.queue)}`);
  const wrong: string[] = [];
  for (const each of want) {
    const key = `${each.kind} of ${each.key}`;
    const found = left.get(key) ?? [];
    const index = found.findIndex(
      (interval) => fits(interval, each) && (each.reason === undefined || each.reason === interval.reason),
    );
    if (index >= 0) found.splice(index, 1);
    else if (!each.isOptional) wrong.push(`${key} for ${each.reason}: truly ${each.from} to ${each.to}`);
  }
  for (const [key, rest] of left) {
    for (const { from, to, reason } of rest) wrong.push(`${key} for ${reason}: ${from} to ${to} never was`);
  }
  return wrong;
}

/** When the capture begins: what was before is not in it. */
export async function beginOf(scenario: Scenario): Promise<number> {
  for await (const { at } of (await scenario.ami()).events) if (at !== null) return at;
  throw new Error(`${scenario.name} has no time`);
}

/** From before the capture only what Asterisk still tells is known. */
export const beginsRight = (have: number | null, want: number | null, begin: number, toleranceMs: number): boolean =>
  near(have, want, toleranceMs) || ((want === null || want < begin) && (have === null || have <= begin));

/**
 * What is missing, wrong or too much.
 *
 * @param have sessions and pauses
 * @param begin since when AMI told
 */
export function wrongIntervals(
  { truth }: Scenario,
  have: readonly AgentInterval[],
  source: Source,
  begin: number,
): string[] {
  const all = [...memberships(truth.agents, source), ...pauses(truth.agents, source)];
  if (source === "ami") {
    // queue_log's second is cut, and comes from a clock that may be one behind.
    const fits = (interval: AgentInterval, { from, to }: Wanted) =>
      beginsRight(interval.from, from, begin, 1_999) && near(interval.to, to ?? null, 1_999);
    return differences(have, all, fits, (each) => each.interface);
  }
  const want = all.map((each) => ({ ...each, isOptional: each.from === null && each.to === null }));
  // A pause that ended by leaving the queue has no row of its own, and the leaving does not name the member.
  const logoffs = new Set(truth.agents.flatMap((agent) => agent.memberships.map(({ to }) => seconds(to))));
  const fits = (interval: AgentInterval, { kind, from, to }: Wanted) =>
    (from === null ? (interval.from ?? 0) <= truth.startMs : interval.from === from) &&
    (near(interval.to, to ?? null, 0) || (kind === "pause" && interval.to === null && logoffs.has(to ?? null)));
  const whoOf = (each: AgentInterval) =>
    (each.interface ? nameOf(truth, each.interface) : null) ?? each.interface ?? each.agent;
  return differences(have, want, fits, whoOf);
}
