import { describe, expect, test } from "bun:test";
import { fromLocal, isZone, startOfDay, zoneOffsetMs } from "./mod.ts";

const hour = 3_600_000;
const utc = (text: string) => Date.parse(`${text}Z`);

describe("zoneOffsetMs()", () => {
  test.each([
    { zone: "America/Sao_Paulo", at: "2026-03-02T02:30:00", want: -3 * hour },
    { zone: "America/Sao_Paulo", at: "2018-12-01T02:30:00", want: -2 * hour },
    { zone: "Asia/Kolkata", at: "2026-03-02T02:30:00", want: 5.5 * hour },
    { zone: "Asia/Kathmandu", at: "2026-03-02T02:30:00", want: 5.75 * hour },
  ])("knows $zone at $at", ({ zone, at, want }) => {
    expect(zoneOffsetMs(utc(at), zone)).toBe(want);
  });

  test("refuses a zone that does not exist", () => {
    expect(() => zoneOffsetMs(0, "America/Nowhere")).toThrow(RangeError);
    expect([isZone("America/Nowhere"), isZone("America/Santiago")]).toEqual([false, true]);
  });
});

describe("fromLocal()", () => {
  test.each([
    { name: "an ordinary time", zone: "America/Sao_Paulo", local: "2025-11-13T10:02:03", want: "2025-11-13T13:02:03" },
    {
      name: "the first of a time that is shown twice",
      zone: "America/Sao_Paulo",
      local: "2018-02-17T23:30:00",
      want: "2018-02-18T01:30:00",
    },
    {
      name: "a time that is skipped",
      zone: "America/Sao_Paulo",
      local: "2018-11-04T00:30:00",
      want: "2018-11-04T03:30:00",
    },
    {
      name: "the last time before a gap",
      zone: "America/Santiago",
      local: "2025-09-06T23:59:59",
      want: "2025-09-07T03:59:59",
    },
  ])("finds $name in $zone", ({ zone, local, want }) => {
    expect(new Date(fromLocal(utc(local), zone)).toISOString()).toBe(`${want}.000Z`);
  });
});

describe("startOfDay()", () => {
  test.each([
    { zone: "America/Sao_Paulo", at: "2026-11-23T02:59:59", want: "2026-11-22T03:00:00" },
    { zone: "America/Sao_Paulo", at: "2026-11-23T03:00:00", want: "2026-11-23T03:00:00" },
    // the day of 4 November 2018 began at one o'clock
    { zone: "America/Sao_Paulo", at: "2018-11-04T12:00:00", want: "2018-11-04T03:00:00" },
    { zone: "Asia/Kolkata", at: "2026-11-23T18:29:59", want: "2026-11-22T18:30:00" },
  ])("of $at in $zone is $want", ({ zone, at, want }) => {
    expect(new Date(startOfDay(utc(at), zone)).toISOString()).toBe(`${want}.000Z`);
  });
});
