import { expect, test } from "bun:test";
import { AsteriskLife } from "./asterisk_life.ts";
import { pbxId } from "./ids.ts";

const ready = (startedAt: number | null) => ({
  type: "asterisk_ready" as const,
  pbx: pbxId("main"),
  at: 100_000,
  startedAt,
});

test("AsteriskLife.isAnother() tells a restart from the same Asterisk a second off", () => {
  const life = new AsteriskLife();
  expect(life.isAnother(ready(10_000))).toBe(false);
  expect(life.isAnother(ready(11_000))).toBe(false);
  expect(life.isAnother(ready(null))).toBe(false);
  expect(life.isAnother(ready(60_000))).toBe(true);
  expect(life.startedAt).toBe(60_000);
});

test("AsteriskLife.isAnother() takes an earlier start for a better word on the same", () => {
  const life = new AsteriskLife();
  expect(life.isAnother(ready(19_000))).toBe(false);
  expect(life.isAnother(ready(10_000))).toBe(false);
  expect(life.startedAt).toBe(10_000);
  expect(life.isAnother(ready(19_000))).toBe(true);
});

test("AsteriskLife.isAnother() believes the log that says it started", () => {
  expect(new AsteriskLife().isAnother({ type: "asterisk_started", pbx: pbxId("main"), at: 1 })).toBe(true);
});

test("AsteriskLife.isAnother() takes whichever is ready after one that said it stops for another, and only once", () => {
  const life = new AsteriskLife();
  const stopping = { type: "asterisk_stopping" as const, pbx: pbxId("main"), at: 12_000, restart: true };
  expect([ready(10_000), stopping, ready(12_500), ready(12_500)].map((event) => life.isAnother(event))).toEqual([
    ...[false, false],
    ...[true, false],
  ]);
  expect(life.startedAt).toBe(12_500);
  expect([stopping, ready(null), ready(null)].map((event) => life.isAnother(event))).toEqual([false, true, false]);
});
