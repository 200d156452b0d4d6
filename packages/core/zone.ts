/**
 * Clock times of a place, over `Intl.DateTimeFormat`, whose answers are kept per quarter of an hour: every zone in use
 * changes its offset on such a boundary.
 *
 * @module
 */
import { quarterMs } from "./quarter.ts";
import type { EpochMs } from "./time.ts";

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();
const maxCachedQuarters = 100_000;

/** Whether the runtime knows this IANA zone name. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
      era: "short",
    });
    formats.set(zone, format);
  }
  return format;
}

/**
 * How far a zone's clocks are ahead of UTC at an instant, in ms (São Paulo: -10,800,000).
 *
 * @throws RangeError when the runtime does not know the zone
 */
export function zoneOffsetMs(at: EpochMs, zone: string): number {
  const quarter = Math.floor(at / quarterMs);
  let known = offsets.get(zone);
  if (!known) {
    known = new Map();
    offsets.set(zone, known);
  }
  const kept = known.get(quarter);
  if (kept !== undefined) return kept;
  const second = Math.floor(at / 1000) * 1000;
  const parts: Record<string, string> = {};
  for (const { type, value } of formatOf(zone).formatToParts(second)) parts[type] = value;
  const year = parts.era === "BC" ? 1 - Number(parts.year) : Number(parts.year);
  const wall = Date.UTC(
    year,
    Number(parts.month) - 1,
    Number(parts.day),
    Number(parts.hour),
    Number(parts.minute),
    Number(parts.second),
  );
  const offset = wall - second;
  if (known.size >= maxCachedQuarters) known.clear();
  known.set(quarter, offset);
  return offset;
}

/**
 * The instant at which a zone's clocks show a local time (given as if it were UTC). A time that a change of clocks shows
 * twice is its first showing; one that it skips is as far after the change as it stands after the gap's beginning.
 */
export function fromLocal(localAsUtc: EpochMs, zone: string): EpochMs {
  const before = zoneOffsetMs(localAsUtc - 24 * 3600 * 1000, zone);
  const first = localAsUtc - before;
  if (zoneOffsetMs(first, zone) === before) return first;
  const after = zoneOffsetMs(localAsUtc + 24 * 3600 * 1000, zone);
  const second = localAsUtc - after;
  return zoneOffsetMs(second, zone) === after ? second : first;
}

/** The instant at which a zone's clocks show again what they show now: they are about to be set back. Null as a rule. */
export function shownAgainAt(at: EpochMs, zone: string): EpochMs | null {
  const later = zoneOffsetMs(at + longestSetBackMs, zone);
  const again = at + zoneOffsetMs(at, zone) - later;
  return again > at && zoneOffsetMs(again, zone) === later ? again : null;
}

/** Clocks are set back by an hour as a rule, by 30 minutes on Lord Howe. */
const longestSetBackMs = 2 * 3600 * 1000;

/** The midnight with which the local day of an instant begins (the first instant of that day, where midnight is skipped). */
export function startOfDay(at: EpochMs, zone: string): EpochMs {
  const local = at + zoneOffsetMs(at, zone);
  const dayMs = 24 * 3600 * 1000;
  return fromLocal(Math.floor(local / dayMs) * dayMs, zone);
}
