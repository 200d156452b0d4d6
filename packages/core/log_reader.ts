/**
 * Reads a whole `queue_log` in order, line by line or row by row. What is no row is told with its reason: so is a row that
 * cannot be Asterisk's, though it looks like one.
 */
import { channelBeganAt } from "./channel_time.ts";
import { uniqueid } from "./ids.ts";
import {
  isRow,
  type LogFault,
  parseQueueLogFields,
  parseQueueLogLine,
  type QueueLogOptions,
  type QueueLogProblem,
  type QueueLogRow,
} from "./queue_log.ts";
import type { EpochMs } from "./time.ts";
import { shownAgainAt } from "./zone.ts";

export interface LogReaderOptions {
  /** IANA zone of times written as local text. */
  zone?: string;
  /** Rows of later times are not believed. */
  until?: () => EpochMs;
}

/** Asterisk had no queue_log before. */
const earliest = Date.UTC(2000, 0, 1);
/** Asterisk's names are shorter (AST_MAX_UNIQUEID, AST_MAX_CONTEXT and their like), and its rows far shorter. */
const longestName = 160;
const longestLine = 65_536;
/** Rows are written in order, but for those of several calls at the same moment. */
const disorderMs = 60_000;
/** The clock by which a channel is named may be ahead of that of a row. */
const aheadMs = 5_000;

export class LogReader {
  readonly #options: QueueLogOptions;
  readonly #until: () => EpochMs;
  #lastAt: EpochMs | null = null;

  constructor({ zone, until }: LogReaderOptions = {}) {
    this.#until = until ?? (() => Number.POSITIVE_INFINITY);
    const showing = (first: EpochMs, callid: string) => this.#showing(first, callid, zone!);
    this.#options = zone === undefined ? {} : { zone, showing };
  }

  /** A line without its end. */
  line(line: string): QueueLogRow | QueueLogProblem {
    if (line.length > longestLine) return { line, code: "long_line", reason: "It is longer than any row can be" };
    return this.#checked(line, parseQueueLogLine(line, this.#options));
  }

  /** Time, callid, queue, agent, event and parameters, as a database has them. */
  fields(fields: readonly string[]): QueueLogRow | QueueLogProblem {
    return this.#checked(null, parseQueueLogFields(fields, this.#options), fields);
  }

  #checked(
    line: string | null,
    parsed: QueueLogRow | QueueLogProblem,
    fields: readonly string[] = [],
  ): QueueLogRow | QueueLogProblem {
    if (!isRow(parsed)) return parsed;
    const fault = this.#fault(parsed);
    if (fault !== null) return { line: line ?? fields.join("|"), ...fault };
    this.#lastAt = parsed.at;
    return parsed;
  }

  #fault({ at, callid, queue, agent, event }: QueueLogRow): LogFault | null {
    if (at < earliest || at > this.#until()) {
      return { code: "impossible_time", reason: `The time ${new Date(at).toISOString()} cannot be that of a row` };
    }
    for (const name of [callid, queue, agent, event]) {
      if (name.length > longestName) {
        return { code: "long_name", reason: `"${name.slice(0, 20)}…" is longer than any name in Asterisk` };
      }
      if (name.includes("\0")) {
        return { code: "zero_bytes", reason: "There are zero bytes in it, as a crash leaves them" };
      }
    }
    return null;
  }

  /**
   * When clocks are set back they show an hour twice. The second time it is when the caller's channel began after the first,
   * or when the rows before are later than that.
   */
  #showing(first: EpochMs, callid: string, zone: string): EpochMs {
    const again = shownAgainAt(first, zone);
    if (again === null) return first;
    const began = channelBeganAt(uniqueid(callid));
    if (began !== null && began > first + aheadMs && began <= again + aheadMs) return again;
    return this.#lastAt !== null && this.#lastAt > first + disorderMs && this.#lastAt <= again + disorderMs
      ? again
      : first;
  }
}
