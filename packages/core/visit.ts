/**
 * A visit: one stay of one caller in one queue, and what became of it. The record that reports, pages and webhooks read;
 * {@link ./visit_fold.ts} makes it from events.
 *
 * @module
 */
import type { Interface, Linkedid, PbxId, QueueName, Uniqueid } from "./ids.ts";
import type { EpochMs } from "./time.ts";

/**
 * How a visit ended. `lost`: the caller was waiting when Asterisk died. `refused`: never let in (queue full or empty);
 * kept and listed, but not offered.
 */
export const outcomes = [
  "answered",
  "abandoned",
  "timeout",
  "exit_key",
  "exit_empty",
  "withdrawn",
  "lost",
  "refused",
] as const;

export type Outcome = (typeof outcomes)[number];

/** Who or what ended the talk of an answered visit. */
export const endings = ["agent", "caller", "transfer"] as const;

export type EndedBy = (typeof endings)[number];

export const attemptResults = [
  "answered",
  "noanswer",
  "busy",
  "rejected",
  "answered_elsewhere",
  "caller_left",
  "not_reachable",
] as const;

export type AttemptResult = (typeof attemptResults)[number];

/** One ring of one member. `endedAt` is the pick-up, or the end of the ring. `result` null: it rings still, or nothing tells. */
export interface Attempt {
  interface: Interface | null;
  startedAt: EpochMs | null;
  endedAt: EpochMs | null;
  result: AttemptResult | null;
}

/** What is worth knowing about how a record was made; {@link visitNotes} says each in words. */
export type VisitNote =
  | "entered_before_connection"
  | "talking_before_connection"
  | "no_dialplan_class"
  | "ended_unseen"
  | "away_meanwhile"
  | "asterisk_died"
  | "redirected"
  | "phone_lost"
  | "no_agent_complete"
  | "agent_dumped"
  | "incompatible_codecs"
  | "no_end_in_log"
  | "entry_not_in_log"
  | "joined_by_transfer";

export const visitNotes: Readonly<Record<VisitNote, string>> = {
  entered_before_connection:
    "The caller was waiting before we connected: entry is the PBX's word, earlier rings are not known",
  talking_before_connection: "The call was answered before we connected: wait and talk are the PBX's, in whole seconds",
  no_dialplan_class: "The AMI user may not read class dialplan: how the wait ended is concluded, not seen",
  ended_unseen: "The visit ended while we were not connected",
  away_meanwhile: "We were not connected for a part of the visit: rings and holds of that time are not known",
  asterisk_died: "Asterisk stopped without closing the visit",
  redirected: "The caller was taken out of the call by an AMI redirect",
  phone_lost: "The agent's phone was lost in mid-call",
  no_agent_complete: "Asterisk never said how the talk ended; the order of the hang-ups tells",
  agent_dumped: "An agent dropped the caller back into the queue",
  incompatible_codecs: "The channels had no codec in common (SYSCOMPAT)",
  no_end_in_log: "The log has no closing row for this visit",
  entry_not_in_log: "The log begins after the caller entered: entry is computed from the wait",
  joined_by_transfer: "The caller took an agent's place in the queue by an attended transfer",
};

/** One visit. Durations in ms; whatever is not known is null. */
export interface Visit {
  pbx: PbxId;
  /** The caller's channel on entering. */
  uniqueid: Uniqueid;
  linkedid: Linkedid | null;
  queue: QueueName;
  /** The n-th of this uniqueid over all queues, refused ones counted. */
  visit: number;
  callerNumber: string | null;
  callerName: string | null;
  enteredAt: EpochMs | null;
  /** Null while he waits, or when nothing tells. */
  outcome: Outcome | null;
  endedBy: EndedBy | null;
  /** The member who answered, as Asterisk names his phone. */
  interface: Interface | null;
  /** His member name. */
  agent: string | null;
  answeredAt: EpochMs | null;
  endedAt: EpochMs | null;
  /** From entering until the answer, or until the caller left the line. */
  waitMs: number | null;
  /** Of the member who answered: until his phone was picked up. */
  ringMs: number | null;
  /** Until this agent left the call. */
  talkMs: number | null;
  /** Holds by the agent within talk. */
  holdMs: number | null;
  /** Place in line on entering, from 1. */
  position: number | null;
  attempts: Attempt[];
  /** He went on in the dialplan after the agent hung up, where a survey waits (option `c`). Null: nothing tells. */
  surveyOffered: boolean | null;
  /** 1 to 5. */
  csat: number | null;
  /** Concluded rather than seen; a note says why. */
  provisional: boolean;
  notes: VisitNote[];
  /** The caller still waits or talks. */
  open: boolean;
}

/** The key under which a visit is kept; reported again with the same key, it replaces what was. */
export function visitKey(visit: Pick<Visit, "pbx" | "uniqueid" | "queue" | "visit">): string {
  return `${visit.pbx}/${visit.uniqueid}/${visit.visit}/${visit.queue}`;
}

/** Entry, then uniqueid, then ordinal; unknown entries last. */
export function compareVisits(a: Visit, b: Visit): number {
  const entered = (a.enteredAt ?? Number.POSITIVE_INFINITY) - (b.enteredAt ?? Number.POSITIVE_INFINITY);
  if (entered !== 0 && !Number.isNaN(entered)) return entered;
  if (a.uniqueid !== b.uniqueid) return a.uniqueid < b.uniqueid ? -1 : 1;
  return a.visit - b.visit;
}
