import { expect, test } from "bun:test";
import { arcs, type Part } from "./arcs.ts";

const part = (look: Part["look"], count: number): Part => ({ look, title: look, count });
const round = 2 * Math.PI * 39;

test("arcs() begins each part where the one before ends, and leaves out parts of nothing", () => {
  const [first, second, ...more] = arcs([part("answered", 3), part("abandoned", 0), part("timeout", 1)], 4);
  expect([first?.from, second?.look, second?.from, more.length]).toEqual([0, "timeout", round * 0.75, 0]);
  expect((first?.length ?? 0) + (second?.length ?? 0)).toBeCloseTo(round - 2.4, 6);
});

test("arcs() is a closed ring of one part alone, and shows the smallest of many", () => {
  expect(arcs([part("answered", 7)], 7)[0]?.length).toBe(round);
  expect(arcs([part("answered", 100_000), part("timeout", 1)], 100_001)[1]?.length).toBeGreaterThan(0.5);
});

test("arcs() of nothing is nothing", () => {
  expect(arcs([part("answered", 0)], 0)).toEqual([]);
});
