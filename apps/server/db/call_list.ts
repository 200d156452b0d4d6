/** Calls on file as they are listed: by time and id, a page at a time; and one with all that happened in it. */
import {
  type Call,
  type Direction,
  type EpochMs,
  type Interface,
  interfaceKey,
  type Linkedid,
  type PbxId,
  type QueueName,
} from "@qmanager/core";
import { legsPlace } from "./agent_calls.ts";
import { type CallRow, callColumns, callOf } from "./calls.ts";
import type { Query } from "./connect.ts";
import type { Sight } from "./sight.ts";
import { type ListedVisit, type ListedVisitRow, listedColumns, visitsWithAgents } from "./visit_list.ts";
import { visitOf } from "./visits.ts";

/** The key of a row. */
export interface CallKey {
  pbx: PbxId;
  calledAt: EpochMs;
  linkedid: Linkedid;
}

/** Where a call stands in the list. */
export interface CallPlace extends CallKey {
  /** Its beginning, as far as known. */
  listedAt: EpochMs;
}

export type ListedCall = Call & CallPlace;

/** What is left out is not asked. */
export interface CallFilter {
  from?: EpochMs | undefined;
  to?: EpochMs | undefined;
  pbx?: PbxId | undefined;
  /** It was in one of these. */
  queues?: readonly QueueName[] | undefined;
  /** One of these phones talked, or had a part that no queue gave it. */
  interfaces?: readonly Interface[] | undefined;
  directions?: readonly Direction[] | undefined;
  answered?: boolean | undefined;
  open?: boolean | undefined;
  /** The last digits of the number outside, or of the phone that began it: see `searchDigits` of core. */
  digits?: string | undefined;
}

export interface CallPage {
  order: "newest" | "oldest";
  /** The last one of the page before. */
  after: CallPlace | null;
  limit: number;
}

export async function listCalls(sql: Query, filter: CallFilter, sight: Sight, page: CallPage): Promise<ListedCall[]> {
  const rows = await callsQuery(sql, filter, sight, page);
  return rows.map((row) => ({ ...callOf(row), calledAt: row.calledAt, listedAt: row.listedAt }));
}

/** The statement of {@link listCalls}, for whoever wants to know how it is carried out. */
export function callsQuery(sql: Query, filter: CallFilter, sight: Sight, { order, after, limit }: CallPage) {
  const direction = order === "newest" ? sql`desc` : sql`asc`;
  return sql<(CallRow & CallPlace)[]>`
    select ${callColumns(sql)}, called_at as "calledAt", listed_at as "listedAt"
    from calls
    where true ${conditions(sql, filter, sight)} ${beyond(sql, order, after)}
    order by listed_at ${direction}, linkedid ${direction}, pbx ${direction}
    limit ${limit}
  `;
}

function beyond(sql: Query, order: CallPage["order"], after: CallPlace | null) {
  if (after === null) return sql``;
  const place = sql`(${after.listedAt}::timestamptz, ${after.linkedid}::text, ${after.pbx}::text)`;
  return order === "newest"
    ? sql`and (listed_at, linkedid, pbx) < ${place} ${calledBefore(sql, after.listedAt)}`
    : sql`and (listed_at, linkedid, pbx) > ${place} ${calledSince(sql, after.listedAt)}`;
}

function conditions(sql: Query, filter: CallFilter, sight: Sight) {
  const { from, to, pbx, queues, interfaces, directions, answered, open, digits } = filter;
  return sql`
    ${from === undefined ? sql`` : sql`and listed_at >= ${from} ${calledSince(sql, from)}`}
    ${to === undefined ? sql`` : sql`and listed_at < ${to} ${calledBefore(sql, to)}`}
    ${pbx === undefined ? sql`` : sql`and pbx = ${pbx}`}
    ${queues === undefined ? sql`` : sql`and queues && ${[...queues]}::text[]`}
    ${interfaces === undefined ? sql`` : withPhones(sql, interfaces, sight)}
    ${directions === undefined ? sql`` : sql`and direction = any(${[...directions]}::text[])`}
    ${answered === undefined ? sql`` : sql`and answered = ${answered}`}
    ${open === undefined ? sql`` : sql`and open = ${open}`}
    ${digits === undefined ? sql`` : endingIn(sql, digits)}
    ${inSight(sql, sight)}
  `;
}

function withPhones(sql: Query, interfaces: readonly Interface[], { agents }: Sight) {
  const keys = interfaces.map(interfaceKey);
  // Whoever asks by a phone would find out who sits at it.
  if (agents !== "all") {
    return sql`and exists (
      select from agent_calls as part
      where ${isPart(sql)} and lower(part.interface) = any(${keys}::text[])
        and part.agent_id = any(${[...agents]}::integer[])
    )`;
  }
  return sql`and (
    exists (select from unnest(interfaces) as talked (phone) where lower(phone) = any(${keys}::text[]))
    or exists (select from jsonb_array_elements(legs) as parts (leg) where lower(leg ->> 0) = any(${keys}::text[]))
  )`;
}

/** As a span of the index: a pattern that is a parameter would be none to a plan that was made before. `:` follows 9. */
function endingIn(sql: Query, digits: string) {
  const reversed = [...digits].reverse().join("");
  return sql`and digits >= ${reversed} and digits < ${`${reversed}:`}`;
}

/** A row of `agent_calls` is of a row of `calls`, or of the visit of who began it. */
const isPart = (sql: Query) => sql`
  part.pbx = calls.pbx and part.called_at = calls.called_at
  and ((part.uniqueid = calls.linkedid and part.visit = ${legsPlace}) or part.uniqueid = calls.uniqueid)
`;

/** A call is seen by who may see a queue that it was in, or an agent who had a part in it. */
function inSight(sql: Query, { queues, agents }: Sight) {
  if (queues === "all" && agents === "all") return sql``;
  const inQueue =
    queues === "all"
      ? sql`cardinality(calls.queues) > 0`
      : sql`exists (
          select from unnest(${queues.map(({ pbx }) => pbx)}::text[], ${queues.map(({ queue }) => queue)}::text[]) as seen (pbx, queue)
          where seen.pbx = calls.pbx and seen.queue = any(calls.queues)
        )`;
  const ofAgents =
    agents === "all"
      ? sql`part.agent_id in (select id from agents where code is not null)`
      : sql`part.agent_id = any(${[...agents]}::integer[])`;
  return sql`and (${inQueue} or exists (select from agent_calls as part where ${isPart(sql)} and ${ofAgents}))`;
}

/** The ids of channels are told by the clock of the PBX, which may be far from ours. */
const clockMs = 24 * 3_600_000;

// By these the database leaves out whole months.
const calledSince = (sql: Query, at: EpochMs) => sql`and called_at >= ${at - clockMs}`;
const calledBefore = (sql: Query, at: EpochMs) => sql`and called_at < ${at + clockMs}`;

/** Null: there is none, or none in sight. */
export async function findCall(
  sql: Query,
  { pbx, calledAt, linkedid }: CallKey,
  sight: Sight,
): Promise<ListedCall | null> {
  const [row] = await sql<(CallRow & CallPlace)[]>`
    select ${callColumns(sql)}, called_at as "calledAt", listed_at as "listedAt" from calls
    where pbx = ${pbx} and called_at = ${calledAt} and linkedid = ${linkedid} ${inSight(sql, sight)}
  `;
  return row ? { ...callOf(row), calledAt: row.calledAt, listedAt: row.listedAt } : null;
}

/** How far the entry of a caller who waited when we connected, in whole seconds of Asterisk, may be beside his call. */
const aroundMs = 5_000;

/**
 * The visits of a call, for its story (`callStory` of core). Of a caller who waited when we connected no linkedid is known: he
 * is found by his own id.
 */
export async function visitsOfCall(sql: Query, call: ListedCall): Promise<ListedVisit[]> {
  const { pbx, linkedid, uniqueid, listedAt, endedAt } = call;
  const rows = await sql<ListedVisitRow[]>`
    select ${listedColumns(sql)} from ${visitsWithAgents(sql)}
    where pbx = ${pbx} and (linkedid = ${linkedid} or (linkedid is null and uniqueid = ${uniqueid}))
      and counted_at >= ${listedAt - aroundMs} ${calledSince(sql, listedAt)}
      ${endedAt === null ? sql`` : sql`and counted_at <= ${endedAt + aroundMs} ${calledBefore(sql, endedAt)}`}
    order by counted_at, uniqueid, visit
  `;
  return rows.map(visitOf);
}
