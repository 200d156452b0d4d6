import { expect, test } from "bun:test";
import { asInterface, type CallCentreEvent, pbxId, queueName, unknownMember } from "@qmanager/core";
import { storableEvent } from "./storable_event.ts";

const at = Date.parse("2026-03-02T12:00:00Z");
const day = 24 * 3_600_000;

function listed(loginAt: number, lastPauseAt: number): CallCentreEvent {
  const member = { ...unknownMember(asInterface("PJSIP/1001")), loginAt, lastPauseAt };
  return {
    ...{ type: "queue_snapshot", pbx: pbxId("matriz"), at, queue: queueName("suporte"), strategy: null },
    ...{ maxWaiting: null, completed: null, abandoned: null, waiting: [], members: [member] },
  };
}

test("storableEvent() does not believe that a member logged in, or paused, in a time before any that he can have", () => {
  expect(storableEvent(listed(Date.parse("2001-09-09T01:46:40Z"), at - 401 * day))).toMatchObject({
    members: [{ loginAt: null, lastPauseAt: null }],
  });
});

test("storableEvent() leaves an event as it is whose members logged in a year ago", () => {
  const event = listed(at - 366 * day, at - day);
  expect(storableEvent(event)).toBe(event);
});

test("storableEvent() believes an Asterisk that has run for years", () => {
  const event: CallCentreEvent = { type: "asterisk_ready", pbx: pbxId("matriz"), at, startedAt: at - 2_000 * day };
  expect(storableEvent(event)).toBe(event);
});
