/**
 * Headers as values: what Asterisk writes when it knows nothing is null, what it escapes is undone.
 *
 * @module
 */
import {
  asInterface,
  type CallCentreEvent,
  type CallerChannel,
  type EpochMs,
  type EventBase,
  type Interface,
  type Linkedid,
  linkedid,
  type QueueName,
  queueName,
  secondsToMs,
  type Uniqueid,
  uniqueid,
} from "@qmanager/core";
import type { AmiMessage } from "./message.ts";

/** A message of a kind that is followed, without the headers that say whom it is about. */
export const incomplete = "incomplete";

/** One message as an event; null when it is about nothing that the call centre follows. */
export type Reading = CallCentreEvent | null | typeof incomplete;

/** What reads messages of one name. */
export type Reader = (message: AmiMessage, base: EventBase) => Reading;

/** Reads what is about a channel: `Uniqueid` says which. */
export function ofChannel(read: (message: AmiMessage, base: EventBase & { uniqueid: Uniqueid }) => Reading): Reader {
  return (message, base) => {
    const id = uniqueidOf(message, "Uniqueid");
    return id ? read(message, { ...base, uniqueid: id }) : incomplete;
  };
}

/** Reads what is about a queue: `Queue` says which. */
export function ofQueue(read: (message: AmiMessage, base: EventBase & { queue: QueueName }) => Reading): Reader {
  return (message, base) => {
    const queue = queueOf(message);
    return queue ? read(message, { ...base, queue }) : incomplete;
  };
}

/** Reads what is about a caller in a queue. */
export function ofVisit(
  read: (message: AmiMessage, base: EventBase & { queue: QueueName; uniqueid: Uniqueid }) => Reading,
): Reader {
  return ofQueue((message, base) => {
    const id = uniqueidOf(message, "Uniqueid");
    return id ? read(message, { ...base, uniqueid: id }) : incomplete;
  });
}

/** The text, or null for what Asterisk writes when it knows nothing. */
export function known(text: string | undefined): string | null {
  return text === undefined || text === "" || text === "<unknown>" || text === "unknown" ? null : text;
}

/** Undoes, once, the C-style escapes that Asterisk puts into channel fields (`\"`, `\'`, `\\`, `\t` …). */
export function unescapeC(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(["'\\abfnrtv?])/g, (_, escaped: string) => escapes[escaped] ?? escaped);
}

const escapes: Record<string, string> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** An integer header, or null when absent or not an integer. */
export function integer(text: string | undefined): number | null {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : null;
}

/** Whole seconds since the epoch as ms; 0 and absent mean never. */
export function instant(text: string | undefined): EpochMs | null {
  return secondsToMs(text) || null;
}

/** `1` and `0`; null when absent. */
export function flag(text: string | undefined): boolean | null {
  return text === undefined ? null : text === "1";
}

export function uniqueidOf(message: AmiMessage, header: string): Uniqueid | null {
  const id = message.get(header);
  return id ? uniqueid(id) : null;
}

export function linkedidOf(message: AmiMessage, header = "Linkedid"): Linkedid | null {
  const id = message.get(header);
  return id ? linkedid(id) : null;
}

export function queueOf(message: AmiMessage): QueueName | null {
  const name = message.get("Queue");
  return name ? queueName(name) : null;
}

/** `Interface`; in lists, and up to Asterisk 11, `Location`; there `Member` in the events of calls (`app_queue.c`, `rna`). */
export function interfaceOf(message: AmiMessage): Interface | null {
  const name = message.get("Interface") ?? message.get("Location") ?? message.get("Member");
  return name ? asInterface(name) : null;
}

export function memberNameOf(message: AmiMessage): string | null {
  return message.get("MemberName") ?? null;
}

/** The channel block of an event (`Channel`, `CallerIDNum` …). */
export function callerChannel(message: AmiMessage, id: Uniqueid): CallerChannel {
  const name = known(message.get("CallerIDName"));
  return {
    uniqueid: id,
    linkedid: linkedidOf(message),
    channel: message.get("Channel") || null,
    number: known(message.get("CallerIDNum") ?? message.get("CallerID")),
    name: name === null ? null : unescapeC(name),
    context: message.get("Context") || null,
    exten: message.get("Exten") || null,
  };
}
