import { expect, test } from "bun:test";
import { AbsenceFold } from "./absence_fold.ts";
import type { CallCentreEvent } from "./event.ts";
import { pbxId } from "./ids.ts";

const pbx = pbxId("pbx");
const hour = 3_600_000;
const connected = (at: number): CallCentreEvent => ({ type: "connected", pbx, at, amiVersion: null });
const disconnected = (at: number): CallCentreEvent => ({ type: "disconnected", pbx, at });
const tick = (at: number): CallCentreEvent => ({ type: "tick", pbx, at });

test.each([
  { name: "knows of none before the first connection", events: [connected(5)], want: [] },
  {
    name: "has one from the loss of the line until it is there again",
    events: [connected(5), tick(9), disconnected(10), tick(12), connected(20)],
    want: [{ from: 10, to: 20 }],
  },
  { name: "has one that goes on", events: [connected(5), disconnected(10), tick(11)], want: [{ from: 10, to: null }] },
  {
    name: "has one from the last word before a crash",
    events: [connected(5), tick(9), connected(20)],
    want: [{ from: 9, to: 20 }],
  },
  {
    name: "forgets those of days ago",
    events: [connected(5), disconnected(10), connected(20), disconnected(25 * hour), connected(26 * hour)],
    want: [{ from: 25 * hour, to: 26 * hour }],
  },
])("AbsenceFold $name", ({ events, want }) => {
  const fold = new AbsenceFold();
  for (const event of events) fold.apply(event);
  expect(fold.absences()).toEqual(want);
});
