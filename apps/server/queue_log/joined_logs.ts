/**
 * Several files of one log, rotated perhaps and some of them copies, as the one log that they are: in the order of their
 * first rows, each row once. Files may be gzipped.
 */
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";
import { type EpochMs, isColumnNames, isRow, LogReader, packingBytes, packingOf } from "@qmanager/core";
import { Fault, reasonOf } from "../fault.ts";

export interface JoinedLogs {
  /** For a list. */
  name: string;
  /** Whole lines, many at once. */
  text: AsyncIterable<string>;
  /** Rows that an earlier file had; counted while the text is read. */
  repeated: { lines: number };
}

/** @throws Fault for a file that cannot be read, or has no row near its beginning */
export async function joinedLogs(paths: readonly string[], zone: string): Promise<JoinedLogs> {
  const files: { path: string; firstAt: EpochMs }[] = [];
  for (const path of paths) files.push({ path, firstAt: await firstRowOf(path, zone) });
  files.sort((a, b) => a.firstAt - b.firstAt);
  const repeated = { lines: 0 };
  const name = files
    .map(({ path }) => basename(path))
    .join(", ")
    .slice(0, 200);
  return {
    name,
    text: joined(
      files.map(({ path }) => path),
      zone,
      repeated,
    ),
    repeated,
  };
}

async function* joined(paths: readonly string[], zone: string, repeated: { lines: number }): AsyncGenerator<string> {
  if (paths.length === 1) {
    for await (const lines of linesOfFile(paths[0]!)) yield `${lines.join("\n")}\n`;
    return;
  }
  let lastAt = Number.NEGATIVE_INFINITY;
  /** The rows of the end of what was given out, which may not be in order. */
  const end = new Map<string, EpochMs>();
  for (const path of paths) {
    const reader = new LogReader({ zone });
    const [toldTo, told] = [lastAt, new Set(end.keys())];
    for await (const lines of linesOfFile(path)) {
      const fresh: string[] = [];
      for (const line of lines) {
        const row = reader.line(line);
        if (isRow(row)) {
          // The files before told all up to then.
          if (row.at < toldTo - disorderMs || (row.at <= toldTo && told.has(line))) {
            repeated.lines += 1;
            continue;
          }
          lastAt = Math.max(lastAt, row.at);
          end.set(line, row.at);
        }
        fresh.push(line);
      }
      for (const [line, at] of end) if (at < lastAt - disorderMs) end.delete(line);
      if (fresh.length > 0) yield `${fresh.join("\n")}\n`;
    }
  }
}

/** Rows of several calls at the same moment are not written in order; nor are those of two clocks. */
const disorderMs = 60_000;
/** How many lines may stand before the first row. */
const linesBeforeRow = 1_000;

async function firstRowOf(path: string, zone: string): Promise<EpochMs> {
  const reader = new LogReader({ zone });
  let read = 0;
  let reason = "It is empty";
  for await (const lines of linesOfFile(path)) {
    for (const line of lines) {
      if (line === "" || isColumnNames(line)) continue;
      const row = reader.line(line);
      if (isRow(row)) return row.at;
      if (read === 0) reason = row.reason;
      read += 1;
      if (read > linesBeforeRow) break;
    }
    if (read > linesBeforeRow) break;
  }
  throw new Fault(`${path} is no queue_log: ${reason}. Give the file that Asterisk writes, or rows of its table`, {
    exitCode: 2,
  });
}

/** Lines without their ends. */
async function* linesOfFile(path: string): AsyncGenerator<string[]> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  try {
    for await (const piece of bytesOf(path)) {
      const lines = (rest + decoder.write(Buffer.from(piece))).split("\n");
      rest = lines.pop() ?? "";
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(`Cannot read ${path}: ${reasonOf(error)}. Check that it is a file you may read`, { cause: error });
  }
  rest += decoder.end();
  if (rest !== "") yield [rest];
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  const packing = packingOf(await Bun.file(path).slice(0, packingBytes).bytes());
  if (packing !== null && packing !== "gzip") {
    throw new Fault(`${path} is packed with ${packing}. Unpack it, or pack it with gzip`, { exitCode: 2 });
  }
  const bytes = createReadStream(path, { highWaterMark: 256 * 1024 });
  try {
    if (packing === null) {
      yield* bytes as AsyncIterable<Uint8Array>;
      return;
    }
    const text = bytes.pipe(createGunzip({ chunkSize: 256 * 1024 }));
    bytes.on("error", (error) => text.destroy(error));
    yield* text as AsyncIterable<Uint8Array>;
  } finally {
    bytes.destroy();
  }
}
