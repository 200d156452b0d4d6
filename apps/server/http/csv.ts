/**
 * Tables as CSV (RFC 4180), as spreadsheets read them: a cell that a spreadsheet would take for a formula begins with an
 * apostrophe, so that it stays a text whoever wrote it.
 */

export interface CsvForm {
  separator: "," | ";";
  /** Begin with the mark by which Excel knows UTF-8. */
  bom: boolean;
}

/** `;` where people write a comma before decimals, which is what their spreadsheets expect. */
export const csvSeparators = { pt: ";", es: ";", en: "," } as const;

/** One that begins with an apostrophe already gets another: so {@link unguarded} tells what was there. */
const formula = /^'*[=+\-@\t\r]/;
const guardedFormula = /^'+[=+\-@\t\r]/;

/** A cell's text without the apostrophe that {@link csvLine} put before it. */
export const unguarded = (cell: string): string => (guardedFormula.test(cell) ? cell.slice(1) : cell);

/** A number is written as it is; null is an empty cell. */
export function csvLine(cells: readonly (string | number | null)[], separator: CsvForm["separator"]): string {
  return `${cells.map((each) => csvCell(each, separator)).join(separator)}\r\n`;
}

function csvCell(value: string | number | null, separator: string): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A file as it is read, piece by piece: each piece is asked for when whoever reads has taken the one before.
 *
 * @param ended called once, when all was read or whoever read has gone
 */
export function csvStream(
  pieces: AsyncIterator<string>,
  { bom }: CsvForm,
  ended: () => Promise<void>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      if (bom) controller.enqueue(encoder.encode("\uFEFF"));
    },
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (!done) {
        controller.enqueue(encoder.encode(value));
        return;
      }
      await ended();
      controller.close();
    },
    async cancel() {
      await pieces.return?.();
      await ended();
    },
  });
}
