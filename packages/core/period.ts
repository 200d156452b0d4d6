/**
 * Periods of a report, and the days, hours and quarters of an hour in them, by the clocks of a place. All are half-open.
 *
 * A day has 23 or 25 hours where clocks change, and begins at one o'clock where they skip midnight; an hour that is shown
 * twice is two. A day that a place left out has no time in it.
 */
import { quarterMs, quarterOf } from "./quarter.ts";
import type { EpochMs } from "./time.ts";
import { fromLocal, zoneOffsetMs } from "./zone.ts";

/** `from <= at < to`. */
export interface Period {
  from: EpochMs;
  to: EpochMs;
}

/** A day of a calendar, `2026-03-02`. */
export type LocalDay = string;

/** Each "last" has today in it; each ends with today, save last month. */
export const presets = ["today", "last_7_days", "last_15_days", "last_30_days", "this_month", "last_month"] as const;

export type Preset = (typeof presets)[number];

/** The period of a preset, as seen from an instant. */
export function presetPeriod(preset: Preset, now: EpochMs, zone: string): Period {
  const today = localDay(now, zone);
  switch (preset) {
    case "today":
      return periodOfDays(today, today, zone);
    case "last_7_days":
      return periodOfDays(addDays(today, -6), today, zone);
    case "last_15_days":
      return periodOfDays(addDays(today, -14), today, zone);
    case "last_30_days":
      return periodOfDays(addDays(today, -29), today, zone);
    case "this_month":
      return periodOfDays(firstOfMonth(today), today, zone);
    case "last_month": {
      const last = addDays(firstOfMonth(today), -1);
      return periodOfDays(firstOfMonth(last), last, zone);
    }
    default:
      return preset satisfies never;
  }
}

/** From the beginning of one day to the end of another, which is in it. */
export function periodOfDays(first: LocalDay, last: LocalDay, zone: string): Period {
  return { from: dayStart(first, zone), to: dayStart(addDays(last, 1), zone) };
}

/**
 * Between two times of a place's clocks, `2026-03-02T08:00`; the second is no longer in it.
 *
 * @throws RangeError when either is no time, or the second is before the first
 */
export function periodBetween(fromLocalTime: string, toLocalTime: string, zone: string): Period {
  const from = fromLocal(readLocal(fromLocalTime), zone);
  const to = fromLocal(readLocal(toLocalTime), zone);
  if (to < from) throw new RangeError(`A period cannot end at ${toLocalTime}, before it begins at ${fromLocalTime}`);
  return { from, to };
}

/** The day that a place's calendar shows. */
export function localDay(at: EpochMs, zone: string): LocalDay {
  return dayOfLocal(at + zoneOffsetMs(at, zone));
}

/** The hour that a place's clocks show, 0 to 23. */
export function localHour(at: EpochMs, zone: string): number {
  return new Date(at + zoneOffsetMs(at, zone)).getUTCHours();
}

/** The first instant of a day. */
export function dayStart(day: LocalDay, zone: string): EpochMs {
  return fromLocal(readLocal(day), zone);
}

/** A day so many days later; earlier, where it is negative. */
export function addDays(day: LocalDay, days: number): LocalDay {
  return dayOfLocal(readLocal(day) + days * dayMs);
}

function firstOfMonth(day: LocalDay): LocalDay {
  return `${day.slice(0, 7)}-01`;
}

const dayMs = 24 * 3600 * 1000;
const hourMs = 3600 * 1000;

function dayOfLocal(localAsUtc: EpochMs): LocalDay {
  return new Date(localAsUtc).toISOString().slice(0, 10);
}

/** A local time as if it were UTC. A day alone is its midnight. */
function readLocal(text: string): EpochMs {
  const [day, time = "00:00"] = text.split("T");
  const at = Date.parse(`${day}T${time}Z`);
  const isShaped = /^\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?$/.test(text);
  // Date.parse makes the 2nd of March of the 30th of February
  if (!isShaped || Number.isNaN(at) || dayOfLocal(at) !== day) {
    throw new RangeError(`"${text}" is no day or time: write it as 2026-03-02 or 2026-03-02T08:00`);
  }
  return at;
}

export type BucketUnit = "day" | "hour" | "quarter";

/** The days, hours or quarters of an hour of a period, without gaps; the first and the last may be cut by its ends. */
export function buckets({ from, to }: Period, unit: BucketUnit, zone: string): Period[] {
  const found: Period[] = [];
  for (let at = from; at < to; ) {
    const next = Math.min(nextBoundary(at, unit, zone), to);
    found.push({ from: at, to: next });
    at = next;
  }
  return found;
}

/** When the next day, hour or quarter of an hour begins. */
export function nextBoundary(at: EpochMs, unit: BucketUnit, zone: string): EpochMs {
  switch (unit) {
    case "day":
      return nextDay(at, zone);
    case "hour":
      return nextHour(at, zone);
    case "quarter":
      return quarterOf(at) + quarterMs;
    default:
      return unit satisfies never;
  }
}

function nextDay(at: EpochMs, zone: string): EpochMs {
  for (let day = addDays(localDay(at, zone), 1); ; day = addDays(day, 1)) {
    const start = dayStart(day, zone);
    // a day that the place left out begins with the one after it
    if (start > at) return start;
  }
}

function nextHour(at: EpochMs, zone: string): EpochMs {
  const offset = zoneOffsetMs(at, zone);
  const local = at + offset;
  const next = at + hourMs - (((local % hourMs) + hourMs) % hourMs);
  if (zoneOffsetMs(next, zone) === offset) return next;
  // the clocks change on the way, or just then: a new hour begins with that
  let quarter = quarterOf(at) + quarterMs;
  while (quarter < next && zoneOffsetMs(quarter, zone) === offset) quarter += quarterMs;
  return Math.min(quarter, next);
}

/** The one that an instant is in, of periods in order that do not overlap; undefined where it is in none. */
export function bucketOf<Bucket extends Period>(sorted: readonly Bucket[], at: EpochMs): Bucket | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]!.to <= at) low = middle + 1;
    else high = middle;
  }
  const found = sorted[low];
  return found && found.from <= at ? found : undefined;
}
