/** Who may do what to members of queues: the one place where that is decided. */
import type { Interface, PbxId, QueueAction, QueueActionType, QueueName } from "@qmanager/core";
import type { User } from "../db/users.ts";

/** One kind of deed, in one queue, to one agent's phone. */
export interface Deed {
  type: QueueActionType;
  pbx: PbxId;
  /** Null: no queue is concerned. */
  queue: QueueName | null;
  interface: Interface;
}

/**
 * Whether a user may have an action done: in every queue and to every agent that it concerns.
 *
 * @param queues where the phone is a member, for what concerns all of them
 */
export function mayAct(user: Pick<User, "role">, action: QueueAction, queues: readonly QueueName[]): boolean {
  return deedsOf(action, queues).every((deed) => mayDo(user, deed));
}

/** An administrator may do everything; other roles will have the queues they are given. */
function mayDo(user: Pick<User, "role">, _deed: Deed): boolean {
  switch (user.role) {
    case "administrator":
      return true;
    default:
      return user.role satisfies never;
  }
}

function deedsOf(action: QueueAction, queues: readonly QueueName[]): Deed[] {
  const { type, pbx } = action;
  if (action.type === "add")
    return action.members.map(({ interface: phone }) => ({ type, pbx, queue: action.queue, interface: phone }));
  const named = "queue" in action ? action.queue : null;
  const concerned = named !== null ? [named] : queues.length > 0 ? queues : [null];
  return concerned.map((queue) => ({ type, pbx, queue, interface: action.interface }));
}
