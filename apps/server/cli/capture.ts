/**
 * A capture from the field as events: what an AMI client received, or a `queue_log`. Both may be gzipped, and either may
 * come from standard input.
 *
 * Beside a capture of AMI, `ami.index.json` may tell when each piece was received (`chunks`: offset, length, epoch ms,
 * connection; `connections`: where each begins). Without it the events' own `Timestamp` is used, where there is one.
 *
 * @module
 */
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type AmiMessage, AmiParser, EventReader } from "@qmanager/ami";
import {
  type CallCentreEvent,
  isColumnNames,
  isRow,
  type PbxId,
  parseQueueLogLine,
  pbxId,
  rowToEvent,
} from "@qmanager/core";
import { z } from "zod";
import { Fault, reasonOf } from "../fault.ts";

export interface Capture {
  source: "ami" | "queue_log";
  /** In order; ends after the last whole message or line. */
  events: AsyncIterable<CallCentreEvent>;
  /** Filled while the events are read. */
  problems: Problems;
}

/** A line, or a message, and why it was not understood. */
interface Misread {
  line: string;
  reason: string;
}

/** What of a capture could not be understood: messages or lines. */
export interface Problems {
  count: number;
  first: Misread | null;
  /** Why the capture could not be read to its end; what came before is good. */
  cutOff: string | null;
}

const bytes = z.number().int().nonnegative();
const captureIndex = z.object({
  chunks: z.array(z.tuple([bytes, bytes, z.number()]).rest(z.number())),
  connections: z.array(z.object({ offset: bytes })),
});
export type CaptureIndex = z.infer<typeof captureIndex>;

export interface CaptureOptions {
  pbx?: PbxId;
  /** IANA zone of times that are local text. */
  zone?: string;
  index?: CaptureIndex | null;
}

/**
 * Opens a capture.
 *
 * @param path a file, gzipped or not, or `-` for standard input
 * @throws Fault when it cannot be read, or is neither of the two
 */
export async function openCapture(path: string, options: { zone?: string } = {}): Promise<Capture> {
  if (path === "-") return await readCapture(Bun.stdin.stream(), "standard input", options);
  const file = Bun.file(path);
  const stat = await file.stat().catch((error: unknown) => {
    throw new Fault(`Cannot read ${path}: ${reasonOf(error)}. Give the path of an ami.raw or a queue_log`);
  });
  if (stat.isDirectory()) throw new Fault(`${path} is a folder. Give the path of the ami.raw or queue_log in it`);
  return await readCapture(file.stream(), path, { ...options, index: await indexBeside(path) });
}

/** `x/ami.raw` and `x/ami.raw.gz` have their times in `x/ami.index.json`, gzipped or not. */
async function indexBeside(path: string): Promise<CaptureIndex | null> {
  const base = path.replace(/\.gz$/, "").replace(/\.raw$/, ".index.json");
  if (!base.endsWith(".index.json")) return null;
  for (const name of [base, `${base}.gz`]) {
    if (!(await Bun.file(name).exists())) continue;
    const parsed = captureIndex.safeParse(await readJson(name));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0]!;
    throw new Fault(`${name} is not an index of a capture: ${issue.path.join(".")}: ${issue.message}`);
  }
  return null;
}

async function readJson(name: string): Promise<unknown> {
  try {
    const bytes = await Bun.file(name).bytes();
    return JSON.parse(new TextDecoder().decode(name.endsWith(".gz") ? Bun.gunzipSync(bytes) : bytes));
  } catch (error) {
    throw new Fault(`Cannot read ${name}: ${reasonOf(error)}. Remove it to read the capture without times`);
  }
}

/** Reads bytes as a capture; what they are is told by how they begin. */
export async function readCapture(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  options: CaptureOptions = {},
): Promise<Capture> {
  const { start, rest } = await firstBytes(await unzipped(readable(bytes, name), name), banner.length);
  if (start.length === 0) throw new Fault(`${name} is empty. Nothing was captured, or it has to be copied again`);
  const problems: Problems = { count: 0, first: null, cutOff: null };
  const pbx = options.pbx ?? pbxId("pbx");
  const text = new TextDecoder().decode(start);
  if (text.startsWith(banner) || isMessageStart(text)) {
    const events = amiEvents(rest, name, pbx, options.index ?? null, problems);
    return { source: "ami", events: untilFault(events, problems), problems };
  }
  if (!/^(\d|id\t|time\t)/i.test(text)) {
    throw new Fault(
      `${name} is neither a capture of AMI (which begins with "${banner}", or with a message) nor a queue_log (which begins with a time): it begins with ${JSON.stringify(text.slice(0, 20))}`,
    );
  }
  const events = logEvents(rest, name, pbx, options.zone, problems);
  return { source: "queue_log", events: untilFault(events, problems), problems };
}

const banner = "Asterisk Call Manager/";
const emptyLine = new TextEncoder().encode("\r\n\r\n");
/** Far longer than any row of a queue_log. */
const longestLine = 65_536;

const isMessageStart = (text: string): boolean => /^(Event|Response): /.test(text);

function notUnderstood(problems: Problems, problem: Misread): void {
  problems.count += 1;
  problems.first ??= problem;
}

async function* readable(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw new Fault(`Cannot read ${name}: ${reasonOf(error)}. Check that it is a file you may read`);
  }
}

async function* untilFault(
  events: AsyncIterable<CallCentreEvent>,
  problems: Problems,
): AsyncGenerator<CallCentreEvent> {
  try {
    yield* events;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    problems.cutOff = error.message;
  }
}

async function* amiEvents(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  pbx: PbxId,
  index: CaptureIndex | null,
  problems: Problems,
): AsyncGenerator<CallCentreEvent> {
  const parser = new AmiParser({ bannerAnywhere: true });
  const reader = new EventReader(pbx, { queueLists: "first" });
  for await (const { piece, at, begins } of index ? indexed(bytes, index, name) : untimed(bytes)) {
    if (begins) parser.reset();
    for (const message of parser.push(piece)) {
      const problem = problemOf(message);
      if (problem) notUnderstood(problems, problem);
      yield* reader.read(message, at);
    }
  }
  // an empty line ends a message that has no end, and nothing else
  if (parser.push(emptyLine).length > 0) {
    throw new Fault(`${name} ends in the middle of a message, which is left out. If it was copied, copy it again`);
  }
}

/** What is wrong with a message; null when nothing is. */
function problemOf(message: AmiMessage): Misread | null {
  if (message.kind === "other") {
    const line = message.entries().map(([name, value]) => (name === "" ? value : `${name}: ${value}`));
    return { line: line.join("\n"), reason: "It is neither an event nor an answer" };
  }
  if (message.kind !== "error") return null;
  if (message.reason === "too_long") return { line: message.text, reason: "It is longer than any message can be" };
  // a capture that begins after its banner has all its messages
  return isMessageStart(message.text) ? null : { line: message.text, reason: "It is no banner of Asterisk" };
}

interface Piece {
  piece: Uint8Array;
  at: number | null;
  /** A connection begins with it. */
  begins: boolean;
}

async function* untimed(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  for await (const piece of bytes) yield { piece, at: null, begins: false };
}

/** The pieces as they were received. */
async function* indexed(bytes: AsyncIterable<Uint8Array>, index: CaptureIndex, name: string): AsyncGenerator<Piece> {
  const starts = new Set(index.connections.map(({ offset }) => offset));
  let kept = new Uint8Array(0);
  let next = 0;
  for await (const more of bytes) {
    kept = kept.length === 0 ? more.slice() : concat(kept, more);
    let from = 0;
    while (next < index.chunks.length) {
      const [offset, length, at] = index.chunks[next]!;
      if (kept.length - from < length) break;
      yield { piece: kept.subarray(from, from + length), at, begins: starts.has(offset) };
      from += length;
      next += 1;
    }
    kept = kept.slice(from);
  }
  if (next < index.chunks.length) {
    const [offset, length] = index.chunks.at(-1)!;
    throw new Fault(`${name} is cut off: its index tells of ${offset + length} bytes. Copy the file again`);
  }
  if (kept.length > 0) {
    throw new Fault(
      `${name} is longer than its index tells. Copy both again, or remove the index to read it without times`,
    );
  }
}

async function* logEvents(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  pbx: PbxId,
  zone: string | undefined,
  problems: Problems,
): AsyncGenerator<CallCentreEvent> {
  for await (const line of lines(bytes, name)) {
    if (line === "" || isColumnNames(line)) continue;
    const row = parseQueueLogLine(line, zone === undefined ? {} : { zone });
    if (!isRow(row)) notUnderstood(problems, row);
    else if (line.length > longestLine) notUnderstood(problems, { line, reason: "It is longer than any row can be" });
    else {
      const event = rowToEvent(row, { pbx });
      if (event) yield event;
    }
  }
}

/** Lines without their ends; of those over {@link longestLine} the beginning only. */
async function* lines(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let kept = "";
  for await (const piece of bytes) {
    const [first, ...others] = decoder.decode(piece, { stream: true }).split("\n");
    if (kept.length <= longestLine) kept += first;
    for (const next of others) {
      yield kept.endsWith("\r") ? kept.slice(0, -1) : kept;
      kept = next;
    }
  }
  // Asterisk ends every line it writes: half a row may be another row
  if (kept !== "") {
    throw new Fault(
      `${name} ends in the middle of a line, which is left out: ${JSON.stringify(kept.slice(0, 80))}. If it was copied, copy it again`,
    );
  }
}

async function firstBytes(
  bytes: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ start: Uint8Array; rest: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array(0);
  while (start.length < length) {
    const { value, done } = await iterator.next();
    if (done) break;
    start = concat(start, value);
  }
  async function* rest() {
    if (start.length > 0) yield start;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { start: start.subarray(0, length), rest: rest() };
}

async function unzipped(bytes: AsyncIterable<Uint8Array>, name: string): Promise<AsyncIterable<Uint8Array>> {
  const { start, rest } = await firstBytes(bytes, 2);
  if (start[0] !== 0x1f || start[1] !== 0x8b) return rest;
  return unzip(rest, name);
}

async function* unzip(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const zipped = Readable.from(bytes);
  const plain = zipped.pipe(createGunzip());
  zipped.on("error", (error) => plain.destroy(error));
  try {
    for await (const piece of plain) yield piece as Uint8Array;
  } catch (error) {
    throw new Fault(
      `${name} cannot be unzipped to its end: ${reasonOf(error)}. It is cut off or damaged: copy it again`,
    );
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
