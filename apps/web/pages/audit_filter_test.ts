import { expect, test } from "bun:test";
import { eventChoices, featureChoices, filterOf, isNarrowed, plainFilter, queryOf, searchOf } from "./audit_filter.ts";

test.each([
  { search: "", want: plainFilter },
  { search: "?period=all", want: { ...plainFilter, period: "all" } },
  { search: "?user=7&feature=users", want: { ...plainFilter, user: "7", feature: "users" } },
  { search: "?user=none&event=dropped", want: { ...plainFilter, user: "none", event: "dropped" } },
  { search: "?text=10.20.&period=today", want: { ...plainFilter, text: "10.20.", period: "today" } },
] as const)("filterOf() and searchOf() of $search are each other's inverse", ({ search, want }) => {
  expect(filterOf(search)).toEqual(want);
  expect(filterOf(searchOf(want))).toEqual(want);
  expect([...new URLSearchParams(searchOf(want))].sort()).toEqual([...new URLSearchParams(search)].sort());
});

test("filterOf() takes what nobody could choose for what is plain", () => {
  expect(filterOf("?period=yesterday&user=ana&feature=all&event=done")).toEqual(plainFilter);
  expect(filterOf("?feature=users&event=listened").event).toBe("");
  expect(filterOf(`?text=${"x".repeat(500)}`).text).toHaveLength(200);
});

test("of a feature only what can be done to it is offered", () => {
  expect(featureChoices).toContain("users");
  expect(eventChoices("imports")).toEqual(["begun", "cancelled"]);
  expect(eventChoices("")).toContain("listened");
});

test("queryOf() asks the server for what is not plain, and for the period that is", () => {
  expect(queryOf(plainFilter).toString()).toBe("period=last_7_days");
  expect(queryOf({ ...plainFilter, period: "all", text: "a & b" }).toString()).toBe("text=a+%26+b");
  expect([isNarrowed(plainFilter), isNarrowed({ ...plainFilter, text: "a" })]).toEqual([false, true]);
});
