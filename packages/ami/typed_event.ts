/**
 * Events with names and headers that the compiler knows: a misspelt header is an error instead of an undefined.
 *
 * @example
 * ```ts
 * const connected = asEvent(message, "AgentConnect");
 * if (connected) console.log(connected.get("Interface"), connected.get("RingTime")); // "Ringtime" does not compile
 * ```
 *
 * @module
 */
import type { AmiAction, AmiValue } from "./action.ts";
import type { CommonHeaders, EventOverlay } from "./event_overlay.ts";
import type { DocumentedActions } from "./generated/actions.ts";
import type { DocumentedEvents } from "./generated/events.ts";
import type { AmiMessage } from "./message.ts";

type HeadersIn<Events, Name> = Name extends keyof Events ? Events[Name] : unknown;

/** An event that is known: documented by Asterisk 22, or found on the wire. */
export type AmiEventName = keyof DocumentedEvents | keyof EventOverlay;

/** An event's headers. Values are text, none is sure to be there, and words beside the known ones may come. */
export type AmiEventHeaders<Name extends AmiEventName> = HeadersIn<DocumentedEvents, Name> &
  HeadersIn<EventOverlay, Name> &
  CommonHeaders;

/** A message that is this event. What its type does not know, `message` itself still has. */
export interface TypedEvent<Name extends AmiEventName> {
  readonly event: Name;
  get<Header extends keyof AmiEventHeaders<Name> & string>(name: Header): AmiEventHeaders<Name>[Header] | undefined;
  getAll(name: keyof AmiEventHeaders<Name> & string): string[];
}

/** @returns the message as this event, or null when it is another */
export function asEvent<Name extends AmiEventName>(message: AmiMessage, name: Name): TypedEvent<Name> | null {
  return message.event === name ? (message as unknown as TypedEvent<Name>) : null;
}

/** An action of Asterisk 22 with its headers, those that it needs included. */
export function asAction<Name extends keyof DocumentedActions<AmiValue>>(
  name: Name,
  headers: DocumentedActions<AmiValue>[Name],
): AmiAction {
  return { ...headers, Action: name };
}
