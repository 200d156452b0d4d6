/**
 * What one source said of a visit that both tell, in little room: only in what it differs from the row, by names of a
 * letter or two, instants as ms from the row's entry.
 */
import type { EpochMs, Visit } from "@qmanager/core";
import { restored, type StoredAttempt, stored } from "./stored_attempt.ts";

/** By short name. */
export type StoredHalf = { [name: string]: unknown };

type PlainField = Exclude<keyof Visit, "pbx" | "visit" | "attempts" | "enteredAt" | "answeredAt" | "endedAt">;
type TimeField = "enteredAt" | "answeredAt" | "endedAt";

const plainNames: Readonly<Record<PlainField, string>> = {
  uniqueid: "u",
  linkedid: "l",
  queue: "q",
  callerNumber: "n",
  callerName: "c",
  outcome: "o",
  endedBy: "b",
  interface: "i",
  agent: "g",
  waitMs: "w",
  ringMs: "r",
  talkMs: "t",
  holdMs: "h",
  position: "p",
  surveyOffered: "y",
  csat: "s",
  provisional: "v",
  notes: "k",
  open: "f",
};
const timeNames: Readonly<Record<TimeField, string>> = { enteredAt: "e", answeredAt: "a", endedAt: "x" };
const attemptsName = "m";

const plainFields = Object.entries(plainNames) as [PlainField, string][];
const timeFields = Object.entries(timeNames) as [TimeField, string][];

/** @returns null where the half says just what the row says */
export function storedHalf(half: Visit, row: Visit): StoredHalf | null {
  const from = row.enteredAt ?? 0;
  const differing: StoredHalf = {};
  for (const [field, name] of plainFields) {
    if (!Bun.deepEquals(half[field], row[field])) differing[name] = half[field];
  }
  for (const [field, name] of timeFields) {
    const at = half[field];
    if (at !== row[field]) differing[name] = at === null ? null : at - from;
  }
  if (!Bun.deepEquals(half.attempts, row.attempts)) {
    differing[attemptsName] = half.attempts.map((each) => stored(each, row.enteredAt));
  }
  return Object.keys(differing).length === 0 ? null : differing;
}

/** The half again, from the row and what it differs in. */
export function wholeHalf(row: Visit, half: StoredHalf | null): Visit {
  const from = row.enteredAt ?? 0;
  const given: { [field: string]: unknown } = {};
  for (const [field, name] of plainFields) if (half && name in half) given[field] = half[name];
  for (const [field, name] of timeFields) {
    if (half && name in half) given[field] = half[name] === null ? null : (half[name] as EpochMs) + from;
  }
  if (half && attemptsName in half) {
    given.attempts = (half[attemptsName] as StoredAttempt[]).map((each) => restored(each, row.enteredAt));
  }
  return { ...row, ...given };
}
