import { signal } from "@preact/signals";
import type { EpochMs } from "@qmanager/core";
import type { Locale } from "./words/locale.ts";

/** Stands where there is no value. */
export const none = "–";

const two = (value: number): string => String(value).padStart(2, "0");

/** A live duration: `mm:ss`, from one hour on `hh:mm:ss`. Truncated; a negative one, from clocks that differ, is 00:00. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? rest : `${two(Math.floor(seconds / 3600))}:${rest}`;
}

/** A span that is over, in words of every language: `42 s`, `9 min 30 s`, `1 h 05 min`. */
export function spokenDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** A duration of a report: always `hh:mm:ss`. */
export function reportDuration(ms: number | null): string {
  if (ms === null) return none;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

// Spain's figures, for es as for pt: 3.126 and 94,8%.
const numberTags: Record<Locale, string> = { pt: "pt-BR", es: "es-ES", en: "en-US" };

type Format = Pick<Intl.NumberFormat | Intl.DateTimeFormat, "format">;

const formats = new Map<string, Format>();

/** A format by its name, made when it is first asked for: to make one costs a hundred times what it takes to use it. */
function kept(name: string, make: () => Format): Format {
  const known = formats.get(name);
  if (known !== undefined) return known;
  const made = make();
  formats.set(name, made);
  return made;
}

/** `3.126` (pt, es), `3,126` (en). */
export function figure(value: number, locale: Locale): string {
  const tag = numberTags[locale];
  return kept(`figure ${tag}`, () => new Intl.NumberFormat(tag, { useGrouping: "always" })).format(value);
}

/** A measure or a port as people write it: `1,5` (pt, es), `1.5` (en), `5038`. */
export function decimal(value: number, locale: Locale): string {
  const tag = numberTags[locale];
  return kept(`decimal ${tag}`, () => new Intl.NumberFormat(tag, { useGrouping: false })).format(value);
}

/** A part from 0 to 1 as `94,8%` (pt, es) or `94.8%` (en); `digits` after the comma. */
export function percent(part: number | null, locale: Locale, digits = 1): string {
  if (part === null || !Number.isFinite(part)) return none;
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const tag = numberTags[locale];
  return `${kept(`percent ${tag} ${digits}`, () => new Intl.NumberFormat(tag, options)).format(part * 100)}%`;
}

/** Hours of a day, as who reads wants them. */
export const hourClock = signal<"24" | "12">("24");

/** Time of day in the zone: `14:28`, or `02:28 PM`. */
export function timeOfDay(at: EpochMs, zone: string): string {
  const parts = { hour: "2-digit", minute: "2-digit" } as const;
  return kept(`minute ${zone} ${hourClock.value}`, () => clock(zone, parts)).format(at);
}

/** Time of day with seconds in the zone: `14:28:03`, or `02:28:03 PM`. */
export function exactTimeOfDay(at: EpochMs, zone: string): string {
  const parts = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  return kept(`second ${zone} ${hourClock.value}`, () => clock(zone, parts)).format(at);
}

/** Day in the zone: `13/11/2025` (pt, es), `2025-11-13` (en). */
export function day(at: EpochMs, zone: string, locale: Locale): string {
  const parts = { day: "2-digit", month: "2-digit", year: "numeric", timeZone: zone } as const;
  const tag = locale === "en" ? "en-CA" : "en-GB";
  return kept(`day ${tag} ${zone}`, () => new Intl.DateTimeFormat(tag, parts)).format(at);
}

/** Day and time in the zone: `13/11/2025 14:28:03` (pt, es), `2025-11-13 14:28:03` (en). */
export function dayAndTime(at: EpochMs, zone: string, locale: Locale): string {
  return `${day(at, zone, locale)} ${exactTimeOfDay(at, zone)}`;
}

/** A month in the zone, in every language: `03/2023`. */
export function month(at: EpochMs, zone: string): string {
  const parts = { month: "2-digit", year: "numeric", timeZone: zone } as const;
  return kept(`month ${zone}`, () => new Intl.DateTimeFormat("en-GB", parts)).format(at);
}

const byteUnits = ["B", "kB", "MB", "GB"] as const;

/** The size of a file: `81,9 MB` (pt, es), `81.9 MB` (en); `740 B`. */
export function fileSize(bytes: number, locale: Locale): string {
  let [value, unit] = [bytes, 0];
  // What would be rounded to 1000 is one of the next unit.
  for (; value >= (unit === 0 ? 1000 : 999.95) && unit < byteUnits.length - 1; unit++) value /= 1000;
  return `${decimal(unit === 0 ? value : Math.round(value * 10) / 10, locale)} ${byteUnits[unit]}`;
}

function clock(zone: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  // h23 and not hour12: false, which writes midnight as 24:00 in some engines.
  const hours = hourClock.peek() === "24" ? (["en-GB", "h23"] as const) : (["en-US", "h12"] as const);
  return new Intl.DateTimeFormat(hours[0], { ...parts, hourCycle: hours[1], timeZone: zone });
}

let zone: string | null = null;

/** The zone of the reader's computer when the page was opened. */
export function localZone(): string {
  zone ??= new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone;
}

/** The number people know an extension by: `PJSIP/1001` and `Local/1001@from-queue/n` are both 1001. */
export function extensionNumber(name: string): string {
  const resource = name.slice(name.indexOf("/") + 1);
  const number = resource.split(/[@/;]/, 1)[0];
  return number === undefined || number === "" ? name : number;
}

/** Two letters for an avatar: `Renata Azevedo` is RA, `admin` is AD. Letters of any script; emoji stay whole. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const first = [...(parts[0] ?? "")];
  const last = [...(parts.length > 1 ? (parts.at(-1) ?? "") : "")];
  return `${first[0] ?? "?"}${last[0] ?? first[1] ?? ""}`.toUpperCase();
}
