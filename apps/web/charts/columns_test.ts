import { expect, test } from "bun:test";
import type { QuarterView } from "@qmanager/core";
import { axisTop, quarterColumns, trendColumns } from "./columns.ts";

const minute = 60_000;
const quarter = (from: number, figures: Partial<QuarterView>): QuarterView => ({
  ...{ from, offered: 0, answered: 0, abandoned: 0, timeout: 0, otherExits: 0 },
  ...figures,
});

test("trendColumns() gives seconds, and holds the last step to its end", () => {
  expect(trendColumns({ from: 60_000, stepMs: 15_000, counts: [1, 3] })).toEqual([
    [60, 75, 90],
    [1, 3, 3],
  ]);
  expect(trendColumns({ from: 0, stepMs: 15_000, counts: [] })).toEqual([[], []]);
});

test("quarterColumns() has every quarter until now, each series the sum of those under it", () => {
  const figures = { offered: 9, answered: 4, abandoned: 2, timeout: 1, otherExits: 1 };
  const [times, offered, ended, stayed, answered] = quarterColumns([quarter(30 * minute, figures)], 160 * minute);
  expect(times).toEqual([30, 45, 60, 75, 90, 105, 120, 135, 150].map((each) => each * 60));
  expect([offered?.[0], ended?.[0], stayed?.[0], answered?.[0]]).toEqual([9, 7, 6, 4]);
  expect(offered?.slice(1)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
});

test("quarterColumns() shows two hours even of an empty day", () => {
  expect(quarterColumns([], 160 * minute)[0]).toHaveLength(8);
});

test.each([
  [0, 4],
  [4, 4],
  [5, 8],
  [8, 10],
  [19, 20],
  [20, 40],
  [99, 100],
  [500, 800],
])("axisTop() over %p is %p", (highest, want) => {
  expect(axisTop(highest)).toBe(want);
});
