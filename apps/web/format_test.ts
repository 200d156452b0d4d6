import { expect, test } from "bun:test";
import {
  day,
  dayAndTime,
  duration,
  exactTimeOfDay,
  extensionNumber,
  figure,
  fileSize,
  initials,
  month,
  percent,
  reportDuration,
  spokenDuration,
  timeOfDay,
} from "./format.ts";

test.each([
  { ms: 0, want: "00:00" },
  { ms: 59_999, want: "00:59" },
  { ms: 3_599_000, want: "59:59" },
  { ms: 3_600_000, want: "01:00:00" },
  { ms: 360_000_000, want: "100:00:00" },
  { ms: -4_000, want: "00:00" },
])("duration() of $ms ms is $want", ({ ms, want }) => {
  expect(duration(ms)).toBe(want);
});

test("figure() groups thousands as the language does, also those of four digits", () => {
  expect((["pt", "es", "en"] as const).map((locale) => figure(3126, locale))).toEqual(["3.126", "3.126", "3,126"]);
});

test("percent() writes the part with the language's comma, and a dash where nothing was measured", () => {
  expect((["pt", "es", "en"] as const).map((locale) => percent(0.9481, locale))).toEqual(["94,8%", "94,8%", "94.8%"]);
  expect(percent(1, "pt", 0)).toBe("100%");
  expect(percent(null, "pt")).toBe("–");
  expect(percent(Number.NaN, "pt")).toBe("–");
});

test("timeOfDay() is the zone's, in 24 hours, with midnight as 00:00", () => {
  const midnight = Date.parse("2026-03-02T03:00:00Z");
  expect(timeOfDay(midnight, "America/Sao_Paulo")).toBe("00:00");
  expect(timeOfDay(midnight + 15 * 3_600_000, "America/Sao_Paulo")).toBe("15:00");
  expect(exactTimeOfDay(midnight, "Asia/Kolkata")).toBe("08:30:00");
});

test.each([
  { name: "PJSIP/1001", want: "1001" },
  { name: "Local/1001@from-queue/n", want: "1001" },
  { name: "SIP/ramal-joão", want: "ramal-joão" },
  { name: "Agent/", want: "Agent/" },
  { name: "1001", want: "1001" },
])("extensionNumber() of $name is $want", ({ name, want }) => {
  expect(extensionNumber(name)).toBe(want);
});

test.each([
  { name: "Renata Azevedo", want: "RA" },
  { name: "admin", want: "AD" },
  { name: "王小明", want: "王小" },
  { name: "🦊", want: "🦊" },
  { name: "", want: "?" },
])("initials() of $name is $want", ({ name, want }) => {
  expect(initials(name)).toBe(want);
});

test.each([
  { ms: 42_900, want: "42 s" },
  { ms: 570_000, want: "9 min 30 s" },
  { ms: 605_000, want: "10 min 05 s" },
  { ms: 3_900_000, want: "1 h 05 min" },
])("spokenDuration() of $ms ms is $want", ({ ms, want }) => {
  expect(spokenDuration(ms)).toBe(want);
});

test.each([
  [null, "–"],
  [0, "00:00:00"],
  [59_999, "00:00:59"],
  [3_723_000, "01:02:03"],
  [360_000_000, "100:00:00"],
] as const)("reportDuration(%p) is %s", (ms, want) => {
  expect(reportDuration(ms)).toBe(want);
});

test.each([
  ["pt", "13/11/2025 00:05:09"],
  ["es", "13/11/2025 00:05:09"],
  ["en", "2025-11-13 00:05:09"],
] as const)("dayAndTime() in %s is %s", (locale, want) => {
  expect(dayAndTime(Date.parse("2025-11-13T03:05:09Z"), "America/Sao_Paulo", locale)).toBe(want);
});

test.each([
  ["pt", "12/11/2025"],
  ["es", "12/11/2025"],
  ["en", "2025-11-12"],
] as const)("day() in %s is %s, the zone's", (locale, want) => {
  expect(day(Date.parse("2025-11-13T02:05:09Z"), "America/Sao_Paulo", locale)).toBe(want);
});

test("month() is the zone's", () => {
  expect(month(Date.parse("2023-03-01T02:00:00Z"), "America/Sao_Paulo")).toBe("02/2023");
});

test.each([
  { bytes: 0, locale: "pt", want: "0 B" },
  { bytes: 999, locale: "pt", want: "999 B" },
  { bytes: 1_000, locale: "pt", want: "1 kB" },
  { bytes: 999_949, locale: "pt", want: "999,9 kB" },
  { bytes: 999_951, locale: "pt", want: "1 MB" },
  { bytes: 81_920_000, locale: "es", want: "81,9 MB" },
  { bytes: 81_920_000, locale: "en", want: "81.9 MB" },
  { bytes: 5e12, locale: "en", want: "5000 GB" },
] as const)("fileSize() of $bytes in $locale is $want", ({ bytes, locale, want }) => {
  expect(fileSize(bytes, locale)).toBe(want);
});
