import { expect, test } from "bun:test";
import { filterOf, isNumber, plainFilter, queryOf, searchOf } from "./visits_filter.ts";

test.each([
  { search: "", want: plainFilter },
  { search: "?period=all", want: { ...plainFilter, period: "all" } },
  { search: "?queue=matriz/suporte", want: { ...plainFilter, queue: "matriz/suporte" } },
  { search: "?outcome=exit_key&number=%2B55+48", want: { ...plainFilter, outcome: "exit_key", number: "+55 48" } },
] as const)("filterOf() and searchOf() of $search are each other's inverse", ({ search, want }) => {
  expect(filterOf(search)).toEqual(want);
  expect(searchOf(want)).toBe(search);
});

test("filterOf() takes what nobody could choose for what is plain", () => {
  expect(filterOf("?period=yesterday&outcome=won")).toEqual(plainFilter);
});

test("queryOf() asks the server for a queue by its PBX and its name, whatever is in the name", () => {
  const query = queryOf({ period: "last_7_days", queue: "matriz/a/b & c", outcome: "timeout", number: "7766" });
  expect(query.toString()).toBe("period=last_7_days&pbx=matriz&queue=a%2Fb+%26+c&outcome=timeout&number=7766");
  expect(queryOf({ ...plainFilter, period: "all" }).toString()).toBe("");
});

test.each([
  ["", true],
  ["7766", true],
  ["(48) 9", true],
  ["Ana", false],
  [" ", false],
  ["9".repeat(41), false],
])("isNumber(%s) is %p", (typed, want) => {
  expect(isNumber(typed)).toBe(want);
});
