/** Visits as a judge of what is on file wants them, from Asterisk's own queue_log. */
import type { ComparedVisit } from "../faults/verdict.ts";
import { type LoggedVisit, loggedVisits } from "./queue_log_truth.ts";

/** The visits that are over, in the order of the rows that say so. */
export function trueVisits(log: string): ComparedVisit[] {
  return loggedVisits(log)
    .filter((visit) => !visit.open || visit.isCut)
    .toSorted((a, b) => lastSecond(a) - lastSecond(b))
    .map(trueVisit);
}

/** Who waited when Asterisk died is lost; who talked was answered, and nobody knows for how long. */
function trueVisit(visit: LoggedVisit): ComparedVisit {
  const { uniqueid, queue, endedBy, agent } = visit;
  return {
    ...{ uniqueid, queue, endedBy, agent },
    outcome: visit.outcome ?? "lost",
    enteredAt: visit.enteredAt * 1_000,
    waitMs: inMs(visit.waitSeconds),
    talkMs: inMs(visit.talkSeconds),
    // A second is cut off, whatever of it had gone by.
    endedBefore: (lastSecond(visit) + 1) * 1_000,
  };
}

function lastSecond({ enteredAt, answeredAt, endedAt }: LoggedVisit): number {
  return endedAt ?? answeredAt ?? enteredAt;
}

function inMs(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000;
}
