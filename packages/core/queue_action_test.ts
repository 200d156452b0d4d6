import { expect, test } from "bun:test";
import { reasonFault } from "./queue_action.ts";

test.each([
  ["", null],
  ["Almoço", null],
  ["x".repeat(79), null],
  ["x".repeat(80), "long"],
  ["ç".repeat(40), "long"],
  ["午".repeat(27), "long"],
  ["Almoço; volta às 14h", "mark"],
  ["a|b", "mark"],
] as const)("reasonFault() of %p is %p", (reason, fault) => {
  expect(reasonFault(reason)).toBe(fault);
});
