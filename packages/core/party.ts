/**
 * Who stands at a channel: a phone of the PBX, or the world behind a trunk. No event of Asterisk says so; these do, the first
 * that applies:
 *
 * 1. A Local channel is nobody.
 * 2. A phone: a member's device, a channel that a queue rings, an endpoint whose own number is its name (`PJSIP/1001` with
 *    caller ID 1001), or one whose name is an extension's (two to six digits).
 * 3. A trunk: when it was made it had no number, or one of seven digits or more. (It called in, or was dialled; the endpoint of
 *    a phone brings a number of its own.)
 * 4. Otherwise nothing tells, and the direction of the call is null.
 *
 * @module
 */
import type { Direction } from "./call.ts";
import type { Interface } from "./ids.ts";
import { phoneKey } from "./phone.ts";

export type PartyKind = "phone" | "trunk" | null;

/** What the rule looks at. */
export interface PartyTraits {
  /** `PJSIP/1001`; null where the channel's name has no such form. */
  device: Interface | null;
  /** When the channel was made. */
  number: string | null;
  isMembers: boolean;
}

/** `asterisk`: an originated call. Null: nobody did, it called. `unknown`: up to 11, where no event tells. */
export type DialledBy = "channel" | "asterisk" | "unknown" | null;

const longNumber = /(?:\d\D*){7}/;

export function isLocal(device: Interface | null): boolean {
  return device !== null && phoneKey(device).startsWith("local/");
}

export function partyKind({ device, number, isMembers }: PartyTraits): PartyKind {
  if (device === null || isLocal(device)) return null;
  if (isMembers) return "phone";
  const peer = device.slice(device.indexOf("/") + 1);
  if (number === peer || /^\d{2,6}$/.test(peer)) return "phone";
  if (number === null || longNumber.test(number)) return "trunk";
  return null;
}

/**
 * The direction of a call by its parties, the first one first.
 *
 * Who began it decides: a trunk that nobody dialled calls in, whatever becomes of the call then. A phone calls out once a trunk
 * is dialled. A trunk that the PBX itself dialled first is a call out, too.
 */
export function directionOf(parties: readonly { kind: PartyKind; dialledBy: DialledBy }[]): Direction | null {
  const [first, ...others] = parties;
  if (first === undefined || first.kind === null || first.dialledBy === "unknown") return null;
  if (first.kind === "trunk") return first.dialledBy === null ? "in" : "out";
  // whoever called came by a Local channel
  if (first.dialledBy === "channel") return null;
  if (others.some(({ kind, dialledBy }) => kind === "trunk" && dialledBy !== null)) return "out";
  // a phone that the PBX rang for a call, and that was not picked up: where it would have gone, nothing tells
  if (others.length === 0 && first.dialledBy !== null) return null;
  return others.every(({ kind }) => kind === "phone") ? "internal" : null;
}
