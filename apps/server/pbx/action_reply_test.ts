import { expect, test } from "bun:test";
import { AmiActionError, AmiConnectionLostError, AmiNotReadyError, AmiTimeoutError } from "@qmanager/ami";
import { isOfLine, refusalOf, refusalOfError } from "./action_reply.ts";

// As Asterisk 11 to 22 write them: apps/app_queue.c, main/manager.c.
test.each([
  ["Unable to add interface: Already there", "already_so"],
  ["Unable to add interface to queue: No such queue", "no_such_queue"],
  ["Unable to remove interface from queue: No such queue", "no_such_queue"],
  ["Unable to remove interface: Not there", "not_a_member"],
  ["Interface not found", "not_a_member"],
  ["Invalid interface, queuename or penalty", "not_a_member"],
  ["Member not dynamic", "fixed_member"],
  ["Permission denied", "not_permitted"],
  ["Invalid/unknown command: QueuePenalty. Use Action: ListCommands to show available commands.", "not_supported"],
  ["Out of memory", "refused"],
] as const)("refusalOf() reads %j as %s and keeps it", (reply, obstacle) => {
  expect(refusalOf(reply)).toMatchObject({ obstacle, reply });
});

test("refusalOfError() tells what was not sent from what may have been done", () => {
  const kinds = [
    new AmiNotReadyError("pbx:5038", "QueueAdd", "waiting"),
    new AmiTimeoutError("pbx:5038", "The answer to QueueAdd", 10_000),
    new AmiConnectionLostError("pbx:5038", "it was reset"),
    new AmiActionError("Reason", "it has a line break"),
    new Error("a fault of ours"),
  ].map((error) => refusalOfError(error)?.obstacle ?? null);
  expect(kinds).toEqual(["pbx_away", "not_answered", "not_answered", "refused", null]);
  expect(kinds.map(isOfLine)).toEqual([true, true, true, false, false]);
});
