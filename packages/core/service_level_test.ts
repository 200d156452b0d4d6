import { expect, test } from "bun:test";
import { type ServiceCounts, type ServiceFormula, serviceCounts, serviceLevel } from "./service_level.ts";

// ICMI's example: 1000 answered, 860 of them in time; 60 gave up, 20 of them in time, 10 at once.
const icmi: ServiceCounts = {
  answered: 1000,
  answeredInTime: 860,
  abandoned: 60,
  abandonedInTime: 20,
  abandonedShort: 10,
};

test.each<[ServiceFormula, number]>([
  ["A", 86.0],
  ["B", 83.02],
  ["C", 81.13],
  ["D", 82.69],
  ["E", 82.08],
  ["F", 81.9],
])("serviceLevel() by formula %s of ICMI's example is %p %%", (formula, percent) => {
  expect(serviceLevel(icmi, formula)! * 100).toBeCloseTo(percent, 2);
});

test("serviceLevel() is null when there is nothing to measure", () => {
  const none: ServiceCounts = {
    answered: 0,
    answeredInTime: 0,
    abandoned: 10,
    abandonedInTime: 10,
    abandonedShort: 10,
  };
  expect(serviceLevel(none, "A")).toBeNull();
  expect(serviceLevel(none, "F")).toBeNull();
  expect(serviceLevel(none, "C")).toBe(0);
});

const policy = { thresholdMs: 20_000, shortMs: 5_000 };

test("serviceCounts() takes a wait equal to a limit as within it, and a millisecond more as beyond", () => {
  expect(serviceCounts({ outcome: "answered", waitMs: 20_000 }, policy).answeredInTime).toBe(1);
  expect(serviceCounts({ outcome: "answered", waitMs: 20_001 }, policy).answeredInTime).toBe(0);
  expect(serviceCounts({ outcome: "abandoned", waitMs: 5_000 }, policy).abandonedShort).toBe(1);
  expect(serviceCounts({ outcome: "abandoned", waitMs: 5_001 }, policy).abandonedShort).toBe(0);
});

test.each(["abandoned", "timeout", "exit_key", "exit_empty", "withdrawn", "lost"] as const)(
  "serviceCounts() takes %s for a caller who was not served",
  (outcome) => {
    expect(serviceCounts({ outcome, waitMs: 9_000 }, policy)).toEqual({
      answered: 0,
      answeredInTime: 0,
      abandoned: 1,
      abandonedInTime: 1,
      abandonedShort: 0,
    });
  },
);

test.each([
  { outcome: "refused" as const, waitMs: 0 },
  { outcome: null, waitMs: 1_000 },
  { outcome: "answered" as const, waitMs: null },
])("serviceCounts() of $outcome with wait $waitMs counts nothing", (visit) => {
  expect(Object.values(serviceCounts(visit, policy))).toEqual([0, 0, 0, 0, 0]);
});
