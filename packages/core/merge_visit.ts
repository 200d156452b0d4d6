/**
 * The two records of one visit, made from AMI and from queue_log, become one.
 *
 * queue_log decides that the visit was, in which queue, how it came out and at which place in line it began. What AMI heard
 * from beginning to end keeps AMI's milliseconds while they agree with the log's whole seconds. A talk and its ending are
 * AMI's if it saw the agent leave: of a redirected caller the log has his own end, long after. What AMI heard in part is
 * the log's. Channels, callers' names, holds and scores AMI tells alone.
 */
import type { EpochMs } from "./time.ts";
import type { Visit, VisitNote } from "./visit.ts";

/** Who vouches for a visit: AMI alone, the log alone, or both. */
export type VisitSources = "live" | "log" | "confirmed";

/** What the two can disagree on. */
export const disputedFields = [
  "outcome",
  "endedBy",
  "agent",
  "callerNumber",
  "enteredAt",
  "waitMs",
  "ringMs",
  "talkMs",
  "position",
  "csat",
] as const;
export type DisputedField = (typeof disputedFields)[number];

export interface VisitDifference {
  field: DisputedField;
  ami: string | number;
  log: string | number;
}

export interface MergedVisit extends Visit {
  sources: VisitSources;
  /** What both tell, and tell differently. */
  differences: VisitDifference[];
}

/**
 * @param ami what AMI told; null: nothing
 * @param log what queue_log tells; null: nothing, or nothing yet
 * @returns a record of its own, under AMI's key as a rule; null when there is neither
 */
export function mergeVisit(ami: Visit, log: Visit | null): MergedVisit;
export function mergeVisit(ami: Visit | null, log: Visit): MergedVisit;
export function mergeVisit(ami: Visit | null, log: Visit | null): MergedVisit | null;
export function mergeVisit(ami: Visit | null, log: Visit | null): MergedVisit | null {
  if (ami && log) return merged(ami, log);
  if (ami) return { ...ami, sources: "live", differences: [] };
  if (log) return { ...log, sources: "log", differences: [] };
  return null;
}

function merged(ami: Visit, log: Visit): MergedVisit {
  // rows that are still to come say nothing against what was seen
  const outcome = log.outcome ?? ami.outcome;
  const isWhole = isHeardWhole(ami);
  const isHeard = isWhole && ami.outcome === outcome;
  const isAmisEnding = isHeard && isEndingOf(ami, log);
  // who took another's place in line has that one's key, where his taking it was seen
  const key = ami.uniqueid === log.uniqueid || ami.notes.includes("joined_by_transfer") ? ami : log;
  return {
    pbx: key.pbx,
    uniqueid: key.uniqueid,
    linkedid: ami.linkedid ?? log.linkedid,
    queue: log.queue,
    visit: key.visit,
    callerNumber: log.callerNumber ?? ami.callerNumber,
    callerName: ami.callerName ?? log.callerName,
    enteredAt: firstKnown(ami.enteredAt, log.enteredAt, isWhole),
    outcome,
    ...(outcome === "answered" ? talkOf(ami, log, isHeard, isAmisEnding) : noTalk),
    endedAt: firstKnown(ami.endedAt, log.endedAt, isHeard),
    waitMs: ami.outcome === outcome ? agreed(ami.waitMs, log.waitMs, isWhole) : log.waitMs,
    position: log.position ?? ami.position,
    // of one that is over AMI may still have to tell the rings, or never will
    attempts: (isWhole && !(ami.open && isSettled(log)) ? ami : log).attempts.map((attempt) => ({ ...attempt })),
    surveyOffered: ami.surveyOffered ?? log.surveyOffered,
    csat: ami.csat ?? log.csat,
    provisional: ami.provisional && (isAmisEnding || !isSettled(log)),
    notes: notesOf(ami, log, isAmisEnding),
    open: ami.open && !isSettled(log),
    sources: "confirmed",
    differences: differencesOf(ami, log),
  };
}

/** What only an answered visit has. */
type Talk = Pick<Visit, "endedBy" | "interface" | "agent" | "answeredAt" | "ringMs" | "talkMs" | "holdMs">;

const noTalk: Talk = {
  endedBy: null,
  interface: null,
  agent: null,
  answeredAt: null,
  ringMs: null,
  talkMs: null,
  holdMs: null,
};

/** AMI saw the agent leave; but the order of the hang-ups alone is worth less than a row that says who ended it. */
function isEndingOf(ami: Visit, log: Visit): boolean {
  return ami.endedBy !== null && (log.endedBy === null || !ami.notes.includes("no_agent_complete"));
}

function talkOf(ami: Visit, log: Visit, isHeard: boolean, isAmisEnding: boolean): Talk {
  // to AMI he left otherwise, or waits still: of the talk it knows nothing
  if (ami.outcome !== "answered") {
    const { endedBy, interface: phone, agent, answeredAt, ringMs, talkMs, holdMs } = log;
    return { endedBy, interface: phone, agent, answeredAt, ringMs, talkMs, holdMs };
  }
  const isSameMember = isSameName(ami.agent, log.agent);
  const sawLeave = isHeard && ami.endedBy !== null;
  return {
    endedBy: firstKnown(ami.endedBy, log.endedBy, isAmisEnding),
    interface: isSameMember ? ami.interface : log.interface,
    agent: isSameMember ? longer(ami.agent, log.agent) : log.agent,
    answeredAt: firstKnown(ami.answeredAt, log.answeredAt, isHeard),
    ringMs: agreed(ami.ringMs, log.ringMs, isHeard),
    talkMs: sawLeave ? firstKnown(ami.talkMs, log.talkMs, true) : agreed(ami.talkMs, log.talkMs, isHeard),
    holdMs: isSameMember ? ami.holdMs : null,
  };
}

/** What AMI must have missed of a visit. */
const partialNotes: readonly VisitNote[] = [
  "entered_before_connection",
  "talking_before_connection",
  "ended_unseen",
  "away_meanwhile",
];

function isHeardWhole({ notes }: Visit): boolean {
  return !notes.some((note) => partialNotes.includes(note));
}

/** The log has the end of it. */
function isSettled(log: Visit): boolean {
  return log.outcome !== null && !log.open && !log.provisional;
}

function firstKnown<Value>(ami: Value | null, log: Value | null, isAmis: boolean): Value | null {
  return isAmis ? (ami ?? log) : (log ?? ami);
}

/** Whole seconds, cut, and milliseconds of another clock agree up to this. */
const agreeMs = 1000;

function agreed(amiMs: number | null, logMs: number | null, isWhole: boolean): number | null {
  const isAmis = isWhole && amiMs !== null && logMs !== null && Math.abs(amiMs - logMs) <= agreeMs;
  return firstKnown(amiMs, logMs, isAmis);
}

/** Databases cut long texts: SNEP's columns hold 32 characters. */
const shortestCutName = 32;

/** An unknown name can be any. */
function isSameName(a: string | null, b: string | null): boolean {
  if (a === null || b === null || a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.length >= shortestCutName && long.startsWith(short);
}

function longer(a: string | null, b: string | null): string | null {
  return (b?.length ?? 0) > (a?.length ?? 0) ? b : a;
}

/** Notes of one source that the other has made good are left out. */
function notesOf(ami: Visit, log: Visit, isAmisEnding: boolean): VisitNote[] {
  const outdated = new Set<VisitNote>();
  if (isSettled(log)) {
    outdated.add("ended_unseen");
    if (!isAmisEnding) outdated.add("no_dialplan_class").add("no_agent_complete");
    if (!log.notes.includes("asterisk_died")) outdated.add("asterisk_died");
  }
  if (log.enteredAt !== null && !log.notes.includes("entry_not_in_log")) outdated.add("entered_before_connection");
  if (ami.outcome !== null && !ami.open) outdated.add("no_end_in_log");
  if (ami.enteredAt !== null && isHeardWhole(ami)) outdated.add("entry_not_in_log");
  return [...new Set([...ami.notes, ...log.notes])].filter((note) => !outdated.has(note));
}

/** The log cuts its second off, and has it from a clock that may be one behind. */
const sameInstantMs = 2000;

const disputed: Readonly<Record<DisputedField, number>> = {
  outcome: 0,
  endedBy: 0,
  agent: 0,
  callerNumber: 0,
  enteredAt: sameInstantMs,
  waitMs: agreeMs,
  ringMs: agreeMs,
  talkMs: agreeMs,
  position: 0,
  csat: 0,
};

function differencesOf(ami: Visit, log: Visit): VisitDifference[] {
  const differences: VisitDifference[] = [];
  for (const field of disputedFields) {
    const [heard, written] = [ami[field], log[field]];
    if (heard === null || written === null || heard === written) continue;
    if (typeof heard === "number" && typeof written === "number" && Math.abs(heard - written) <= disputed[field])
      continue;
    if (field === "agent" && isSameName(ami.agent, log.agent)) continue;
    differences.push({ field, ami: heard, log: written });
  }
  return differences;
}

/** A time in which we did not listen, half-open; `to` null: we do not yet. */
export interface Away {
  from: EpochMs;
  to: EpochMs | null;
}

/**
 * A visit from AMI with what is known of our absences: what rang, or was put on hold, meanwhile is not known, and the visit
 * no longer counts as heard from beginning to end.
 *
 * @returns the same record where none of them touches it
 */
export function withAbsences(ami: Visit, absences: readonly Away[]): Visit {
  const { enteredAt } = ami;
  if (enteredAt === null || ami.notes.includes("away_meanwhile")) return ami;
  const until = ami.endedAt ?? Number.POSITIVE_INFINITY;
  const isTouched = absences.some(({ from, to }) => from <= until && (to === null || to > enteredAt));
  return isTouched ? { ...ami, holdMs: null, notes: [...ami.notes, "away_meanwhile"] } : ami;
}
