import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type CountedVisit, countersOfAll, emptyCounters } from "./counters.ts";
import {
  abandonmentRate,
  erlangs,
  longestAbandonedWaitMs,
  longestWaitMs,
  meanAbandonedWaitMs,
  meanRingMs,
  meanTalkMs,
  meanWaitAndTalkMs,
  meanWaitMs,
  otherExits,
  peakHour,
  satisfactionOf,
  serviceCountsOf,
  serviceLevelOf,
  shareOfOffered,
  timedOut,
  waitBands,
} from "./metrics.ts";
import { type ServiceCounts, type ServiceFormula, serviceCounts } from "./service_level.ts";
import type { Outcome } from "./visit.ts";

function visit(outcome: Outcome | null, waitMs: number | null, more: Partial<CountedVisit> = {}): CountedVisit {
  return {
    enteredAt: 0,
    answeredAt: null,
    endedAt: null,
    outcome,
    endedBy: null,
    waitMs,
    ringMs: null,
    talkMs: null,
    holdMs: null,
    surveyOffered: null,
    csat: null,
    open: false,
    ...more,
  };
}

const times = (count: number, each: CountedVisit) => Array.from({ length: count }, () => each);
const none = emptyCounters();

// ICMI's example: 1000 answered, 860 of them in time; 60 gave up, 20 of them in time, 10 at once.
const icmi = countersOfAll([
  ...times(860, visit("answered", 20_000)),
  ...times(140, visit("answered", 20_001)),
  ...times(10, visit("abandoned", 5_000)),
  ...times(10, visit("abandoned", 5_001)),
  ...times(40, visit("abandoned", 60_000)),
]);

describe("serviceLevelOf()", () => {
  test.each<[ServiceFormula, number]>([
    ["A", 86.0],
    ["B", 83.02],
    ["C", 81.13],
    ["D", 82.69],
    ["E", 82.08],
    ["F", 81.9],
  ])("by formula %s of ICMI's example is %p %%", (formula, percent) => {
    expect(serviceLevelOf(icmi, { formula, thresholdMs: 20_000, shortMs: 5_000 })! * 100).toBeCloseTo(percent, 2);
  });

  test("changes with the policy, of the same counters, and is null where there is nothing to measure", () => {
    expect(serviceLevelOf(icmi, { formula: "A", thresholdMs: 21_000, shortMs: 5_000 })).toBe(1);
    expect(serviceLevelOf(icmi, { formula: "A", thresholdMs: 19_000, shortMs: 5_000 })).toBe(0);
    expect(serviceLevelOf(none, { formula: "F", thresholdMs: 60_000, shortMs: 5_000 })).toBeNull();
  });
});

test("serviceCountsOf() is what counting visit by visit comes to, for any limits in whole seconds", () => {
  const outcomes = fc.constantFrom<Outcome | null>(
    "answered",
    "abandoned",
    "timeout",
    "exit_key",
    "lost",
    "refused",
    null,
  );
  const visits = fc.array(fc.tuple(outcomes, fc.option(fc.nat(100_000))), { maxLength: 60 });
  fc.assert(
    fc.property(visits, fc.nat(100), fc.nat(20), (told, threshold, short) => {
      const policy = { thresholdMs: threshold * 1000, shortMs: short * 1000 };
      const all = told.map(([outcome, waitMs]) => visit(outcome, waitMs));
      const want: ServiceCounts = {
        answered: 0,
        answeredInTime: 0,
        abandoned: 0,
        abandonedInTime: 0,
        abandonedShort: 0,
      };
      for (const each of all) {
        const counts = serviceCounts(each, policy);
        for (const name of Object.keys(want) as (keyof ServiceCounts)[]) want[name] += counts[name];
      }
      expect(serviceCountsOf(countersOfAll(all), policy)).toEqual(want);
    }),
  );
});

describe("means", () => {
  const counters = countersOfAll([
    visit("answered", 10_000, { ringMs: 3_000, talkMs: 60_000 }),
    visit("answered", 20_000, { ringMs: 6_000, talkMs: 90_001 }),
    visit("answered", 30_000, { open: true }),
    visit("abandoned", 4_000),
    visit("abandoned", 15_000),
    visit("timeout", 45_000),
    visit("lost", null),
    visit("refused", 99_000),
  ]);

  test("are over those of whom the span is known: whoever talks still is in no mean of talk", () => {
    expect(meanWaitMs(counters)).toBe(20_000);
    expect(meanRingMs(counters)).toBe(4_500);
    expect(meanTalkMs(counters)).toBe(75_000.5);
    expect(meanWaitAndTalkMs(counters)).toBe(90_000.5);
    expect(meanAbandonedWaitMs(counters)).toBe(9_500);
    expect(longestAbandonedWaitMs(counters)).toBe(15_000);
  });

  test("longestWaitMs() is that of all who entered", () => {
    expect(longestWaitMs(counters)).toBe(45_000);
  });

  test("are null of nothing", () => {
    const figures = [
      meanWaitMs,
      meanRingMs,
      meanTalkMs,
      meanWaitAndTalkMs,
      meanAbandonedWaitMs,
      longestAbandonedWaitMs,
    ];
    expect([...figures, longestWaitMs].map((of) => of(none))).toEqual(Array(7).fill(null));
    expect(longestWaitMs(countersOfAll([visit("answered", 0)]))).toBe(0);
  });
});

test("abandonmentRate() leaves out who gave up at once, and who is in progress", () => {
  expect(abandonmentRate(icmi, 5_000)).toBe(50 / 1050);
  expect(abandonmentRate(icmi, 0)).toBe(60 / 1060);
  const waiting = countersOfAll([visit("answered", 0), visit("abandoned", 9_000), visit(null, null, { open: true })]);
  expect(abandonmentRate(waiting, 5_000)).toBe(1 / 2);
  expect(abandonmentRate(countersOfAll([visit("abandoned", 1_000)]), 5_000)).toBeNull();
  expect(abandonmentRate(none, 5_000)).toBeNull();
});

test("timedOut() and otherExits() make up, with the rest, all who entered, under either policy", () => {
  const counters = countersOfAll([
    ...times(2, visit("timeout", 1)),
    ...times(3, visit("exit_key", 1)),
    ...times(4, visit("exit_empty", 1)),
    ...times(5, visit("withdrawn", 1)),
    ...times(6, visit("lost", null)),
    visit(null, null),
    visit("refused", null),
  ]);
  const figures = (exitsAreTimeouts: boolean) => [
    timedOut(counters, { exitsAreTimeouts }),
    otherExits(counters, { exitsAreTimeouts }),
  ];
  expect(figures(false)).toEqual([2, 19]);
  expect(figures(true)).toEqual([14, 7]);
  expect(counters.offered).toBe(21);
});

test("shareOfOffered() is a count's part of the total", () => {
  expect(shareOfOffered(icmi.abandoned, icmi)).toBe(60 / 1060);
  expect(shareOfOffered(0, none)).toBeNull();
});

test("satisfactionOf() tells the mean, the satisfied and how many answered", () => {
  const scored = (csat: number) => visit("answered", 0, { csat });
  const counters = countersOfAll([
    ...[1, 3, 4, 5, 5].map(scored),
    ...times(5, { ...visit("answered", 0), surveyOffered: true }),
    visit("answered", 0),
  ]);
  expect(satisfactionOf(counters)).toEqual({ answers: 5, mean: 3.6, satisfiedShare: 0.6, answeredShare: 0.5 });
  expect(satisfactionOf(none)).toEqual({ answers: 0, mean: null, satisfiedShare: null, answeredShare: null });
});

test("waitBands() hold those before them, a wait equal to the limit included", () => {
  const counters = countersOfAll([
    visit("answered", 10_000),
    visit("answered", 10_001),
    visit("answered", 60_000),
    visit("answered", 200_000),
    visit("abandoned", 30_000),
    visit("timeout", 5_000),
  ]);
  expect(
    waitBands(counters).map((band) => [band.upToSeconds, band.answered, band.answeredShare, band.abandoned]),
  ).toEqual([
    [10, 1, 0.25, 0],
    [20, 2, 0.5, 0],
    [30, 2, 0.5, 1],
    [60, 3, 0.75, 1],
    [120, 3, 0.75, 1],
    [180, 3, 0.75, 1],
    [null, 4, 1, 1],
  ]);
  expect(waitBands(none).at(-1)).toMatchObject({ answeredShare: null, abandonedShare: null });
});

test("erlangs() is talk by the length of its interval", () => {
  expect(erlangs(48 * 1_800_000, 1_800_000)).toBe(48);
  expect(erlangs(0, 0)).toBeNull();
});

test("peakHour() is the hour with most offered, of several the earliest, in whatever order", () => {
  const [nine, ten, eleven] = [
    { from: 9, offered: 4 },
    { from: 10, offered: 7 },
    { from: 11, offered: 7 },
  ];
  expect(peakHour([nine, ten, eleven])).toBe(ten);
  expect(peakHour([eleven, ten, nine])).toBe(ten);
  expect(peakHour([{ from: 1, offered: 0 }])).toBeNull();
});
