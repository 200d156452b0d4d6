/**
 * What a live panel shows, as plain JSON: the shapes that travel over the live socket.
 * Every change carries a whole small thing (a member, a caller, a queue's head), so a client applies it by key and
 * changes can be merged by key without being understood.
 */
import type { Interface, Linkedid, PbxId, QueueName, Uniqueid } from "./ids.ts";
import type { QueueFace } from "./queue_settings.ts";
import type { ServiceFormula } from "./service_level.ts";
import type { EpochMs } from "./time.ts";

/** Panel state of a member; the colours are in asterisk's own terms: see {@link memberState}. */
export const memberStates = ["free", "paused", "busy", "ringing", "unregistered", "unknown"] as const;

export type MemberState = (typeof memberStates)[number];

/** The call a member rings for or talks in. */
export interface MemberCall {
  uniqueid: Uniqueid;
  number: string | null;
  name: string | null;
  /** When the ring, or the talk, began. */
  since: EpochMs;
  phase: "ringing" | "talking";
  /** The queue that gave it; null for a call that no queue gave. */
  queue: QueueName | null;
  /** `in`: called from outside, or by a queue; `out`: he dialled an outside number; `internal`: another extension. */
  direction: "in" | "out" | "internal";
  /** When the caller entered the queue; null for a call that no queue gave, or where it is not known. */
  enteredAt: EpochMs | null;
}

export interface MemberView {
  queue: QueueName;
  interface: Interface;
  name: string | null;
  membership: "static" | "dynamic" | "realtime" | null;
  penalty: number | null;
  state: MemberState;
  /** Since when in this state; null when it was so before we looked and nothing tells. */
  since: EpochMs | null;
  paused: boolean;
  pauseReason: string | null;
  /** The call that he rings for or talks in, whether or not a queue gave it; null: none, or nothing is known of it. */
  call: MemberCall | null;
  /** Wrap-up: free, but Asterisk offers him nothing before this instant. */
  wrapupUntil: EpochMs | null;
  /** How long his last talk was, ms; null when we saw none. */
  lastTalkMs: number | null;
  loginAt: EpochMs | null;
}

export interface WaitingView {
  queue: QueueName;
  uniqueid: Uniqueid;
  linkedid: Linkedid | null;
  number: string | null;
  name: string | null;
  /** Place in line, from 1. */
  position: number;
  enteredAt: EpochMs;
  /** Interfaces whose phones ring for this caller now. */
  offeredTo: Interface[];
}

/**
 * What adds up since `since`. Other exits: by key, empty queue, withdrawn (these are among the time limits where the queue's
 * settings say so), lost. Offered = all four and those still open.
 */
export interface TodayView {
  since: EpochMs;
  offered: number;
  answered: number;
  abandoned: number;
  timeout: number;
  otherExits: number;
  refused: number;
  /** Sum of waits of the answered, ms. */
  answeredWaitMs: number;
  /** Sum of talks that ended, ms, and how many they were. */
  talkMs: number;
  talks: number;
  maxWaitMs: number | null;
  /** By `formula` with `thresholdMs`: 0 to 1, or null when there is nothing to measure. */
  serviceLevel: number | null;
  formula: ServiceFormula;
  thresholdMs: number;
  /** Between `since` and now: when nobody watched the PBX, so that visits may be missing. Oldest first. */
  missed: MissedSpan[];
}

/** Half-open: `from <= at < to`. */
export interface TimeSpan {
  from: EpochMs;
  to: EpochMs;
}

export interface MissedSpan extends TimeSpan {
  /** About how many visits of the queue ended in it, by Asterisk's own counters; null where they do not tell. */
  visits: number | null;
}

/** The visits that entered in one quarter of an hour of today; open ones are in `offered` alone. */
export interface QuarterView {
  from: EpochMs;
  offered: number;
  answered: number;
  abandoned: number;
  timeout: number;
  otherExits: number;
}

/** How many waited in the last half hour: the most in each step, oldest first; the last step is the one that runs. */
export interface WaitingTrendView {
  from: EpochMs;
  stepMs: number;
  counts: number[];
}

/** What can stand among a queue's last events. */
export const newsKinds = [
  "entered",
  "answered",
  "abandoned",
  "timeout",
  "exit_key",
  "exit_empty",
  "withdrawn",
  "lost",
  "transferred",
  "ring_missed",
  "paused",
  "unpaused",
  "logged_in",
  "logged_off",
] as const;

export type NewsKind = (typeof newsKinds)[number];

/** One of a queue's last events. */
export interface NewsItem {
  /** Unique within the queue; what is reported again with the same id replaces what was. */
  id: string;
  at: EpochMs;
  kind: NewsKind;
  /** Null where no caller has to do with it; his number or name may be unknown all the same. */
  caller: { number: string | null; name: string | null } | null;
  member: { interface: Interface | null; name: string | null } | null;
  /** Of a pause. */
  reason: string | null;
  /** How long the caller waited, where that is over. */
  waitMs: number | null;
}

/** A queue's last events are kept up to this many. */
export const mostNews = 20;

export interface QueueView {
  pbx: PbxId;
  queue: QueueName;
  strategy: string | null;
  maxWaiting: number | null;
  /** Left out where nobody told of any. */
  face?: QueueFace;
  members: MemberView[];
  waiting: WaitingView[];
}

/** One small thing changed. `queue` says where; apply by (`kind`, key). */
export type Change =
  | { kind: "queue"; queue: QueueName; strategy: string | null; maxWaiting: number | null; face?: QueueFace }
  | { kind: "queue_removed"; queue: QueueName }
  | { kind: "member"; queue: QueueName; member: MemberView }
  | { kind: "member_removed"; queue: QueueName; interface: Interface }
  | { kind: "waiting"; queue: QueueName; caller: WaitingView }
  | { kind: "waiting_removed"; queue: QueueName; uniqueid: Uniqueid }
  | { kind: "today"; queue: QueueName; today: TodayView }
  | { kind: "quarter"; queue: QueueName; quarter: QuarterView }
  | { kind: "news"; queue: QueueName; item: NewsItem };

/** The key by which a later change replaces an earlier one that was not sent yet. */
export function changeKey(change: Change): string {
  switch (change.kind) {
    case "queue":
    case "queue_removed":
      return "queue";
    case "member":
      return `member ${change.member.interface.toLowerCase()}`;
    case "member_removed":
      return `member ${change.interface.toLowerCase()}`;
    case "waiting":
      return `waiting ${change.caller.uniqueid}`;
    case "waiting_removed":
      return `waiting ${change.uniqueid}`;
    case "today":
      return "today";
    case "quarter":
      return `quarter ${change.quarter.from}`;
    case "news":
      return `news ${change.item.id}`;
    default:
      return change satisfies never;
  }
}

/** What can be wrong with a line to a PBX, told apart so that a page can say it in its reader's language. */
export const pbxProblemCodes = [
  /** User or secret are wrong, or our address is not let in. Values: address, user, reply. */
  "login_refused",
  /** The machine is there and nobody listens on the port. Values: address. */
  "nobody_listens",
  /** Values: host. */
  "host_unknown",
  /** There is no way to that host. Values: address. */
  "unreachable",
  /** Values: address. */
  "timed_out",
  /** TLS could not be agreed, or the certificate is not trusted. Values: address, reason. */
  "tls_failed",
  /** Values: address, firstLine. */
  "not_asterisk",
  /** Values: version, oldest: of Asterisk, or of the manager's protocol where that is all we know. */
  "asterisk_too_old",
  /** The connection ended. Values: address. */
  "connection_lost",
  /** Connected, but it does not answer as it should. Values: address, reason. */
  "unreadable",
  /** Its secret is on file, and cannot be read with the key that is there: nobody tried to connect. */
  "secret_unreadable",
  /** Anything else. Values: address, reason. */
  "connection_failed",
] as const;

export type PbxProblemCode = (typeof pbxProblemCodes)[number];

/** What fills the gaps of a text that a code stands for. */
export type TextValues = Readonly<Record<string, string | number>>;

/** State of our line to one PBX. */
export interface PbxView {
  pbx: PbxId;
  name: string;
  status: "connecting" | "live" | "reconnecting" | "refused";
  asteriskVersion: string | null;
  /** When its Asterisk started, if that was while we watched; null while it is the one that we found. */
  restartedAt: EpochMs | null;
  /** Last word from the PBX: an event or an answered ping. */
  heardAt: EpochMs | null;
  /** What went wrong last, in English, with what to do; null when all is well. */
  problem: string | null;
  /** The same for a page to say in its own words; null when all is well. */
  problemCode: PbxProblemCode | null;
  problemValues: TextValues;
  /** Since when what happens is shown and not kept: the server's disk refuses it. Null while it is kept. */
  unrecordedSince: EpochMs | null;
}
