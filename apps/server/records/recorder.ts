/**
 * The recorder of one PBX: reads its journal, folds it into records, and writes them together with how far it read, in one
 * transaction.
 *
 * After a start it reads the journal from its oldest part on, to know the calls that were open, and writes what the last
 * run did not. A part of the journal is kept as long as a call that began in it is open ({@link keptBefore}): so the folds
 * need no memory of their own on disk. While the database is away it waits, and the journal with it.
 */
import {
  AbsenceFold,
  type AgentInterval,
  AgentTimeline,
  type Call,
  type CallCentreEvent,
  CallFold,
  callKey,
  callPartedAt,
  channelBeganAt,
  type EpochMs,
  type PbxId,
  type Uniqueid,
  type Visit,
  VisitFold,
  visitKey,
  type Watch,
  WatchFold,
  withAbsences,
} from "@qmanager/core";
import { type OpenInterval, openIntervals } from "../db/agent_intervals.ts";
import type { Sql } from "../db/connect.ts";
import { isOutage } from "../db/connect.ts";
import { findPosition, putPosition } from "../db/journal_positions.ts";
import type { Partitions } from "../db/partitions.ts";
import { putRefusedRecord, type RefusedRecord } from "../db/refused_records.ts";
import { calledAt } from "../db/visits.ts";
import { putWatches } from "../db/watches.ts";
import { reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import type { AgentRegister } from "./agent_register.ts";
import { beginnings, IntervalBook } from "./interval_book.ts";
import type { Journal } from "./journal.ts";
import { type Numbered, readJournal } from "./journal_reader.ts";
import { storableEvent } from "./storable_event.ts";
import { writeNews } from "./write_news.ts";

/** Between two transactions: what comes meanwhile is written together. */
const paceMs = 50;
/** Where nothing happens, how far we read is written this often. */
const idleMs = 10_000;
/** The database is asked again after this; doubles up to the longest. */
const retryMs = 250;
const longestRetryMs = 5_000;
/** How often parts of the journal that nobody needs are looked for. */
const dropMs = 60_000;
/** Late words on an ended call (a survey, a transfer) come within this. */
const keptBefore = 10 * 60_000;
/** A call that is older is taken for one whose end was never told. */
const longestCallMs = 24 * 3_600_000;

export interface RecorderOptions {
  pbx: PbxId;
  journal: Journal;
  sql: Sql;
  partitions: Partitions;
  agents: AgentRegister;
  log: Log;
  now(): EpochMs;
}

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #stop = new AbortController();
  readonly #visits: VisitFold;
  readonly #calls: CallFold;
  readonly #timeline: AgentTimeline;
  readonly #watch = new WatchFold();
  readonly #absence = new AbsenceFold();
  /** The first event of each part of the journal, as far as read. */
  #parts: { number: number; at: EpochMs }[] = [];
  /** The last event that is recorded. */
  #position = 0;
  /** What went on then. */
  #onFile: OpenInterval[] = [];
  /** The time of the last event that had one. */
  #lastAt: EpochMs = 0;
  #intervals: IntervalBook | null = null;
  /** Not written yet. */
  #told = new Map<string, Visit>();
  #toldCalls = new Map<string, Call>();
  #closed: AgentInterval[] = [];
  /** Of which no fold made anything. */
  #refused: RefusedRecord[] = [];
  /** Something was told of members since the last writing. */
  #membersTold = false;
  #watches: Watch[] = [];
  #read = 0;
  #writtenAt = Number.NEGATIVE_INFINITY;
  #droppedAt = Number.NEGATIVE_INFINITY;
  #isAway = false;
  #ended: Promise<void> = Promise.resolve();
  readonly #caughtUp = Promise.withResolvers<ReadonlySet<Uniqueid>>();
  /** Callers in open visits when this run had caught up. */
  #carried: ReadonlySet<Uniqueid> | null = null;
  readonly #carriedListeners = new Set<(visit: Visit) => void>();
  /** When the watch that goes on began. */
  #watchFrom: EpochMs | null = null;
  readonly #watchListeners = new Set<(watch: Watch) => void>();

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#visits = new VisitFold(options.pbx);
    this.#calls = new CallFold(options.pbx);
    this.#timeline = new AgentTimeline(options.pbx);
  }

  /**
   * Done when all that was in the journal before the start is recorded; never, if it is stopped before. The callers whose
   * visits were open then.
   */
  get caughtUp(): Promise<ReadonlySet<Uniqueid>> {
    return this.#caughtUp.promise;
  }

  /** Whether the database is away, so that records wait in the journal. */
  get isAway(): boolean {
    return this.#isAway;
  }

  /** Calls `tell` with what becomes of visits that were open when it had caught up. @returns what ends that */
  onCarried(tell: (visit: Visit) => void): () => void {
    this.#carriedListeners.add(tell);
    return () => this.#carriedListeners.delete(tell);
  }

  /** Calls `tell` with each watch as it begins. @returns what ends that */
  onWatch(tell: (watch: Watch) => void): () => void {
    this.#watchListeners.add(tell);
    return () => this.#watchListeners.delete(tell);
  }

  start(): void {
    this.#ended = this.#run().catch((error) => {
      this.#options.log.error("The recorder failed: nothing is recorded until the next start", {
        pbx: this.#options.pbx,
        reason: reasonOf(error),
      });
    });
  }

  /** Writes what was read, where the database is there, and ends. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { pbx, journal, sql, log } = this.#options;
    const { signal } = this.#stop;
    // What is in it now was told before this start, but for what the line told since; that is caught up with as well.
    const before = journal.next;
    this.#position = (await this.#persist(() => findPosition(sql, pbx, journal.id))) ?? 0;
    this.#onFile = (await this.#persist(() => openIntervals(sql, pbx))) ?? [];
    journal.continueAfter(this.#position);
    if (before <= 1) this.#catchUp();
    for await (const group of readJournal(journal, signal, (line, reason) =>
      log.error("A line of the journal could not be read", { pbx, reason, line: line.slice(0, 200) }),
    )) {
      for (const each of group) this.#take(each);
      if (this.#hasNews()) await this.#write();
      if (this.#read >= before - 1) this.#catchUp();
      if (this.#options.now() - this.#droppedAt > dropMs) await this.#drop();
    }
    if (this.#read > this.#position) await this.#write();
  }

  #catchUp(): void {
    if (this.#carried !== null) return;
    this.#carried = new Set(this.#visits.open().map(({ uniqueid }) => uniqueid));
    this.#caughtUp.resolve(this.#carried);
  }

  #take({ number, event: told }: Numbered): void {
    const event = storableEvent(told);
    try {
      this.#apply(number, event);
    } catch (error) {
      // An event that a fold cannot take in must not stop the records for ever: it would come again at each start.
      const { pbx, log } = this.#options;
      log.error("An event could not be made a record of", { pbx, number, type: event.type, reason: reasonOf(error) });
      if (number > this.#position) {
        const key = `${this.#options.journal.id}/${number}`;
        this.#refused.push({ kind: "event", key, record: event, reason: reasonOf(error) });
      }
      this.#read = number;
    }
  }

  #apply(number: number, event: CallCentreEvent): void {
    const { journal } = this.#options;
    const part = journal.segments().find((each) => each.first === number);
    if (part && event.at !== null) this.#parts.push({ number, at: event.at });
    const visits = this.#visits.apply(event);
    const calls = this.#calls.apply(event);
    if (number > this.#position) this.#resume();
    const closed = this.#timeline.apply(event);
    this.#absence.apply(event);
    const ended = this.#watch.apply(event);
    const going = this.#watch.open();
    const isNewWatch = going !== null && going.from !== this.#watchFrom;
    this.#watchFrom = going?.from ?? null;
    if (isNewWatch) for (const tell of this.#watchListeners) tell(going);
    this.#read = number;
    // Recorded by an earlier run: read again to know what is open.
    if (number <= this.#position) return;
    // Rings and talks that a queue gave are its visit's attempts.
    this.#closed.push(...closed.filter(({ kind, queue }) => kind === "session" || kind === "pause" || queue === null));
    this.#membersTold ||= tellsOfMembers(event);
    this.#lastAt = event.at ?? this.#lastAt;
    for (const heard of visits) {
      const visit = withAbsences(heard, this.#absence.absences());
      this.#told.set(visitKey(visit), visit);
      if (this.#carried?.has(visit.uniqueid)) for (const tell of this.#carriedListeners) tell(visit);
    }
    for (const call of calls) this.#toldCalls.set(callKey(call), call);
    if (ended) this.#watches.push(ended);
  }

  /** All that was recorded is read: what was found to go on by then is dated by what is on file. */
  #resume(): void {
    if (this.#intervals) return;
    this.#timeline.resume(this.#onFile.map(({ interval }) => interval));
    this.#intervals = new IntervalBook(this.#onFile);
    this.#onFile = [];
  }

  #hasNews(): boolean {
    if (this.#read <= this.#position) return false;
    const age = this.#options.now() - this.#writtenAt;
    const isTold = this.#told.size > 0 || this.#toldCalls.size > 0;
    const isNews = isTold || this.#closed.length > 0 || this.#membersTold || this.#watches.length > 0;
    return isNews || this.#refused.length > 0 || age > idleMs;
  }

  async #write(): Promise<void> {
    const { pbx, journal, partitions, now } = this.#options;
    const pace = this.#writtenAt + paceMs - now();
    if (pace > 0 && !this.#stop.signal.aborted) await Bun.sleep(pace);
    const visits = [...this.#told.values()];
    const calls = [...this.#toldCalls.values()];
    const going = this.#watch.open();
    const watches = going ? [...this.#watches, going] : this.#watches;
    const read = this.#read;
    const seenAt = this.#lastAt;
    const book = this.#intervals;
    const news = book?.news(this.#timeline, this.#closed);
    const intervals = news && book ? { book, news, seenAt } : null;
    const refused = this.#refused;
    const keep = await this.#persist(async () => {
      await partitions.have("visits", visits.map(calledAt));
      await partitions.have("calls", calls.map(callPartedAt));
      if (news) await partitions.have("agent_intervals", beginnings(news, seenAt));
      return await writeNews(this.#options, { source: "live", visits, calls, marks: [], intervals }, async (tx) => {
        for (const each of refused) await putRefusedRecord(tx, pbx, each, now());
        await putWatches(tx, pbx, watches);
        await putPosition(tx, pbx, { journal: journal.id, number: read }, now());
      });
    });
    if (!keep) return;
    keep();
    this.#refused = [];
    this.#told.clear();
    this.#toldCalls.clear();
    this.#closed = [];
    this.#membersTold = false;
    this.#watches = [];
    this.#position = read;
    this.#writtenAt = now();
  }

  /** Does it until the database lets it be done. @returns null when it was stopped before */
  async #persist<Result>(work: () => Promise<Result>): Promise<Result | null> {
    const { pbx, log } = this.#options;
    for (let tries = 0; ; tries++) {
      try {
        const result = await work();
        if (this.#isAway) log.info("Records are written again", { pbx });
        this.#isAway = false;
        return result;
      } catch (error) {
        if (this.#stop.signal.aborted) return null;
        const reason = reasonOf(error);
        if (!this.#isAway) {
          const what = isOutage(error) ? "The database is away" : "The database refused";
          log.error(`${what}: records wait in the journal, and none is lost`, { pbx, reason });
        }
        this.#isAway = true;
        await Promise.race([Bun.sleep(Math.min(longestRetryMs, retryMs * 2 ** tries)), aborted(this.#stop.signal)]);
      }
    }
  }

  /** Drops the parts of the journal that are recorded and that no open call needs. */
  async #drop(): Promise<void> {
    const { journal, now } = this.#options;
    this.#droppedAt = now();
    const needed = Math.min(now(), ...this.#openSince()) - keptBefore;
    const horizon = Math.max(needed, now() - longestCallMs);
    const last = this.#parts.findLast((part) => part.at <= horizon && part.number <= this.#position);
    if (!last) return;
    await journal.drop(last.number);
    this.#parts = this.#parts.filter((part) => part.number >= last.number);
  }

  /** When each call that is open began. */
  *#openSince(): Iterable<EpochMs> {
    for (const visit of this.#visits.open()) yield channelBeganAt(visit.uniqueid) ?? visit.enteredAt ?? 0;
    for (const call of this.#calls.open()) yield callPartedAt(call);
    for (const { kind, from } of this.#timeline.open()) {
      if ((kind === "ring" || kind === "talk") && from !== null) yield from;
    }
  }
}

/** Whether an event may begin a session or a pause, or tell of one. */
function tellsOfMembers({ type }: CallCentreEvent): boolean {
  return type === "member_added" || type === "member_paused" || type === "queues_listed";
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
