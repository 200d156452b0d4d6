/**
 * What the manager sends, one object a message. Headers are found when they are first asked for: a message that nobody
 * reads costs its frame and no more.
 *
 * @module
 */
import { isAscii, utf8Slice } from "./one_byte_text.ts";

/** One message from Asterisk; `kind` tells them apart, and every kind has the methods of {@link AmiHeaders}. */
export type AmiMessage = AmiPacket | AmiBanner | AmiFault;

const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const colon = 0x3a;

/**
 * Where the lines of one message begin, and where the last one ends: those of the message that was asked last, since
 * most are read once, when they come, and making a list for each would cost more than the reading.
 */
let indexed: AmiHeaders | null = null;
let lineStarts = new Int32Array(256);
let lineCount = 0;

/**
 * The last search for a colon: a text may be without one for long, and each of its messages would look through all of it.
 */
let colonText = "";
let colonSince = 0;
let colonFound = -1;

/** The next colon from `from` on, in this line or beyond it; -1 when there is none. */
function nextColon(text: string, from: number): number {
  if (text !== colonText || from < colonSince || (colonFound >= 0 && colonFound < from)) {
    colonText = text;
    colonSince = from;
    colonFound = text.indexOf(":", from);
  }
  return colonFound;
}

/** A block of `Name: value` lines. Values are slices of the text they came in: copy what is stored for long. */
export abstract class AmiHeaders {
  readonly #text: string;
  readonly #from: number;
  readonly #to: number;

  /** @param text one-byte text; the lines are those between `from` and `to`, the last one with its line end */
  constructor(text: string, from: number, to: number) {
    this.#text = text;
    this.#from = from;
    this.#to = to;
  }

  /** The event's name as sent; undefined for what is not an event. */
  get event(): string | undefined {
    return undefined;
  }

  /** The id of the action that this answers, or undefined. */
  get actionId(): string | undefined {
    return this.get("ActionID");
  }

  /** What a Command printed, a line each; empty for everything else. */
  get output(): string[] {
    return this.getAll("Output");
  }

  /**
   * The first value of a header, with exactly one leading space removed; undefined when there is none. Case does not
   * matter in names. Lines without a colon are under the name `""`.
   */
  get(name: string): string | undefined {
    this.#index();
    for (let line = 0; line < lineCount; line++) {
      const valueFrom = this.#valueFrom(name, lineStarts[line]!, lineStarts[line + 1]!);
      if (valueFrom >= 0) return this.#value(valueFrom, lineStarts[line + 1]!);
    }
    return isAscii(name, 0, name.length) ? undefined : this.getAll(name)[0];
  }

  /** Every value of a header, in order. */
  getAll(name: string): string[] {
    if (!isAscii(name, 0, name.length)) {
      const wanted = name.toLowerCase();
      return this.entries().flatMap(([each, value]) => (each.toLowerCase() === wanted ? [value] : []));
    }
    this.#index();
    const part = isAscii(this.#text, this.#from, this.#to) ? asciiSlice : utf8Slice;
    const values: string[] = [];
    for (let line = 0; line < lineCount; line++) {
      const valueFrom = this.#valueFrom(name, lineStarts[line]!, lineStarts[line + 1]!);
      if (valueFrom >= 0) values.push(this.#value(valueFrom, lineStarts[line + 1]!, part));
    }
    return values;
  }

  /** Every header in order, names as sent. */
  entries(): [name: string, value: string][] {
    const text = this.#text;
    const to = this.#to;
    const part = isAscii(text, this.#from, to) ? asciiSlice : utf8Slice;
    const entries: [string, string][] = [];
    for (let from = this.#from; from < to; ) {
      const end = text.indexOf("\n", from);
      const valueTo = text.charCodeAt(end - 1) === carriageReturn && end > from ? end - 1 : end;
      const colonAt = nextColon(text, from);
      if (colonAt < 0 || colonAt > end) entries.push(["", part(text, from, valueTo)]);
      else {
        const valueFrom = text.charCodeAt(colonAt + 1) === space ? colonAt + 2 : colonAt + 1;
        entries.push([part(text, from, colonAt), part(text, valueFrom, valueTo)]);
      }
      from = end + 1;
    }
    return entries;
  }

  /** As {@link get}, faster for a header that is nearly always the first. */
  protected first(name: string): string | undefined {
    const nameTo = this.#from + name.length;
    if (this.#text.charCodeAt(nameTo) !== colon || !this.#text.startsWith(name, this.#from)) return this.get(name);
    return this.#value(nameTo + 1, this.#text.indexOf("\n", nameTo) + 1);
  }

  #index(): void {
    if (indexed === this) return;
    indexed = this;
    // What a very long message needed is not kept for the next.
    if (lineStarts.length > 65_536) lineStarts = new Int32Array(256);
    let count = 0;
    for (let at = this.#from; at < this.#to; at = this.#text.indexOf("\n", at) + 1) {
      // Room for this one and for the end.
      if (count + 2 > lineStarts.length) lineStarts = grown(lineStarts);
      lineStarts[count++] = at;
    }
    lineStarts[count] = this.#to;
    lineCount = count;
  }

  /** Where the value begins if the line from `from` to `to` has this name; else -1. */
  #valueFrom(name: string, from: number, to: number): number {
    const nameTo = from + name.length;
    if (nameTo < to && isHeader(this.#text, from, name)) {
      // A name ends at the first colon of its line, so a name with a colon in it is nobody's.
      return name.includes(":") ? -1 : nameTo + 1;
    }
    if (name !== "") return -1;
    return colonIn(this.#text, from, to) < 0 ? from : -1;
  }

  #value(from: number, to: number, part = utf8Slice): string {
    const valueFrom = this.#text.charCodeAt(from) === space ? from + 1 : from;
    return part(this.#text, valueFrom, lineEnd(this.#text, valueFrom, to));
  }
}

/** An event, the answer to an action, or (`other`) a block that is neither. */
export class AmiPacket extends AmiHeaders {
  readonly kind: "event" | "response" | "other";
  declare readonly version?: undefined;

  constructor(kind: "event" | "response" | "other", text: string, from: number, to: number) {
    super(text, from, to);
    this.kind = kind;
  }

  override get event(): string | undefined {
    return this.kind === "event" ? this.first("Event") : undefined;
  }
}

/** The answer to a Command up to Asterisk 13: a few headers, then what the command printed, raw. */
export class AmiFollows extends AmiPacket {
  readonly #text: string;
  readonly #from: number;
  readonly #to: number;

  /** @param outputFrom where the headers end and the output begins; it ends at `to`, before the end marker */
  constructor(text: string, from: number, outputFrom: number, to: number) {
    super("response", text, from, outputFrom);
    this.#text = text;
    this.#from = outputFrom;
    this.#to = to;
  }

  override get output(): string[] {
    const lines: string[] = [];
    let at = this.#from;
    while (at < this.#to) {
      const end = this.#text.indexOf("\n", at);
      const next = end < 0 || end >= this.#to ? this.#to : end + 1;
      lines.push(utf8Slice(this.#text, at, lineEnd(this.#text, at, next)));
      at = next;
    }
    return lines;
  }
}

/** The first line of a connection, `Asterisk Call Manager/11.0.0`. */
export class AmiBanner extends AmiHeaders {
  readonly kind = "banner";
  /** The protocol's version, not Asterisk's: 1.3 is Asterisk 11, 2.10 is 13, 5.0 is 16, 11.0 is 22. */
  readonly version: string;
  /** Bytes of an unfinished message of the connection before; 0 except in captures. */
  readonly droppedBytes: number;

  constructor(version: string, droppedBytes: number) {
    super("", 0, 0);
    this.version = version;
    this.droppedBytes = droppedBytes;
  }
}

/** `not_asterisk`: the first line is no banner. `too_long`: a message was longer than the limit and is skipped. */
export type AmiFaultReason = "not_asterisk" | "too_long";

/** What cannot be read as a message. The parser goes on with the next one. */
export class AmiFault extends AmiHeaders {
  readonly kind = "error";
  declare readonly version?: undefined;
  readonly reason: AmiFaultReason;
  /** How it began, at most 200 bytes of it. */
  readonly text: string;

  constructor(reason: AmiFaultReason, text: string) {
    super("", 0, 0);
    this.reason = reason;
    this.text = text;
  }
}

/** Where a line's text ends: before `\r\n` or `\n`, or at `to` when it has no line end. */
export function lineEnd(text: string, from: number, to: number): number {
  if (to <= from || text.charCodeAt(to - 1) !== newline) return to;
  return to - 2 >= from && text.charCodeAt(to - 2) === carriageReturn ? to - 2 : to - 1;
}

/** The first colon of a line, or -1. */
export function colonIn(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === colon) return at;
  return -1;
}

/** Whether a line that begins at `from` has this name, letters of either case. */
export function isHeader(text: string, from: number, name: string): boolean {
  if (text.charCodeAt(from + name.length) !== colon) return false;
  for (let at = 0; at < name.length; at++) {
    const [found, wanted] = [text.charCodeAt(from + at), name.charCodeAt(at)];
    if (found !== wanted && lower(found) !== lower(wanted)) return false;
  }
  return true;
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

const asciiSlice = (text: string, from: number, to: number): string => text.slice(from, to);

const lower = (unit: number): number => (unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit);
