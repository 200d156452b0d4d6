/** Who may do what to members of queues: the one place where that is decided. */
import {
  type Access,
  type AgentId,
  type Interface,
  may,
  maySpy,
  type PbxId,
  type QueueAction,
  type QueueName,
  seesAgent,
  seesQueue,
} from "@qmanager/core";

/** What an action concerns. */
export interface Concerned {
  /** Where the phone is a member, for what concerns all of its queues. */
  queues: readonly QueueName[];
  /** Who a phone is. */
  agentOf: (pbx: PbxId, member: { interface: Interface; name: string | null }) => AgentId | null;
}

/** Whether somebody may have an action done: in every queue and to every agent that it concerns. */
export function mayAct(access: Access, action: QueueAction, { queues, agentOf }: Concerned): boolean {
  const { pbx } = action;
  const members =
    action.type === "add"
      ? action.members.map((each) => ({ interface: each.interface, name: each.name ?? null }))
      : [{ interface: action.interface, name: null }];
  /** A name is what somebody typed: it makes nobody's phone another's. */
  const sees = (member: (typeof members)[number]): boolean => {
    const here = member.name === null ? null : agentOf(pbx, { ...member, name: null });
    return seesAgent(access, agentOf(pbx, member)) && (here === null || seesAgent(access, here));
  };
  const named = "queue" in action ? action.queue : null;
  const concerned = named !== null ? [named] : queues;
  return (
    isAllowed(access, action) &&
    concerned.every((queue) => seesQueue(access, pbx, queue)) &&
    (access.agents === "all" || members.every(sees))
  );
}

function isAllowed(access: Access, action: QueueAction): boolean {
  switch (action.type) {
    case "listen":
    case "whisper":
    case "barge":
      return maySpy(access, action.type);
    case "log_off":
      return may(access, "queue_panel", "modify") || may(access, "dashboard", "modify");
    case "pause":
    case "unpause":
    case "add":
    case "remove":
    case "set_penalty":
      return may(access, "queue_panel", "modify");
    default:
      return action satisfies never;
  }
}
