import { expect, test } from "bun:test";
import fc from "fast-check";
import { bucketOf, type Period } from "./period.ts";
import { quarterMs } from "./quarter.ts";
import { difference, intersection, lengthByQuarter, lengthMs, type TimeSet, union } from "./time_set.ts";

const period = fc.tuple(fc.nat(40), fc.nat(40)).map(([from, to]) => ({ from, to }));
const periods = fc.array(period, { maxLength: 8 });

const has = (some: readonly Period[], at: number) => some.some(({ from, to }) => from <= at && at < to);

/** In order, and neither overlapping nor touching. */
function isSet(set: TimeSet): boolean {
  return set.every(({ from, to }, n) => from < to && (n === 0 || set[n - 1]!.to < from));
}

test("union(), intersection() and difference() have each instant that they should, and no other", () => {
  fc.assert(
    fc.property(periods, periods, (some, others) => {
      const [a, b] = [union(some), union(others)];
      const [both, first] = [intersection(a, b), difference(a, b)];
      for (const set of [a, b, both, first]) expect(isSet(set)).toBe(true);
      for (let at = -1; at <= 41; at++) {
        expect(has(a, at)).toBe(has(some, at));
        expect(has(both, at)).toBe(has(some, at) && has(others, at));
        expect(has(first, at)).toBe(has(some, at) && !has(others, at));
        expect(bucketOf(a, at) !== undefined).toBe(has(some, at));
      }
      expect(lengthMs(both) + lengthMs(first)).toBe(lengthMs(a));
    }),
  );
});

test("union() changes none of the periods", () => {
  const some = [
    { from: 0, to: 2 },
    { from: 1, to: 5 },
  ];
  expect(union(some)).toEqual([{ from: 0, to: 5 }]);
  expect(some[0]).toEqual({ from: 0, to: 2 });
});

test("lengthByQuarter() cuts at each quarter of an hour, an end on one being in none", () => {
  const set = [
    { from: quarterMs - 1_000, to: 2 * quarterMs },
    { from: 2 * quarterMs + 5_000, to: 2 * quarterMs + 7_000 },
    { from: 2 * quarterMs + 8_000, to: 3 * quarterMs + 1 },
  ];
  expect([...lengthByQuarter(set)]).toEqual([
    [0, 1_000],
    [quarterMs, quarterMs],
    [2 * quarterMs, 2_000 + quarterMs - 8_000],
    [3 * quarterMs, 1],
  ]);
});
