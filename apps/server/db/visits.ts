/** Visits on file: each row is one visit as its sources together tell it, with what each of them said. */
import {
  channelBeganAt,
  type DisputedField,
  type EpochMs,
  type Interface,
  type MergedVisit,
  type PbxId,
  type QueueName,
  type Uniqueid,
  type Visit,
  type VisitNote,
} from "@qmanager/core";
import type { AgentOf } from "./agents.ts";
import type { Query } from "./connect.ts";
import { copyRows, worthCopying } from "./copy_rows.ts";
import { restored, type StoredAttempt, stored } from "./stored_attempt.ts";
import { type StoredHalf, storedHalf, wholeHalf } from "./visit_half.ts";

/** A visit, where it lies, and the records of each source of which it was made. */
export interface FiledVisit {
  calledAt: EpochMs;
  visit: MergedVisit;
  live: Visit | null;
  log: Visit | null;
}

/**
 * By what a visit is parted: when its caller's channel began. Where whoever made the channel chose its id, nothing but the
 * visit's own times can tell, and of those the first that is known.
 */
export function calledAt(visit: Pick<Visit, "uniqueid" | "enteredAt" | "answeredAt" | "endedAt">): EpochMs {
  return channelBeganAt(visit.uniqueid) ?? visit.enteredAt ?? visit.answeredAt ?? visit.endedAt ?? 0;
}

/** A row of the table, as JSON. */
interface Row {
  pbx: PbxId;
  called_at: string;
  uniqueid: Uniqueid;
  visit: number;
  queue: QueueName;
  linkedid: Visit["linkedid"];
  caller_number: string | null;
  caller_name: string | null;
  entered_at: string | null;
  outcome: Visit["outcome"];
  ended_by: Visit["endedBy"];
  interface: Interface | null;
  agent: string | null;
  answered_at: string | null;
  ended_at: string | null;
  wait_ms: number | null;
  ring_ms: number | null;
  talk_ms: number | null;
  hold_ms: number | null;
  position: number | null;
  attempts: StoredAttempt[];
  survey_offered: boolean | null;
  csat: number | null;
  provisional: boolean;
  notes: VisitNote[];
  open: boolean;
  sources: MergedVisit["sources"];
  live_visit: number | null;
  live_half: StoredHalf | null;
  log_half: StoredHalf | null;
  differences: [DisputedField, string | number, string | number][] | null;
  other_uniqueid: Uniqueid | null;
}

/** As many rows as one statement takes: they are one text on the way. */
const rowsAtOnce = 2_000;

/** Writes rows, each in the place of what was there under its key. Two of the same key must not be among them. */
export async function putVisits(sql: Query, visits: readonly FiledVisit[], agentOf: AgentOf): Promise<void> {
  for (let from = 0; from < visits.length; from += rowsAtOnce) {
    const rows = visits
      .slice(from, from + rowsAtOnce)
      .map((each) => ({ ...rowOf(each), agent_id: agentOf(each.visit) }));
    // One parameter however many rows there are: so it is one statement to the database, prepared once.
    await sql`
      insert into visits
        (pbx, called_at, uniqueid, visit, queue, linkedid, caller_number, caller_name, entered_at, outcome, ended_by,
        interface, agent, agent_id, answered_at, ended_at, wait_ms, ring_ms, talk_ms, hold_ms, position, attempts, survey_offered, csat,
        provisional, notes, open, sources, live_visit, live_half, log_half, differences, other_uniqueid)
      select
        pbx, called_at, uniqueid, visit, queue, linkedid, caller_number, caller_name, entered_at, outcome, ended_by,
        interface, agent, agent_id, answered_at, ended_at, wait_ms, ring_ms, talk_ms, hold_ms, position, attempts, survey_offered, csat,
        provisional, notes, open, sources, live_visit, live_half, log_half, differences, other_uniqueid
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as told (
        pbx text, called_at timestamptz, uniqueid text, visit smallint, queue text, linkedid text, caller_number text,
        caller_name text, entered_at timestamptz, outcome text, ended_by text, interface text, agent text, agent_id integer,
        answered_at timestamptz, ended_at timestamptz, wait_ms integer, ring_ms integer, talk_ms integer, hold_ms integer,
        position smallint, attempts jsonb, survey_offered boolean, csat smallint, provisional boolean, notes text[], open boolean, sources text,
        live_visit smallint, live_half json, log_half json, differences jsonb, other_uniqueid text
      )
      on conflict (pbx, called_at, uniqueid, visit) do update set
        queue = excluded.queue, linkedid = excluded.linkedid, caller_number = excluded.caller_number,
        caller_name = excluded.caller_name, entered_at = excluded.entered_at, outcome = excluded.outcome,
        ended_by = excluded.ended_by, interface = excluded.interface, agent = excluded.agent,
        agent_id = excluded.agent_id,
        answered_at = excluded.answered_at, ended_at = excluded.ended_at, wait_ms = excluded.wait_ms,
        ring_ms = excluded.ring_ms, talk_ms = excluded.talk_ms, hold_ms = excluded.hold_ms,
        position = excluded.position, attempts = excluded.attempts, survey_offered = excluded.survey_offered, csat = excluded.csat,
        provisional = excluded.provisional, notes = excluded.notes, open = excluded.open, sources = excluded.sources,
        live_visit = excluded.live_visit, live_half = excluded.live_half, log_half = excluded.log_half,
        differences = excluded.differences, other_uniqueid = excluded.other_uniqueid
    `;
  }
}

/** Writes rows of which none is there yet. */
export async function addVisits(tx: Query, visits: readonly FiledVisit[], agentOf: AgentOf): Promise<void> {
  if (visits.length < worthCopying) return await putVisits(tx, visits, agentOf);
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  const rows = visits.map((each) => {
    const { attempts, notes, live_half, log_half, differences, ...row } = rowOf(each);
    return {
      ...row,
      agent_id: agentOf(each.visit),
      attempts: JSON.stringify(attempts),
      notes: `{${notes.join(",")}}`,
      live_half: json(live_half),
      log_half: json(log_half),
      differences: json(differences),
    };
  });
  await copyRows(tx, "visits", Object.keys(rows[0]!) as (keyof (typeof rows)[number])[], rows);
}

/** Takes rows away, by their keys. */
export async function dropVisits(sql: Query, pbx: PbxId, visits: readonly FiledVisit[]): Promise<void> {
  if (visits.length === 0) return;
  const keys = visits.map((each) => ({
    called_at: timeText(each.calledAt),
    uniqueid: each.visit.uniqueid,
    visit: each.visit.visit,
  }));
  await sql`
    delete from visits using
      json_to_recordset(${JSON.stringify(keys)}::text::json) as gone (called_at timestamptz, uniqueid text, visit smallint)
    where visits.pbx = ${pbx} and visits.called_at = gone.called_at and visits.uniqueid = gone.uniqueid
      and visits.visit = gone.visit
  `;
}

/** Whether the two would be the same row. */
export function isSameRow(a: FiledVisit, b: FiledVisit): boolean {
  return JSON.stringify(rowOf(a)) === JSON.stringify(rowOf(b));
}

export interface VisitRow extends Omit<MergedVisit, "attempts" | "differences"> {
  attempts: StoredAttempt[];
  differences: Row["differences"];
}

/** What {@link visitOf} needs. */
export const columns = (sql: Query) => sql`
  pbx, uniqueid, linkedid, queue, visit, caller_number as "callerNumber", caller_name as "callerName",
  entered_at as "enteredAt", outcome, ended_by as "endedBy", interface, agent, answered_at as "answeredAt",
  ended_at as "endedAt", wait_ms as "waitMs", ring_ms as "ringMs", talk_ms as "talkMs", hold_ms as "holdMs",
  position, attempts, survey_offered as "surveyOffered", csat, provisional, notes, open, sources, differences
`;

interface FiledRow extends VisitRow {
  calledAt: EpochMs;
  liveVisit: number | null;
  liveHalf: StoredHalf | null;
  logHalf: StoredHalf | null;
}

const filedColumns = (sql: Query) => sql`
  ${columns(sql)}, called_at as "calledAt", live_visit as "liveVisit", live_half as "liveHalf", log_half as "logHalf"
`;

/** The visits of a PBX that entered since an instant, those that are open included. */
export async function visitsSince(sql: Query, pbx: PbxId, since: EpochMs): Promise<MergedVisit[]> {
  const rows = await sql<VisitRow[]>`
    select ${columns(sql)} from visits
    where pbx = ${pbx} and entered_at >= ${since}
    order by entered_at, uniqueid, visit
  `;
  return rows.map(visitOf);
}

export function visitOf<Row extends VisitRow>({
  attempts,
  differences,
  ...visit
}: Row): Omit<Row, "attempts" | "differences"> & MergedVisit {
  return {
    ...visit,
    attempts: attempts.map((each) => restored(each, visit.enteredAt)),
    differences: (differences ?? []).map(([field, ami, log]) => ({ field, ami, log })),
  };
}

/**
 * The rows of callers whose channels began at these instants, and of others who began with them: more may come than were
 * asked for. A key's parts that vary together make no good index condition; instants alone do.
 */
export async function visitsCalledAt(sql: Query, pbx: PbxId, instants: readonly EpochMs[]): Promise<FiledVisit[]> {
  if (instants.length === 0) return [];
  const { from, to } = spanOf(instants);
  const rows = await sql<FiledRow[]>`
    select ${filedColumns(sql)} from visits
    where pbx = ${pbx} and called_at >= ${from} and called_at <= ${to}
      and called_at = any(${instants.map(timeText)}::timestamptz[])
  `;
  return rows.map(filed);
}

/**
 * The rows of callers by their channels, among those that began within a span; also where the other source alone knows
 * him by that channel.
 */
export async function visitsOfCallers(
  sql: Query,
  pbx: PbxId,
  callers: readonly Uniqueid[],
  { from, to }: { from: EpochMs; to: EpochMs },
): Promise<FiledVisit[]> {
  if (callers.length === 0) return [];
  const rows = await sql<FiledRow[]>`
    select ${filedColumns(sql)} from visits
    where pbx = ${pbx} and called_at >= ${from} and called_at <= ${to}
      and (uniqueid = any(${callers}::text[]) or other_uniqueid = any(${callers}::text[]))
  `;
  return rows.map(filed);
}

/** The rows that the other source knows by one of these channels, of callers who began within a span. */
export async function visitsByOtherChannel(
  sql: Query,
  pbx: PbxId,
  channels: readonly Uniqueid[],
  { from, to }: { from: EpochMs; to: EpochMs },
): Promise<FiledVisit[]> {
  const rows = await sql<FiledRow[]>`
    select ${filedColumns(sql)} from visits
    where pbx = ${pbx} and called_at >= ${from} and called_at <= ${to}
      and other_uniqueid is not null and other_uniqueid = any(${channels}::text[])
  `;
  return rows.map(filed);
}

/** The rows with one of these notes, of callers who entered one of the queues within a span. */
export async function notedVisits(
  sql: Query,
  pbx: PbxId,
  queues: readonly QueueName[],
  notes: readonly VisitNote[],
  { from, to }: { from: EpochMs; to: EpochMs },
): Promise<FiledVisit[]> {
  const rows = await sql<FiledRow[]>`
    select ${filedColumns(sql)} from visits
    where pbx = ${pbx} and queue = any(${queues}::text[]) and counted_at >= ${from} and counted_at <= ${to}
      and notes && ${notes}::text[]
  `;
  return rows.map(filed);
}

/**
 * What queue_log told of callers who were in line or in talk at an instant, or had left shortly before.
 *
 * @param callMs how long before it a call may have begun
 * @param endedMs how long before it he may have left
 */
export async function loggedVisitsAround(
  sql: Query,
  pbx: PbxId,
  at: EpochMs,
  { callMs, endedMs }: { callMs: number; endedMs: number },
): Promise<Visit[]> {
  const rows = await sql<FiledRow[]>`
    select ${filedColumns(sql)} from visits
    where pbx = ${pbx} and sources <> 'live' and called_at >= ${at - 2 * callMs} and called_at <= ${at + callMs}
      and counted_at >= ${at - callMs} and counted_at <= ${at + nearMs}
      and (ended_at is null or ended_at >= ${at - endedMs})
    order by entered_at, uniqueid, visit
  `;
  return rows.flatMap((row) => filed(row).log ?? []);
}

/** A merged row has its entry from AMI's clock. */
const nearMs = 5_000;

/** How many visits of queue_log there are, and when the first of them entered. */
export async function countLogged(
  sql: Query,
  pbx: PbxId,
  { from, to }: { from: EpochMs; to: EpochMs },
): Promise<{ visits: number; since: EpochMs | null }> {
  const [row] = await sql<{ visits: number; since: EpochMs | null }[]>`
    select count(*) as visits, min(counted_at) as since from visits
    where pbx = ${pbx} and counted_at >= ${from} and counted_at <= ${to} and sources <> 'live'
  `;
  return row ?? { visits: 0, since: null };
}

function spanOf(instants: readonly EpochMs[]): { from: EpochMs; to: EpochMs } {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const at of instants) {
    if (at < from) from = at;
    if (at > to) to = at;
  }
  return { from, to };
}

function filed({ calledAt, liveVisit, liveHalf, logHalf, ...row }: FiledRow): FiledVisit {
  const visit: MergedVisit = visitOf(row);
  const { sources, differences: _, ...own } = visit;
  const asAmiCounts = { ...own, visit: liveVisit ?? own.visit };
  if (sources === "live") return { calledAt, visit, live: asAmiCounts, log: null };
  if (sources === "log") return { calledAt, visit, live: null, log: own };
  return { calledAt, visit, live: wholeHalf(asAmiCounts, liveHalf), log: wholeHalf(own, logHalf) };
}

function rowOf({ calledAt: at, visit, live, log }: FiledVisit): Row {
  const isBoth = live !== null && log !== null;
  const others = isBoth ? [live.uniqueid, log.uniqueid] : [];
  return {
    pbx: visit.pbx,
    called_at: timeText(at),
    uniqueid: visit.uniqueid,
    visit: visit.visit,
    queue: visit.queue,
    linkedid: visit.linkedid,
    caller_number: visit.callerNumber,
    caller_name: visit.callerName,
    entered_at: timeOrNull(visit.enteredAt),
    outcome: visit.outcome,
    ended_by: visit.endedBy,
    interface: visit.interface,
    agent: visit.agent,
    answered_at: timeOrNull(visit.answeredAt),
    ended_at: timeOrNull(visit.endedAt),
    wait_ms: visit.waitMs,
    ring_ms: visit.ringMs,
    talk_ms: visit.talkMs,
    hold_ms: visit.holdMs,
    position: visit.position,
    attempts: visit.attempts.map((each) => stored(each, visit.enteredAt)),
    survey_offered: visit.surveyOffered,
    csat: visit.csat,
    provisional: visit.provisional,
    notes: visit.notes,
    open: visit.open,
    sources: visit.sources,
    live_visit: live?.visit ?? null,
    live_half: isBoth ? storedHalf(live, visit) : null,
    log_half: isBoth ? storedHalf(log, visit) : null,
    differences:
      visit.differences.length === 0 ? null : visit.differences.map(({ field, ami, log }) => [field, ami, log]),
    other_uniqueid: others.find((each) => each !== visit.uniqueid) ?? null,
  };
}

const timeText = (at: EpochMs): string => new Date(at).toISOString();
const timeOrNull = (at: EpochMs | null): string | null => (at === null ? null : timeText(at));
