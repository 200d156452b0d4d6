/**
 * One manager message as one event of the call centre. Stateless: lists that span messages are put together in
 * {@link ./snapshot.ts}.
 *
 * Names differ between versions: Asterisk 11 says `Join`, `Leave`, `QueueMemberPaused`, `Location` and `Member` where 12
 * and later say `QueueCallerJoin`, `QueueCallerLeave`, `QueueMemberPause`, `Interface` and `MemberName`; both are read.
 *
 * @module
 */
import { type EpochMs, type EventBase, type PbxId, secondsToMs, uniqueid } from "@qmanager/core";
import {
  attendedTransferred,
  blindTransferred,
  bridgeEntered,
  bridgeLeft,
  channelCreated,
  channelHungUp,
  channelIdentified,
  channelMoved,
  channelState,
  dialBegan,
  dialEnded,
  hangupRequested,
  held,
  localBridged,
  localOptimized,
  sessionTimedOut,
  softHangupRequested,
  unheld,
} from "./channel_event.ts";
import { integer, linkedidOf, queueOf, type Reader, type Reading, uniqueidOf } from "./field.ts";
import { memberAdded, memberPaused, memberRemoved, memberUpdated } from "./member_event.ts";
import type { AmiMessage } from "./message.ts";
import {
  abandonReported,
  agentCalled,
  agentCompleted,
  agentConnected,
  agentDumped,
  callerJoined,
  callerLeft,
  ringMissed,
} from "./queue_event.ts";
import { variableSet } from "./variable_event.ts";

/** A survey that a site's own dialplan reports by UserEvent: its name and the headers that hold score and call. */
export interface SurveyEvent {
  userEvent: string;
  scoreHeader: string;
  uniqueidHeader: string;
}

/** Ours, and the one that existing sites commonly send. */
export const defaultSurveyEvents: readonly SurveyEvent[] = [
  { userEvent: "QmCsat", scoreHeader: "Score", uniqueidHeader: "CallId" },
  { userEvent: "CSAT", scoreHeader: "Score", uniqueidHeader: "Uniqueid" },
];

export interface ToEventOptions {
  pbx: PbxId;
  surveyEvents?: readonly SurveyEvent[];
}

/**
 * @param at epoch ms of arrival; null when it is not known and the message has no `Timestamp` of its own
 *   (`timestampevents=yes`) either
 * @returns the event; null when the message is about nothing the call centre follows; `incomplete` when it should be
 *   and lacks what says whom it is about
 */
export function toEvent(message: AmiMessage, at: EpochMs | null, options: ToEventOptions): Reading {
  const name = message.event;
  if (name === undefined) return null;
  const base: EventBase = { pbx: options.pbx, at: at ?? secondsToMs(message.get("Timestamp")) };
  if (name === "UserEvent") {
    if (message.get("UserEvent") === "QueueData") return callerSent(message, base);
    return surveyAnswered(message, base, options.surveyEvents ?? defaultSurveyEvents);
  }
  return readers.get(name)?.(message, base) ?? null;
}

const readers = new Map<string, Reader>([
  ["QueueCallerJoin", callerJoined],
  ["Join", callerJoined],
  ["QueueCallerLeave", callerLeft],
  ["Leave", callerLeft],
  ["QueueCallerAbandon", abandonReported],
  ["AgentCalled", agentCalled],
  ["AgentRingNoAnswer", ringMissed],
  ["AgentConnect", agentConnected],
  ["AgentComplete", agentCompleted],
  ["AgentDump", agentDumped],
  ["QueueMemberAdded", memberAdded],
  ["QueueMemberRemoved", memberRemoved],
  ["QueueMemberPause", memberPaused],
  ["QueueMemberPaused", memberPaused],
  ["QueueMemberPenalty", memberUpdated],
  ["QueueMemberRinginuse", memberUpdated],
  ["QueueMemberStatus", memberUpdated],
  ["Newchannel", channelCreated],
  ["Newstate", channelState],
  ["NewCallerid", channelIdentified],
  ["Newexten", channelMoved],
  ["HangupRequest", hangupRequested],
  ["SoftHangupRequest", softHangupRequested],
  ["SessionTimeout", sessionTimedOut],
  ["Hangup", channelHungUp],
  ["Hold", held],
  ["Unhold", unheld],
  ["DialBegin", dialBegan],
  ["DialEnd", dialEnded],
  ["BridgeEnter", bridgeEntered],
  ["BridgeLeave", bridgeLeft],
  ["LocalBridge", localBridged],
  ["LocalOptimizationEnd", localOptimized],
  ["BlindTransfer", blindTransferred],
  ["AttendedTransfer", attendedTransferred],
  ["VarSet", variableSet],
  ["DeviceStateChange", deviceState],
  ["FullyBooted", asteriskReady],
  ["Shutdown", asteriskStopping],
]);

/** SNEP 3, just before Queue(): the queue, its options and the time limit in seconds. */
function callerSent(message: AmiMessage, base: EventBase): Reading {
  const id = uniqueidOf(message, "Uniqueid");
  const queue = queueOf(message);
  const limitMs = secondsToMs(message.get("Timeout"));
  return id && queue && limitMs ? { type: "caller_sent", ...base, uniqueid: id, queue, limitMs } : null;
}

function surveyAnswered(message: AmiMessage, base: EventBase, surveys: readonly SurveyEvent[]): Reading {
  const name = message.get("UserEvent");
  const survey = surveys.find((each) => each.userEvent === name);
  if (!survey) return null;
  // the event's own channel has a Uniqueid too, and it stands first: the dialplan's is the last one
  const id = message.getAll(survey.uniqueidHeader).at(-1);
  const score = integer(message.get(survey.scoreHeader));
  if (!id || score === null || score < 1 || score > 5) return null;
  return {
    type: "survey_answered",
    ...base,
    uniqueid: uniqueid(id),
    linkedid: linkedidOf(message),
    queue: queueOf(message),
    score,
  };
}

function deviceState(message: AmiMessage, base: EventBase): Reading {
  const device = message.get("Device");
  const state = message.get("State");
  // app_queue makes a pseudo device for every queue and every pair of queue and member
  if (!device || !state || device.startsWith("Queue:")) return null;
  return { type: "device_state", ...base, device, state };
}

function asteriskReady(message: AmiMessage, base: EventBase): Reading {
  const uptimeMs = secondsToMs(message.get("Uptime"));
  return {
    type: "asterisk_ready",
    ...base,
    startedAt: base.at === null || uptimeMs === null ? null : base.at - uptimeMs,
  };
}

function asteriskStopping(message: AmiMessage, base: EventBase): Reading {
  return { type: "asterisk_stopping", ...base, restart: message.get("Restart") === "True" };
}
