/** What agents did, on file. */
import {
  type AgentId,
  type AgentInterval,
  type EpochMs,
  interfaceKey,
  type LiveInterval,
  type PbxId,
  type ToldInterval,
} from "@qmanager/core";
import type { AgentOf } from "./agents.ts";
import type { Query } from "./connect.ts";
import { inQueues } from "./in_queues.ts";
import type { StreamWindow } from "./member_marks.ts";
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

/** Those that AMI tells. */
export async function openIntervals(sql: Query, pbx: PbxId): Promise<OpenInterval[]> {
  const rows = await sql<(AgentInterval & { id: number; from: EpochMs; fromKnown: boolean })[]>`
    select id, pbx, kind, agent, interface, queue, reason, from_at as "from", from_known as "fromKnown", to_at as "to"
    from agent_intervals where pbx = ${pbx} and open and log_member is null
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
    where agent_id = ${agent} and from_at < ${to} and not superseded
      and (to_at > ${from} or (to_at is null and (open or from_at >= ${from})) or (to_at = from_at and from_at >= ${from}))
      ${kinds === undefined ? sql`` : sql`and kind = any(${[...kinds]}::text[])`}
      ${sight.queues === "all" ? sql`` : sql`and (queue is null or ${inQueues(sql, sight.queues)})`}
      ${after === null ? sql`` : sql`and (from_at, id) > (${after.from}::timestamptz, ${after.id}::bigint)`}
    order by from_at, id
    limit ${limit}
  `;
}

// ---- of both sources

/** A row: what AMI tells of a session or a pause. */
export interface FiledLive extends LiveInterval {
  id: number;
  superseded: boolean;
  agentId: AgentId | null;
}

/** A row: what the log tells, where AMI does not tell just that. */
export interface FiledTold extends ToldInterval {
  id: number;
  agentId: AgentId | null;
}

/** What AMI may have missed the end or the beginning of lies within this. */
const aroundMs = 24 * 3_600_000;
/** Longer ones have an index of their own. */
const longMs = 7 * 24 * 3_600_000;

/** What AMI tells of the members of these streams, around these windows: by the window's place in the list, in order. */
export async function liveAround(
  tx: Query,
  pbx: PbxId,
  windows: readonly (StreamWindow & { member: string })[],
): Promise<Map<number, FiledLive[]>> {
  const asked = windows.map(({ kind, queue, key, member, from, to }, n) => ({
    ...{ n, kind, queue, key, member },
    from_at: new Date(from - aroundMs).toISOString(),
    to_at: new Date(to + aroundMs).toISOString(),
  }));
  const kept = tx`
    kept.id, kept.pbx, kept.kind, kept.agent, kept.interface, kept.queue, kept.reason, kept.from_known, kept.from_at,
    kept.to_at, kept.open, kept.superseded, kept.agent_id
  `;
  type Row = AgentInterval & { id: number; n: number; seenAt: EpochMs; open: boolean };
  const rows = await tx<(Row & Pick<FiledLive, "superseded" | "agentId">)[]>`
    with asked as (
      select * from json_to_recordset(${JSON.stringify(asked)}::text::json) as asked (
        n integer, kind text, queue text, key text, member text, from_at timestamptz, to_at timestamptz
      )
    ), found as (
      select n, asked.from_at as since, ${kept} from asked join agent_intervals as kept on kept.pbx = ${pbx}
        and (lower(kept.interface) = asked.key or kept.agent = asked.member)
        and kept.from_at <= asked.to_at and kept.from_at >= asked.from_at - ${longMs} * interval '1 millisecond'
      where kept.log_member is null and kept.kind = asked.kind and kept.queue = asked.queue
      union
      select n, asked.from_at, ${kept} from asked join agent_intervals as kept on kept.pbx = ${pbx} and kept.queue = asked.queue
        and kept.log_member is null and (kept.open or kept.to_at - kept.from_at > interval '7 days')
      where kept.kind = asked.kind and (lower(kept.interface) = asked.key or kept.agent = asked.member)
        and kept.from_at <= asked.to_at
    )
    select n, id, pbx, kind, agent, interface, queue, reason, case when from_known then from_at end as "from",
      from_at as "seenAt", to_at as "to", open, superseded, agent_id as "agentId"
    from found where open or coalesce(to_at, from_at) >= since
    order by n, from_at, id
  `;
  return byPlace(rows);
}

/** What the log tells in these windows: by the window's place in the list. */
export async function toldWithin(
  tx: Query,
  pbx: PbxId,
  windows: readonly StreamWindow[],
): Promise<Map<number, FiledTold[]>> {
  const asked = windows.map(({ kind, queue, key, from, to }, n) => ({
    ...{ n, kind, queue, key, from_at: new Date(from).toISOString(), to_at: new Date(to).toISOString() },
  }));
  const rows = await tx<(FiledTold & { n: number })[]>`
    select n, id, pbx, kept.kind, agent, interface, kept.queue, reason, case when from_known then kept.from_at end as "from",
      kept.from_at as "seenAt", kept.to_at as "to", open, told_at as "toldAt", agent_id as "agentId"
    from json_to_recordset(${JSON.stringify(asked)}::text::json) as asked (
      n integer, kind text, queue text, key text, from_at timestamptz, to_at timestamptz
    )
    join agent_intervals as kept on kept.pbx = ${pbx} and kept.log_member = asked.key and kept.kind = asked.kind
      and kept.queue = asked.queue and kept.told_at >= asked.from_at and kept.told_at <= asked.to_at
    where kept.log_member is not null
  `;
  return byPlace(rows);
}

function byPlace<Row extends { n: number }>(rows: readonly Row[]): Map<number, Omit<Row, "n">[]> {
  const found = new Map<number, Omit<Row, "n">[]>();
  for (const { n, ...row } of rows) {
    const known = found.get(n);
    if (known) known.push(row);
    else found.set(n, [row]);
  }
  return found;
}

/** Where a row lies. */
type IntervalRow = Pick<FiledLive, "id" | "seenAt">;

const placesOf = (tx: Query, rows: readonly IntervalRow[]) => tx`
  unnest(
    ${tx.array(rows.map(({ seenAt }) => new Date(seenAt).toISOString()))}::timestamptz[], ${rows.map(({ id }) => id)}::bigint[]
  ) as row (from_at, id)
`;

/** Hides what AMI tells, or shows it again. */
export async function supersede(tx: Query, rows: readonly IntervalRow[], superseded: boolean): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    update agent_intervals as kept set superseded = ${superseded} from ${placesOf(tx, rows)}
    where kept.from_at = row.from_at and kept.id = row.id
  `;
}

export async function dropTold(tx: Query, rows: readonly IntervalRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    delete from agent_intervals as kept using ${placesOf(tx, rows)} where kept.from_at = row.from_at and kept.id = row.id
  `;
}

/** Writes what the log tells, each by whose key it is. */
export async function insertTold(
  tx: Query,
  told: readonly (ToldInterval & { key: string })[],
  agentOf: AgentOf,
): Promise<void> {
  for (let at = 0; at < told.length; at += rowsAtOnce) {
    const rows = told.slice(at, at + rowsAtOnce).map((each) => ({
      ...{ pbx: each.pbx, kind: each.kind, agent: storable(each.agent), agent_id: agentOf(each) },
      ...{ interface: each.interface, queue: each.queue, reason: storable(each.reason), open: each.open },
      ...{ from_at: each.from ?? each.seenAt, from_known: each.from !== null, to_at: each.to },
      ...{ log_member: each.key, told_at: each.toldAt },
    }));
    await tx`insert into agent_intervals ${tx(rows)}`;
  }
}
