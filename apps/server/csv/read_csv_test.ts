import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { csvLine, unguarded } from "../http/csv.ts";
import { decodeText } from "./decode_text.ts";
import { guessDelimiter, readCsv } from "./read_csv.ts";

const cellsOf = (text: string, delimiter = guessDelimiter(text)) =>
  readCsv(text, delimiter).lines.map(({ cells }) => cells);

describe("a table as text", () => {
  test.each([
    ["a;b\r\n1;2\r\n", ";"],
    ["a,b\n1,2", ","],
    ["a\tb\r1\t2", "\t"],
  ] as const)("is read with the delimiter that it has, as %p", (text, delimiter) => {
    expect(guessDelimiter(text)).toBe(delimiter);
    expect(cellsOf(text)).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  test("has its delimiter guessed outside quotes", () => {
    expect(guessDelimiter('"a;b;c;d",e\n')).toBe(",");
    expect(guessDelimiter("alone")).toBe(";");
  });

  test("has quotes, delimiters and line breaks in quoted cells, and counts its lines with them", () => {
    const text = 'a;b\n"1;\r\n""x""";2\n\n ; \n3;"4"\n';
    expect(readCsv(text, ";").lines).toEqual([
      { line: 1, cells: ["a", "b"] },
      { line: 2, cells: ['1;\r\n"x"', "2"] },
      { line: 6, cells: ["3", "4"] },
    ]);
  });

  test("keeps empty cells, also the last one, and a quote in the middle of a cell", () => {
    expect(cellsOf('a;;c;\n;5" x;;')).toEqual([
      ["a", "", "c", ""],
      ["", '5" x', "", ""],
    ]);
  });

  test("says where a quote begins that nothing closes", () => {
    expect(readCsv('a;b\n1;2\n3;"4\n5;6\n', ";")).toEqual({
      lines: [
        { line: 1, cells: ["a", "b"] },
        { line: 2, cells: ["1", "2"] },
      ],
      openQuote: 3,
    });
  });

  test("comes back as it was written, whatever is in it, and no cell is a formula", () => {
    const cell = fc.string({ unit: fc.constantFrom(...[..."a 1=+-@'\"\t\r\n;,é😀"]), maxLength: 8 });
    // A line with nothing in it is none.
    const row = fc.array(cell, { minLength: 1, maxLength: 3 }).map((cells) => ["x", ...cells]);
    const rows = fc.array(row, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.constantFrom(";" as const, "," as const), (table, delimiter) => {
        const text = table.map((cells) => csvLine(cells, delimiter)).join("");
        const back = readCsv(text, delimiter).lines.map(({ cells }) => cells);
        expect(back.flat().filter((each) => /^[=+\-@\t\r]/.test(each))).toEqual([]);
        expect(back.map((cells) => cells.map(unguarded))).toEqual(table);
      }),
    );
  });

  test("is read as UTF-8 with and without its mark, as Windows-1252, and as UTF-16", () => {
    const utf8 = new TextEncoder().encode("código;João");
    expect(decodeText(utf8)).toBe("código;João");
    expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, ...utf8]))).toBe("código;João");
    expect(decodeText(Uint8Array.from(Buffer.from("código;João", "latin1")))).toBe("código;João");
    expect(decodeText(new Uint8Array([0x80]))).toBe("€");
    expect(decodeText(Uint8Array.from(Buffer.from("\ufeffcódigo;João", "utf16le")))).toBe("código;João");
  });
});
