/** An uploaded `queue_log` that lies whole on our disk, gzipped or not. Its cursor counts bytes of the text. */
import { createReadStream, type ReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { packingBytes, packingOf } from "@qmanager/core";
import type { ImportFault } from "../db/imports.ts";
import type { LogCursor } from "../db/log_positions.ts";
import { Fault, reasonOf } from "../fault.ts";
import { linesOf } from "./file_source.ts";
import type { LogPiece, LogSource } from "./source.ts";

const pieceBytes = 1024 * 1024;

/** What is wrong with an upload itself. */
export class UploadFault extends Fault {
  readonly code: ImportFault;

  constructor(code: ImportFault, message: string) {
    super(message);
    this.code = code;
  }
}

export class UploadSource implements LogSource {
  readonly #path: string;
  #bytes: AsyncIterator<Uint8Array> | null = null;
  #file: ReadStream | null = null;
  /** Where the next piece begins, in the text. */
  #offset = 0;
  #rest: Buffer = Buffer.alloc(0);
  #isOver = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Of the file, so far. */
  get bytesRead(): number {
    return this.#file?.bytesRead ?? 0;
  }

  /** Pieces follow each other: only the first one may be asked for at another place. */
  async read(at: LogCursor | null): Promise<LogPiece> {
    const wanted = at === null ? 0 : Number(at.offset);
    if (this.#bytes === null) {
      this.#file = createReadStream(this.#path, { highWaterMark: 256 * 1024 });
      this.#bytes = await textOf(this.#path, this.#file);
      await this.#skip(wanted);
    }
    if (this.#offset !== wanted) throw new Error(`The upload is at ${this.#offset}, not at ${wanted}`);
    while (!this.#isOver && (this.#rest.length < pieceBytes || !this.#rest.includes(10))) await this.#more();
    // What stands after the last line end is a line as well: nothing is written to it any more.
    const end = this.#isOver ? this.#rest.length : this.#rest.lastIndexOf(10) + 1;
    const rows = linesOf(this.#rest.toString("utf8", 0, end));
    this.#offset += end;
    this.#rest = this.#rest.subarray(end);
    return { rows, cursor: { offset: this.#offset }, isEnd: this.#isOver };
  }

  async close(): Promise<void> {
    await this.#bytes?.return?.();
    this.#file?.destroy();
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#bytes!.next();
    if (done) this.#isOver = true;
    else this.#rest = this.#rest.length === 0 ? Buffer.from(value) : Buffer.concat([this.#rest, value]);
    // A text without line ends is no log, however long it is.
    if (this.#rest.length > longestLine && !this.#rest.includes(10)) {
      throw new UploadFault(
        "no_lines",
        `There is no line end in ${longestLine / pieceBytes} MB: it is no queue_log. Upload the file that Asterisk writes`,
      );
    }
  }

  async #skip(to: number): Promise<void> {
    while (!this.#isOver && this.#offset + this.#rest.length < to) {
      this.#offset += this.#rest.length;
      this.#rest = Buffer.alloc(0);
      await this.#more();
    }
    this.#rest = this.#rest.subarray(to - this.#offset);
    this.#offset = to;
  }
}

const longestLine = 4 * pieceBytes;

async function textOf(path: string, bytes: ReadStream): Promise<AsyncIterator<Uint8Array>> {
  const file = await open(path, "r");
  const start = Buffer.alloc(packingBytes);
  await file.read(start, 0, packingBytes, 0);
  await file.close();
  const packing = packingOf(start);
  if (packing === "gzip") return unzipped(bytes);
  if (packing !== null)
    throw new UploadFault(
      "packed",
      `It is packed with ${packing}. Unpack it, or pack it with gzip, and upload it again`,
    );
  return bytes[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
}

async function* unzipped(bytes: ReadStream): AsyncGenerator<Uint8Array> {
  const text = bytes.pipe(createGunzip({ chunkSize: 256 * 1024 }));
  bytes.on("error", (error) => text.destroy(error));
  try {
    for await (const piece of text) yield piece as Uint8Array;
  } catch (error) {
    throw new UploadFault(
      "damaged",
      `It cannot be unzipped to its end: ${reasonOf(error)}. What was read before that is recorded; upload it again`,
    );
  } finally {
    bytes.destroy();
  }
}
