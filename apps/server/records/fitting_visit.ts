/** A visit as it can be stored: what strangers and broken lines bring in must not keep the rest from being written. */
import type { Visit } from "@qmanager/core";
import { storable } from "../db/storable.ts";

const largestSmall = 32_767;
const largestMs = 2_147_483_647;

/** Without the one character that a text of PostgreSQL cannot hold, and without numbers that no call can have. */
export function fitting(visit: Visit): Visit {
  return {
    ...visit,
    callerNumber: storable(visit.callerNumber),
    callerName: storable(visit.callerName),
    agent: storable(visit.agent),
    waitMs: upTo(largestMs, visit.waitMs),
    ringMs: upTo(largestMs, visit.ringMs),
    talkMs: upTo(largestMs, visit.talkMs),
    holdMs: upTo(largestMs, visit.holdMs),
    position: upTo(largestSmall, visit.position),
  };
}

function upTo(largest: number, value: number | null): number | null {
  return value !== null && Math.abs(value) <= largest ? value : null;
}
