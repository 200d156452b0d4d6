import { expect, test } from "bun:test";
import { Recent, settleMs } from "./recent.ts";

test("Recent.hasSince() remembers what went away a moment ago and forgets the rest", () => {
  const recent = new Recent<string>();
  recent.add("a", 10_000);
  recent.add("b", 10_500);
  expect([recent.hasSince("a", 10_000), recent.hasSince("a", 10_001)]).toEqual([true, false]);
  recent.add("c", 10_001 + settleMs);
  expect([recent.has("a"), recent.has("b"), recent.has("c")]).toEqual([false, true, true]);
});

test("Recent.delete() and Recent.clear() take back", () => {
  const recent = new Recent<string>();
  recent.add("a", 1);
  recent.add("b", null);
  recent.delete("a");
  expect([recent.has("a"), recent.has("b")]).toEqual([false, true]);
  recent.clear();
  expect(recent.has("b")).toBe(false);
});
