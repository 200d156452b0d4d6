import { describe, expect, test } from "bun:test";
import { LogReader } from "./log_reader.ts";
import { isRow } from "./queue_log.ts";
import { shownAgainAt } from "./zone.ts";

const at = (reader: LogReader, time: string, callid = "NONE"): string => {
  const row = reader.fields([time, callid, "vendas", "Ana", "PAUSE", "", "", "", "", ""]);
  return isRow(row) ? new Date(row.at).toISOString() : row.reason;
};

describe("LogReader of local times", () => {
  test("tells the hour that São Paulo showed twice in February 2018 by the rows before", () => {
    const reader = new LogReader({ zone: "America/Sao_Paulo" });
    const times = ["22:59:59", "23:00:10", "23:40:00", "23:59:59", "23:00:00", "23:30:00", "23:59:58"];
    expect(times.map((time) => at(reader, `2018-02-17 ${time}`))).toEqual([
      ...[
        "2018-02-18T00:59:59.000Z",
        "2018-02-18T01:00:10.000Z",
        "2018-02-18T01:40:00.000Z",
        "2018-02-18T01:59:59.000Z",
      ],
      ...["2018-02-18T02:00:00.000Z", "2018-02-18T02:30:00.000Z", "2018-02-18T02:59:58.000Z"],
    ]);
    expect(at(reader, "2018-02-18 00:00:00.250000")).toBe("2018-02-18T03:00:00.250Z");
  });

  test("tells it by the caller's channel, where no row was before", () => {
    const second = Date.parse("2018-02-18T02:10:00Z") / 1000;
    const zone = "America/Sao_Paulo";
    expect(at(new LogReader({ zone }), "2018-02-17 23:10:01", `${second}.7`)).toBe("2018-02-18T02:10:01.000Z");
    expect(at(new LogReader({ zone }), "2018-02-17 23:10:01", `${second - 3600}.7`)).toBe("2018-02-18T01:10:01.000Z");
  });

  test("reads the midnight that São Paulo skipped in November 2018 as after the change", () => {
    const reader = new LogReader({ zone: "America/Sao_Paulo" });
    expect(at(reader, "2018-11-03 23:59:59")).toBe("2018-11-04T02:59:59.000Z");
    expect(at(reader, "2018-11-04 01:00:00")).toBe("2018-11-04T03:00:00.000Z");
  });

  test("tells the hour that Santiago shows twice, and has a half hour in Kolkata", () => {
    const reader = new LogReader({ zone: "America/Santiago" });
    expect(at(reader, "2026-04-04 23:30:00")).toBe("2026-04-05T02:30:00.000Z");
    expect(at(reader, "2026-04-04 23:10:00")).toBe("2026-04-05T03:10:00.000Z");
    expect(at(new LogReader({ zone: "Asia/Kolkata" }), "2026-03-02 00:15:00")).toBe("2026-03-01T18:45:00.000Z");
  });

  test("leaves epoch seconds as they are", () => {
    const reader = new LogReader({ zone: "America/Sao_Paulo" });
    expect(at(reader, "1518915600.5")).toBe("2018-02-18T01:00:00.500Z");
  });
});

test.each([
  ["", "fields", "Expected time|callid|queue|agent|event and parameters, got 1 fields"],
  ["1795338600|1.1|q|Ana\0|PAUSE|", "zero_bytes", "There are zero bytes in it, as a crash leaves them"],
  [
    `1795338600|${"9".repeat(200)}|q|Ana|PAUSE|`,
    "long_name",
    '"99999999999999999999…" is longer than any name in Asterisk',
  ],
  ["900000000|1.1|q|Ana|PAUSE|", "impossible_time", "The time 1998-07-09T16:00:00.000Z cannot be that of a row"],
  ["1795338601|1.1|q|Ana|PAUSE|", "impossible_time", "The time 2026-11-22T09:10:01.000Z cannot be that of a row"],
  ["x".repeat(70_000), "long_line", "It is longer than any row can be"],
] as const)("LogReader.line() says what is wrong with a line (%#)", (line, code, reason) => {
  const read = new LogReader({ until: () => 1_795_338_600_000 }).line(line);
  expect(isRow(read) ? null : read).toEqual({ line, code, reason });
});

test("shownAgainAt() is null but in the hour before clocks are set back", () => {
  const zone = "America/Sao_Paulo";
  const change = Date.parse("2018-02-18T02:00:00Z");
  expect([-3_600_001, -3_600_000, -1, 0].map((ms) => shownAgainAt(change + ms, zone))).toEqual([
    ...[null, change, change + 3_599_999, null],
  ]);
  expect(shownAgainAt(Date.parse("2018-11-04T02:59:59Z"), zone)).toBeNull();
});
