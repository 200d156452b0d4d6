import { expect, test } from "bun:test";
import { heldOrder } from "./held_order.ts";

test("heldOrder() keeps the places of those who stay, and puts new ones last", () => {
  expect(heldOrder(["a", "b", "c"], ["c", "d", "a"])).toEqual(["a", "c", "d"]);
});

test("heldOrder() is the very list that is shown while nobody comes or goes", () => {
  const shown = ["a", "b"];
  expect(heldOrder(shown, ["b", "a"])).toBe(shown);
});
