import { expect, test } from "bun:test";
import {
  defaultQueueSettings,
  faceOf,
  minuteOf,
  noOwnSettings,
  type QueueShift,
  settledSettings,
  shiftFaults,
} from "./queue_settings.ts";

test("settledSettings() takes a queue's own where it says any, and else the defaults", () => {
  const defaults = { ...defaultQueueSettings, wrapUpSeconds: 10, exitsAreTimeouts: true };
  const own = { ...noOwnSettings, displayName: "Suporte", exitsAreTimeouts: false, shifts: [] };
  expect(settledSettings(own, defaults)).toEqual({
    ...{ displayName: "Suporte", service: defaults.service, waitAlert: defaults.waitAlert },
    ...{ shifts: [], exitsAreTimeouts: false, wrapUpSeconds: 10 },
  });
});

test("faceOf() has no goal where none was set, and warns after 60 s and 120 s by default", () => {
  expect(faceOf(settledSettings())).toEqual({ displayName: null, warnMs: 60_000, alertMs: 120_000, goal: null });
  const service = { ...defaultQueueSettings.service, goalPercent: 80 };
  expect(faceOf(settledSettings({ ...noOwnSettings, service })).goal).toBe(0.8);
});

test.each([
  ["00:00", 0],
  ["08:30", 510],
  ["24:00", 1_440],
  ["24:01", null],
  ["8:00", null],
  ["12:60", null],
  ["", null],
  ["😀", null],
])("minuteOf(%p) is %p", (text, minute) => {
  expect(minuteOf(text)).toBe(minute);
});

const shift = (from: string, to: string, days = [1, 2, 3, 4, 5]): QueueShift => ({ days, from, to });

test.each([
  { name: "finds nothing in shifts that meet", shifts: [shift("08:00", "12:00"), shift("12:00", "24:00")], want: [] },
  {
    name: "finds nothing in the same hours of other days",
    shifts: [shift("08:00", "18:00"), shift("08:00", "18:00", [6])],
    want: [],
  },
  { name: "refuses one over midnight", shifts: [shift("22:00", "06:00")], want: [{ at: 0, type: "order" }] },
  { name: "refuses one without length", shifts: [shift("08:00", "08:00")], want: [{ at: 0, type: "order" }] },
  {
    name: "says with which one another overlaps",
    shifts: [shift("08:00", "12:00"), shift("13:00", "18:00"), shift("17:00", "19:00", [5, 6])],
    want: [{ at: 2, type: "overlap", with: 1 }],
  },
  { name: "refuses one without days", shifts: [shift("08:00", "12:00", [])], want: [{ at: 0, type: "days" }] },
  { name: "refuses a day twice", shifts: [shift("08:00", "12:00", [1, 1])], want: [{ at: 0, type: "days" }] },
  { name: "refuses an eighth day", shifts: [shift("08:00", "12:00", [8])], want: [{ at: 0, type: "days" }] },
  {
    name: "tells each thing that is wrong",
    shifts: [shift("8h", "25:00")],
    want: [
      { at: 0, type: "from" },
      { at: 0, type: "to" },
    ],
  },
])("shiftFaults() $name", ({ shifts, want }) => {
  expect(shiftFaults(shifts)).toEqual([...want] as ReturnType<typeof shiftFaults>);
});
