/**
 * Writes what one source tells of visits, merged with what the other told: on file there is one row for each visit, and its
 * number counts all visits of its caller's channel, those that one source missed too.
 *
 * What each said is kept, so that the order in which they tell makes no difference, and a visit told again, in part or in
 * full, changes no more than it has to. All writers of a PBX wait for each other, each for the other's transaction.
 */
import {
  clockAheadMs,
  compareVisits,
  type EpochMs,
  type MergedVisit,
  matchVisits,
  mergeVisit,
  type PbxId,
  quarterOf,
  quarterOfVisit,
  type Uniqueid,
  type Visit,
  type VisitNote,
  withTold,
} from "@qmanager/core";
import type { Query } from "../db/connect.ts";
import type { QueueQuarter } from "../db/queue_counters.ts";
import {
  addVisits,
  calledAt,
  dropVisits,
  type FiledVisit,
  isSameRow,
  notedVisits,
  putVisits,
  visitsByOtherChannel,
  visitsCalledAt,
  visitsOfCallers,
} from "../db/visits.ts";
import type { AgentRegister } from "./agent_register.ts";
import { tallyVisits } from "./agent_tally.ts";
import { fitting } from "./fitting_visit.ts";

/** Who tells. */
export type VisitSource = "live" | "log";

/** Any fixed number: writers of records wait for each other on it, PBX by PBX. */
const lockKey = 7_236_504;

/**
 * Until the transaction ends, nobody else writes records of the PBX: a caller of whom neither writer knows has no row that
 * could be locked. Before any other lock.
 */
export async function lockRecords(tx: Query, pbx: PbxId): Promise<void> {
  await tx`select pg_advisory_xact_lock(${lockKey}, hashtext(${pbx}))`;
}

/**
 * @param tx the transaction; the parts of the table for {@link calledAt} must be there
 * @param visits each as this source has it now, no two of one key
 * @param agents whose the visits are
 * @returns every quarter whose visits are not what they were
 */
export async function writeVisits(
  tx: Query,
  pbx: PbxId,
  source: VisitSource,
  visits: readonly Visit[],
  agents: AgentRegister,
): Promise<QueueQuarter[]> {
  if (visits.length === 0) return [];
  await lockRecords(tx, pbx);
  const told = visits.map(fitting);
  const before = await rowsOf(tx, pbx, told);
  const after = merged(before, source, told);
  const old = new Map(before.map((row) => [keyOf(row), row]));
  const [added, changed]: [FiledVisit[], FiledVisit[]] = [[], []];
  const touched: FiledVisit[] = [];
  for (const row of after) {
    const was = old.get(keyOf(row));
    old.delete(keyOf(row));
    if (was && isSameRow(was, row)) continue;
    (was ? changed : added).push(row);
    touched.push(row, ...(was ? [was] : []));
  }
  const written = [...added, ...changed];
  const dropped = [...old.values()];
  const agentOf = await agents.identify(
    tx,
    pbx,
    written.map(({ visit }) => visit),
  );
  await dropVisits(tx, pbx, dropped);
  await putVisits(tx, changed, agentOf);
  await addVisits(tx, added, agentOf);
  await tallyVisits(tx, pbx, { written, dropped }, agents);
  return quartersOf([...touched, ...dropped]);
}

const keyOf = ({ calledAt: at, visit }: FiledVisit): string => `${at}/${visit.uniqueid}/${visit.visit}`;

function quartersOf(rows: readonly FiledVisit[]): QueueQuarter[] {
  const quarters = new Map<string, QueueQuarter>();
  for (const { calledAt: at, visit } of rows) {
    const from = quarterOfVisit(visit) ?? quarterOf(at);
    quarters.set(`${from}/${visit.queue}`, { queue: visit.queue, from });
  }
  return [...quarters.values()];
}

// ---- what is on file

/** A channel whose id does not tell when it began is looked for this long before and after its visit. */
const aroundMs = 3 * 24 * 3_600_000;
/** Entries that lie further apart are of two visits; as `matchVisits` has it. */
const sameEntryMs = 5_000;

/** All rows of the callers of whom is told, and of those whose places they took in line, or who took theirs. */
async function rowsOf(tx: Query, pbx: PbxId, told: readonly Visit[]): Promise<FiledVisit[]> {
  const rows = await rowsOfCallers(tx, pbx, told);
  const movable = [...told, ...halvesOf(rows)].filter(isMovable);
  if (movable.length === 0) return rows;
  const entries = movable.flatMap(({ enteredAt }) => (enteredAt === null ? [] : [enteredAt]));
  if (entries.length === 0) return rows;
  const span = { from: Math.min(...entries) - sameEntryMs, to: Math.max(...entries) + sameEntryMs };
  const queues = [...new Set(movable.map(({ queue }) => queue))];
  const others = (await notedVisits(tx, pbx, queues, movableNotes, span)).map(({ visit }) => visit);
  const known = new Set(rows.map(({ visit }) => visit.uniqueid));
  const unknown = others.filter(({ uniqueid }) => !known.has(uniqueid));
  return unknown.length === 0 ? rows : unique([...rows, ...(await rowsOfCallers(tx, pbx, unknown))]);
}

async function rowsOfCallers(tx: Query, pbx: PbxId, visits: readonly Visit[]): Promise<FiledVisit[]> {
  const callers = [...new Set(visits.map(({ uniqueid }) => uniqueid))];
  const chosen = visits.filter((visit) => calledAt(visit) !== calledAt({ ...noTimes, uniqueid: visit.uniqueid }));
  const at = new Set(visits.map(calledAt));
  const asked = new Set<Uniqueid>(callers);
  const [called, ofChosen, byOther] = await Promise.all([
    visitsCalledAt(tx, pbx, [...at]),
    visitsOfCallers(tx, pbx, [...new Set(chosen.map(({ uniqueid }) => uniqueid))], around(chosen)),
    visitsByOtherChannel(tx, pbx, callers, around(visits)),
  ]);
  const found = unique([...called.filter(({ visit }) => asked.has(visit.uniqueid)), ...ofChosen, ...byOther]);
  // A row may bring in a channel that was not asked for: its other visits count along.
  const more = found.filter(({ visit }) => !asked.has(visit.uniqueid)).map(({ visit }) => visit);
  return more.length === 0
    ? found
    : unique(
        [...found, ...(await visitsCalledAt(tx, pbx, more.map(calledAt)))].filter(
          ({ visit }) => asked.has(visit.uniqueid) || more.some(({ uniqueid }) => uniqueid === visit.uniqueid),
        ),
      );
}

const noTimes = { enteredAt: null, answeredAt: null, endedAt: null };

function around(visits: readonly Visit[]): { from: EpochMs; to: EpochMs } {
  const at = visits.map(calledAt);
  return { from: Math.min(...at) - aroundMs, to: Math.max(...at) + aroundMs };
}

const unique = (rows: readonly FiledVisit[]): FiledVisit[] => [
  ...new Map(rows.map((row) => [keyOf(row), row])).values(),
];
const halvesOf = (rows: readonly FiledVisit[]): Visit[] =>
  rows.flatMap(({ live, log }) => [live, log].filter((half) => half !== null));

/** Of visits that another channel may have in the other source. */
const movableNotes: readonly VisitNote[] = [
  "joined_by_transfer",
  "entry_not_in_log",
  "entered_before_connection",
  "talking_before_connection",
];
const isMovable = ({ notes }: Visit): boolean => notes.some((note) => movableNotes.includes(note));

// ---- what is to be on file

function merged(before: readonly FiledVisit[], source: VisitSource, told: readonly Visit[]): FiledVisit[] {
  const live = new Map<Uniqueid, Visit[]>();
  const log = new Map<Uniqueid, Visit[]>();
  /** Where rows of a channel lie, whose id does not tell it. */
  const places = new Map<Uniqueid, EpochMs>();
  for (const row of before.toSorted((a, b) => a.visit.visit - b.visit.visit)) {
    if (row.live) listOf(live, row.live.uniqueid).push(row.live);
    if (row.log) {
      const known = listOf(log, row.log.uniqueid);
      // As the log counts: without those that AMI alone knows.
      known.push({ ...row.log, visit: known.length + 1 });
    }
    places.set(row.visit.uniqueid, row.calledAt);
  }
  const ofSource = source === "live" ? live : log;
  for (const [caller, visits] of Map.groupBy(told, ({ uniqueid }) => uniqueid)) {
    const known = ofSource.get(caller);
    ofSource.set(caller, known ? (source === "live" ? retold(known, visits) : withTold(known, visits)) : visits);
  }
  const rows: FiledVisit[] = [];
  /** Callers who may have to do with each other. */
  const together: Uniqueid[] = [];
  for (const caller of new Set([...live.keys(), ...log.keys()])) {
    const [heard, written] = [live.get(caller) ?? [], log.get(caller) ?? []];
    if (heard.some(isMovable) || written.some(isMovable)) together.push(caller);
    else rows.push(...numbered(paired(heard, written), places));
  }
  const all = (of: Map<Uniqueid, Visit[]>) => together.flatMap((caller) => of.get(caller) ?? []);
  return [...rows, ...numbered(paired(all(live), all(log)), places)];
}

function listOf(of: Map<Uniqueid, Visit[]>, caller: Uniqueid): Visit[] {
  let list = of.get(caller);
  if (!list) {
    list = [];
    of.set(caller, list);
  }
  return list;
}

/** AMI's fold numbers a caller's visits from his first on, and keeps the numbers. */
function retold(known: readonly Visit[], told: readonly Visit[]): Visit[] {
  const visits = new Map(known.map((each) => [each.visit, each]));
  for (const each of told) visits.set(each.visit, each);
  return [...visits.values()];
}

type Paired = Omit<FiledVisit, "calledAt">;

function paired(live: readonly Visit[], log: readonly Visit[]): Paired[] {
  if (live.length === 0) return log.map((each) => ({ visit: mergeVisit(null, each), live: null, log: each }));
  // Their clocks may differ: a caller who was in a queue once, by both, is the same one.
  const logAheadMs = clockAheadMs(live, log) ?? 0;
  return matchVisits(live, log, { logAheadMs }).map((pair) =>
    pair.ami
      ? { visit: mergeVisit(pair.ami, pair.log), live: pair.ami, log: pair.log }
      : { visit: mergeVisit(null, pair.log), live: null, log: pair.log },
  );
}

/** Gives each visit its number among those of its channel, and its place. */
function numbered(visits: Paired[], places: Map<Uniqueid, EpochMs>): FiledVisit[] {
  const counts = new Map<Uniqueid, number>();
  return visits
    .sort((a, b) => compareVisits(a.visit, b.visit))
    .map(({ visit, live, log }) => {
      const count = (counts.get(visit.uniqueid) ?? 0) + 1;
      counts.set(visit.uniqueid, count);
      // All rows of a channel lie in one place: what was there first decides it.
      const at = places.get(visit.uniqueid) ?? calledAt(visit);
      places.set(visit.uniqueid, at);
      const counted: MergedVisit = { ...visit, visit: count };
      return { calledAt: at, visit: counted, live, log };
    });
}
