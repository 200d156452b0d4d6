/** What a file is that somebody chose, from its beginning: told before hundreds of megabytes are sent for nothing. */
import { type EpochMs, isColumnNames, isRow, LogReader, type Packing, packingBytes, packingOf } from "@qmanager/core";

export type LogBeginning =
  /** `firstAt`: of its first row. */
  | { type: "log"; firstAt: EpochMs }
  /** There is no row in its beginning. */
  | { type: "other" }
  | { type: "empty" }
  /** In a way that the server does not read. */
  | { type: "packed"; packing: Packing }
  /** Moved or changed since it was chosen, or a folder. */
  | { type: "unreadable" };

/** So much of the text is looked at. */
const longestBeginning = 64 * 1024;

/** @param zone of times that are local text */
export async function beginningOf(file: Blob, zone: string): Promise<LogBeginning> {
  if (file.size === 0) return { type: "empty" };
  let start: Uint8Array;
  try {
    start = new Uint8Array(await file.slice(0, packingBytes).arrayBuffer());
  } catch (cause) {
    console.info(`The file cannot be read: ${String(cause)}`);
    return { type: "unreadable" };
  }
  const packing = packingOf(start);
  if (packing !== null && packing !== "gzip") return { type: "packed", packing };
  const reader = new LogReader({ zone });
  for (const line of (await textOf(file, packing === "gzip")).split("\n")) {
    if (isColumnNames(line)) continue;
    const row = reader.line(line.replace(/\r$/, ""));
    if (isRow(row)) return { type: "log", firstAt: row.at };
  }
  return { type: "other" };
}

/** The beginning of its text; of a damaged one as far as it goes. */
async function textOf(file: Blob, isZipped: boolean): Promise<string> {
  const some = file.slice(0, longestBeginning).stream();
  const bytes = isZipped ? some.pipeThrough(new DecompressionStream("gzip")) : some;
  const reader = bytes.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    while (text.length < longestBeginning) {
      const { value, done } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
    await reader.cancel();
  } catch {
    // The beginning of a zipped file is no whole one: what came before its end is what we want.
  }
  return text;
}
