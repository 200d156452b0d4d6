/**
 * Imports of uploaded logs. An upload is written to our disk as it comes, and recorded from there, one after the other: so
 * whoever uploaded it need not stay, and what a restart interrupts goes on after it. A log that was imported before, in
 * part or as a whole, changes nothing.
 */
import { existsSync, mkdirSync } from "node:fs";
import { open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { EpochMs, PbxId } from "@qmanager/core";
import type { Sql } from "../db/connect.ts";
import {
  endImport,
  findImport,
  type Import,
  type ImportState,
  importSource,
  insertImport,
  openImports,
  setUploaded,
} from "../db/imports.ts";
import type { Partitions } from "../db/partitions.ts";
import { countLogged } from "../db/visits.ts";
import { codeOf, reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import type { AgentRegister } from "../records/agent_register.ts";
import { LogRecorder } from "./log_recorder.ts";
import { UploadFault, UploadSource } from "./upload_source.ts";

export interface ImportsOptions {
  /** Of the uploads. */
  folder: string;
  sql: Sql;
  partitions: Partitions;
  agents: AgentRegister;
  log: Log;
  now(): EpochMs;
  /** An upload leaves so much of the disk free; {@link leastFreeBytes}. */
  leastFreeBytes?: number;
}

/** Journal and database stand on the same disk, and an upload must not end the recording of calls. */
const leastFreeBytes = 512 * 1024 ** 2;
/** How often an upload looks how much is left. */
const lookBytes = 64 * 1024 ** 2;

/** How far an import is, while it is recorded. */
export interface ImportProgress {
  lines: number;
  problems: number;
  /** Of the uploaded file. */
  bytesRead: number;
  firstAt: EpochMs | null;
  lastAt: EpochMs | null;
}

interface Running {
  id: number;
  source: UploadSource;
  recorder: LogRecorder;
  isCancelled: boolean;
}

export class Imports {
  readonly #options: ImportsOptions;
  readonly #cancelled = new Set<number>();
  #running: Running | null = null;
  #isClosed = false;
  /** One after the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: ImportsOptions) {
    this.#options = options;
  }

  /** Goes on with what the last run of the server did not end. */
  async start(): Promise<void> {
    const { sql, log } = this.#options;
    for (const each of await openImports(sql)) {
      if (each.state === "running" && existsSync(this.#pathOf(each.id))) this.#begin(each);
      else {
        log.warn("An import was cut off", { import: each.id });
        await this.#end(each.id, "failed", {
          reasonCode: "server_ended",
          reason: "The server ended before the upload was whole. Upload it again",
        });
      }
    }
  }

  /**
   * Takes an upload to disk and begins its import. Whoever calls it has to have written the audit row: `noted` is called
   * in the transaction that makes the import.
   */
  async upload(
    asked: { pbx: PbxId; name: string; zone: string; user: string },
    body: ReadableStream<Uint8Array>,
    noted: (tx: Parameters<typeof insertImport>[0]) => Promise<unknown>,
  ): Promise<Import> {
    const { sql, folder, now, leastFreeBytes: least = leastFreeBytes } = this.#options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const id = await sql.begin(async (tx) => {
      const made = await insertImport(tx, { ...asked, at: now() });
      await noted(tx);
      return made;
    });
    let bytes = 0;
    try {
      bytes = await written(body, this.#pathOf(id), () => leaveFree(folder, least));
    } catch (error) {
      await this.#end(id, "failed", whyNotTaken(error));
      return await this.#found(id);
    }
    await setUploaded(sql, id, bytes);
    const made = await this.#found(id);
    if (made.state === "running") this.#begin(made);
    return made;
  }

  /** What was recorded of it stays. @returns false when there is none, or it has ended */
  async cancel(id: number): Promise<boolean> {
    const found = await findImport(this.#options.sql, id);
    if (!found || (found.state !== "running" && found.state !== "uploading")) return false;
    this.#cancelled.add(id);
    if (this.#running?.id === id) {
      this.#running.isCancelled = true;
      await this.#running.recorder.stop();
    }
    return this.#end(id, "cancelled");
  }

  /** Null for one that is not being recorded just now. */
  progress(id: number): ImportProgress | null {
    if (this.#running?.id !== id) return null;
    const { source, recorder } = this.#running;
    const { lines, problems, firstAt, lastAt } = recorder.position;
    return { lines, problems, bytesRead: source.bytesRead, firstAt, lastAt };
  }

  /** Done when all imports that were begun have ended. */
  async idle(): Promise<void> {
    await this.#last;
  }

  /** Stops; what is not done goes on after the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running?.recorder.stop();
    await this.#last;
  }

  #begin(asked: Import): void {
    this.#last = this.#last
      .then(() => this.#run(asked))
      // Whatever became of one, the next has its turn.
      .catch((error) =>
        this.#options.log.error("An import did not end well", { import: asked.id, reason: reasonOf(error) }),
      );
  }

  async #run({ id, pbx, zone }: Import): Promise<void> {
    const { sql, partitions, agents, log, now } = this.#options;
    if (this.#isClosed || this.#cancelled.has(id)) return;
    const source = new UploadSource(this.#pathOf(id));
    const name = importSource(id);
    const recorder = new LogRecorder({ pbx, name, source, zone, follow: false, sql, partitions, agents, log, now });
    const running = { id, source, recorder, isCancelled: false };
    this.#running = running;
    try {
      const isDone = await recorder.run();
      if (isDone) await this.#done(id, pbx, recorder);
    } catch (error) {
      // Stopped in the middle of something: what is not recorded is read again, or is not wanted any more.
      if (running.isCancelled || this.#isClosed) return;
      log.error("An import failed", { pbx, import: id, reason: reasonOf(error) });
      await this.#end(id, "failed", whyNotRecorded(error)).catch((fault) =>
        log.error("That an import failed could not be written", { import: id, reason: reasonOf(fault) }),
      );
    } finally {
      this.#running = null;
      await source.close();
    }
  }

  async #done(id: number, pbx: PbxId, { position }: LogRecorder): Promise<void> {
    const { sql, log } = this.#options;
    const { firstAt, lastAt } = position;
    if (firstAt === null || lastAt === null) {
      await this.#end(id, "failed", whyNothing(position.problems));
      return;
    }
    const counted = await countLogged(sql, pbx, { from: firstAt, to: lastAt });
    if (await this.#end(id, "done", counted)) {
      log.info("A queue_log was imported", {
        pbx,
        import: id,
        lines: position.lines,
        problems: position.problems,
        visits: counted.visits,
      });
    }
  }

  async #end(
    id: number,
    state: ImportState,
    told: Partial<Pick<Import, "reason" | "reasonCode" | "visits" | "since">> = {},
  ): Promise<boolean> {
    const { sql, now } = this.#options;
    const plain = { reason: null, reasonCode: null, visits: null, since: null };
    const isEnded = await endImport(sql, id, { state, ...plain, ...told, at: now() });
    await rm(this.#pathOf(id), { force: true });
    return isEnded;
  }

  async #found(id: number): Promise<Import> {
    const found = await findImport(this.#options.sql, id);
    if (!found) throw new Error(`The import ${id} is gone`);
    return found;
  }

  #pathOf(id: number): string {
    return join(this.#options.folder, `${id}.upload`);
  }
}

type Why = Pick<Import, "reason" | "reasonCode">;

function whyNotTaken(error: unknown): Why {
  if (codeOf(error) === "ENOSPC") {
    const reason = "The disk of the data folder is full, or nearly so. Free some space and upload it again";
    return { reasonCode: "disk_full", reason };
  }
  return { reasonCode: "cut_off", reason: `The upload was cut off (${reasonOf(error)}). Upload it again` };
}

/** Why there is not one row in it. */
function whyNothing(problems: number): Why {
  const advice = "it is no queue_log. Upload the file that Asterisk writes";
  return problems === 0
    ? { reasonCode: "no_lines", reason: `It has no lines: ${advice}` }
    : { reasonCode: "not_understood", reason: `None of its lines was understood: ${advice}` };
}

const whyNotRecorded = (error: unknown): Why => ({
  reasonCode: error instanceof UploadFault ? error.code : null,
  reason: reasonOf(error),
});

/** @throws as a full disk does, when less is free */
async function leaveFree(folder: string, least: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < least) throw Object.assign(new Error("The disk is nearly full"), { code: "ENOSPC" });
}

/**
 * Writes a stream into a file as it comes.
 *
 * @param look called before the first byte, and again every {@link lookBytes}
 * @returns how many bytes there were
 */
async function written(body: ReadableStream<Uint8Array>, path: string, look: () => Promise<void>): Promise<number> {
  const file = await open(path, "w", 0o600);
  const reader = body.getReader();
  try {
    for (let [bytes, looked] = [0, -lookBytes]; ; ) {
      if (bytes - looked >= lookBytes) {
        await look();
        looked = bytes;
      }
      const { value, done } = await reader.read();
      if (done) return bytes;
      await file.writeFile(value);
      bytes += value.length;
    }
  } finally {
    await file.close();
    await reader.cancel().catch(() => {});
  }
}
