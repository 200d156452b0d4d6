import { expect, test } from "bun:test";
import { tallyOf } from "./play.ts";

test("tallyOf() reads the counts of bun test", () => {
  expect(tallyOf("(pass) one\n\n 13 pass\n 2 fail\n 45 expect() calls\n", 1)).toEqual({ passed: 13, failed: 2 });
});

test("tallyOf() counts a run that broke off as a failure", () => {
  expect(tallyOf("(pass) one\n", 137)).toEqual({ passed: 0, failed: 1 });
});

test("tallyOf() counts a failure outside of the tests, which bun test does not", () => {
  expect(tallyOf(" 3 pass\n 0 fail\n 1 error\n", 1)).toEqual({ passed: 3, failed: 1 });
});
