/**
 * Which record of AMI and which of queue_log speak of the same visit.
 *
 * Their ordinals need not agree: refused joins are in AMI alone and count there, and of a caller who came before we
 * connected AMI begins to count late. So visits of one caller's channel in one queue are laid side by side in order of
 * entering, each only beside one that began at the same time.
 */
import { type MergedVisit, mergeVisit } from "./merge_visit.ts";
import type { EpochMs } from "./time.ts";
import { compareVisits, type Visit } from "./visit.ts";

/** Two records of one visit, or the one there is. */
export type VisitPair = { ami: Visit; log: Visit | null } | { ami: null; log: Visit };

export interface MatchOptions {
  /** By how much the log's clock is ahead of the one by which AMI's events are timed; {@link clockAheadMs} finds it. */
  logAheadMs?: number;
}

/** Entries that lie further apart are of two visits. A caller sent around is back in the queue no sooner than this. */
const sameEntryMs = 5000;

/**
 * Pairs the visits of one PBX; each is in one pair. Refused ones stay alone.
 *
 * As many as can be are paired, and those whose entries are closest. One whose entry is not known is taken for the last
 * that it can be: AMI does not know it of who was in talk when we connected.
 */
export function matchVisits(ami: readonly Visit[], log: readonly Visit[], options: MatchOptions = {}): VisitPair[] {
  const heard = Map.groupBy(
    ami.filter(({ outcome }) => outcome !== "refused"),
    placeOf,
  );
  const written = Map.groupBy(log, placeOf);
  const pairs: VisitPair[] = ami
    .filter(({ outcome }) => outcome === "refused")
    .map((each) => ({ ami: each, log: null }));
  for (const place of new Set([...heard.keys(), ...written.keys()])) {
    const [a, b] = [heard.get(place) ?? [], written.get(place) ?? []];
    pairs.push(...sideBySide(a.toSorted(byOrdinal), b.toSorted(byOrdinal), options.logAheadMs ?? 0));
  }
  return adopted(pairs, options.logAheadMs ?? 0);
}

function placeOf({ pbx, uniqueid, queue }: Visit): string {
  return `${pbx}/${uniqueid}/${queue}`;
}

const byOrdinal = (a: Visit, b: Visit): number => a.visit - b.visit;

/** How far apart two entries are; null when they cannot be the same. Of unknown ones, the outcomes must not differ. */
function apartMs(ami: Visit, log: Visit, logAheadMs: number): number | null {
  if (ami.enteredAt === null || log.enteredAt === null) {
    return ami.outcome === null || log.outcome === null || ami.outcome === log.outcome ? 0 : null;
  }
  const apart = Math.abs(log.enteredAt - logAheadMs - ami.enteredAt);
  return apart <= sameEntryMs ? apart : null;
}

/** How well a part of the lists can be paired: most pairs first, then the least distance. */
interface Score {
  pairs: number;
  apartMs: number;
}

const isSame = (a: Score, b: Score) => a.pairs === b.pairs && a.apartMs === b.apartMs;
const isBetter = (a: Score, b: Score) => a.pairs > b.pairs || (a.pairs === b.pairs && a.apartMs < b.apartMs);

/** Pairs two lists without crossing, as in the longest common subsequence. */
function sideBySide(ami: readonly Visit[], log: readonly Visit[], logAheadMs: number): VisitPair[] {
  // best[i][j]: of what is left from the i-th and the j-th on
  const best: Score[][] = Array.from({ length: ami.length + 1 }, () =>
    Array.from({ length: log.length + 1 }, () => ({ pairs: 0, apartMs: 0 })),
  );
  const joined = (i: number, j: number): Score | null => {
    const apart = apartMs(ami[i]!, log[j]!, logAheadMs);
    const rest = best[i + 1]![j + 1]!;
    return apart === null ? null : { pairs: rest.pairs + 1, apartMs: rest.apartMs + apart };
  };
  for (let i = ami.length - 1; i >= 0; i--) {
    for (let j = log.length - 1; j >= 0; j--) {
      const [down, right, both] = [best[i + 1]![j]!, best[i]![j + 1]!, joined(i, j)];
      const either = isBetter(right, down) ? right : down;
      best[i]![j] = both && !isBetter(either, both) ? both : either;
    }
  }
  const pairs: VisitPair[] = [];
  let [i, j] = [0, 0];
  while (i < ami.length && j < log.length) {
    const both = joined(i, j);
    const here = best[i]![j]!;
    if (isSame(best[i]![j + 1]!, here)) {
      pairs.push({ ami: null, log: log[j++]! });
    } else if (both && isSame(both, here)) {
      pairs.push({ ami: ami[i++]!, log: log[j++]! });
    } else {
      pairs.push({ ami: ami[i++]!, log: null });
    }
  }
  for (; i < ami.length; i++) pairs.push({ ami: ami[i]!, log: null });
  for (; j < log.length; j++) pairs.push({ ami: null, log: log[j]! });
  return pairs;
}

/**
 * A customer who took an agent's place in line has a visit under the agent's channel in a source that saw it begin, and one
 * under his own in a source that did not.
 */
function adopted(pairs: readonly VisitPair[], logAheadMs: number): VisitPair[] {
  const lonely = pairs.filter((pair) => pair.ami && !pair.log && isAdoptable(pair.ami)) as { ami: Visit; log: null }[];
  if (lonely.length === 0) return [...pairs];
  const taken = new Map<Visit, Visit>();
  for (const { ami, log } of pairs) {
    if (ami || !isAdoptable(log)) continue;
    const other = lonely.find(
      (pair) =>
        !taken.has(pair.ami) &&
        pair.ami.pbx === log.pbx &&
        pair.ami.queue === log.queue &&
        isPlaceTaken(pair.ami) !== isPlaceTaken(log) &&
        apartMs(pair.ami, log, logAheadMs) !== null,
    );
    if (other) taken.set(other.ami, log);
  }
  const given = new Set(taken.values());
  return pairs.flatMap((pair): VisitPair[] => {
    if (pair.ami) return [pair.log ? pair : { ami: pair.ami, log: taken.get(pair.ami) ?? null }];
    return given.has(pair.log) ? [] : [pair];
  });
}

const isPlaceTaken = ({ notes }: Visit): boolean => notes.includes("joined_by_transfer");

/** One that a place was taken in, or one whose beginning was missed. */
function isAdoptable(visit: Visit): boolean {
  const { notes } = visit;
  return (
    isPlaceTaken(visit) ||
    notes.includes("entry_not_in_log") ||
    notes.includes("entered_before_connection") ||
    notes.includes("talking_before_connection")
  );
}

/**
 * By how much the log's clock is ahead: the middle one of all callers who were once in a queue, by both sources. Null where
 * there is none.
 */
export function clockAheadMs(ami: readonly Visit[], log: readonly Visit[]): number | null {
  const heard = Map.groupBy(
    ami.filter(({ outcome }) => outcome !== "refused"),
    placeOf,
  );
  const written = Map.groupBy(log, placeOf);
  const ahead: number[] = [];
  for (const [place, [first, ...more]] of heard) {
    const [row, ...rows] = written.get(place) ?? [];
    if (more.length > 0 || rows.length > 0 || first?.enteredAt == null || row?.enteredAt == null) continue;
    // the log's second is cut off: in the middle it is half a second behind
    ahead.push(row.enteredAt + 500 - first.enteredAt);
  }
  ahead.sort((a, b) => a - b);
  return ahead[Math.floor(ahead.length / 2)] ?? null;
}

/**
 * The visits of both sources together, in order of entry, each caller's numbered anew: an ordinal counts all visits of his
 * channel, those that one source missed too.
 *
 * @param ami all visits of each caller, as far as AMI told
 * @param log all visits of the same callers, as far as they are written
 */
export function mergeVisits(ami: readonly Visit[], log: readonly Visit[], options: MatchOptions = {}): MergedVisit[] {
  const visits = matchVisits(ami, log, options)
    .map((pair) => (pair.ami ? mergeVisit(pair.ami, pair.log) : mergeVisit(null, pair.log)))
    .sort(compareVisits);
  const counts = new Map<string, number>();
  for (const visit of visits.toSorted((a, b) => firstSeenAt(a) - firstSeenAt(b))) {
    const caller = `${visit.pbx}/${visit.uniqueid}`;
    visit.visit = (counts.get(caller) ?? 0) + 1;
    counts.set(caller, visit.visit);
  }
  return visits;
}

function firstSeenAt({ enteredAt, answeredAt, endedAt }: Visit): EpochMs {
  return enteredAt ?? answeredAt ?? endedAt ?? Number.MAX_VALUE;
}
