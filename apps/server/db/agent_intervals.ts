/** What agents did, on file. */
import { type AgentId, type AgentInterval, type EpochMs, interfaceKey, type PbxId } from "@qmanager/core";
import type { AgentOf } from "./agents.ts";
import type { Query } from "./connect.ts";
import { inQueues } from "./in_queues.ts";
import type { Sight } from "./sight.ts";
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
  options: { open: boolean; seenAt: EpochMs; agentOf: AgentOf },
): Promise<number[]> {
  const ids: number[] = [];
  for (let at = 0; at < intervals.length; at += rowsAtOnce) {
    const rows = intervals.slice(at, at + rowsAtOnce).map((each) => ({
      pbx: each.pbx,
      kind: each.kind,
      agent: storable(each.agent),
      agent_id: options.agentOf(each),
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

/** Ends stretches that were open. @returns whose they were, as they are on file now */
export async function endIntervals(
  sql: Query,
  ends: readonly { id: number; interval: AgentInterval }[],
  agentOf: AgentOf,
): Promise<{ agent: AgentId | null; from: EpochMs; to: EpochMs | null }[]> {
  if (ends.length === 0) return [];
  const instants = ends.map(({ interval }) => (interval.to === null ? null : new Date(interval.to).toISOString()));
  return sql<{ agent: AgentId | null; from: EpochMs; to: EpochMs | null }[]>`
    update agent_intervals as kept set
      to_at = ended.to_at::timestamptz, agent = coalesce(ended.agent, kept.agent), open = false,
      agent_id = case when ended.agent is null then kept.agent_id else ended.agent_id end
    from unnest(
      ${ends.map(({ id }) => id)}::bigint[], ${instants}::text[],
      ${ends.map(({ interval }) => storable(interval.agent))}::text[], ${ends.map(({ interval }) => agentOf(interval))}::integer[]
    ) as ended (id, to_at, agent, agent_id)
    where kept.id = ended.id and kept.open
    returning kept.agent_id as agent, kept.from_at as "from", kept.to_at as "to"
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

/** Where a stretch stands in a list. */
export interface IntervalPlace {
  from: EpochMs;
  id: number;
}

export interface ListedInterval extends AgentInterval, IntervalPlace {
  from: EpochMs;
  /** Else it was already so when it was first seen. */
  fromKnown: boolean;
  /** It goes on. */
  open: boolean;
}

export interface TimelineFilter {
  agent: AgentId;
  from: EpochMs;
  to: EpochMs;
  kinds?: readonly AgentInterval["kind"][] | undefined;
}

/**
 * What an agent did within a period, by beginning: what began before it and went on in it too. Of his time in queues, those
 * that are in sight.
 */
export async function timelineOf(
  sql: Query,
  { agent, from, to, kinds }: TimelineFilter,
  sight: Sight,
  { after, limit }: { after: IntervalPlace | null; limit: number },
): Promise<ListedInterval[]> {
  return sql<ListedInterval[]>`
    select id, pbx, kind, agent, interface, queue, reason, from_at as "from", from_known as "fromKnown", to_at as "to", open
    from agent_intervals
    where agent_id = ${agent} and from_at < ${to}
      and (to_at > ${from} or (to_at is null and (open or from_at >= ${from})) or (to_at = from_at and from_at >= ${from}))
      ${kinds === undefined ? sql`` : sql`and kind = any(${[...kinds]}::text[])`}
      ${sight.queues === "all" ? sql`` : sql`and (queue is null or ${inQueues(sql, sight.queues)})`}
      ${after === null ? sql`` : sql`and (from_at, id) > (${after.from}::timestamptz, ${after.id}::bigint)`}
    order by from_at, id
    limit ${limit}
  `;
}
