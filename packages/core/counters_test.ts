import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  type CountedVisit,
  type Counters,
  countersByQuarter,
  countersOf,
  countersOfAll,
  emptyCounters,
  mergeCounters,
  packCounters,
  quarterOfVisit,
  sumCounters,
  unpackCounters,
} from "./counters.ts";
import { countAll, countUpTo } from "./histogram.ts";
import type { Outcome } from "./visit.ts";

const noon = Date.parse("2026-03-02T12:00:00Z");
const quarter = 900_000;

function visit(more: Partial<CountedVisit> = {}): CountedVisit {
  return {
    enteredAt: noon,
    answeredAt: null,
    endedAt: null,
    outcome: null,
    endedBy: null,
    waitMs: null,
    ringMs: null,
    talkMs: null,
    holdMs: null,
    surveyOffered: null,
    csat: null,
    open: false,
    ...more,
  };
}

/** What is not zero. */
const told = (counters: Counters) => packCounters(counters);

describe("countersOf()", () => {
  test.each([
    { name: "a caller who waits", of: visit({ open: true }), want: { offered: 1, open: 1 } },
    { name: "one whose end nobody saw", of: visit(), want: { offered: 1, unseen: 1 } },
    { name: "a refused one, who never entered", of: visit({ outcome: "refused", waitMs: 0 }), want: { refused: 1 } },
    {
      name: "an abandon",
      of: visit({ outcome: "abandoned", waitMs: 4_001 }),
      want: { offered: 1, abandoned: 1, abandonedWait: [1, 4_001, 4_001], abandonedWaits: [5, 1] },
    },
    {
      name: "a time limit",
      of: visit({ outcome: "timeout", waitMs: 60_000 }),
      want: { offered: 1, timeout: 1, otherWait: [1, 60_000, 60_000], otherWaits: [60, 1] },
    },
    { name: "one lost in a crash", of: visit({ outcome: "lost" }), want: { offered: 1, lost: 1 } },
    {
      name: "a talk that goes on",
      of: visit({ outcome: "answered", waitMs: 0, ringMs: 1_500, open: true }),
      want: {
        offered: 1,
        answered: 1,
        withoutEnding: 1,
        answeredWait: [1, 0, 0],
        answeredWaits: [0, 1],
        ring: [1, 1_500, 1_500],
      },
    },
    {
      name: "a talk with its survey",
      of: visit({ outcome: "answered", endedBy: "agent", waitMs: 7_000, talkMs: 90_000, holdMs: 3_000, csat: 4 }),
      want: {
        offered: 1,
        answered: 1,
        endedByAgent: 1,
        surveysOffered: 1,
        answeredWait: [1, 7_000, 7_000],
        answeredWaits: [7, 1],
        talk: [1, 90_000, 90_000],
        waitAndTalk: [1, 97_000, 97_000],
        hold: [1, 3_000, 3_000],
        scores: [0, 0, 0, 1, 0],
      },
    },
    {
      name: "a survey that he did not answer",
      of: { ...visit({ outcome: "answered", endedBy: "transfer" }), surveyOffered: true },
      want: { offered: 1, answered: 1, endedByTransfer: 1, surveysOffered: 1 },
    },
  ])("counts $name", ({ of, want }) => {
    expect(told(countersOf(of))).toEqual(want as ReturnType<typeof told>);
  });
});

test("quarterOfVisit() is where he entered, or else the first that is known of him", () => {
  expect(quarterOfVisit(visit({ enteredAt: noon + quarter - 1, answeredAt: noon + quarter }))).toBe(noon);
  expect(quarterOfVisit(visit({ enteredAt: noon + quarter }))).toBe(noon + quarter);
  expect(quarterOfVisit(visit({ enteredAt: null, answeredAt: noon + 1, endedAt: noon + quarter }))).toBe(noon);
  expect(quarterOfVisit(visit({ enteredAt: null }))).toBeNull();
});

const outcomes: (Outcome | null)[] = [
  "answered",
  "abandoned",
  "timeout",
  "exit_key",
  "exit_empty",
  "withdrawn",
  "lost",
  "refused",
  null,
];
const ms = (max: number) => fc.option(fc.nat(max));
const anyVisit: fc.Arbitrary<CountedVisit> = fc.record({
  enteredAt: fc.option(fc.integer({ min: noon, max: noon + 4 * quarter })),
  answeredAt: fc.option(fc.integer({ min: noon, max: noon + 4 * quarter })),
  endedAt: fc.constant(null),
  outcome: fc.constantFrom(...outcomes),
  endedBy: fc.constantFrom("agent", "caller", "transfer", null),
  waitMs: ms(200_000),
  ringMs: ms(30_000),
  talkMs: ms(3_600_000),
  holdMs: ms(60_000),
  csat: fc.option(fc.integer({ min: 1, max: 5 })),
  open: fc.boolean(),
  surveyOffered: fc.boolean(),
});
const visits = fc.array(anyVisit, { maxLength: 40 });
const counters = visits.map(countersOfAll);

describe("counters", () => {
  test("are the sum of their visits, in whatever order and however split", () => {
    fc.assert(
      fc.property(visits, fc.infiniteStream(fc.nat(5)), (all, choices) => {
        const groups = Map.groupBy(all, () => choices.next().value as number);
        const parts = [...groups.values()].map((group) => group.map(countersOf).reduceRight(mergeCounters));
        expect(parts.reduce(mergeCounters, emptyCounters())).toEqual(countersOfAll(all));
      }),
    );
  });

  test("of quarters of an hour are together those of all visits that have a time", () => {
    fc.assert(
      fc.property(visits, (all) => {
        const byQuarter = countersByQuarter(all);
        expect(sumCounters(byQuarter.values())).toEqual(
          countersOfAll(all.filter((each) => quarterOfVisit(each) !== null)),
        );
        for (const [at, sum] of byQuarter) {
          expect(sum).toEqual(countersOfAll(all.filter((each) => quarterOfVisit(each) === at)));
        }
      }),
    );
  });

  test("are nowhere more nor less than their parts: outcomes make up the offered, endings the answered", () => {
    fc.assert(
      fc.property(counters, (sum) => {
        const { answered, abandoned, timeout, exitKey, exitEmpty, withdrawn, lost, open, unseen } = sum;
        expect(answered + abandoned + timeout + exitKey + exitEmpty + withdrawn + lost + open + unseen).toBe(
          sum.offered,
        );
        expect(sum.endedByAgent + sum.endedByCaller + sum.endedByTransfer + sum.withoutEnding).toBe(answered);
        expect(countAll(sum.answeredWaits)).toBe(sum.answeredWait.count);
        expect(countAll(sum.abandonedWaits)).toBe(sum.abandonedWait.count);
        expect(countAll(sum.otherWaits)).toBe(sum.otherWait.count);
      }),
    );
  });

  test("tell how many waited up to any whole second as counting the visits does", () => {
    fc.assert(
      fc.property(visits, fc.nat(210), (all, seconds) => {
        const sum = countersOfAll(all);
        const within = (...of: (Outcome | null)[]) =>
          all.filter(({ outcome, waitMs }) => of.includes(outcome) && waitMs !== null && waitMs <= seconds * 1000)
            .length;
        expect(countUpTo(sum.answeredWaits, seconds)).toBe(within("answered"));
        expect(countUpTo(sum.abandonedWaits, seconds)).toBe(within("abandoned"));
        expect(countUpTo(sum.otherWaits, seconds)).toBe(
          within("timeout", "exit_key", "exit_empty", "withdrawn", "lost"),
        );
      }),
    );
  });
});

describe("mergeCounters()", () => {
  test("comes to the same whichever is first and however bracketed, and an empty one changes nothing", () => {
    fc.assert(
      fc.property(counters, counters, counters, (a, b, c) => {
        expect(mergeCounters(a, b)).toEqual(mergeCounters(b, a));
        expect(mergeCounters(mergeCounters(a, b), c)).toEqual(mergeCounters(a, mergeCounters(b, c)));
        expect(mergeCounters(a, emptyCounters())).toEqual(a);
      }),
    );
  });

  test("changes neither of the two", () => {
    fc.assert(
      fc.property(counters, counters, (a, b) => {
        const before = JSON.stringify([packCounters(a), packCounters(b)]);
        mergeCounters(a, b);
        expect(JSON.stringify([packCounters(a), packCounters(b)])).toBe(before);
        expect(packCounters(emptyCounters())).toEqual({});
      }),
    );
  });
});

describe("packCounters()", () => {
  test("gives back what was packed, also by way of JSON, and packs equal counters into equal text", () => {
    fc.assert(
      fc.property(visits, (all) => {
        const sum = countersOfAll(all);
        const text = JSON.stringify(packCounters(sum));
        expect(unpackCounters(JSON.parse(text))).toEqual(sum);
        expect(JSON.stringify(packCounters(countersOfAll(all.toReversed())))).toBe(text);
      }),
    );
  });

  test("leaves out what is zero", () => {
    expect(packCounters(emptyCounters())).toEqual({});
    expect(JSON.stringify(packCounters(countersOf(visit({ outcome: "timeout", waitMs: 1 }))))).toBe(
      '{"offered":1,"timeout":1,"otherWait":[1,1,1],"otherWaits":[1,1]}',
    );
  });
});
