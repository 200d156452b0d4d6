/** A visit as it can be stored: what strangers and broken lines bring in must not keep the rest from being written. */
import type { EpochMs, Visit } from "@qmanager/core";
import { storable } from "../db/storable.ts";

const largestSmall = 32_767;
/** Eleven days: two of them together are still an integer. */
export const largestMs = 1_000_000_000;
const [earliest, latest] = [0, Date.parse("2100-01-01T00:00:00Z")];

/** Without the one character that a text of PostgreSQL cannot hold, and without numbers that no call can have. */
export function fitting(visit: Visit): Visit {
  return {
    ...visit,
    callerNumber: storable(visit.callerNumber),
    callerName: storable(visit.callerName),
    agent: storable(visit.agent),
    enteredAt: possible(visit.enteredAt),
    answeredAt: possible(visit.answeredAt),
    endedAt: possible(visit.endedAt),
    attempts: visit.attempts.map((each) => ({
      ...each,
      startedAt: possible(each.startedAt),
      endedAt: possible(each.endedAt),
    })),
    waitMs: upTo(largestMs, visit.waitMs),
    ringMs: upTo(largestMs, visit.ringMs),
    talkMs: upTo(largestMs, visit.talkMs),
    holdMs: upTo(largestMs, visit.holdMs),
    position: upTo(largestSmall, visit.position),
  };
}

/** An instant that a computed one can be: an entry is a moment less a wait that may be any number. */
export function possible(at: EpochMs | null): EpochMs | null {
  return at !== null && at >= earliest && at < latest ? at : null;
}

export function upTo(largest: number, value: number | null): number | null {
  return value !== null && Math.abs(value) <= largest ? value : null;
}
