import { expect, test } from "bun:test";
import { SleepDetector } from "./sleep.ts";

test("SleepDetector takes a clock that jumped for a sleep, and ticks that are a little late for none", () => {
  const detector = new SleepDetector();
  const told = [0, 1_000, 2_400, 6_000, 7_000, 67_000, 68_000].map((at) => detector.ticked(at));
  expect(told).toEqual([false, false, false, false, false, true, false]);
});

test("SleepDetector bears a clock that was set back", () => {
  const detector = new SleepDetector();
  expect([100_000, 40_000, 41_000].map((at) => detector.ticked(at))).toEqual([false, false, false]);
});
