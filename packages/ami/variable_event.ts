/**
 * Channel variables that say something of a call. Source: Asterisk `apps/app_queue.c`, `apps/app_mixmonitor.c`.
 *
 * @module
 */
import { type Reader, uniqueidOf } from "./field.ts";

export const variableSet: Reader = (message, base) => {
  // more than half of all events are VarSet: the name is looked at first
  const name = message.get("Variable");
  if (name !== "QUEUESTATUS" && name !== "MIXMONITOR_FILENAME") return null;
  const id = uniqueidOf(message, "Uniqueid");
  const value = message.get("Value");
  if (!id || !value) return null;
  return name === "QUEUESTATUS"
    ? { type: "queue_status_set", ...base, uniqueid: id, status: value }
    : { type: "recording_named", ...base, uniqueid: id, file: value };
};
