/** Visits on file. */
import {
  type Attempt,
  type AttemptResult,
  channelBeganAt,
  type EpochMs,
  type Interface,
  type PbxId,
  type Visit,
} from "@qmanager/core";
import type { Query } from "./connect.ts";
import { storable } from "./storable.ts";

/** A ring as it is stored: interface, start and end in ms from the entry (from 1970 where that is not known), result. */
type StoredAttempt = [Interface | null, number | null, number | null, AttemptResult | null];

/**
 * By what a visit is parted: when its caller's channel began. Where whoever made the channel chose its id, nothing but the
 * visit's own times can tell, and of those the first that is known.
 */
export function calledAt(visit: Pick<Visit, "uniqueid" | "enteredAt" | "answeredAt" | "endedAt">): EpochMs {
  return channelBeganAt(visit.uniqueid) ?? visit.enteredAt ?? visit.answeredAt ?? visit.endedAt ?? 0;
}

/** As many rows as one statement takes: PostgreSQL has 65,534 parameters. */
const rowsAtOnce = 1_000;

/** Writes visits, each in the place of what was written of it before. Two of the same key must not be among them. */
export async function putVisits(sql: Query, visits: readonly Visit[]): Promise<void> {
  for (let from = 0; from < visits.length; from += rowsAtOnce) {
    const rows = visits.slice(from, from + rowsAtOnce).map((visit) => ({
      pbx: visit.pbx,
      called_at: calledAt(visit),
      uniqueid: visit.uniqueid,
      visit: visit.visit,
      queue: visit.queue,
      linkedid: visit.linkedid,
      caller_number: storable(visit.callerNumber),
      caller_name: storable(visit.callerName),
      entered_at: visit.enteredAt,
      outcome: visit.outcome,
      ended_by: visit.endedBy,
      interface: visit.interface,
      agent: storable(visit.agent),
      answered_at: visit.answeredAt,
      ended_at: visit.endedAt,
      wait_ms: visit.waitMs,
      ring_ms: visit.ringMs,
      talk_ms: visit.talkMs,
      hold_ms: visit.holdMs,
      position: visit.position,
      attempts: sql.json(visit.attempts.map((each) => stored(each, visit.enteredAt))),
      survey_offered: visit.surveyOffered,
      csat: visit.csat,
      provisional: visit.provisional,
      notes: visit.notes,
      open: visit.open,
    }));
    await sql`
      insert into visits ${sql(rows)}
      on conflict (pbx, called_at, uniqueid, visit) do update set
        queue = excluded.queue, linkedid = excluded.linkedid, caller_number = excluded.caller_number,
        caller_name = excluded.caller_name, entered_at = excluded.entered_at, outcome = excluded.outcome,
        ended_by = excluded.ended_by, interface = excluded.interface, agent = excluded.agent,
        answered_at = excluded.answered_at, ended_at = excluded.ended_at, wait_ms = excluded.wait_ms,
        ring_ms = excluded.ring_ms, talk_ms = excluded.talk_ms, hold_ms = excluded.hold_ms,
        position = excluded.position, attempts = excluded.attempts, survey_offered = excluded.survey_offered,
        csat = excluded.csat,
        provisional = excluded.provisional, notes = excluded.notes, open = excluded.open
    `;
  }
}

export interface VisitRow extends Omit<Visit, "attempts"> {
  attempts: StoredAttempt[];
}

/** What {@link visitOf} needs. */
export const columns = (sql: Query) => sql`
  pbx, uniqueid, linkedid, queue, visit, caller_number as "callerNumber", caller_name as "callerName",
  entered_at as "enteredAt", outcome, ended_by as "endedBy", interface, agent, answered_at as "answeredAt",
  ended_at as "endedAt", wait_ms as "waitMs", ring_ms as "ringMs", talk_ms as "talkMs", hold_ms as "holdMs",
  position, attempts, survey_offered as "surveyOffered", csat, provisional, notes, open
`;

/** The visits of a PBX that entered since an instant, those that are open included. */
export async function visitsSince(sql: Query, pbx: PbxId, since: EpochMs): Promise<Visit[]> {
  const rows = await sql<VisitRow[]>`
    select ${columns(sql)} from visits
    where pbx = ${pbx} and entered_at >= ${since}
    order by entered_at, uniqueid, visit
  `;
  return rows.map(visitOf);
}

export function visitOf<Row extends VisitRow>({ attempts, ...visit }: Row): Omit<Row, "attempts"> & Visit {
  return { ...visit, attempts: attempts.map((each) => restored(each, visit.enteredAt)) };
}

function stored({ interface: phone, startedAt, endedAt, result }: Attempt, enteredAt: EpochMs | null): StoredAttempt {
  const from = enteredAt ?? 0;
  return [phone, startedAt === null ? null : startedAt - from, endedAt === null ? null : endedAt - from, result];
}

function restored([phone, start, end, result]: StoredAttempt, enteredAt: EpochMs | null): Attempt {
  const from = enteredAt ?? 0;
  return {
    interface: phone,
    startedAt: start === null ? null : from + start,
    endedAt: end === null ? null : from + end,
    result,
  };
}
