/**
 * Everything that can happen in a call centre, as one union.
 *
 * Two sources speak it: the live Asterisk Manager stream (`@qmanager/ami`) and Asterisk's own `queue_log`
 * ({@link ./queue_log.ts}). A source fills in what it knows; what it cannot know is `null`, never 0 or "".
 * Events are plain JSON: a journal of them, replayed, gives the same records.
 *
 * Sources: Asterisk `apps/app_queue.c`, `main/manager_channels.c`, `main/manager_bridges.c`.
 */
import type { Interface, Linkedid, PbxId, QueueName, Uniqueid } from "./ids.ts";
import type { EpochMs } from "./time.ts";

/** Common to all events. `at` is null only for a capture whose times were not recorded. */
export interface EventBase {
  pbx: PbxId;
  at: EpochMs | null;
}

/** The channel of the person who calls, as far as the source tells. Unknown names and numbers are null. */
export interface CallerChannel {
  uniqueid: Uniqueid;
  linkedid: Linkedid | null;
  channel: string | null;
  number: string | null;
  name: string | null;
  /** Where the dialplan stands; shows whether a caller left his queue by a key. */
  context: string | null;
  exten: string | null;
}

/** A caller enters a queue: `QueueCallerJoin` (11: `Join`), `ENTERQUEUE`. `position` counts from 1. */
export interface CallerJoined extends EventBase, CallerChannel {
  type: "caller_joined";
  queue: QueueName;
  position: number | null;
}

/** A caller is no longer in the waiting list, whatever the reason; sent before `agent_connected` too. */
export interface CallerLeft extends EventBase, CallerChannel {
  type: "caller_left";
  queue: QueueName;
}

/**
 * `QueueCallerAbandon`. In spite of its name also sent for a time limit, an empty queue and a withdrawal: what
 * follows (`queue_status_set` or the caller's hang-up) tells them apart.
 */
export interface AbandonReported extends EventBase {
  type: "abandon_reported";
  queue: QueueName;
  uniqueid: Uniqueid;
  /** Whole seconds of Asterisk, in ms. */
  waitMs: number | null;
  /** Place in line on entering. */
  originalPosition: number | null;
}

/** The dialplan variable QUEUESTATUS: `TIMEOUT`, `FULL`, `JOINEMPTY`, `LEAVEEMPTY`, `JOINUNAVAIL`, `LEAVEUNAVAIL`, `CONTINUE`, `WITHDRAW`. */
export interface QueueStatusSet extends EventBase {
  type: "queue_status_set";
  uniqueid: Uniqueid;
  status: string;
}

/** A visit ended without an answer, said outright: the closing rows of `queue_log`. Durations in ms of whole seconds. */
export interface VisitEnded extends EventBase {
  type: "visit_ended";
  queue: QueueName;
  uniqueid: Uniqueid;
  outcome: "abandoned" | "timeout" | "exit_key" | "exit_empty" | "withdrawn";
  waitMs: number | null;
  position: number | null;
  originalPosition: number | null;
  /** The key pressed, for `exit_key`. */
  key: string | null;
  /** Why, where the row says more than its name: `SYSCOMPAT`, the text of a withdrawal. */
  note: string | null;
}

/** A member of a queue in the events that concern one of its calls. From `queue_log` only the name is known. */
export interface CalledMember {
  interface: Interface | null;
  memberName: string | null;
}

/** A member's phone begins to ring for a waiting caller. */
export interface AgentCalled extends EventBase, CalledMember {
  type: "agent_called";
  queue: QueueName;
  uniqueid: Uniqueid;
  linkedid: Linkedid | null;
  /** The channel of this one ring. */
  ringUniqueid: Uniqueid | null;
  ringChannel: string | null;
}

/** A ring ended unanswered: `AgentRingNoAnswer`, `RINGNOANSWER`. `ringMs` 0 means busy or unreachable. */
export interface RingMissed extends EventBase, CalledMember {
  type: "ring_missed";
  queue: QueueName;
  uniqueid: Uniqueid | null;
  ringUniqueid: Uniqueid | null;
  ringMs: number | null;
}

/** The caller left while a phone rang: `RINGCANCELED` of `queue_log`; AMI has no event of its own for it. */
export interface RingCanceled extends EventBase, CalledMember {
  type: "ring_canceled";
  queue: QueueName;
  uniqueid: Uniqueid;
  ringMs: number | null;
}

/** A member and a caller are put together: `AgentConnect`, `CONNECT`. Durations in ms of whole seconds. */
export interface AgentConnected extends EventBase, CalledMember {
  type: "agent_connected";
  queue: QueueName;
  uniqueid: Uniqueid;
  ringUniqueid: Uniqueid | null;
  waitMs: number | null;
  ringMs: number | null;
}

/** How a talk was closed, by the source's own word. */
export type CompleteReason = "agent" | "caller" | "transfer";

/**
 * A talk ended: `AgentComplete`, `COMPLETEAGENT`, `COMPLETECALLER`, `TRANSFER`, `BLINDTRANSFER`, `ATTENDEDTRANSFER`.
 * AMI may leave out either channel or both (1 in 25).
 */
export interface AgentCompleted extends EventBase, CalledMember {
  type: "agent_completed";
  queue: QueueName;
  uniqueid: Uniqueid | null;
  ringUniqueid: Uniqueid | null;
  waitMs: number | null;
  talkMs: number | null;
  reason: CompleteReason;
  originalPosition: number | null;
}

/** The agent dropped the caller during an announcement; the caller goes on waiting. */
export interface AgentDumped extends EventBase, CalledMember {
  type: "agent_dumped";
  queue: QueueName;
  uniqueid: Uniqueid;
}

/** The dialplan is about to send a caller into a queue, for so long at most. SNEP tells it, by a UserEvent. */
export interface CallerSent extends EventBase {
  type: "caller_sent";
  uniqueid: Uniqueid;
  queue: QueueName;
  limitMs: number;
}

/** A score from a survey (1 to 5), for the last answered visit of the caller's channel. */
export interface SurveyAnswered extends EventBase {
  type: "survey_answered";
  uniqueid: Uniqueid;
  linkedid: Linkedid | null;
  queue: QueueName | null;
  score: number;
}

/**
 * The dialplan variable MIXMONITOR_FILENAME: a channel's call is recorded into this file, a path as Asterisk names it. Set when
 * the recording begins, in each of its ways (`MixMonitor()`, a queue's `monitor-format`). Source: `apps/app_mixmonitor.c`.
 */
export interface RecordingNamed extends EventBase {
  type: "recording_named";
  uniqueid: Uniqueid;
  file: string;
}

/** An extension's place in a queue. Null: the source does not say. */
export interface Member {
  interface: Interface;
  name: string | null;
  stateInterface: string | null;
  membership: "static" | "dynamic" | "realtime" | null;
  penalty: number | null;
  paused: boolean | null;
  pauseReason: string | null;
  /** Device state: 0 unknown, 1 free, 2 in use, 3 busy, 4 invalid, 5 unavailable, 6 ringing, 7 ringing in use, 8 on hold. */
  status: number | null;
  inCall: boolean | null;
  callsTaken: number | null;
  lastCallAt: EpochMs | null;
  lastPauseAt: EpochMs | null;
  loginAt: EpochMs | null;
  /** The member's own wrap-up time; 0 means the queue's. */
  wrapupMs: number | null;
  ringInUse: boolean | null;
}

interface MemberEvent extends EventBase {
  queue: QueueName;
  /** What the source says of the member after the change. Where only a name is known, `interface` is null. */
  interface: Interface | null;
  memberName: string | null;
  /** The whole member, from AMI; null from `queue_log`. */
  member: Member | null;
}
export interface MemberAdded extends MemberEvent {
  type: "member_added";
  paused: boolean | null;
}
export interface MemberRemoved extends MemberEvent {
  type: "member_removed";
}
/** Pause, change of reason, or unpause, in one queue. `queue_log` writes `PAUSEALL` besides; it gives no event. */
export interface MemberPaused extends MemberEvent {
  type: "member_paused";
  paused: boolean;
  reason: string | null;
}
/** Penalty, ring-in-use or device status changed. */
export interface MemberUpdated extends MemberEvent {
  type: "member_updated";
}

/** A channel begins. `state` as Asterisk's `ChannelState` (0 down, 4 ring, 5 ringing, 6 up). */
export interface ChannelCreated extends EventBase, CallerChannel {
  type: "channel_created";
  state: number | null;
}
/** `Newstate`. 5: it rings; 6: somebody picked it up. */
export interface ChannelStateChanged extends EventBase {
  type: "channel_state";
  uniqueid: Uniqueid;
  linkedid: Linkedid | null;
  state: number;
}
/** Number or name of a channel's own party changed (`NewCallerid`). */
export interface ChannelIdentified extends EventBase {
  type: "channel_identified";
  uniqueid: Uniqueid;
  number: string | null;
  name: string | null;
}
/** The dialplan runs its next step on a channel (`Newexten`, class dialplan). */
export interface ChannelMoved extends EventBase, CallerChannel {
  type: "channel_moved";
  application: string | null;
  data: string | null;
}
/** Somebody or something asked a channel to hang up (`HangupRequest`, `SoftHangupRequest`); it is not gone yet. */
export interface HangupRequested extends EventBase {
  type: "hangup_requested";
  uniqueid: Uniqueid;
  cause: number | null;
  /** Asked by Asterisk itself (`SoftHangupRequest`) rather than by the far end. */
  soft: boolean;
}
/** A channel is gone. `cause`: ITU-T Q.850 (16 normal, 17 busy, 21 rejected, 26 answered elsewhere, 44 media lost). */
export interface ChannelHungUp extends EventBase, CallerChannel {
  type: "channel_hung_up";
  cause: number | null;
}
/** A phone put its call on hold, or took it back. */
export interface HoldChanged extends EventBase {
  type: "hold_changed";
  uniqueid: Uniqueid;
  linkedid: Linkedid | null;
  held: boolean;
}
/** One channel dials another (`DialBegin`); `uniqueid` is null for calls that Asterisk itself places. */
export interface DialBegan extends EventBase {
  type: "dial_began";
  uniqueid: Uniqueid | null;
  linkedid: Linkedid | null;
  destUniqueid: Uniqueid;
  destChannel: string | null;
}
export interface DialEnded extends EventBase {
  type: "dial_ended";
  uniqueid: Uniqueid | null;
  destUniqueid: Uniqueid;
  /** `ANSWER`, `BUSY`, `NOANSWER`, `CANCEL`, `CONGESTION`, `CHANUNAVAIL` … */
  status: string;
}
/** A channel enters a conversation. */
export interface BridgeEntered extends EventBase {
  type: "bridge_entered";
  bridgeId: string;
  uniqueid: Uniqueid;
  linkedid: Linkedid | null;
  channel: string | null;
  /** The channel whose place it takes. */
  swapUniqueid: Uniqueid | null;
}
export interface BridgeLeft extends EventBase {
  type: "bridge_left";
  bridgeId: string;
  uniqueid: Uniqueid;
}
/** The two halves of a Local channel are tied together; `one` is the half that was dialled (`;1`). */
export interface LocalBridged extends EventBase {
  type: "local_bridged";
  one: Uniqueid;
  two: Uniqueid;
  linkedid: Linkedid | null;
}
/** A Local channel took itself out of the call: what was behind `;2` now stands where `;1` stood. */
export interface LocalOptimized extends EventBase {
  type: "local_optimized";
  one: Uniqueid;
  two: Uniqueid;
}
/** `BlindTransfer` or `AttendedTransfer` that succeeded. An attended one has two channels of the transferer. */
export interface Transferred extends EventBase {
  type: "transferred";
  kind: "blind" | "attended";
  transferers: Uniqueid[];
  transferee: Uniqueid | null;
  /** The number dialled (blind), or null. */
  exten: string | null;
  destBridgeId: string | null;
}

/** A phone's own state, whatever queues it is in: `NOT_INUSE`, `INUSE`, `BUSY`, `INVALID`, `UNAVAILABLE`, `RINGING`, `RINGINUSE`, `ONHOLD`, `UNKNOWN`. */
export interface DeviceStateChanged extends EventBase {
  type: "device_state";
  device: string;
  state: string;
}

/** We are connected to the PBX; nothing before it on this connection was seen. */
export interface Connected extends EventBase {
  type: "connected";
  /** AMI version from the banner. */
  amiVersion: string | null;
}
/** The connection is gone; what happens until the next `connected` is not seen. */
export interface Disconnected extends EventBase {
  type: "disconnected";
}
/**
 * The PBX did not speak for longer than it ever should, and speaks again on the same connection: what is told from `at` to
 * `until` may have happened at any time since `since`.
 */
export interface SpokeLate extends EventBase {
  type: "spoke_late";
  since: EpochMs;
  until: EpochMs;
}
/** Asterisk is ready (`FullyBooted`). `startedAt` tells whether it is still the Asterisk we knew. */
export interface AsteriskReady extends EventBase {
  type: "asterisk_ready";
  startedAt: EpochMs | null;
}
/** Asterisk is shutting down in order (`Shutdown`). */
export interface AsteriskStopping extends EventBase {
  type: "asterisk_stopping";
  restart: boolean;
}
/** Asterisk's queues were started anew: `QUEUESTART`. Visits and rings still open have no end in the log. */
export interface AsteriskStarted extends EventBase {
  type: "asterisk_started";
}

/** A caller who waits, in a snapshot. */
export interface WaitingCaller {
  uniqueid: Uniqueid;
  channel: string | null;
  number: string | null;
  name: string | null;
  position: number;
  /** Time waited so far, ms of whole seconds. */
  waitMs: number;
  priority: number | null;
}
/** One queue as Asterisk describes it (`QueueStatus`), taken at once while Asterisk held the queue. */
export interface QueueSnapshot extends EventBase {
  type: "queue_snapshot";
  queue: QueueName;
  strategy: string | null;
  /** `maxlen`; 0 is without limit. */
  maxWaiting: number | null;
  /** Growing counters of Asterisk: they tell how many visits were missed in a gap, nothing else. */
  completed: number | null;
  abandoned: number | null;
  members: Member[];
  waiting: WaitingCaller[];
}
/** All queues have been described, each by its snapshot before this: a queue that is not named is gone. */
export interface QueuesListed extends EventBase {
  type: "queues_listed";
  queues: QueueName[];
}
/** A channel that exists, in a snapshot. */
export interface ListedChannel extends CallerChannel {
  state: number | null;
  application: string | null;
  data: string | null;
  bridgeId: string | null;
  connectedNumber: string | null;
  connectedName: string | null;
  /** Time since the channel was made, not since it was answered. */
  ageMs: number | null;
}
/** All channels there are (`CoreShowChannels`): a channel that is not named is gone. */
export interface ChannelsListed extends EventBase {
  type: "channels_listed";
  channels: ListedChannel[];
}

/** Time went by. Folds read no clock; the app sends this, about once a second, journaled like any other event. */
export interface Tick extends EventBase {
  type: "tick";
}

/** Every event there is. */
export type CallCentreEvent =
  | CallerJoined
  | CallerLeft
  | AbandonReported
  | QueueStatusSet
  | VisitEnded
  | AgentCalled
  | RingMissed
  | RingCanceled
  | AgentConnected
  | AgentCompleted
  | AgentDumped
  | CallerSent
  | SurveyAnswered
  | RecordingNamed
  | MemberAdded
  | MemberRemoved
  | MemberPaused
  | MemberUpdated
  | ChannelCreated
  | ChannelStateChanged
  | ChannelIdentified
  | ChannelMoved
  | HangupRequested
  | ChannelHungUp
  | HoldChanged
  | DialBegan
  | DialEnded
  | BridgeEntered
  | BridgeLeft
  | LocalBridged
  | LocalOptimized
  | Transferred
  | DeviceStateChanged
  | Connected
  | Disconnected
  | SpokeLate
  | AsteriskReady
  | AsteriskStopping
  | AsteriskStarted
  | QueueSnapshot
  | QueuesListed
  | ChannelsListed
  | Tick;

export type EventType = CallCentreEvent["type"];
