import { describe, expect, test } from "bun:test";
import { agentsFor, erlangsOf, staffing } from "./erlang.ts";

const half = 30 * 60_000;
const big = { calls: 360, intervalMs: half, handleMs: 240_000 };
const small = { calls: 100, intervalMs: half, handleMs: 180_000 };

test("erlangsOf() is the calls that go on at once", () => {
  expect([erlangsOf(big), erlangsOf(small)]).toEqual([48, 10]);
});

describe("staffing()", () => {
  test.each([
    { load: big, agents: 55, thresholdMs: 15_000, waiting: 0.2387, percent: 84.59, seconds: 8.18 },
    { load: big, agents: 52, thresholdMs: 15_000, waiting: 0.466, percent: 63.71, seconds: 27.96 },
    { load: big, agents: 58, thresholdMs: 15_000, waiting: 0.1114, percent: 94.04, seconds: 2.67 },
    { load: small, agents: 13, thresholdMs: 20_000, waiting: 0.2853, percent: 79.56, seconds: 17.12 },
    { load: small, agents: 14, thresholdMs: 20_000, waiting: 0.1741, percent: 88.84, seconds: 7.84 },
  ])("of $load.calls calls by $agents agents serves $percent % in time", (row) => {
    const found = staffing(row.load, row.agents, row.thresholdMs)!;
    expect(found.waitingShare).toBeCloseTo(row.waiting, 4);
    expect(found.serviceLevel * 100).toBeCloseTo(row.percent, 2);
    expect(found.meanWaitMs / 1000).toBeCloseTo(row.seconds, 2);
  });

  test("tells how busy they are", () => {
    expect(staffing(big, 55, 15_000)!.occupancy * 100).toBeCloseTo(87.27, 2);
  });

  test("has no answer where the queue would grow without end, and an easy one where nobody calls", () => {
    expect(staffing(small, 10, 20_000)).toBeNull();
    expect(staffing({ ...small, calls: 0 }, 1, 20_000)).toEqual({
      waitingShare: 0,
      serviceLevel: 1,
      meanWaitMs: 0,
      occupancy: 0,
    });
  });

  test("bears a load whose factorials no number holds", () => {
    expect(
      staffing({ calls: 10_000, intervalMs: half, handleMs: 300_000 }, 1_700, 20_000)!.serviceLevel,
    ).toBeGreaterThan(0.8);
  });
});

describe("agentsFor()", () => {
  test("is the fewest agents that serve so many in time", () => {
    expect(agentsFor(small, 0.8, 20_000)).toBe(14);
    expect(agentsFor(small, 0.7955, 20_000)).toBe(13);
    expect(agentsFor(big, 0.8458, 15_000)).toBe(55);
    expect(agentsFor({ ...small, calls: 0 }, 0.8, 20_000)).toBe(1);
  });

  test("refuses to serve everyone in time", () => {
    expect(() => agentsFor(small, 1, 20_000)).toThrow("ask for less than 1");
    expect(() => agentsFor(small, Number.NaN, 20_000)).toThrow(RangeError);
  });
});
