/** Tables as text, as RFC 4180 has them, and as spreadsheets of all countries write them. */

/** The cells of a line, and where in the file it begins: a quoted cell may hold line breaks. */
export interface CsvLine {
  /** From 1. */
  line: number;
  cells: string[];
}

export const delimiters = [";", ",", "\t"] as const;
export type Delimiter = (typeof delimiters)[number];

/** What parts the cells: what there is most of in the first line, outside quotes; `;` where there is none. */
export function guessDelimiter(text: string): Delimiter {
  const [first = ""] = text.replace(/"(?:[^"]|"")*"/g, "").split(/\r\n|\r|\n/, 1);
  const count = (delimiter: Delimiter) => first.split(delimiter).length;
  return delimiters.reduce((most, each) => (count(each) > count(most) ? each : most));
}

/** Lines with anything in them. `openQuote`: the line of a quote that nothing closes; what follows it cannot be read. */
export function readCsv(text: string, delimiter: Delimiter): { lines: CsvLine[]; openQuote: number | null } {
  const lines: CsvLine[] = [];
  let cells: string[] = [];
  let cell = "";
  let [line, begin] = [1, 1];
  let quote: number | null = null;
  const endLine = () => {
    cells.push(cell);
    if (cells.some((each) => each.trim() !== "")) lines.push({ line: begin, cells });
    [cells, cell] = [[], ""];
    begin = line;
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? "";
    const isBreak = sign === "\n" || (sign === "\r" && text[at + 1] !== "\n");
    if (isBreak) line += 1;
    if (quote !== null) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] !== '"') quote = null;
      else {
        cell += '"';
        at += 1;
      }
    } else if (sign === '"' && cell === "") quote = line;
    else if (sign === delimiter) {
      cells.push(cell);
      cell = "";
    } else if (isBreak) endLine();
    // The half of a line break of two.
    else if (sign !== "\r") cell += sign;
  }
  if (quote !== null) return { lines, openQuote: quote };
  endLine();
  return { lines, openQuote: null };
}
