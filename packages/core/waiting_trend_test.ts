import { expect, test } from "bun:test";
import { continuedTrend } from "./waiting_trend.ts";

const trend = { from: 60_000, stepMs: 15_000, counts: [1, 3] };

test("continuedTrend() keeps the most of the step that runs", () => {
  expect(continuedTrend(trend, 80_000, 3, 2).counts).toEqual([1, 3]);
  expect(continuedTrend(trend, 80_000, 3, 5).counts).toEqual([1, 5]);
});

test("continuedTrend() fills steps without a word with what waited before", () => {
  expect(continuedTrend(trend, 121_000, 2, 4)).toEqual({ from: 60_000, stepMs: 15_000, counts: [1, 3, 2, 2, 4] });
  expect(continuedTrend(trend, 121_000, 2).counts).toEqual([1, 3, 2, 2, 2]);
});

test("continuedTrend() lets go of what is older than half an hour, however long nothing came", () => {
  const slept = continuedTrend(trend, 60_000 + 10 * 3_600_000, 2, 0);
  expect(slept.counts).toEqual(Array(120).fill(2));
  expect(slept.from + slept.counts.length * 15_000).toBe(60_000 + 10 * 3_600_000 + 15_000);
  const aged = continuedTrend(trend, 60_000 + 120 * 15_000, 0);
  expect([aged.from, aged.counts.length, aged.counts[0]]).toEqual([75_000, 120, 3]);
});

test("continuedTrend() begins at the step of the first word when nothing was known", () => {
  expect(continuedTrend({ from: 0, stepMs: 15_000, counts: [] }, 100_000, 0, 2)).toEqual({
    from: 90_000,
    stepMs: 15_000,
    counts: [2],
  });
});

test("continuedTrend() takes a word from the past into the step that runs", () => {
  expect(continuedTrend(trend, 30_000, 3, 4)).toEqual({ from: 60_000, stepMs: 15_000, counts: [1, 4] });
});
