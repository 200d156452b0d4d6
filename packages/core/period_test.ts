import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  addDays,
  type BucketUnit,
  bucketOf,
  buckets,
  localDay,
  localHour,
  type Period,
  type Preset,
  periodBetween,
  periodOfDays,
  presetPeriod,
} from "./period.ts";
import { quarterMs } from "./quarter.ts";
import { startOfDay } from "./zone.ts";

const utc = (text: string) => Date.parse(`${text}Z`);
const text = ({ from, to }: Period) => [from, to].map((at) => new Date(at).toISOString().slice(0, 16));
const hours = (period: Period, zone: string) => buckets(period, "hour", zone).length;

const saoPaulo = "America/Sao_Paulo";
const santiago = "America/Santiago";
const kolkata = "Asia/Kolkata";

describe("presetPeriod()", () => {
  // in São Paulo it is still the 1st of March, in the evening
  const now = utc("2026-03-02T02:30:00");
  test.each<[Preset, string, string]>([
    ["today", "2026-03-01T03:00", "2026-03-02T03:00"],
    ["last_7_days", "2026-02-23T03:00", "2026-03-02T03:00"],
    ["last_15_days", "2026-02-15T03:00", "2026-03-02T03:00"],
    ["last_30_days", "2026-01-31T03:00", "2026-03-02T03:00"],
    ["this_month", "2026-03-01T03:00", "2026-03-02T03:00"],
    ["last_month", "2026-02-01T03:00", "2026-03-01T03:00"],
  ])("of %s is from %s to %s", (preset, from, to) => {
    expect(text(presetPeriod(preset, now, saoPaulo))).toEqual([from, to]);
  });

  test("is another where it is another day", () => {
    expect(text(presetPeriod("today", now, kolkata))).toEqual(["2026-03-01T18:30", "2026-03-02T18:30"]);
    expect(text(presetPeriod("this_month", now, kolkata))).toEqual(["2026-02-28T18:30", "2026-03-02T18:30"]);
    expect(text(presetPeriod("last_month", utc("2026-01-15T12:00:00"), "UTC"))).toEqual([
      "2025-12-01T00:00",
      "2026-01-01T00:00",
    ]);
  });
});

describe("periodOfDays()", () => {
  test.each([
    { what: "an ordinary day", zone: saoPaulo, day: "2018-11-03", from: "2018-11-03T03:00", hours: 24 },
    // its clocks went from 23:59 to 1:00
    { what: "a day without midnight", zone: saoPaulo, day: "2018-11-04", from: "2018-11-04T03:00", hours: 23 },
    { what: "the day after it", zone: saoPaulo, day: "2018-11-05", from: "2018-11-05T02:00", hours: 24 },
    // its clocks went from 23:59 back to 23:00
    { what: "a day with an hour twice", zone: saoPaulo, day: "2018-02-17", from: "2018-02-17T02:00", hours: 25 },
    { what: "the day after it", zone: saoPaulo, day: "2018-02-18", from: "2018-02-18T03:00", hours: 24 },
    { what: "a day without midnight", zone: santiago, day: "2025-09-07", from: "2025-09-07T04:00", hours: 23 },
    { what: "a day with an hour twice", zone: santiago, day: "2026-04-04", from: "2026-04-04T03:00", hours: 25 },
    { what: "a day", zone: kolkata, day: "2026-03-02", from: "2026-03-01T18:30", hours: 24 },
    {
      what: "a day that begins an hour later",
      zone: "Europe/Lisbon",
      day: "2026-03-29",
      from: "2026-03-29T00:00",
      hours: 23,
    },
    {
      what: "a day with midnight twice",
      zone: "America/Havana",
      day: "2025-11-02",
      from: "2025-11-02T04:00",
      hours: 25,
    },
  ])("of $what, $day in $zone, is $hours hours from $from", ({ zone, day, from, hours: count }) => {
    const period = periodOfDays(day, day, zone);
    expect(text(period)[0]).toBe(from);
    expect((period.to - period.from) / 3_600_000).toBe(count);
    expect(hours(period, zone)).toBe(count);
    expect(buckets(period, "day", zone)).toEqual([period]);
    expect(buckets(period, "quarter", zone)).toHaveLength(count * 4);
    expect(localDay(period.from, zone)).toBe(day);
    expect(localDay(period.to - 1, zone)).toBe(day);
  });

  test("has both days in it", () => {
    expect(text(periodOfDays("2026-02-27", "2026-03-01", saoPaulo))).toEqual(["2026-02-27T03:00", "2026-03-02T03:00"]);
  });

  test("of a day that the place left out has no time in it, and buckets pass over it", () => {
    const skipped = periodOfDays("2011-12-30", "2011-12-30", "Pacific/Apia");
    expect(skipped.to).toBe(skipped.from);
    const week = periodOfDays("2011-12-29", "2011-12-31", "Pacific/Apia");
    expect(buckets(week, "day", "Pacific/Apia").map(({ from }) => localDay(from, "Pacific/Apia"))).toEqual([
      "2011-12-29",
      "2011-12-31",
    ]);
  });
});

describe("periodBetween()", () => {
  test("reads times as the place's clocks show them", () => {
    expect(text(periodBetween("2026-03-02T08:00", "2026-03-02T18:30", saoPaulo))).toEqual([
      "2026-03-02T11:00",
      "2026-03-02T21:30",
    ]);
    expect(text(periodBetween("2026-03-02", "2026-03-02T08:00:00", kolkata))).toEqual([
      "2026-03-01T18:30",
      "2026-03-02T02:30",
    ]);
  });

  test.each([["2026-02-30"], ["2026-13-01"], ["02/03/2026"], ["2026-03-02T24:00"], ["2026-03-02T8:00"], [""]])(
    "refuses %p, and says how to write it",
    (wrong) => {
      expect(() => periodBetween(wrong, "2026-03-02", saoPaulo)).toThrow("write it as 2026-03-02");
    },
  );

  test("refuses an end before the beginning", () => {
    expect(() => periodBetween("2026-03-02T09:00", "2026-03-02T08:00", saoPaulo)).toThrow("before it begins");
  });
});

describe("buckets()", () => {
  test("names an hour twice that is shown twice", () => {
    const evening = periodBetween("2018-02-17T21:00", "2018-02-18T02:00", saoPaulo);
    expect(buckets(evening, "hour", saoPaulo).map(({ from }) => localHour(from, saoPaulo))).toEqual([
      21, 22, 23, 23, 0, 1,
    ]);
  });

  test("begins hours where the place's clocks do", () => {
    const first = buckets(periodOfDays("2026-03-02", "2026-03-02", kolkata), "hour", kolkata)[1]!;
    expect(text(first)).toEqual(["2026-03-01T19:30", "2026-03-01T20:30"]);
  });

  test("makes half an hour of one that clocks skip the half of", () => {
    const morning = periodBetween("2025-10-05T01:00", "2025-10-05T04:00", "Australia/Lord_Howe");
    expect(buckets(morning, "hour", "Australia/Lord_Howe").map(({ from, to }) => (to - from) / 60_000)).toEqual([
      60, 30, 60,
    ]);
  });

  test("begins an hour with a change of clocks in the middle of one", () => {
    const night = periodBetween("2016-05-01T01:00", "2016-05-01T04:00", "America/Caracas");
    expect(buckets(night, "hour", "America/Caracas").map(({ from, to }) => (to - from) / 60_000)).toEqual([60, 30, 60]);
  });

  test("cuts the first and the last at the period's ends", () => {
    const cut = periodBetween("2026-03-02T08:20", "2026-03-02T10:05", saoPaulo);
    expect(buckets(cut, "hour", saoPaulo).map(({ from, to }) => (to - from) / 60_000)).toEqual([40, 60, 5]);
    expect(buckets({ from: cut.from, to: cut.from }, "hour", saoPaulo)).toEqual([]);
  });

  const zone = fc.constantFrom(
    saoPaulo,
    santiago,
    kolkata,
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Lisbon",
    "UTC",
  );
  const quarter = fc
    .integer({ min: utc("2017-01-01T00:00:00") / quarterMs, max: utc("2027-01-01T00:00:00") / quarterMs })
    .map((n) => n * quarterMs);

  test("follow one another without gap or overlap, and no quarter of an hour is in two", () => {
    const unit = fc.constantFrom<BucketUnit>("day", "hour", "quarter");
    fc.assert(
      fc.property(zone, quarter, fc.nat(96 * 5), unit, (where, from, quarters, by) => {
        const to = from + quarters * quarterMs;
        const found = buckets({ from, to }, by, where);
        let end = from;
        for (const bucket of found) {
          expect(bucket.from).toBe(end);
          expect(bucket.to).toBeGreaterThan(bucket.from);
          expect(bucket.from % quarterMs).toBe(0);
          expect(localDay(bucket.from, where)).toBe(localDay(bucket.to - 1, where));
          if (by !== "day") expect(localHour(bucket.from, where)).toBe(localHour(bucket.to - 1, where));
          end = bucket.to;
        }
        expect(end).toBe(to);
      }),
    );
  });

  test("are days that begin where startOfDay() says", () => {
    fc.assert(
      fc.property(zone, quarter, (where, at) => {
        const [, next] = buckets({ from: at, to: at + 3 * 86_400_000 }, "day", where);
        expect(startOfDay(next!.from, where)).toBe(next!.from);
        expect(localDay(next!.from, where)).toBe(addDays(localDay(at, where), 1));
      }),
    );
  });
});

test("bucketOf() finds the one an instant is in", () => {
  const day = buckets(periodOfDays("2018-02-17", "2018-02-17", saoPaulo), "hour", saoPaulo);
  for (const bucket of day) {
    expect(bucketOf(day, bucket.from)).toBe(bucket);
    expect(bucketOf(day, bucket.to - 1)).toBe(bucket);
  }
  expect(bucketOf(day, day[0]!.from - 1)).toBeUndefined();
  expect(bucketOf(day, day.at(-1)!.to)).toBeUndefined();
});
