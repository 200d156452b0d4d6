/**
 * Records one source of queue_log: reads it from where the last run was, folds its rows into visits and into the marks of
 * members' sessions and pauses, and writes these, merged with what AMI tells of them, together with how far it read, in one
 * transaction.
 *
 * What a fold has to know of the rows before is on file ({@link knownBefore}); so a run may begin anywhere, and a part that
 * was recorded before changes nothing.
 */
import {
  type CallCentreEvent,
  type EpochMs,
  isColumnNames,
  isRow,
  LogReader,
  type MemberMark,
  MemberMarks,
  type PbxId,
  type QueueLogProblem,
  rowToEvent,
  type Visit,
  VisitFold,
  visitKey,
} from "@qmanager/core";
import { isOutage, type Sql } from "../db/connect.ts";
import { findLogPosition, type LogCursor, type LogPosition, putLogPosition } from "../db/log_positions.ts";
import { putLogProblems } from "../db/log_problems.ts";
import type { Partitions } from "../db/partitions.ts";
import { calledAt } from "../db/visits.ts";
import { reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import type { AgentRegister } from "../records/agent_register.ts";
import { storableEvent } from "../records/storable_event.ts";
import { writeNews } from "../records/write_news.ts";
import { knownBefore, membersBefore } from "./known_before.ts";
import type { LogSource } from "./source.ts";

/** Written at the latest when there are so many visits, or so many lines were read. */
const visitsAtOnce = 2_000;
const linesAtOnce = 50_000;
/** A source without news is asked again after this. */
const pollMs = 1_000;
/** That there was no news is written this often. */
const idleMs = 20_000;
/** Rows of one second may come in several pieces. */
const momentMs = 2_000;
const retryMs = 1_000;
const longestRetryMs = 30_000;
/** Lines that are kept of one source; all are counted. */
const keptProblems = 1_000;
/** The PBX's clock may be ahead of ours. */
const aheadMs = 24 * 3_600_000;
/** A visit that is open longer has lost its end. */
const longestCallMs = 24 * 3_600_000;

export interface LogRecorderOptions {
  pbx: PbxId;
  /** Under which its position is kept. */
  name: string;
  source: LogSource;
  /** Of times that are local text. */
  zone: string;
  /** At its end, waits for what comes; else it ends. */
  follow: boolean;
  sql: Sql;
  partitions: Partitions;
  agents: AgentRegister;
  log: Log;
  now(): EpochMs;
}

const atBeginning: Omit<LogPosition, "cursor"> = {
  ...{ lines: 0, problems: 0, firstAt: null, lastAt: null, checkedAt: null },
};

export class LogRecorder {
  readonly #options: LogRecorderOptions;
  readonly #stop = new AbortController();
  readonly #reader: LogReader;
  #fold: VisitFold;
  #members = new MemberMarks();
  /** Whether the folds know what was before the rows that they get. */
  #isKnown = false;
  #cursor: LogCursor | null = null;
  #position = atBeginning;
  #told = new Map<string, Visit>();
  /** Those of the last moments are told again: a moment is told as a whole. */
  #marks: MemberMark[] = [];
  #problems: QueueLogProblem[] = [];
  #linesSince = 0;
  /** The transaction that is under way. */
  #writing: Promise<void> = Promise.resolve();
  #writtenAt = Number.NEGATIVE_INFINITY;
  /** Why the source cannot be read, or records cannot be written; null while they can. */
  #fault: string | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: LogRecorderOptions) {
    this.#options = options;
    this.#fold = new VisitFold(options.pbx, { source: "queue_log" });
    this.#reader = new LogReader({ zone: options.zone, until: () => options.now() + aheadMs });
  }

  /** How far it is. */
  get position(): Omit<LogPosition, "cursor"> {
    return this.#position;
  }

  /** Why it does not go on; null while it does. */
  get fault(): string | null {
    return this.#fault;
  }

  /** Follows the source until it is stopped. */
  start(): void {
    const { pbx, name, log } = this.#options;
    this.run().catch((error) => {
      this.#fault = reasonOf(error);
      log.error("The recorder of a queue_log failed: nothing of it is recorded until the next start", {
        ...{ pbx, source: name, reason: this.#fault },
      });
    });
  }

  /** Ends what is under way, and then the source. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
    await this.#options.source.close();
  }

  /**
   * Records until the source's end, or until it is stopped.
   *
   * @returns whether it came to the end
   * @throws when the source cannot be read, and is not followed
   */
  run(): Promise<boolean> {
    const run = this.#run();
    this.#ended = run.then(
      () => {},
      () => {},
    );
    return run;
  }

  async #run(): Promise<boolean> {
    const { pbx, name, sql, source, follow, now } = this.#options;
    const known = await this.#persist(() => findLogPosition(sql, pbx, name));
    if (known) ({ cursor: this.#cursor, ...this.#position } = known);
    while (!this.#stop.signal.aborted) {
      const piece = await this.#asked(() => source.read(this.#cursor));
      if (!piece) break;
      this.#cursor = piece.cursor;
      await this.#take(piece.rows);
      if (piece.isEnd) {
        this.#position = { ...this.#position, checkedAt: now() };
        if (!follow) this.#closeOld(true);
        const isDue = piece.rows.length > 0 || now() - this.#writtenAt > idleMs || !follow;
        if (isDue) await this.#write();
        await this.#writing;
        if (!follow) return true;
        if (piece.rows.length === 0) await pause(pollMs, this.#stop.signal);
      } else if (this.#told.size >= visitsAtOnce || this.#linesSince >= linesAtOnce) await this.#write();
    }
    await this.#writing;
    return false;
  }

  async #take(rows: readonly (string | string[])[]): Promise<void> {
    const { pbx } = this.#options;
    const events: CallCentreEvent[] = [];
    let { lines, problems, firstAt, lastAt } = this.#position;
    for (const each of rows) {
      if (typeof each === "string" && (each === "" || isColumnNames(each))) continue;
      lines += 1;
      const row = typeof each === "string" ? this.#reader.line(each) : this.#reader.fields(each);
      if (!isRow(row)) {
        problems += 1;
        if (problems <= keptProblems) this.#problems.push(row);
        continue;
      }
      firstAt = firstAt === null || row.at < firstAt ? row.at : firstAt;
      lastAt = lastAt === null || row.at > lastAt ? row.at : lastAt;
      const event = rowToEvent(row, { pbx });
      if (event) events.push(storableEvent(event));
    }
    this.#linesSince += lines - this.#position.lines;
    this.#position = { ...this.#position, lines, problems, firstAt, lastAt };
    if (!this.#isKnown && events.length > 0) {
      const before = (await this.#persist(() => knownBefore(this.#options.sql, pbx, events))) ?? [];
      for (const event of before) this.#fold.apply(event);
      this.#members.resume((await this.#persist(() => membersBefore(this.#options.sql, pbx, events))) ?? []);
      this.#isKnown = true;
    }
    for (const event of events) {
      this.#fold.take(event);
      this.#marks.push(...this.#members.apply(event));
    }
    for (const visit of this.#fold.drain()) this.#told.set(visitKey(visit), visit);
    this.#closeOld(false);
  }

  /**
   * Visits that began so long ago that their end must have been lost: the log goes on without it.
   *
   * @param isEnd the log ends here; where it ended long ago, nothing that is open can still be
   */
  #closeOld(isEnd: boolean): void {
    const { lastAt } = this.#position;
    if (lastAt === null) return;
    const isOver = isEnd && lastAt < this.#options.now() - longestCallMs;
    if (!isOver && lastAt - this.#closedOldAt < longestCallMs / 24) return;
    this.#closedOldAt = lastAt;
    for (const visit of this.#fold.open()) {
      if (!isOver && (visit.enteredAt ?? lastAt) > lastAt - longestCallMs) continue;
      const notes: Visit["notes"] = [...new Set([...visit.notes, "no_end_in_log" as const])];
      this.#told.set(visitKey(visit), { ...visit, open: false, provisional: true, notes });
    }
  }
  #closedOldAt = Number.NEGATIVE_INFINITY;

  /** Begins to write what is told, once the last transaction is through. */
  async #write(): Promise<void> {
    await this.#writing;
    const { pbx, name, partitions, now } = this.#options;
    if (this.#cursor === null) return;
    const position = { ...this.#position, cursor: this.#cursor };
    const [visits, marks, problems] = [[...this.#told.values()], this.#marks, this.#problems];
    this.#told = new Map();
    const lastAt = marks.at(-1)?.at ?? 0;
    this.#marks = marks.filter(({ at }) => at > lastAt - momentMs);
    this.#problems = [];
    this.#linesSince = 0;
    this.#writtenAt = now();
    this.#writing = this.#persist(async () => {
      await partitions.have("visits", visits.map(calledAt));
      await partitions.have(
        "agent_intervals",
        marks.map(({ at }) => at),
      );
      await writeNews(this.#options, { source: "log", visits, calls: [], marks, intervals: null }, async (tx) => {
        await putLogProblems(tx, pbx, name, problems, now());
        await putLogPosition(tx, pbx, name, position, now());
      });
    }).then(() => undefined);
    // Whoever waits for it hears of it.
    this.#writing.catch(() => {});
  }

  /** What the source answers; asked again where it is followed and cannot be read for now. */
  async #asked<Result>(work: () => Promise<Result>): Promise<Result | null> {
    return this.#again("A queue_log cannot be read", work, () => this.#options.follow);
  }

  /** Does it until the database lets it be done. */
  async #persist<Result>(work: () => Promise<Result>): Promise<Result | null> {
    return this.#again(
      "Records of a queue_log cannot be written",
      work,
      (error) => this.#options.follow || isOutage(error),
    );
  }

  /** @returns null when it was stopped before it could be done */
  async #again<Result>(
    what: string,
    work: () => Promise<Result>,
    isWorthIt: (error: unknown) => boolean,
  ): Promise<Result | null> {
    const { pbx, name, log } = this.#options;
    for (let tries = 0; ; tries++) {
      try {
        const result = await work();
        if (tries > 0) log.info("A queue_log is recorded again", { pbx, source: name });
        this.#fault = null;
        return result;
      } catch (error) {
        if (this.#stop.signal.aborted) return null;
        if (!isWorthIt(error)) throw error;
        const reason = reasonOf(error);
        if (this.#fault !== reason)
          log.error(`${what}: it is tried again, and nothing is lost`, { pbx, source: name, reason });
        this.#fault = reason;
        await pause(Math.min(longestRetryMs, retryMs * 2 ** tries), this.#stop.signal);
      }
    }
  }
}

/** Waits so long, or until the signal. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = () => resolve();
  const timer = setTimeout(done, ms);
  signal.addEventListener("abort", done);
  if (!signal.aborted) await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", done);
}
