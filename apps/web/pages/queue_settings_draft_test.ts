import { expect, test } from "bun:test";
import { defaultQueueSettings, noOwnSettings, type QueueShift } from "@qmanager/core";
import { copyDraft, readSettings, type SettingsDraft, setOwn, settingsDraft, typedIn } from "./queue_settings_draft.ts";

const texts = {
  nameLong: (most: number) => `at most ${most}`,
  secondsWrong: (least: number) => `from ${least}`,
  goalWrong: "0 to 100",
  alertWrong: "later",
  shiftWrong: ({ type }: { type: string }) => type,
};
const draftOf = () => settingsDraft(defaultQueueSettings, noOwnSettings);
const week = [1, 2, 3, 4, 5];
const shift = (from: string, to: string, days = week): QueueShift => ({ days, from, to });

test("readSettings() gives what was typed, and null for what is as the defaults are", () => {
  const draft = draftOf();
  expect(readSettings(draft, texts)).toEqual({ settings: defaultQueueSettings, own: noOwnSettings });
  draft.displayName.value = " Suporte ";
  setOwn(draft, "service", true, defaultQueueSettings);
  draft.formula.value = "B";
  draft.goal.value = "80";
  expect(readSettings(draft, texts)).toMatchObject({
    own: { ...noOwnSettings, displayName: "Suporte", service: { formula: "B", thresholdSeconds: 60, goalPercent: 80 } },
  });
});

test.each<{ name: string; type: (draft: SettingsDraft) => void; errors: Record<string, string> }>([
  {
    name: "a long name",
    type: (d) => (d.displayName.value = "a".repeat(10_000)),
    errors: { displayName: "at most 80" },
  },
  {
    name: "less than nothing",
    type: (d) => (d.threshold.value = "-1"),
    errors: { "service.thresholdSeconds": "from 0" },
  },
  { name: "part of a second", type: (d) => (d.short.value = "1,5"), errors: { "service.shortSeconds": "from 0" } },
  { name: "nothing", type: (d) => (d.wrapUp.value = " "), errors: { wrapUpSeconds: "from 0" } },
  { name: "more than a day", type: (d) => (d.warn.value = "86401"), errors: { "waitAlert.warnSeconds": "from 1" } },
  { name: "a goal of emoji", type: (d) => (d.goal.value = "😀"), errors: { "service.goalPercent": "0 to 100" } },
  { name: "red before yellow", type: (d) => (d.alert.value = "59"), errors: { "waitAlert.alertSeconds": "later" } },
  {
    name: "a shift over midnight",
    type: (d) => (d.shifts.value = [shift("22:00", "06:00")]),
    errors: { "shifts.0.to": "order" },
  },
  {
    name: "overlapping shifts",
    type: (d) => (d.shifts.value = [shift("08:00", "12:00"), shift("11:00", "13:00", [1])]),
    errors: { "shifts.1.to": "overlap" },
  },
])("readSettings() tells what is wrong with $name", ({ type, errors }) => {
  const draft = draftOf();
  type(draft);
  expect(readSettings(draft, texts)).toEqual({ errors });
});

test("setOwn() shows the defaults of a part that is as they are", () => {
  const draft = draftOf();
  setOwn(draft, "waitAlert", true, defaultQueueSettings);
  draft.warn.value = "5";
  setOwn(draft, "waitAlert", false, defaultQueueSettings);
  expect(draft.warn.value).toBe("60");
});

test("typedIn() tells a change, and copyDraft() takes it back", () => {
  const draft = draftOf();
  const before = typedIn(draft);
  draft.shifts.value = [shift("08:00", "18:00")];
  setOwn(draft, "shifts", true, defaultQueueSettings);
  expect(typedIn(draft)).not.toBe(before);
  copyDraft(draft, draftOf());
  expect(typedIn(draft)).toBe(before);
});
