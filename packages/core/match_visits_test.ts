import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { pbxId, queueName, uniqueid } from "./ids.ts";
import { clockAheadMs, matchVisits, mergeVisits } from "./match_visits.ts";
import type { Outcome, Visit, VisitNote } from "./visit.ts";

const ten = Date.parse("2026-03-02T10:00:00Z");

interface Entry {
  of?: string;
  in?: string;
  n?: number;
  outcome?: Outcome;
  notes?: VisitNote[];
}

/** A visit that began so many seconds after ten. */
function at(seconds: number | null, { of = "1.1", in: queue = "suporte", n = 1, outcome, notes }: Entry = {}): Visit {
  return {
    pbx: pbxId("main"),
    uniqueid: uniqueid(of),
    linkedid: null,
    queue: queueName(queue),
    visit: n,
    callerNumber: null,
    callerName: null,
    enteredAt: seconds === null ? null : ten + seconds * 1000,
    outcome: outcome ?? "timeout",
    endedBy: null,
    interface: null,
    agent: null,
    answeredAt: null,
    endedAt: null,
    waitMs: null,
    ringMs: null,
    talkMs: null,
    holdMs: null,
    position: null,
    attempts: [],
    surveyOffered: null,
    csat: null,
    provisional: false,
    notes: notes ?? [],
    open: false,
  };
}

/** Pairs as `[AMI's second, the log's second]`. */
function paired(ami: Visit[], log: Visit[], logAheadMs = 0): (number | null)[][] {
  const second = (visit: Visit | null) => (visit?.enteredAt ? (visit.enteredAt - ten) / 1000 : null);
  return matchVisits(ami, log, { logAheadMs }).map((pair) => [second(pair.ami), second(pair.log)]);
}

describe("matchVisits()", () => {
  test("pairs a caller's visits in one queue in their order", () => {
    expect(paired([at(0.4), at(40.2, { n: 2 })], [at(0), at(40, { n: 2 })])).toEqual([
      [0.4, 0],
      [40.2, 40],
    ]);
  });

  test("leaves a refused one alone, and pairs the next though its ordinal is another", () => {
    expect(paired([at(1.5, { outcome: "refused" }), at(1.6, { n: 2 })], [at(1)])).toEqual([
      [1.5, null],
      [1.6, 1],
    ]);
  });

  test("pairs the visit that AMI saw, where it missed the ones before or between", () => {
    expect(paired([at(40.2)], [at(0), at(40, { n: 2 })])).toEqual([
      [null, 0],
      [40.2, 40],
    ]);
    expect(paired([at(0.1), at(80.7, { n: 2 })], [at(0), at(40, { n: 2 }), at(80, { n: 3 })])).toEqual([
      [0.1, 0],
      [null, 40],
      [80.7, 80],
    ]);
  });

  test("does not take two visits for one because each source has one of them", () => {
    expect(paired([at(40.2)], [at(0)])).toEqual([
      [null, 0],
      [40.2, null],
    ]);
  });

  test("pairs within a queue and a caller only", () => {
    expect(paired([at(0.4, { in: "vendas" })], [at(0)])).toHaveLength(2);
    expect(paired([at(0.4, { of: "2.2" })], [at(0)])).toHaveLength(2);
  });

  test("allows for a log whose clock is ahead", () => {
    expect(paired([at(0.4), at(40.4, { n: 2 })], [at(90), at(130, { n: 2 })])).toHaveLength(4);
    expect(paired([at(0.4), at(40.4, { n: 2 })], [at(90), at(130, { n: 2 })], 90_000)).toEqual([
      [0.4, 90],
      [40.4, 130],
    ]);
  });

  test("takes one whose entry AMI does not know for the last that it can be", () => {
    expect(paired([at(null)], [at(0)])).toEqual([[null, 0]]);
    const talking = at(null, { outcome: "answered" });
    const log = [
      at(0),
      at(40, { n: 2, outcome: "answered" }),
      at(80, { n: 3, outcome: "answered" }),
      at(120, { n: 4 }),
    ];
    expect(paired([talking, at(120.5, { n: 2 })], log)).toEqual([
      [null, 0],
      [null, 40],
      [null, 80],
      [120.5, 120],
    ]);
    expect(matchVisits([talking], log).filter(({ ami }) => ami)).toEqual([{ ami: talking, log: log[2]! }]);
    expect(matchVisits([talking], [at(0)])).toHaveLength(2);
  });

  test("finds the visit whose place in line a customer took, under the agent's channel in one source", () => {
    const agents = at(10, { of: "5.5", notes: ["joined_by_transfer"] });
    const [pair, ...more] = matchVisits([at(10.8, { notes: ["entered_before_connection"] })], [agents]);
    expect([pair?.ami?.uniqueid, pair?.log?.uniqueid, more.length]).toEqual([uniqueid("1.1"), uniqueid("5.5"), 0]);
    // two who came at once, of whom no one took a place, are two; so are two agents whose places were taken
    const another = at(10.8, { of: "6.6", notes: ["joined_by_transfer"] });
    expect(matchVisits([another], [agents])).toHaveLength(2);
    expect(matchVisits([at(10.8)], [agents])).toHaveLength(2);
    expect(matchVisits([at(10.8, { notes: ["entered_before_connection"] })], [at(10, { of: "5.5" })])).toHaveLength(2);
  });

  test("finds every visit's other record, whichever records are missing", () => {
    const gaps = fc.array(fc.integer({ min: 6, max: 60 }), { minLength: 1, maxLength: 8 });
    const told = fc.constantFrom("ami", "log", "both");
    fc.assert(
      fc.property(gaps, fc.array(told, { minLength: 8, maxLength: 8 }), fc.nat(999), (seconds, by, ms) => {
        let second = 0;
        const entries = seconds.map((gap) => {
          second += gap;
          return second;
        });
        const isBy = (source: string) => (_: number, n: number) => by[n] === source || by[n] === "both";
        const ami = entries.filter(isBy("ami")).map((each, n) => at(each + ms / 1000, { n: n + 1 }));
        const log = entries.filter(isBy("log")).map((each, n) => at(each, { n: n + 1 }));
        const pairs = matchVisits(ami.toReversed(), log.toReversed());
        expect(pairs).toHaveLength(entries.length);
        for (const pair of pairs) {
          if (pair.ami && pair.log) expect(pair.ami.enteredAt! - pair.log.enteredAt!).toBe(ms);
        }
        expect(mergeVisits(ami, log).map(({ visit }) => visit)).toEqual(entries.map((_, n) => n + 1));
      }),
    );
  });
});

test("mergeVisits() numbers a caller's visits anew, refused ones counted", () => {
  const ami = [at(0.2, { n: 1, outcome: "refused" }), at(80.3, { n: 2 }), at(3.3, { of: "2.2" })];
  const log = [at(40, { n: 1 }), at(80, { n: 2 }), at(3, { of: "2.2" })];
  expect(mergeVisits(ami, log).map((each) => [each.uniqueid, each.visit, each.sources])).toEqual([
    [uniqueid("1.1"), 1, "live"],
    [uniqueid("2.2"), 1, "confirmed"],
    [uniqueid("1.1"), 2, "log"],
    [uniqueid("1.1"), 3, "confirmed"],
  ]);
});

test("clockAheadMs() is the middle of what those tell who were in a queue once", () => {
  const ami = [
    at(0.5, { of: "1" }),
    at(1.5, { of: "2" }),
    at(2.5, { of: "3" }),
    at(9, { of: "4" }),
    at(20, { of: "4" }),
  ];
  const log = [at(60, { of: "1" }), at(61, { of: "2" }), at(900, { of: "3" }), at(11, { of: "4" })];
  expect(clockAheadMs(ami, log)).toBe(60_000);
  expect(clockAheadMs([], log)).toBeNull();
});
