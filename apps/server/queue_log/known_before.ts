/**
 * What a fold has to know when it begins with some row of a log: the callers who were in line or in talk by then, as an
 * earlier part of the log told, and those who had just left; and which members had come, gone and paused.
 */
import { type CallCentreEvent, logEventsOf, type MemberMark, type PbxId } from "@qmanager/core";
import type { Query } from "../db/connect.ts";
import { marksBefore } from "../db/member_marks.ts";
import { loggedVisitsAround } from "../db/visits.ts";

/** A call that began longer ago is taken for one whose end was never written. */
const longestCallMs = 24 * 3_600_000;
/** Whose interface is whose name is concluded from the rows of so long. */
const namesMs = 7 * 24 * 3_600_000;
/** Late words on an ended call (a survey) come within this. */
const justEndedMs = 15 * 60_000;

/**
 * The events before the first ones of a part, in order. Those of its very first second that it tells itself are left out.
 *
 * @param first the part's first events, its first second in full
 */
export async function knownBefore(
  sql: Query,
  pbx: PbxId,
  first: readonly CallCentreEvent[],
): Promise<CallCentreEvent[]> {
  const from = first.find(({ at }) => at !== null)?.at ?? null;
  if (from === null) return [];
  const visits = await loggedVisitsAround(sql, pbx, from, { callMs: longestCallMs, endedMs: justEndedMs });
  const toldHere = new Set(first.filter(({ at }) => at !== null && at <= from).map(keyOf));
  const events = visits.flatMap((visit) => {
    const [entry, ...rest] = logEventsOf(visit).filter(({ at }) => at !== null && at <= from);
    if (!entry || isTold(entry)) return [];
    return [entry, ...rest.filter((event) => !isTold(event))];
  });
  return events.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));

  function isTold(event: CallCentreEvent): boolean {
    return event.at === from && toldHere.has(keyOf(event));
  }
}

/** The marks of members before the first events of a part. */
export async function membersBefore(sql: Query, pbx: PbxId, first: readonly CallCentreEvent[]): Promise<MemberMark[]> {
  const to = first.find(({ at }) => at !== null)?.at ?? null;
  return to === null ? [] : marksBefore(sql, pbx, { from: to - namesMs, to });
}

function keyOf(event: CallCentreEvent): string {
  return "queue" in event && "uniqueid" in event ? `${event.type}/${event.queue}/${event.uniqueid}` : event.type;
}
