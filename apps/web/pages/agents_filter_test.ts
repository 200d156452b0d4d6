import { expect, test } from "bun:test";
import { filterOf, plainFilter, queryOf, searchOf } from "./agents_filter.ts";

test.each([
  "",
  "?view=unknown",
  "?search=Jo%C3%A3o+%26+Ana&group=3&order=code&descending=true&open=7",
  "?view=deactivated&open=import",
  "?open=new",
])("the address %p says what it shows, and is written again as it was", (address) => {
  expect(searchOf(filterOf(address))).toBe(address);
});

test("an address that says nonsense shows the plain list", () => {
  expect(filterOf("?view=x&group=-1&order=y&open=../1&descending=1")).toEqual(plainFilter);
});

test("the server is asked for a page of them, without a group where nobody is in any", () => {
  const filter = filterOf("?search=+ana+&group=3&order=code");
  expect(String(queryOf(filter, 20, "abc"))).toBe(
    "state=active&order=code&descending=false&limit=20&search=ana&group=3&cursor=abc",
  );
  expect(queryOf({ ...filter, view: "unknown" }, 20, null).has("group")).toBe(false);
});
