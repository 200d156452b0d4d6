/**
 * An event as its records can be stored, whatever strangers and broken clocks put into it: an index takes no text of any
 * length, a text no NUL, and no calendar knows the year 275,000. Asterisk's own names and ids are far shorter.
 *
 * What cannot be is not known: such an instant or number is null. All are whole numbers.
 */
import type { CallCentreEvent, EpochMs } from "@qmanager/core";
import { storable } from "../db/storable.ts";

/** A text of this length, in three bytes each, and another stand in one index entry. */
const longestText = 400;
const earliest = Date.parse("2000-01-01T00:00:00Z");
const latest = Date.parse("2100-01-01T00:00:00Z");
/** A member who logged in or paused longer ago did so by a clock that was wrong: his time would fill decades. */
const longestPastMs = 400 * 24 * 3_600_000;
/** Of what is no instant: three years, in ms. */
const largestNumber = 1e11;

/** The event itself where nothing has to be mended. */
export function storableEvent(event: CallCentreEvent): CallCentreEvent {
  return mended(event, "", event.at ?? Number.NEGATIVE_INFINITY) as CallCentreEvent;
}

/** @param at when it was told */
function mended(value: unknown, name: string, at: EpochMs): unknown {
  switch (typeof value) {
    case "string":
      return mendedText(value);
    case "number":
      return isPossible(value, name, at) ? Math.round(value) : null;
    case "object":
      return value === null ? null : Array.isArray(value) ? mendedList(value, at) : mendedObject(value, at);
    default:
      return value;
  }
}

function mendedText(text: string): string {
  const whole = text.length > longestText ? text.slice(0, longestText) : text;
  const wellFormed = whole.isWellFormed() ? whole : whole.toWellFormed();
  return wellFormed.includes("\0") ? storable(wellFormed) : wellFormed;
}

function isPossible(value: number, name: string, at: EpochMs): boolean {
  if ((name === "loginAt" || name === "lastPauseAt") && value < at - longestPastMs) return false;
  if (name === "since" || name === "until" || name === "at" || name.endsWith("At")) {
    return value >= earliest && value < latest;
  }
  return Math.abs(value) <= largestNumber;
}

function mendedList(list: readonly unknown[], at: EpochMs): readonly unknown[] {
  const all = list.map((each) => mended(each, "", at));
  return all.some((each, nth) => each !== list[nth]) ? all : list;
}

function mendedObject(object: object, at: EpochMs): object {
  let changed: Record<string, unknown> | null = null;
  const fields = object as Record<string, unknown>;
  for (const name in fields) {
    const value = fields[name];
    const good = mended(value, name, at);
    if (good === value) continue;
    changed ??= { ...object };
    changed[name] = good;
  }
  return changed ?? object;
}
