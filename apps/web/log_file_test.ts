import { expect, test } from "bun:test";
import { beginningOf, type LogBeginning } from "./log_file.ts";

const row = "1700000000|1.1|fila|NONE|ENTERQUEUE||48999887766|1\n";
const blob = (content: string | Uint8Array<ArrayBuffer>) => new Blob([content]);
const log: LogBeginning = { type: "log", firstAt: 1_700_000_000_000 };

test.each([
  { name: "a plain log", file: blob(row), want: log },
  { name: "lines that Windows ended", file: blob(row.replace("\n", "\r\n")), want: log },
  { name: "a zipped log", file: blob(Bun.gzipSync(row)), want: log },
  { name: "a log after lines that are no rows", file: blob(`what\n\n${row}`), want: log },
  { name: "another text", file: blob("what\n".repeat(100_000)), want: { type: "other" } },
  { name: "one zip of garbage", file: blob(new Uint8Array([0x1f, 0x8b, 1, 2, 3])), want: { type: "other" } },
  { name: "nothing", file: blob(""), want: { type: "empty" } },
  { name: "a zip", file: blob("PK\u0003\u0004\u0014"), want: { type: "packed", packing: "zip" } },
] as const)("beginningOf() of $name", async ({ file, want }) => {
  expect(await beginningOf(file, "UTC")).toEqual(want);
});

test("beginningOf() reads local times by the zone, and a large zipped log by its beginning alone", async () => {
  const rows = "time\tcallid\tqueuename\tagent\tevent\tdata1\n2023-11-14 19:13:20\t1.1\tfila\tNONE\tENTERQUEUE\t\n";
  expect(await beginningOf(blob(rows), "America/Sao_Paulo")).toEqual({ type: "log", firstAt: 1_700_000_000_000 });
  const noise = Array.from(
    { length: 200_000 },
    (_, n) => `${1_700_000_000 + n}|${n}.${(n * 7919) % 9973}|fila|NONE|X\n`,
  );
  const zipped = Bun.gzipSync(noise.join(""));
  expect(zipped.length).toBeGreaterThan(200_000);
  expect(await beginningOf(blob(zipped), "UTC")).toEqual(log);
});
