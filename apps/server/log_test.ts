import { expect, test } from "bun:test";
import { createLog, logLine } from "./log.ts";

test("logLine() keeps one happening on one line, whatever the values hold", () => {
  expect(logLine(0, "warn", "Lost\nPBX", { pbx: "main", reason: "two\nlines", tries: 3, at: undefined })).toBe(
    '1970-01-01T00:00:00.000Z warn  Lost PBX pbx=main reason="two\\nlines" tries=3',
  );
});

test("createLog() writes each line with its end and its time", () => {
  const lines: string[] = [];
  const log = createLog(
    (line) => lines.push(line),
    () => 1_000,
  );
  log.info("Ready");
  log.error("Gone", { code: "E1" });
  expect(lines).toEqual(["1970-01-01T00:00:01.000Z info  Ready\n", "1970-01-01T00:00:01.000Z error Gone code=E1\n"]);
});
