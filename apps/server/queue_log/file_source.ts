/**
 * The `queue_log` file of an Asterisk, followed through rotation (`logger rotate`, logrotate) and truncation.
 *
 * A cursor names the file by how it begins (an inode is given again, and a copy has another), and how far it is read. When
 * another file has its name, the rest of the old one is read where it lies now, then those that came between, then the new.
 */
import { type FileHandle, open, readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { LogCursor } from "../db/log_positions.ts";
import { codeOf } from "../fault.ts";
import type { LogPiece, LogSource } from "./source.ts";

const pieceBytes = 1024 * 1024;
/** By so many bytes a file is known again. */
const startBytes = 200;

interface FileCursor {
  inode: string;
  offset: number;
  /** The beginning of the file, as far as there was one when it was first read. */
  start: string;
}

export class FileSource implements LogSource {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async read(at: LogCursor | null): Promise<LogPiece> {
    const cursor = at as FileCursor | null;
    const files: OpenFile[] = [];
    try {
      const current = await opened(this.#path, files);
      if (!current) return { rows: [], cursor: at ?? nowhere, isEnd: true };
      if (cursor === null || cursor.inode === "") return await piece(current, 0);
      if (current.size >= cursor.offset && (await isThat(current, cursor))) return await piece(current, cursor.offset);
      const [old, ...after] = await this.#rotated(cursor, current, files);
      const rest = old ? await piece(old, cursor.offset, true) : null;
      if (rest && rest.rows.length > 0) return { ...rest, isEnd: false };
      const next = after[0];
      return next ? { ...(await piece(next, 0, true)), isEnd: false } : await piece(current, 0);
    } finally {
      for (const { file } of files) await file.close();
    }
  }

  async close(): Promise<void> {}

  /** The file of a cursor as it lies now under another name, or its copy, and those that were begun after it. */
  async #rotated(cursor: FileCursor, current: OpenFile, files: OpenFile[]): Promise<OpenFile[]> {
    const folder = dirname(this.#path);
    const name = basename(this.#path);
    const names = (await readdir(folder)).filter(
      (each) => each.startsWith(name) && each !== name && !each.endsWith(".gz"),
    );
    const others: OpenFile[] = [];
    for (const each of names) {
      const other = await opened(join(folder, each), files);
      if (other && other.inode !== current.inode) others.push(other);
    }
    others.sort((one, other) => one.changedMs - other.changedMs);
    const known: boolean[] = [];
    for (const each of others) known.push(each.size >= cursor.offset && (await isThat(each, cursor)));
    const from = known.lastIndexOf(true);
    return from < 0 ? [] : others.slice(from);
  }
}

const nowhere: LogCursor = { inode: "", offset: 0, start: "" };

interface OpenFile {
  file: FileHandle;
  inode: string;
  size: number;
  changedMs: number;
}

async function opened(path: string, files: OpenFile[]): Promise<OpenFile | null> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    // Between the old one and the new one there is none.
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
  const { ino, size, mtimeMs } = await file.stat();
  const found = { file, inode: String(ino), size, changedMs: mtimeMs };
  files.push(found);
  return found;
}

/** It begins as it began; where it was empty then, the inode alone tells. */
async function isThat(file: OpenFile, { inode, start }: FileCursor): Promise<boolean> {
  return start === "" ? file.inode === inode : (await beginning(file)).startsWith(start);
}

async function beginning({ file }: OpenFile): Promise<string> {
  const buffer = Buffer.alloc(startBytes);
  const { bytesRead } = await file.read(buffer, 0, startBytes, 0);
  return buffer.toString("latin1", 0, bytesRead);
}

/** @param isClosed nothing is written to it any more: what stands after the last line end is a line as well */
async function piece(of: OpenFile, from: number, isClosed = false): Promise<LogPiece> {
  const start = await beginning(of);
  const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, Math.max(0, of.size - from)));
  const { bytesRead } = await of.file.read(buffer, 0, buffer.length, from);
  const isLast = from + bytesRead >= of.size;
  let end = bytesRead === 0 ? 0 : buffer.lastIndexOf(10, bytesRead - 1) + 1;
  // A line that has no end, or is longer than a piece, is none of Asterisk's: it is told as it is, in parts.
  if (end === 0 && (isClosed || bytesRead === pieceBytes)) end = bytesRead;
  else if (isClosed && isLast) end = bytesRead;
  const rows = end === 0 ? [] : linesOf(buffer.toString("utf8", 0, end));
  return { rows, cursor: { inode: of.inode, offset: from + end, start }, isEnd: isLast };
}

/** Lines without their ends. */
export function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return text.includes("\r") ? lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line)) : lines;
}
