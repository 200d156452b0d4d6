/**
 * Messages about callers in queues and the rings and talks of agents. Source: Asterisk `apps/app_queue.c`.
 *
 * @module
 */
import { asInterface, secondsToMs } from "@qmanager/core";
import {
  callerChannel,
  integer,
  interfaceOf,
  linkedidOf,
  memberNameOf,
  ofQueue,
  ofVisit,
  uniqueidOf,
} from "./field.ts";
import type { AmiMessage } from "./message.ts";

export const callerJoined = ofVisit((message, base) => ({
  type: "caller_joined",
  ...base,
  ...callerChannel(message, base.uniqueid),
  position: integer(message.get("Position")),
}));

export const callerLeft = ofVisit((message, base) => ({
  type: "caller_left",
  ...base,
  ...callerChannel(message, base.uniqueid),
}));

export const abandonReported = ofVisit((message, base) => ({
  type: "abandon_reported",
  ...base,
  waitMs: secondsToMs(message.get("HoldTime")),
  originalPosition: integer(message.get("OriginalPosition")),
}));

export const agentCalled = ofVisit((message, base) => ({
  type: "agent_called",
  ...base,
  linkedid: linkedidOf(message),
  ...calledMember(message),
  ringUniqueid: ringOf(message),
  ringChannel: message.get("DestChannel") ?? message.get("DestinationChannel") ?? null,
}));

export const ringMissed = ofQueue((message, base) => ({
  type: "ring_missed",
  ...base,
  uniqueid: uniqueidOf(message, "Uniqueid"),
  ...calledMember(message),
  ringUniqueid: ringOf(message),
  // milliseconds here, seconds in AgentConnect
  ringMs: integer(ringTime(message)),
}));

export const agentConnected = ofVisit((message, base) => ({
  type: "agent_connected",
  ...base,
  ...calledMember(message),
  ringUniqueid: ringOf(message),
  waitMs: secondsToMs(holdTime(message)),
  ringMs: secondsToMs(ringTime(message)),
}));

export const agentCompleted = ofQueue((message, base) => {
  const reason = message.get("Reason");
  return {
    type: "agent_completed",
    ...base,
    uniqueid: uniqueidOf(message, "Uniqueid"),
    ...calledMember(message),
    ringUniqueid: ringOf(message),
    waitMs: secondsToMs(holdTime(message)),
    talkMs: secondsToMs(message.get("TalkTime")),
    reason: reason === "agent" || reason === "transfer" ? reason : "caller",
    originalPosition: null,
  };
});

export const agentDumped = ofVisit((message, base) => ({ type: "agent_dumped", ...base, ...calledMember(message) }));

/** The channel of the agent in Agent* events: `DestUniqueid`; on 11 `BridgedChannel` holds it where there is one. */
function ringOf(message: AmiMessage) {
  return uniqueidOf(message, "DestUniqueid") ?? uniqueidOf(message, "BridgedChannel");
}

/** On 11, AgentCalled names the member `AgentName` and his phone `AgentCalled`. */
function calledMember(message: AmiMessage) {
  const called = message.get("AgentCalled");
  return {
    interface: interfaceOf(message) ?? (called ? asInterface(called) : null),
    memberName: memberNameOf(message) ?? message.get("AgentName") ?? null,
  };
}

const holdTime = (message: AmiMessage) => message.get("HoldTime");
const ringTime = (message: AmiMessage) => message.get("RingTime");
