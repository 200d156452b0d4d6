/**
 * What queue_log tells of one caller, told more than once: by a file and by its copy, by two files between which the log was
 * rotated, or anew after a restart. A part of the log that begins later counts a caller's visits from one again, and
 * computes when he entered from his wait; so visits are known again by queue and entry.
 */
import type { Visit, VisitNote } from "./visit.ts";

/** An entry that is computed from whole seconds is off by no more. */
const computedMs = 2000;

/**
 * One caller's visits as far as the log told them.
 *
 * @param known what it told before
 * @param told what it tells now, of some of them or of others
 */
export function withTold(known: readonly Visit[], told: readonly Visit[]): Visit[] {
  const visits = [...known];
  const taken = new Set<number>();
  let left = [...told];
  for (const isSame of [isSameInAll, isSameEntry, canBeSame]) {
    left = left.filter((visit) => {
      const at = visits.findIndex((each, n) => n < known.length && !taken.has(n) && isSame(each, visit));
      if (at < 0) return true;
      taken.add(at);
      const each = visits[at]!;
      visits[at] = { ...fuller(each, visit), visit: hasEntry(each) ? each.visit : visit.visit };
      return false;
    });
  }
  return [...visits, ...left];
}

const isSameEntry = (a: Visit, b: Visit): boolean => a.queue === b.queue && a.enteredAt === b.enteredAt;
const isSameInAll = (a: Visit, b: Visit): boolean => isSameEntry(a, b) && a.visit === b.visit;

function canBeSame(a: Visit, b: Visit): boolean {
  if (a.queue !== b.queue || (hasEntry(a) && hasEntry(b))) return false;
  return a.enteredAt === null || b.enteredAt === null || Math.abs(a.enteredAt - b.enteredAt) <= computedMs;
}

const hasEntry = ({ notes }: Visit): boolean => !notes.includes("entry_not_in_log");
const hasEnd = ({ outcome, open, provisional }: Visit): boolean => outcome !== null && !open && !provisional;

/** Of two tellings of one visit the one that has more of it; of a beginning and an end the whole. */
function fuller(known: Visit, told: Visit): Visit {
  if (hasEntry(known) !== hasEntry(told) && hasEnd(known) !== hasEnd(told)) {
    return hasEntry(known) ? (hasEnd(known) ? known : joined(known, told)) : hasEnd(known) ? joined(told, known) : told;
  }
  const more = compareFullness(told, known) >= 0 ? told : known;
  const notes = [...new Set([...known.notes, ...told.notes])];
  return {
    ...more,
    surveyOffered: told.surveyOffered ?? known.surveyOffered,
    csat: told.csat ?? known.csat,
    notes: notes.filter((note) => more.notes.includes(note) || lasting.includes(note)),
  };
}

/** What happened once is so, also where a part of the log does not show it. */
const lasting: readonly VisitNote[] = ["joined_by_transfer", "agent_dumped", "incompatible_codecs"];

function compareFullness(a: Visit, b: Visit): number {
  const order = [hasEnd, ({ outcome }: Visit) => outcome !== null, hasEntry];
  for (const has of order) if (has(a) !== has(b)) return has(a) ? 1 : -1;
  return a.attempts.length - b.attempts.length;
}

function joined(beginning: Visit, end: Visit): Visit {
  const outdated: readonly VisitNote[] = ["entry_not_in_log", "no_end_in_log"];
  const rung = new Set(beginning.attempts.map((each) => JSON.stringify(each)));
  return {
    ...end,
    callerNumber: beginning.callerNumber ?? end.callerNumber,
    enteredAt: beginning.enteredAt,
    position: beginning.position ?? end.position,
    attempts: [...beginning.attempts, ...end.attempts.filter((each) => !rung.has(JSON.stringify(each)))],
    surveyOffered: end.surveyOffered ?? beginning.surveyOffered,
    csat: end.csat ?? beginning.csat,
    notes: [...new Set([...beginning.notes, ...end.notes])].filter((note) => !outdated.includes(note)),
  };
}
