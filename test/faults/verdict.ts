/**
 * What is on file against what was: no visit lost that was watched from beginning to end, none twice, and nothing that is
 * wrong. Of a visit that was watched in part a field may be unknown; where a queue_log was read, no visit may be missing, and
 * of those that came to an end no field may be unknown.
 */
import type { TimeSpan } from "@qmanager/core";
import type { TrueVisit } from "../simulator/mod.ts";

/** A visit as it was. */
export interface ComparedVisit
  extends Pick<TrueVisit, "uniqueid" | "queue" | "outcome" | "endedBy" | "enteredAt" | "waitMs" | "talkMs" | "agent"> {
  /** Until when it may have gone on, where its spans are not exact enough to tell. */
  endedBefore?: number;
}

/** A visit as the product has it. */
export interface FiledVisit {
  uniqueid: string;
  queue: string;
  visit: number;
  enteredAt: number | null;
  outcome: string | null;
  endedBy: string | null;
  agent: string | null;
  waitMs: number | null;
  talkMs: number | null;
  provisional: boolean;
  open: boolean;
}

export interface Verdict {
  /** Visits that were compared. */
  compared: number;
  /** Not watched whole, and not on file. */
  missed: number;
  lost: string[];
  doubled: string[];
  wrong: string[];
}

export function isRight({ lost, doubled, wrong }: Verdict): boolean {
  return lost.length + doubled.length + wrong.length === 0;
}

export function wordsOf({ compared, missed, lost, doubled, wrong }: Verdict): string {
  return `${compared} right, ${missed} unwatched, ${lost.length} lost, ${doubled.length} twice, ${wrong.length} wrong`;
}

/**
 * Asterisk's own seconds are whole ones. A PBX that does not speak for up to three seconds cannot be told from one that has
 * nothing to say: what it tells then may be late by as much, and spans are believed while those seconds bear them out.
 */
const toleranceMs = 2_300;

/** @param settled how many of the true visits, from the first on, must be on file by now */
export function judge(
  truth: readonly ComparedVisit[],
  settled: number,
  filed: readonly FiledVisit[],
  watches: readonly TimeSpan[],
  { queueLog }: { queueLog: boolean },
): Verdict {
  const verdict: Verdict = { compared: 0, missed: 0, lost: [], doubled: [], wrong: [] };
  const byCaller = Map.groupBy(filed, ({ uniqueid, queue }) => `${uniqueid} ${queue}`);
  const due = new Set(truth.slice(0, settled));
  const trueOnes = Map.groupBy(truth, ({ uniqueid, queue }) => `${uniqueid} ${queue}`);
  for (const [key, visits] of trueOnes) {
    const rows = (byCaller.get(key) ?? []).toSorted((a, b) => a.visit - b.visit);
    const wanted = visits.toSorted((a, b) => a.enteredAt - b.enteredAt);
    if (rows.filter((row) => !row.open).length > wanted.length)
      verdict.doubled.push(`${key}: ${rows.length} on file, ${wanted.length} were`);
    for (const visit of wanted) {
      const row = closest(rows, visit);
      const isWatched = watches.some(({ from, to }) => from + 500 <= visit.enteredAt && to - 500 >= endOf(visit));
      const isLogged = queueLog && visit.outcome !== "refused";
      if (!row) {
        if (!due.has(visit)) continue;
        if (isWatched || isLogged) verdict.lost.push(`${key}: ${JSON.stringify(visit)}`);
        else verdict.missed += 1;
        continue;
      }
      rows.splice(rows.indexOf(row), 1);
      if (!due.has(visit)) continue;
      verdict.compared += 1;
      const faults = faultsOf(row, visit, isWatched || (isLogged && visit.outcome !== "lost"));
      if (faults.length > 0) verdict.wrong.push(`${key}: ${faults.join(", ")}: ${JSON.stringify({ row, visit })}`);
    }
  }
  for (const [key, rows] of byCaller) {
    if (!trueOnes.has(key) && rows.some((row) => !row.open)) verdict.wrong.push(`${key}: on file, and never was`);
  }
  return verdict;
}

function closest(rows: readonly FiledVisit[], visit: ComparedVisit): FiledVisit | undefined {
  const off = (row: FiledVisit) => (row.enteredAt === null ? toleranceMs : Math.abs(row.enteredAt - visit.enteredAt));
  return rows.filter((row) => off(row) <= 2 * toleranceMs).toSorted((a, b) => off(a) - off(b))[0];
}

function endOf(visit: ComparedVisit): number {
  return visit.endedBefore ?? visit.enteredAt + (visit.waitMs ?? 0) + (visit.talkMs ?? 0);
}

/** The fields that say what was not. */
function faultsOf(row: FiledVisit, visit: ComparedVisit, isKnown: boolean): string[] {
  const faults: string[] = [];
  const mayBeUnknown = !isKnown;
  if (row.open) faults.push("open");
  // Put through in the moment of Asterisk's death, of which it could say no more.
  const wasCut = row.outcome === "lost" && visit.endedBy === null && visit.talkMs === null;
  const isConcluded = mayBeUnknown && (row.provisional || wasCut);
  if (!(row.outcome === visit.outcome || (row.outcome === null && mayBeUnknown) || isConcluded)) faults.push("outcome");
  for (const field of ["endedBy", "agent"] as const) {
    const isSame = row[field] === visit[field];
    if (!isSame && !(row[field] === null && mayBeUnknown) && !isConcluded) faults.push(field);
  }
  for (const field of ["waitMs", "talkMs"] as const) {
    const [told, true_] = [row[field], visit[field]];
    const isNear = told !== null && true_ !== null && Math.abs(told - true_) <= toleranceMs;
    const isSame = told === true_ || isNear;
    if (!isSame && !(told === null && mayBeUnknown) && !isConcluded) faults.push(field);
  }
  return faults;
}
