import { expect, test } from "bun:test";
import { Attempts } from "./attempts.ts";

test("Attempts.begin() lets a number of attempts through in a window, per key, and says how long to wait", () => {
  let now = 1_000;
  const attempts = new Attempts({ limit: 2, windowMs: 60_000 }, () => now);
  expect([attempts.begin("a"), attempts.begin("a"), attempts.begin("a"), attempts.begin("b")]).toEqual([
    0, 0, 60_000, 0,
  ]);
  now += 59_999;
  expect(attempts.begin("a")).toBe(1);
  now += 1;
  expect(attempts.begin("a")).toBe(0);
});

test("Attempts.succeeded() forgives what came before", () => {
  const attempts = new Attempts({ limit: 1, windowMs: 1 }, () => 0);
  attempts.begin("a");
  expect(attempts.begin("a")).toBe(1);
  attempts.succeeded("a");
  expect(attempts.begin("a")).toBe(0);
});
