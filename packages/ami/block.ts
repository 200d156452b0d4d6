/**
 * What a block of lines is: the text between two empty lines, the end of its last line included. All text here is
 * one-byte text.
 *
 * @module
 */
import { colonIn, isHeader, lineEnd } from "./message.ts";

export const bannerStart = "Asterisk Call Manager/";

const endMarker = "--END COMMAND--";
const newline = 0x0a;
const carriageReturn = 0x0d;

/** Where the next line that is not empty begins. */
export function afterEmptyLines(text: string, from: number): number {
  let at = from;
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit === newline) at += 1;
    else if (unit === carriageReturn && text.charCodeAt(at + 1) === newline) at += 2;
    else return at;
  }
}

/** An event has a header Event, whatever else it has (`OriginateResponse` has Response too). */
export function blockKind(text: string, from: number, to: number): "event" | "response" | "other" {
  let kind: "response" | "other" = "other";
  for (let at = from; at < to; at = text.indexOf("\n", at) + 1) {
    if (isHeader(text, at, "event")) return "event";
    if (isHeader(text, at, "response")) kind = "response";
  }
  return kind;
}

/**
 * For the answer to a Command up to Asterisk 13, which begins with `Response: Follows`: where its few headers end and
 * the raw output begins. For every other block -1.
 */
export function followsOutputFrom(text: string, from: number, to: number): number {
  if (text.startsWith("Event:", from)) return -1;
  const envelope = /^(response|actionid|privilege|message):([^\n]*)\n/i;
  const seen = new Set<string>();
  let at = from;
  let follows = false;
  while (at < to) {
    const header = envelope.exec(text.slice(at, Math.min(to, at + 1_024)));
    const name = header?.[1]?.toLowerCase();
    if (!header || !name || seen.has(name)) break;
    if (name === "response") follows = /^ ?follows\r?$/i.test(header[2] ?? "");
    seen.add(name);
    at += header[0].length;
  }
  return follows ? at : -1;
}

/** Where the marker begins that ends a Command's raw output, if it ends this block; else -1. */
export function endMarkerFrom(text: string, from: number, to: number): number {
  const markerFrom = lineEnd(text, from, to) - endMarker.length;
  return markerFrom >= from && text.startsWith(endMarker, markerFrom) ? markerFrom : -1;
}

/**
 * Whether a block that stands where a Command's output would has every sign of a message of its own. Output has bare
 * line feeds, so where the manager sends CRLF (`crlf`) a message must have it too.
 */
export function looksLikeMessage(text: string, from: number, to: number, crlf: boolean): boolean {
  if (!isMessageStart(text, from)) return false;
  for (let at = from; at < to; ) {
    const end = text.indexOf("\n", at);
    if (crlf && text.charCodeAt(end - 1) !== carriageReturn) return false;
    if (colonIn(text, at, end) <= at) return false;
    at = end + 1;
  }
  return true;
}

/** A banner line within a block, with the place after it. */
export function bannerIn(text: string, from: number, to: number): { version: string; from: number; to: number } | null {
  for (let at = text.indexOf(bannerStart, from); at >= 0 && at < to; at = text.indexOf(bannerStart, at + 1)) {
    const next = text.indexOf("\n", at) + 1;
    const version = text.slice(at + bannerStart.length, lineEnd(text, at, next));
    // In the middle of a block it could be a value that reads so; what follows a true banner is a login's answer.
    if (/^\S+$/.test(version) && (at === from || isMessageStart(text, next) || text.startsWith(bannerStart, next))) {
      return { version, from: at, to: next };
    }
  }
  return null;
}

const isMessageStart = (text: string, from: number): boolean =>
  text.startsWith("Response:", from) || text.startsWith("Event:", from);
