import { expect, test } from "bun:test";
import { type PbxView, pbxId } from "@qmanager/core";
import { pbxFreshness, serverFreshness, worst } from "./freshness.ts";

const pbx: PbxView = {
  pbx: pbxId("matriz"),
  name: "Matriz",
  status: "live",
  asteriskVersion: "22.5.0",
  restartedAt: null,
  heardAt: null,
  problem: null,
  problemCode: null,
  problemValues: {},
  unrecordedSince: null,
};
const beat = (at: number, heardAt: number | null) => ({ at, heardAt: { matriz: heardAt } });

test.each([
  { name: "is live while the last word is 3 s old", heardAt: 97_000, want: "live" },
  { name: "is late beyond 3 s", heardAt: 96_999, want: "late" },
  { name: "is late while it is 5 s old", heardAt: 95_000, want: "late" },
  { name: "is stale beyond 5 s", heardAt: 94_999, want: "stale" },
  { name: "is live when the word is newer than our clock", heardAt: 100_400, want: "live" },
  { name: "is connecting before the first word", heardAt: null, want: "connecting" },
] as const)("serverFreshness() $name", ({ heardAt, want }) => {
  expect(serverFreshness(heardAt, 100_000)).toBe(want);
});

test("pbxFreshness() of a line that is up is its age at the heartbeat, however long ago that was", () => {
  expect(pbxFreshness(pbx, beat(100_000, 98_000), 100_999)).toBe("live");
  expect(pbxFreshness(pbx, beat(100_000, 96_000), 100_000)).toBe("late");
  expect(pbxFreshness(pbx, beat(100_000, 94_000), 100_000)).toBe("stale");
});

test("pbxFreshness() of a line that is down goes on ageing", () => {
  const down: PbxView = { ...pbx, status: "reconnecting" };
  expect(pbxFreshness(down, beat(100_000, 98_000), 100_000)).toBe("live");
  expect(pbxFreshness(down, beat(100_000, 98_000), 101_500)).toBe("late");
  expect(pbxFreshness(down, beat(100_000, 98_000), 103_001)).toBe("stale");
});

test("pbxFreshness() uses the list's word until the first heartbeat, and is connecting without any", () => {
  expect(pbxFreshness({ ...pbx, heardAt: 99_000 }, null, 100_000)).toBe("live");
  expect(pbxFreshness(pbx, null, 100_000)).toBe("connecting");
  expect(pbxFreshness(pbx, beat(100_000, null), 100_000)).toBe("connecting");
});

test("pbxFreshness() is refused however fresh the refusal is", () => {
  expect(pbxFreshness({ ...pbx, status: "refused" }, beat(100_000, 100_000), 100_000)).toBe("refused");
});

test("worst() names the one that is worst off", () => {
  expect(worst([])).toBe("live");
  expect(worst(["live", "late"])).toBe("late");
  expect(worst(["stale", "late", "connecting"])).toBe("stale");
  expect(worst(["refused", "stale"])).toBe("refused");
});
