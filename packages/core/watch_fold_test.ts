import { expect, test } from "bun:test";
import type { CallCentreEvent } from "./event.ts";
import { pbxId, queueName } from "./ids.ts";
import { type Gap, gapsBetween, type Watch, WatchFold, watchedDay } from "./watch_fold.ts";

const pbx = pbxId("a");
const connected = (at: number): CallCentreEvent => ({ type: "connected", pbx, at, amiVersion: null });
const listed = (at: number): CallCentreEvent => ({ type: "queues_listed", pbx, at, queues: [] });
const tick = (at: number): CallCentreEvent => ({ type: "tick", pbx, at });
const disconnected = (at: number): CallCentreEvent => ({ type: "disconnected", pbx, at });

const counted = (at: number, completed: number): CallCentreEvent => ({
  ...{ type: "queue_snapshot", pbx, at, queue: queueName("suporte"), strategy: null, maxWaiting: null },
  ...{ completed, abandoned: 0, members: [], waiting: [] },
});
/** A watch before which nobody can say what was missed. */
const watch = (from: number, to: number): Watch => ({ from, to, missed: null });

test("WatchFold begins with the first list of a connection and ends with the last word before its loss", () => {
  const fold = new WatchFold();
  const ended = [connected(1), tick(2), listed(3), tick(4), listed(5), tick(6), disconnected(9)].map((event) =>
    fold.apply(event),
  );
  expect(ended).toEqual([null, null, null, null, null, null, watch(3, 6)]);
  expect(fold.open()).toBeNull();
});

test("WatchFold ends where the PBX was heard last, though time was told after that", () => {
  const fold = new WatchFold();
  for (const event of [connected(1), listed(2), tick(3), tick(9)]) fold.apply(event);
  expect(fold.apply(disconnected(4))).toEqual(watch(2, 4));
});

test("WatchFold ends where a PBX fell silent, and begins anew with its next list", () => {
  const fold = new WatchFold();
  for (const event of [connected(1), listed(2), tick(7)]) fold.apply(event);
  expect(fold.apply({ type: "spoke_late", pbx, at: 9, since: 4, until: 10 })).toEqual(watch(2, 4));
  for (const event of [tick(10), listed(11)]) fold.apply(event);
  expect(fold.open()).toEqual(watch(11, 11));
});

test("WatchFold ends a watch with a connection that no loss was told before: the program was killed", () => {
  const fold = new WatchFold();
  for (const event of [connected(1), listed(2), tick(3)]) fold.apply(event);
  expect(fold.open()).toEqual(watch(2, 3));
  expect(fold.apply(connected(50))).toEqual(watch(2, 3));
});

test("WatchFold knows no watch of a line on which nothing was listed", () => {
  const fold = new WatchFold();
  fold.apply(connected(1));
  expect(fold.apply(disconnected(2))).toBeNull();
});

test("WatchFold tells with a watch how many visits ended unseen before it", () => {
  const fold = new WatchFold();
  for (const event of [connected(1), counted(2, 5), listed(3), counted(33, 6), listed(33)]) fold.apply(event);
  expect(fold.open()?.missed).toBeNull();
  for (const event of [disconnected(40), connected(60), counted(61, 9)]) fold.apply(event);
  expect(fold.open()).toBeNull();
  for (const event of [listed(61), counted(91, 10), listed(91)]) fold.apply(event);
  expect(fold.open()).toEqual({ from: 61, to: 91, missed: { suporte: 3 } });
});

test.each([
  ["nothing was watched", [], [{ from: 10, to: 20 }]],
  ["all was watched", [{ from: 5, to: 25 }], []],
  [
    "it begins late and ends early",
    [{ from: 12, to: 15 }],
    [
      { from: 10, to: 12 },
      { from: 15, to: 20 },
    ],
  ],
  [
    "two watches overlap",
    [
      { from: 8, to: 15 },
      { from: 12, to: 22 },
    ],
    [],
  ],
  [
    "one lies before",
    [
      { from: 1, to: 4 },
      { from: 10, to: 13 },
      { from: 14, to: 20 },
    ],
    [{ from: 13, to: 14 }],
  ],
])("gapsBetween() where %s", (_, watches, gaps) => {
  const gapsOf = gapsBetween(
    watches.map((each) => ({ ...each, missed: null })),
    { from: 10, to: 20 },
  );
  expect(gapsOf).toEqual(gaps.map((each): Gap => ({ ...each, visits: null })));
});

test("watchedDay() begins with midnight where that was watched, and tells what was missed since", () => {
  const watches = [watch(1, 8), watch(90, 120), { ...watch(130, 140), missed: { suporte: 4 } }];
  expect(watchedDay(watches, 100)).toEqual({ since: 100, missed: [{ from: 120, to: 130, visits: { suporte: 4 } }] });
  expect(watchedDay(watches, 125)).toEqual({ since: 130, missed: [] });
  expect(watchedDay(watches, 200)).toBeNull();
});
