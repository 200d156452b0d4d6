import { expect, test } from "bun:test";
import { isPauseChanged, newPause, pauseDraft, readPause } from "./pause_draft.ts";

const texts = {
  required: "required",
  nameLong: (most: number) => `at most ${most}`,
  nameMark: "no marks",
  minutesWrong: (most: number) => `1 to ${most}`,
};
const read = (name: string, minutes = "") => {
  const draft = pauseDraft({ ...newPause, name });
  draft.minutes.value = minutes;
  return readPause(draft, texts);
};

test("readPause() takes no minutes for as long as one likes", () => {
  expect(read("  Almoço ")).toEqual({ input: { ...newPause, name: "Almoço" } });
  expect(read("Almoço", " 60 ")).toEqual({ input: { ...newPause, name: "Almoço", dailyMinutes: 60 } });
});

test.each([
  ["", "", { name: "required" }],
  ["   ", "0", { name: "required", dailyMinutes: "1 to 1440" }],
  ["a;b", "", { name: "no marks" }],
  ["a".repeat(61), "", { name: "at most 60" }],
  ["ç".repeat(50), "", { name: "at most 60" }],
  ["😀".repeat(5_000), "1441", { name: "at most 60", dailyMinutes: "1 to 1440" }],
  ["Almoço", "-1", { dailyMinutes: "1 to 1440" }],
  ["Almoço", "1h", { dailyMinutes: "1 to 1440" }],
  ["Almoço", "1.5", { dailyMinutes: "1 to 1440" }],
])("readPause() tells what is wrong with %p and %p", (name, minutes, errors) => {
  expect(read(name, minutes)).toEqual({ errors });
});

test("isPauseChanged() is not misled by a space", () => {
  const kept = { name: "Almoço", dailyMinutes: 60, productive: false, active: true };
  const draft = pauseDraft(kept);
  draft.name.value = "Almoço ";
  expect(isPauseChanged(draft, kept)).toBe(false);
  draft.productive.value = true;
  expect(isPauseChanged(draft, kept)).toBe(true);
});
