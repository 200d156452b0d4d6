/**
 * What people write of an agent, field by field: on the page, in a file or over the API. One reading for all of them.
 *
 * @module
 */
import { asInterface, type Interface, looksLikeInterface } from "./ids.ts";
import { highestPenalty, unlistable } from "./queue_action.ts";

/** What is wrong with what was written. */
export type FieldFault =
  | "empty"
  | "long"
  /** A line break, or another character that is no text. */
  | "lines"
  /** A code is a whole number from 1 to 999999999. */
  | "not_code"
  | "not_email"
  | "not_digits"
  | "password_length"
  | "not_clock"
  /** Of a shift one end alone. */
  | "end_missing"
  | "end_first"
  | "not_phone"
  | "not_penalty"
  | "not_yes_no"
  /** Characters that part a list. */
  | "marks";

/** What can be wrong with what is said of an agent: in a field, with what is on file, or with the file that tells it. */
export type AgentFault =
  | FieldFault
  | "code_taken"
  | "code_twice"
  | "extension_taken"
  | "extension_twice"
  | "queue_twice"
  | "no_pbx"
  /** There are several: which one has to be said. */
  | "which_pbx"
  | "no_queue"
  | "no_group"
  | "file_empty"
  | "file_long"
  | "column_missing"
  | "column_unknown"
  | "column_twice"
  | "too_many_cells"
  | "open_quote";

/** What is said of an agent, as the columns of a file have it; `joins`: whether he enters his queues when he logs in. */
export const agentFields = [
  ...(["code", "name", "email", "extension", "password"] as const),
  ...(["start", "end", "groups", "queues", "joins"] as const),
] as const;
export type AgentField = (typeof agentFields)[number];

export type Read<Value> = { value: Value } | { fault: FieldFault };

export const longestName = 200;
export const highestCode = 999_999_999;
/** Digits of a password. */
export const passwordDigits = { least: 4, most: 20 } as const;
/** RFC 5321 has no room for a longer one. */
const longestEmail = 254;

export function readLine(text: string, longest = longestName): Read<string> {
  const value = text.trim();
  if (value === "") return { fault: "empty" };
  if (value.length > longest) return { fault: "long" };
  return /\p{Cc}/u.test(value) ? { fault: "lines" } : { value };
}

/** @returns the code that digits tell, leading zeros or not */
export function readCode(text: string): Read<number> {
  const typed = text.trim();
  if (typed === "") return { fault: "empty" };
  const digits = /^0*([1-9]\d{0,8})$/.exec(typed)?.[1];
  return digits === undefined ? { fault: "not_code" } : { value: Number(digits) };
}

export function readEmail(text: string): Read<string> {
  const line = readLine(text, longestEmail);
  if ("fault" in line) return line;
  // Whether somebody reads it only a mail can tell.
  return /^[^\s@<>"(),:;[\]\\]+@[^\s@<>"(),:;[\]\\.]+(\.[^\s@<>"(),:;[\]\\.]+)+$/.test(line.value)
    ? line
    : { fault: "not_email" };
}

/** A password as it is dialled: digits alone. */
export function readDigits(text: string): Read<string> {
  if (text === "") return { fault: "empty" };
  if (!/^[0-9]+$/.test(text)) return { fault: "not_digits" };
  return text.length < passwordDigits.least || text.length > passwordDigits.most
    ? { fault: "password_length" }
    : { value: text };
}

/** A time of the day, `08:00`, in minutes. */
export function readClock(text: string): Read<number> {
  const parts = /^(\d{1,2}):(\d{2})(?::00)?$/.exec(text.trim());
  const [hours, minutes] = [Number(parts?.[1]), Number(parts?.[2])];
  return parts && hours < 24 && minutes < 60 ? { value: hours * 60 + minutes } : { fault: "not_clock" };
}

/** Minutes of a day as {@link readClock} reads them. */
export function clockText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** When somebody works, in minutes of the day: it ends on the day on which it began. */
export interface Shift {
  start: number;
  end: number;
}

/** Two times of the day; both empty: none. */
export function readShift(
  start: string,
  end: string,
): { value: Shift | null } | { field: "start" | "end"; fault: FieldFault } {
  const [first, last] = [start.trim(), end.trim()];
  if (first === "" && last === "") return { value: null };
  if (first === "" || last === "") return { field: first === "" ? "start" : "end", fault: "end_missing" };
  const [from, to] = [readClock(first), readClock(last)];
  if ("fault" in from) return { field: "start", fault: from.fault };
  if ("fault" in to) return { field: "end", fault: to.fault };
  return from.value < to.value ? { value: { start: from.value, end: to.value } } : { field: "end", fault: "end_first" };
}

/** A phone with its technology, `PJSIP/1001`. */
export function readPhone(text: string): Read<Interface> {
  const line = readLine(text);
  if ("fault" in line) return line;
  if (unlistable.test(line.value)) return { fault: "marks" };
  return looksLikeInterface(line.value) && !/\s/.test(line.value)
    ? { value: asInterface(line.value) }
    : { fault: "not_phone" };
}

export function readPenalty(text: string): Read<number> {
  const typed = text.trim();
  const value = Number(typed);
  return /^\d{1,10}$/.test(typed) && value <= highestPenalty ? { value } : { fault: "not_penalty" };
}

/** The name of a group: it stands in lists that `|` parts. */
export function readGroupName(text: string): Read<string> {
  const line = readLine(text, 100);
  return "value" in line && line.value.includes("|") ? { fault: "marks" } : line;
}

/** As names are searched and sorted: `José` is `jose`. */
export function nameKey(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}
