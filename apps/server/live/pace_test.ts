import { expect, test } from "bun:test";
import fc from "fast-check";
import { Pace } from "./pace.ts";

test("Pace.take() lets the first few go at once", () => {
  const pace = new Pace(0);
  expect([pace.take(0), pace.take(0), pace.take(1), pace.take(2)]).toEqual([0, 0, 0, 0]);
  expect(pace.take(2)).toBeGreaterThan(0);
});

test("Pace.take() never lets more than ten go in any second, however they come", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 }), (gaps) => {
      const pace = new Pace(0);
      const spoken: number[] = [];
      let now = 0;
      for (const gap of gaps) {
        now += gap;
        if (pace.take(now) === 0) spoken.push(now);
      }
      for (const from of spoken)
        expect(spoken.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(10);
    }),
  );
});

test("Pace.take() says when to ask again, and keeps its word", () => {
  const pace = new Pace(0);
  let now = 0;
  for (let spoken = 0; spoken < 100; spoken++) {
    const waitMs = pace.take(now);
    if (waitMs === 0) continue;
    now += waitMs;
    expect(pace.take(now)).toBe(0);
  }
});
