import { appendFileSync } from "node:fs";

/** One row as Asterisk's queue_log has it. `time`: epoch seconds. */
export interface QueueLogRow {
  time: number;
  callid: string;
  queue: string;
  agent: string;
  event: string;
  /** The parameters, as text. */
  data: string[];
}

/** The line Asterisk would write: `epoch|callid|queue|agent|event|p1|p2`. */
export function formatQueueLogRow(row: QueueLogRow): string {
  return [row.time, row.callid, row.queue, row.agent, row.event, row.data.length > 0 ? row.data.join("|") : ""].join(
    "|",
  );
}

/** The truth of the simulation, kept as rows and, when asked, written to a file while it happens. */
export class QueueLogBook {
  readonly rows: QueueLogRow[] = [];
  /** Rows that were let go so that a simulation of days stays small; the file has them. */
  forgotten = 0;
  readonly #file: string | null;
  readonly #keep: number;
  #unwritten = "";

  constructor(file: string | null, keep: number) {
    this.#file = file;
    this.#keep = keep;
  }

  add(row: QueueLogRow): void {
    this.rows.push(row);
    if (this.rows.length >= this.#keep * 2) this.forgotten += this.rows.splice(0, this.#keep).length;
    if (this.#file) this.#unwritten += `${formatQueueLogRow(row)}\n`;
  }

  /** Brings the file up to date. */
  flush(): void {
    if (!this.#file || this.#unwritten === "") return;
    appendFileSync(this.#file, this.#unwritten);
    this.#unwritten = "";
  }
}
