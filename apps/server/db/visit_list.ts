/** Visits on file as they are listed: by time and key, a page at a time. */
import type {
  AgentId,
  EndedBy,
  EpochMs,
  Interface,
  MergedVisit,
  Outcome,
  PbxId,
  QueueName,
  Uniqueid,
} from "@qmanager/core";
import type { Query } from "./connect.ts";
import { inQueues } from "./in_queues.ts";
import { clockMs, longestCallMs } from "./queue_counters.ts";
import type { Sight } from "./sight.ts";
import { columns, type VisitRow, visitOf } from "./visits.ts";

/** The key of a row. */
export interface VisitKey {
  pbx: PbxId;
  calledAt: EpochMs;
  uniqueid: Uniqueid;
  visit: number;
}

/** Where a row stands in the list. */
export interface VisitPlace extends VisitKey {
  /** By what it is counted: its entry, or the first that is known of it. */
  countedAt: EpochMs;
}

export interface ListedVisit extends MergedVisit, VisitPlace {
  /** Whose it is; null where nobody answered. */
  agentId: AgentId | null;
  /** His own name, where it is known. */
  agentName: string | null;
  /** Of one who was removed: the code that is left of him. */
  removedAgentCode: number | null;
}

export type ListedVisitRow = Omit<ListedVisit, "attempts" | "differences"> & VisitRow;

/** What is left out is not asked. */
export interface VisitFilter {
  from?: EpochMs | undefined;
  to?: EpochMs | undefined;
  pbx?: PbxId | undefined;
  queues?: readonly QueueName[] | undefined;
  agent?: AgentId | undefined;
  interface?: Interface | undefined;
  outcomes?: readonly Outcome[] | undefined;
  endedBy?: readonly EndedBy[] | undefined;
  csat?: readonly number[] | undefined;
  open?: boolean | undefined;
  /** The last digits of the caller's number: see `searchDigits` of core. */
  digits?: string | undefined;
}

export interface VisitPage {
  order: "newest" | "oldest";
  /** The last row of the page before. */
  after: VisitPlace | null;
  limit: number;
}

/** One of which nothing tells when it was is in no list. */
export async function listVisits(
  sql: Query,
  filter: VisitFilter,
  sight: Sight,
  page: VisitPage,
): Promise<ListedVisit[]> {
  const rows = await visitsQuery(sql, filter, sight, page);
  return rows.map(visitOf);
}

/** The statement of {@link listVisits}, for whoever wants to know how it is carried out. */
export function visitsQuery(sql: Query, filter: VisitFilter, sight: Sight, { order, after, limit }: VisitPage) {
  const direction = order === "newest" ? sql`desc` : sql`asc`;
  return sql<ListedVisitRow[]>`
    select ${listedColumns(sql)}
    from ${visitsWithAgents(sql)}
    where counted_at is not null ${conditions(sql, filter, sight)} ${beyond(sql, order, after)}
    order by counted_at ${direction}, pbx ${direction}, called_at ${direction}, uniqueid ${direction}, visit ${direction}
    limit ${limit}
  `;
}

export const listedColumns = (sql: Query) => sql`
  ${columns(sql)}, called_at as "calledAt", counted_at as "countedAt", agent_id as "agentId",
  case when agents.code is not null and removed_at is null then agents.name end as "agentName",
  case when removed_at is not null then agents.code end as "removedAgentCode"
`;
export const visitsWithAgents = (sql: Query) => sql`visits left join agents on agents.id = agent_id`;

function beyond(sql: Query, order: VisitPage["order"], after: VisitPlace | null) {
  if (after === null) return sql``;
  const { countedAt, pbx, calledAt, uniqueid, visit } = after;
  const place = sql`(${countedAt}::timestamptz, ${pbx}::text, ${calledAt}::timestamptz, ${uniqueid}::text, ${visit}::smallint)`;
  return order === "newest"
    ? sql`and (counted_at, pbx, called_at, uniqueid, visit) < ${place} ${calledBefore(sql, countedAt)}`
    : sql`and (counted_at, pbx, called_at, uniqueid, visit) > ${place} ${calledSince(sql, countedAt)}`;
}

function conditions(sql: Query, filter: VisitFilter, sight: Sight) {
  const { from, to, pbx, queues, agent, outcomes, endedBy, csat, open, digits } = filter;
  const phone = filter.interface;
  return sql`
    ${from === undefined ? sql`` : sql`and counted_at >= ${from} ${calledSince(sql, from)}`}
    ${to === undefined ? sql`` : sql`and counted_at < ${to} ${calledBefore(sql, to)}`}
    ${pbx === undefined ? sql`` : sql`and pbx = ${pbx}`}
    ${queues === undefined ? sql`` : sql`and queue = any(${[...queues]}::text[])`}
    ${agent === undefined ? sql`` : sql`and agent_id = ${agent}`}
    ${phone === undefined ? sql`` : sql`and lower(interface) = lower(${phone}) ${answeredBySeen(sql, sight)}`}
    ${outcomes === undefined ? sql`` : sql`and outcome = any(${[...outcomes]}::text[])`}
    ${endedBy === undefined ? sql`` : sql`and ended_by = any(${[...endedBy]}::text[])`}
    ${csat === undefined ? sql`` : sql`and csat = any(${[...csat]}::smallint[])`}
    ${open === undefined ? sql`` : sql`and open = ${open}`}
    ${digits === undefined ? sql`` : endingIn(sql, digits)}
    ${sight.queues === "all" ? sql`` : sql`and ${inQueues(sql, sight.queues)}`}
  `;
}

/** Whoever asks by a phone would find out who sits at it. */
function answeredBySeen(sql: Query, { agents }: Sight) {
  return agents === "all" ? sql`` : sql`and agent_id = any(${[...agents]}::integer[])`;
}

/** As a span of the index: a pattern that is a parameter would be none to a plan that was made before. `:` follows 9. */
function endingIn(sql: Query, digits: string) {
  const reversed = [...digits].reverse().join("");
  return sql`and caller_digits >= ${reversed} and caller_digits < ${`${reversed}:`}`;
}

// By these the database leaves out whole months.
const calledSince = (sql: Query, at: EpochMs) => sql`and called_at >= ${at - longestCallMs}`;
const calledBefore = (sql: Query, at: EpochMs) => sql`and called_at < ${at + clockMs}`;

export async function findVisit(sql: Query, { pbx, calledAt, uniqueid, visit }: VisitKey): Promise<ListedVisit | null> {
  const [row] = await sql<ListedVisitRow[]>`
    select ${listedColumns(sql)}
    from ${visitsWithAgents(sql)} where pbx = ${pbx} and called_at = ${calledAt} and uniqueid = ${uniqueid} and visit = ${visit}
  `;
  return row ? visitOf(row) : null;
}
