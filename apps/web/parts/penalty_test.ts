import { expect, test } from "bun:test";
import { penaltyOf } from "./penalty.ts";

test.each([
  ["0", 0],
  [" 12 ", 12],
  ["2147483647", 2_147_483_647],
  ["2147483648", null],
  ["", null],
  ["-1", null],
  ["1.5", null],
  ["1e3", null],
  ["dez", null],
])("penaltyOf(%p) is %p", (text, want) => {
  expect(penaltyOf(text)).toBe(want);
});
