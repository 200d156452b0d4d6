/**
 * Actions as the manager reads them.
 *
 * @module
 */
import { AmiActionError } from "./errors.ts";

/**
 * One header's value. A list is a line for each; a record is a line `Name: key=value` for each, as Originate takes its
 * `Variable`; undefined is left out.
 */
export type AmiValue =
  | string
  | number
  | boolean
  | readonly (string | number)[]
  | Readonly<Record<string, string | number>>
  | undefined;

/** An action's headers in the order to send them: `{ Action: "QueuePause", Interface: "PJSIP/1001", Paused: true }`. */
export interface AmiAction {
  Action: string;
  readonly [header: string]: AmiValue;
}

// Asterisk main/manager.c: a line longer than its buffer of 1,025 bytes, or a 129th header, discards the whole message.
const maxLineBytes = 1_022;
const maxHeaders = 128;
const breaking = /[\r\n\0]/;
const encoder = new TextEncoder();

/**
 * The text of an action, ready to be sent.
 *
 * @param actionId comes back in the answer; the action's own `ActionID` must not be there as well
 * @throws {AmiActionError} for what Asterisk would refuse or misread: CR, LF, NUL, a name that is empty or has a colon,
 *   a line over 1,022 bytes, more than 128 headers
 */
export function formatAction(action: AmiAction, actionId?: string): string {
  const lines: string[] = [];
  const add = (name: string, value: string | number | boolean): void => {
    const line = `${name}: ${value}`;
    if (breaking.test(line)) throw new AmiActionError(name, "it has a line break or a NUL, which would end it early");
    if (name === "" || name.includes(":"))
      throw new AmiActionError(name, "a name has at least one letter and no colon");
    const bytes = line.length * 3 > maxLineBytes ? encoder.encode(line).length : line.length;
    if (bytes > maxLineBytes) {
      throw new AmiActionError(name, `its line has ${bytes} bytes and Asterisk takes at most ${maxLineBytes}`);
    }
    lines.push(line);
  };

  add("Action", action.Action);
  if (actionId !== undefined) add("ActionID", actionId);
  for (const [name, value] of Object.entries(action)) {
    if (name === "Action" || value === undefined) continue;
    if (actionId !== undefined && name.toLowerCase() === "actionid") {
      throw new AmiActionError(name, "the id of an action is chosen by its sender");
    }
    if (typeof value !== "object") add(name, value);
    else if (isList(value)) for (const each of value) add(name, each);
    else for (const [key, each] of Object.entries(value)) add(name, `${key}=${each}`);
  }
  if (lines.length > maxHeaders) {
    throw new AmiActionError(
      action.Action,
      `the action has ${lines.length} headers and Asterisk takes at most ${maxHeaders}`,
    );
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}

const isList = (value: object): value is readonly (string | number)[] => Array.isArray(value);
