/**
 * What a supervisor can do to the members of queues, as data: the same shapes for the page, the REST API, the audit and
 * the undo of each.
 */
import { type Spying, spyings } from "./access.ts";
import type { Interface, PbxId, QueueName } from "./ids.ts";
import type { MemberState } from "./live_view.ts";

/** The pause that needs no type; a name, not translated. */
export const defaultPause = "Default Pause";

/** Asterisk keeps it as an int. */
export const highestPenalty = 2_147_483_647;

/** As many bytes of a pause's reason as Asterisk keeps (`apps/app_queue.c`: 80 with the end). */
export const longestReasonBytes = 79;

/** Asterisk keeps the members of a queue in one text with `;` and `|` between them and their fields. */
export const unlistable = /[;|]/;

/** Why Asterisk cannot keep a text as the reason of a pause: it is too long, or has a mark in it that parts members. */
export function reasonFault(reason: string): "long" | "mark" | null {
  if (unlistable.test(reason)) return "mark";
  return new TextEncoder().encode(reason).length > longestReasonBytes ? "long" : null;
}

/** Whom to add to a queue, and how. What is left out is Asterisk's default. */
export interface NewMember {
  interface: Interface;
  name?: string | undefined;
  /** 0 is asked first. */
  penalty?: number | undefined;
  paused?: boolean | undefined;
  pauseReason?: string | undefined;
  stateInterface?: string | undefined;
}

/** `queue` null: in every queue of the PBX that the phone is a member of. */
export type QueueAction =
  /** `reason` left out: {@link defaultPause}. */
  | { type: "pause"; pbx: PbxId; interface: Interface; queue: QueueName | null; reason?: string | undefined }
  | { type: "unpause"; pbx: PbxId; interface: Interface; queue: QueueName | null }
  | { type: "add"; pbx: PbxId; queue: QueueName; members: NewMember[] }
  /** A static or realtime member cannot be removed: he is paused instead. */
  | { type: "remove"; pbx: PbxId; interface: Interface; queue: QueueName }
  /** Out of every queue that he entered himself; in those of which he is a fixed member he is paused. */
  | { type: "log_off"; pbx: PbxId; interface: Interface }
  | { type: "set_penalty"; pbx: PbxId; interface: Interface; queue: QueueName; penalty: number }
  | SpyAction;

/** Rings the supervisor's own phone, and lets him into the talk that the member is in, as {@link Spying} says. */
export interface SpyAction {
  type: Spying;
  pbx: PbxId;
  interface: Interface;
}

export const isSpyAction = (action: QueueAction): action is SpyAction =>
  (spyings as readonly string[]).includes(action.type);

export type QueueActionType = QueueAction["type"];

/** Why something was not done, or not as asked. */
export const actionObstacles = [
  /** It was so already: somebody else was faster, or nothing was to be done. */
  "already_so",
  /** Fixed by the PBX's configuration, so he was paused instead of removed. */
  "fixed_member",
  /** He is no member of this queue, or no longer. */
  "not_a_member",
  /** There is no such queue on the PBX, or no longer. */
  "no_such_queue",
  /** He is in no call that can be listened to, or no longer. */
  "not_in_a_call",
  /** The AMI user lacks the class that this needs. */
  "not_permitted",
  /** Asterisk does not know how to do it: an old version, or a module that is not loaded. */
  "not_supported",
  /** Asterisk could not ring the supervisor's phone: unknown, unregistered, or it did not answer. */
  "phone_not_reached",
  /** There is no line to the PBX, or none any more: it was not asked. */
  "pbx_away",
  /** The PBX was asked and did not answer: whether it was done is not known. */
  "not_answered",
  /** Asterisk refused for another reason; `reply` is its word. */
  "refused",
] as const;

export type ActionObstacle = (typeof actionObstacles)[number];

/** What became of an action in one place. */
export interface ActionResult {
  interface: Interface;
  /** Null for what concerns no queue. */
  queue: QueueName | null;
  /** Whether what was asked is so now; {@link ActionObstacle} `already_so` and `fixed_member` come with true. */
  done: boolean;
  obstacle: ActionObstacle | null;
  /** Asterisk's own words; null when it said nothing. */
  reply: string | null;
  /** In English, what it means and what to do; null when all is well. */
  detail: string | null;
}

/** What became of an action: in each place, and what would undo all that was done (nothing: an empty list). */
export interface ActionOutcome {
  results: ActionResult[];
  undo: QueueAction[];
}

/** A phone that could be added to a queue. */
export interface Candidate {
  interface: Interface;
  name: string | null;
  stateInterface: string | null;
  state: MemberState;
  /** Where it is a member now. */
  queues: QueueName[];
}
