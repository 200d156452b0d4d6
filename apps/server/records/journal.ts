/**
 * The journal of one PBX: every event in the order in which it was taken in, on disk before anything is made of it. What is
 * recorded is read back from here ({@link ./journal_reader.ts}), so a database that is away delays records and loses none.
 *
 * A folder of segments, each named after the number of its first event; a line is `[number, event]`. Lines are written and
 * synced in groups, at most {@link groupMs} after they came. A line that was cut by a crash is no line: it was never synced.
 *
 * Where the disk refuses, events pass unwritten until it takes them again: the panel goes on, and the gap is told.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { CallCentreEvent, EpochMs } from "@qmanager/core";
import { reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";

/** A group is written this long after its first event. */
const groupMs = 25;
/** A segment that has grown beyond this is followed by another. */
const segmentBytes = 16 * 1024 * 1024;
/** After a failure the disk is tried again this often. */
const retryMs = 2_000;

/** A part of the journal: the file, and the number of its first event. */
export interface Segment {
  path: string;
  first: number;
}

/** The disk refused: events since then were not kept. */
export interface JournalGap {
  since: EpochMs;
  reason: string;
}

export interface JournalOptions {
  folder: string;
  log: Log;
  now(): EpochMs;
  /** The disk refuses events from now on. */
  refused(gap: JournalGap): void;
  /** The disk takes events again after it had refused: what is, has to be told anew. */
  resumed(gap: JournalGap): void;
  /** Of a segment, in bytes. */
  segmentBytes?: number;
}

export class Journal {
  /** Tells this journal from one that begins anew in its place. */
  readonly id: string;
  readonly #options: JournalOptions;
  #segments: Segment[];
  #file: FileHandle | null = null;
  /** How much of the last segment is whole and synced. */
  #bytes: number;
  /** The next event begins another segment. */
  #isFull = false;
  #next: number;
  #synced: number;
  #waiting: string[] = [];
  #gap: JournalGap | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #writing: Promise<void> | null = null;
  readonly #listeners = new Set<() => void>();

  private constructor(id: string, options: JournalOptions, segments: Segment[], next: number, bytes: number) {
    this.id = id;
    this.#options = options;
    this.#segments = segments;
    this.#next = next;
    this.#synced = next;
    this.#bytes = bytes;
  }

  /** Opens the journal in a folder, made where it is missing. What a crash cut off at its end is taken away. */
  static open(options: JournalOptions): Journal {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    const segments = segmentsIn(options.folder);
    const last = segments.at(-1);
    const id = idOf(options.folder, last === undefined);
    if (!last) return new Journal(id, options, [], 1, 0);
    const { lines, bytes } = wholeLines(readFileSync(last.path));
    truncateSync(last.path, bytes);
    return new Journal(id, options, segments, last.first + lines, bytes);
  }

  /** The number that the next event will have. */
  get next(): number {
    return this.#next;
  }

  /** Since when the disk refuses; null while all is well. */
  get gap(): JournalGap | null {
    return this.#gap;
  }

  segments(): readonly Segment[] {
    return this.#segments;
  }

  /** How much of a segment is whole and synced. */
  bytesOf(segment: Segment): number {
    return segment.path === this.#segments.at(-1)?.path ? this.#bytes : statSync(segment.path).size;
  }

  /**
   * Goes on counting after a number that was recorded, though the journal does not reach it any more: its end was lost with
   * the disk. Only before the first event is taken.
   */
  continueAfter(number: number): void {
    if (number < this.#next) return;
    this.#next = number + 1;
    this.#synced = this.#next;
    // The next event begins a segment, whose name is its number.
    this.#isFull = true;
  }

  /** Calls `heard` after each group that was written. @returns what ends that */
  onSynced(heard: () => void): () => void {
    this.#listeners.add(heard);
    return () => this.#listeners.delete(heard);
  }

  /** Takes an event. It is on disk a moment later; while the disk refuses it is not kept. */
  append(event: CallCentreEvent): void {
    if (this.#gap) return;
    this.#waiting.push(`[${this.#next},${JSON.stringify(event)}]\n`);
    this.#next += 1;
    this.#schedule();
  }

  /** Takes away segments whose events are all before a number; the last one stays. */
  async drop(before: number): Promise<void> {
    while (this.#segments.length > 1 && this.#segments[1]!.first <= before) {
      const [oldest] = this.#segments.splice(0, 1);
      await unlink(oldest!.path).catch((error) =>
        this.#options.log.warn("A part of the journal could not be removed", { reason: reasonOf(error) }),
      );
    }
  }

  /** Writes what waits and closes the file. */
  async close(): Promise<void> {
    await this.#writing;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (!this.#gap && this.#waiting.length > 0) await this.#writeGroup();
    // Nothing is begun any more.
    this.#timer = null;
    this.#writing = Promise.resolve();
    await this.#file?.close();
    this.#file = null;
  }

  /** Sees to it that what waits is written, or that a disk that refused is tried again. */
  #schedule(): void {
    if (this.#timer !== null || this.#writing !== null) return;
    if (this.#gap) this.#timer = setTimeout(() => this.#work(this.#tryAgain()), retryMs);
    else if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#work(this.#writeGroup()), groupMs);
  }

  #work(work: Promise<void>): void {
    this.#timer = null;
    this.#writing = work.finally(() => {
      this.#writing = null;
      this.#schedule();
    });
  }

  async #writeGroup(): Promise<void> {
    const group = Buffer.from(this.#waiting.join(""));
    const until = this.#next;
    this.#waiting = [];
    try {
      const file = await this.#segmentFor(this.#synced);
      await writeAll(file, group, this.#bytes);
      await file.datasync();
    } catch (error) {
      this.#refused(error);
      return;
    }
    this.#bytes += group.length;
    this.#synced = until;
    for (const heard of this.#listeners) heard();
  }

  /** The file for an event of this number: the last segment, or a new one where that is full. */
  async #segmentFor(number: number): Promise<FileHandle> {
    const { folder } = this.#options;
    const last = this.#segments.at(-1);
    if (last && !this.#isFull && this.#bytes < (this.#options.segmentBytes ?? segmentBytes)) {
      this.#file ??= await open(last.path, "r+");
      return this.#file;
    }
    await this.#file?.close();
    this.#file = null;
    const path = join(folder, `${String(number).padStart(16, "0")}.jsonl`);
    this.#file = await open(path, "w", 0o600);
    this.#segments = [...this.#segments, { path, first: number }];
    this.#bytes = 0;
    this.#isFull = false;
    return this.#file;
  }

  #refused(error: unknown): void {
    const { log, now } = this.#options;
    const reason = reasonOf(error);
    const gap = { since: now(), reason };
    this.#gap = gap;
    // What was not synced was never there: numbers follow each other without a hole.
    this.#next = this.#synced;
    this.#waiting = [];
    log.error("The journal cannot be written: what happens now is shown, and not recorded", { reason });
    this.#options.refused(gap);
  }

  /** Takes away what a refused group may have left, and sees whether as much as a group can be written. */
  async #tryAgain(): Promise<void> {
    const gap = this.#gap;
    if (!gap) return;
    try {
      const file = await this.#segmentFor(this.#synced);
      await file.truncate(this.#bytes);
      await writeAll(file, Buffer.alloc(64 * 1024), this.#bytes);
      await file.datasync();
      await file.truncate(this.#bytes);
    } catch (error) {
      this.#gap = { ...gap, reason: reasonOf(error) };
      return;
    }
    this.#gap = null;
    this.#options.log.info("The journal can be written again", { since: new Date(gap.since).toISOString() });
    this.#options.resumed(gap);
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

/** The id is made with the journal, and made anew with it. */
function idOf(folder: string, isNew: boolean): string {
  const path = join(folder, "id");
  if (!isNew && existsSync(path)) {
    const known = readFileSync(path, "utf8");
    if (/^[0-9a-f-]{36}$/.test(known)) return known;
  }
  const id = crypto.randomUUID();
  writeFileSync(path, id, { mode: 0o600, flush: true });
  return id;
}

function segmentsIn(folder: string): Segment[] {
  return readdirSync(folder)
    .filter((name) => /^\d{16}\.jsonl$/.test(name))
    .sort()
    .map((name) => ({ path: join(folder, name), first: Number(name.slice(0, 16)) }));
}

/** How many whole lines there are from the beginning, and where the last one ends. A probe's zeros are no line. */
function wholeLines(bytes: Uint8Array): { lines: number; bytes: number } {
  let lines = 0;
  let end = 0;
  for (let at = bytes.indexOf(10); at >= 0 && bytes[end] !== 0; at = bytes.indexOf(10, end)) {
    lines += 1;
    end = at + 1;
  }
  return { lines, bytes: end };
}
