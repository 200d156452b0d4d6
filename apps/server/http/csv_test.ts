import { expect, test } from "bun:test";
import { csvLine, csvStream } from "./csv.ts";

test.each([
  ["plain text as it is", ["Ana", "vendas"], "Ana;vendas\r\n"],
  ["numbers as they are, also below zero, and nothing as nothing", [-5, 0, null], "-5;0;\r\n"],
  ["what would part cells in quotes", ["a;b", 'c"d', "e\nf", "g,h"], '"a;b";"c""d";"e\nf";g,h\r\n'],
  [
    "what a spreadsheet would take for a formula as text",
    ["=1+1", "+55 48", "-x", "@SUM(A1)", "\tx", "\rx"],
    "'=1+1;'+55 48;'-x;'@SUM(A1);'\tx;\"'\rx\"\r\n",
  ],
  ["such a sign within a text as it is", ["a=1"], "a=1\r\n"],
])("csvLine() writes %s", (_what, cells, want) => {
  expect(csvLine(cells, ";")).toBe(want);
});

async function* lines(read: string[]) {
  for (const each of ["a\r\n", "b\r\n", "c\r\n"]) {
    read.push(each);
    yield each;
  }
}

test("csvStream() gives all of it, with the mark of UTF-8 where it is wanted, and says that it has ended", async () => {
  let ends = 0;
  const stream = csvStream(lines([]), { separator: ",", bom: true }, async () => {
    ends++;
  });
  const bytes = await new Response(stream).bytes();
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(new TextDecoder().decode(bytes)).toBe("a\r\nb\r\nc\r\n");
  expect(ends).toBe(1);
});

test("csvStream() reads on only as it is read, and ends when its reader goes", async () => {
  const read: string[] = [];
  let ends = 0;
  const reader = csvStream(lines(read), { separator: ",", bom: false }, async () => {
    ends++;
  }).getReader();
  await reader.read();
  expect(read.length).toBeLessThan(3);
  await reader.cancel();
  expect([read.includes("c\r\n"), ends]).toEqual([false, 1]);
});
