/**
 * Messages about the members of queues. Source: Asterisk `apps/app_queue.c`.
 *
 * @module
 */
import { type CallCentreEvent, type EventBase, type Member, type QueueName, secondsToMs } from "@qmanager/core";
import { flag, incomplete, instant, integer, interfaceOf, memberNameOf, ofQueue, type Reader } from "./field.ts";
import type { AmiMessage } from "./message.ts";

/** A member as `QueueMember*` events and `QueueMember` list items describe it. */
export function memberOf(message: AmiMessage): Member | null {
  const at = interfaceOf(message);
  if (!at) return null;
  const membership = message.get("Membership");
  return {
    interface: at,
    name: memberNameOf(message) ?? message.get("Name") ?? null,
    stateInterface: message.get("StateInterface") || null,
    membership: membership === "static" || membership === "dynamic" || membership === "realtime" ? membership : null,
    penalty: integer(message.get("Penalty")),
    paused: flag(message.get("Paused")),
    pauseReason: (message.get("PausedReason") ?? message.get("Reason")) || null,
    status: integer(message.get("Status")),
    inCall: flag(message.get("InCall")),
    callsTaken: integer(message.get("CallsTaken")),
    lastCallAt: instant(message.get("LastCall")),
    lastPauseAt: instant(message.get("LastPause")),
    loginAt: instant(message.get("LoginTime")),
    wrapupMs: secondsToMs(message.get("Wrapuptime")),
    ringInUse: flag(message.get("Ringinuse")),
  };
}

export const memberAdded = ofMember((member, body) => ({ type: "member_added", ...body, paused: member.paused }));

export const memberRemoved = ofMember((_, body) => ({ type: "member_removed", ...body }));

export const memberPaused = ofMember((member, body) => ({
  type: "member_paused",
  ...body,
  paused: member.paused === true,
  reason: member.pauseReason,
}));

/** Penalty, ring-in-use or status. */
export const memberUpdated = ofMember((_, body) => ({ type: "member_updated", ...body }));

type MemberBody = EventBase & {
  queue: QueueName;
  interface: Member["interface"];
  memberName: string | null;
  member: Member;
};

function ofMember(read: (member: Member, body: MemberBody) => CallCentreEvent): Reader {
  return ofQueue((message, base) => {
    const member = memberOf(message);
    if (!member) return incomplete;
    return read(member, { ...base, interface: member.interface, memberName: member.name, member });
  });
}
