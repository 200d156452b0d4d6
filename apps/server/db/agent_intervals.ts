/** What agents did, on file. */
import { type AgentInterval, type EpochMs, interfaceKey, type PbxId } from "@qmanager/core";
import type { Query } from "./connect.ts";
import { storable } from "./storable.ts";

/** As many rows as one statement takes. */
const rowsAtOnce = 2_000;

/** Tells one stretch from another; its end is no part of it. */
export function intervalKey({ kind, queue, interface: name, agent, reason, from }: AgentInterval): string {
  const who = name === null ? agent : interfaceKey(name);
  return [kind, queue, who, kind === "pause" ? reason : null, from].join("\n");
}

/**
 * Writes stretches anew.
 *
 * @param seenAt where one begins of which nothing tells since when
 * @returns their ids, in order
 */
export async function insertIntervals(
  sql: Query,
  intervals: readonly AgentInterval[],
  options: { open: boolean; seenAt: EpochMs },
): Promise<number[]> {
  const ids: number[] = [];
  for (let at = 0; at < intervals.length; at += rowsAtOnce) {
    const rows = intervals.slice(at, at + rowsAtOnce).map((each) => ({
      pbx: each.pbx,
      kind: each.kind,
      agent: storable(each.agent),
      interface: each.interface,
      queue: each.queue,
      reason: storable(each.reason),
      from_at: each.from ?? each.to ?? options.seenAt,
      from_known: each.from !== null,
      to_at: each.to,
      open: options.open,
    }));
    const inserted = await sql<{ id: number }[]>`insert into agent_intervals ${sql(rows)} returning id`;
    ids.push(...inserted.map(({ id }) => id));
  }
  return ids;
}

/** Ends stretches that were open. */
export async function endIntervals(
  sql: Query,
  ends: readonly { id: number; interval: AgentInterval }[],
): Promise<void> {
  if (ends.length === 0) return;
  const instants = ends.map(({ interval }) => (interval.to === null ? null : new Date(interval.to).toISOString()));
  await sql`
    update agent_intervals as kept set to_at = ended.to_at::timestamptz, agent = coalesce(ended.agent, kept.agent), open = false
    from unnest(
      ${ends.map(({ id }) => id)}::bigint[], ${instants}::text[], ${ends.map(({ interval }) => storable(interval.agent))}::text[]
    ) as ended (id, to_at, agent)
    where kept.id = ended.id and kept.open
  `;
}

/** A stretch that goes on, and the id of its row. */
export interface OpenInterval {
  id: number;
  interval: AgentInterval;
}

export async function openIntervals(sql: Query, pbx: PbxId): Promise<OpenInterval[]> {
  const rows = await sql<(AgentInterval & { id: number; from: EpochMs; fromKnown: boolean })[]>`
    select id, pbx, kind, agent, interface, queue, reason, from_at as "from", from_known as "fromKnown", to_at as "to"
    from agent_intervals where pbx = ${pbx} and open
    order by from_at, id
  `;
  return rows.map(({ id, fromKnown, ...interval }) => ({
    id,
    interval: { ...interval, from: fromKnown ? interval.from : null },
  }));
}
