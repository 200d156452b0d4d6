/** Tables for spreadsheets. */
import type { Delimiter } from "./read_csv.ts";

/** A spreadsheet that is to read the file as UTF-8 looks for this at its beginning. */
const byteOrderMark = "\ufeff";

/**
 * A line ends in CR LF. A cell that a spreadsheet would take for a formula gets a `'` before it: {@link unguarded} takes it
 * away again.
 */
export function writeCsv(rows: readonly (readonly string[])[], delimiter: Delimiter): string {
  const lines = rows.map((cells) => `${cells.map((cell) => quoted(guarded(cell), delimiter)).join(delimiter)}\r\n`);
  return byteOrderMark + lines.join("");
}

function quoted(cell: string, delimiter: Delimiter): string {
  return /["\r\n]/.test(cell) || cell.includes(delimiter) || cell.trim() !== cell
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;
}

/** One that begins with `'` itself gets another, so that what comes back is what went out. */
const guarded = (cell: string): string => (/^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

/** A cell as it was before {@link writeCsv} kept it from being a formula. */
export const unguarded = (cell: string): string => (/^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);
