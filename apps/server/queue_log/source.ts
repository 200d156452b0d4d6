/** Where rows of queue_log come from. A kind of source is a module of its own beside this one. */
import type { LogCursor } from "../db/log_positions.ts";

/** A part of the log, in order. */
export interface LogPiece {
  /** Lines without their ends, or rows as a database has them: time, callid, queue, agent, event, parameters. */
  rows: (string | string[])[];
  /** Where the next piece begins. */
  cursor: LogCursor;
  /** There is nothing after it, for now. */
  isEnd: boolean;
}

export interface LogSource {
  /**
   * The next piece, without rows where there is nothing new.
   *
   * @param cursor of the piece before; null: from the first row that there is
   * @throws when the source cannot be read; it may be asked again
   */
  read(cursor: LogCursor | null): Promise<LogPiece>;
  close(): Promise<void>;
}
