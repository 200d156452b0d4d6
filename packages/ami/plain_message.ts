/**
 * Messages as the plain objects that the npm package asterisk-manager hands out.
 *
 * @module
 */
import { AmiFollows, type AmiPacket } from "./message.ts";

/** A header's value: text, every value where it is repeated, or for `Variable: a=1` and `ChanVariable: a=1` an object. */
export type PlainValue = string | string[] | Record<string, string>;
export type PlainMessage = Record<string, PlainValue>;

/** A name as sent, in small letters, and the one that came after it last: mostly it does again. */
interface Name {
  sent: string;
  key: string;
  next: Name | undefined;
}

/** A site has a few hundred names, so they are kept; what is beyond that is not. */
const names = new Map<string, Name>();
const mostNames = 4_096;
/** Comes before the first name of a message. */
const start: Name = { sent: "", key: "", next: undefined };

/**
 * A message with its names trimmed and in small letters. A line without a colon is a name with an empty value, as there.
 * An answer to a Command up to Asterisk 13 is `{ response: "follows", content, actionid }`.
 */
export function plainMessage(message: AmiPacket): PlainMessage {
  if (message instanceof AmiFollows) return followsMessage(message);
  const item: PlainMessage = {};
  let variables = false;
  let at = start;
  for (const [name, value] of message.entries()) {
    at = nameAfter(at, name === "" ? value : name);
    const { key } = at;
    const text = name === "" ? "" : value;
    if (key === "variable" || key === "chanvariable") variables = true;
    if (key === "__proto__") {
      // Assigning it would replace the object's prototype by what a caller chose.
      Object.defineProperty(item, key, { value: text, enumerable: true, configurable: true, writable: true });
      continue;
    }
    // Every object has `constructor` and such: only its own count.
    const before = item[key];
    if (before === undefined || !Object.hasOwn(item, key)) item[key] = text;
    else if (Array.isArray(before)) before.push(text);
    else if (typeof before === "string") item[key] = [before, text];
  }
  if (variables) for (const key of ["variable", "chanvariable"]) gatherVariables(item, key);
  return item;
}

/** `Variable: a=1` lines become an object. The `Variable` of VarSet and Getvar, which has its Value beside it, is a name. */
function gatherVariables(item: PlainMessage, key: string): void {
  const value = item[key];
  if (value === undefined || (key === "variable" && Object.hasOwn(item, "value"))) return;
  const lines = typeof value === "string" ? [value] : value;
  if (!Array.isArray(lines) || !lines.every((each) => each.includes("="))) return;
  item[key] = Object.fromEntries(
    lines.map((each) => [each.slice(0, each.indexOf("=")), each.slice(each.indexOf("=") + 1)]),
  );
}

function followsMessage(message: AmiFollows): PlainMessage {
  const lines = message.entries().map(([name, value]) => `${name}: ${value}`);
  const content = [...lines, ...message.output, "--END COMMAND--"].join("\n");
  const actionid = message.actionId;
  return actionid === undefined ? { response: "follows", content } : { response: "follows", content, actionid };
}

/** The name, found by what follows what: to compare two texts is cheaper than to look one up. */
function nameAfter(before: Name, sent: string): Name {
  if (before.next?.sent === sent) return before.next;
  let found = names.get(sent);
  if (found === undefined) {
    found = { sent, key: sent.trim().toLowerCase(), next: undefined };
    if (names.size >= mostNames) return found;
    names.set(sent, found);
  }
  before.next = found;
  return found;
}
