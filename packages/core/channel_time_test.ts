import { expect, test } from "bun:test";
import { channelBeganAt } from "./channel_time.ts";
import { uniqueid } from "./ids.ts";

test.each([
  ["1795338688.42", 1_795_338_688_000],
  ["pbx-1-1795338688.42", 1_795_338_688_000],
  ["click-17", null],
  ["1795338688", null],
  ["17953386881.42", null],
])("channelBeganAt() of %s is %p", (id, at) => {
  expect(channelBeganAt(uniqueid(id))).toBe(at);
});
