import { expect, test } from "bun:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { packingBytes, packingOf } from "./packed.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  { name: "a plain log", start: bytes("1700000000|1.1|fila|NONE|QUEUESTART"), want: null },
  { name: "nothing", start: new Uint8Array(), want: null },
  { name: "what gzip makes", start: new Uint8Array(gzipSync("log")), want: "gzip" },
  { name: "what zstd makes", start: new Uint8Array(zstdCompressSync("log")), want: "zstd" },
  { name: "a zip", start: bytes("PK\u0003\u0004\u0014"), want: "zip" },
  { name: "a bz2", start: bytes("BZh91AY"), want: "bzip2" },
  { name: "half a beginning", start: bytes("BZ"), want: null },
] as const)("packingOf() of $name tells it, also from its first bytes alone", ({ start, want }) => {
  expect(packingOf(start)).toBe(want);
  expect(packingOf(start.subarray(0, packingBytes))).toBe(want);
});
