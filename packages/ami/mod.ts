/**
 * The Asterisk Manager Interface: bytes to messages and back, a client over a stream that is handed in, and messages as
 * events of the call centre.
 *
 * @example
 * ```ts
 * import { AmiParser } from "@qmanager/ami";
 *
 * const bytes = new TextEncoder().encode("Asterisk Call Manager/11.0.0\r\nEvent: Hangup\r\nCause: 16\r\n\r\n");
 * const parser = new AmiParser();
 * for (const message of parser.push(bytes)) {
 *   if (message.kind === "event") console.log(message.event, message.get("Cause"));
 * }
 * ```
 *
 * @module
 */
export { type AmiAction, type AmiValue, formatAction } from "./action.ts";
export { AmiClient, type AmiClientOptions, type AmiClientState } from "./client.ts";
export type { AmiClock } from "./clock.ts";
export {
  AmiConnection,
  type AmiConnectionHandlers,
  type AmiConnectionOptions,
  type AmiProblem,
  type AmiStream,
  isOlder,
} from "./connection.ts";
export * from "./errors.ts";
export { type Reading, unescapeC } from "./field.ts";
export {
  AmiBanner,
  AmiFault,
  type AmiFaultReason,
  AmiFollows,
  AmiHeaders,
  type AmiMessage,
  AmiPacket,
} from "./message.ts";
export { AmiParser, type AmiParserOptions } from "./parser.ts";
export type { AmiList, AmiSendOptions } from "./pending.ts";
export { EventReader, type EventReaderOptions, type IncompleteMessages } from "./snapshot.ts";
export { defaultSurveyEvents, type SurveyEvent, type ToEventOptions, toEvent } from "./to_event.ts";
export { type AmiEventHeaders, type AmiEventName, asAction, asEvent, type TypedEvent } from "./typed_event.ts";
