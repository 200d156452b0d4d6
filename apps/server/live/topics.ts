/** The topics of the live socket and who may see them: the one place where that is decided. */
import {
  type Access,
  type AgentId,
  type Change,
  changeKey,
  type EpochMs,
  type Interface,
  type LiveMessage,
  liveFeatures,
  may,
  type PbxId,
  type PbxView,
  pbxId,
  pbxsTopic,
  type QueueName,
  type QueueTopicSnapshot,
  queueName,
  queuesTopic,
  type SeesMember,
  type ShownMembers,
  seenChange,
  seenQueue,
  seesAgent,
  seesQueue,
  type TopicData,
} from "@qmanager/core";

export type TopicName = { topic: "pbxs" } | { topic: "queues" } | { topic: "queue"; pbx: PbxId; queue: QueueName };

/** Reads a topic's text as {@link queueTopic} and its like write it; null when it is none. */
export function parseTopic(text: string): TopicName | null {
  if (text === pbxsTopic) return { topic: "pbxs" };
  if (text === queuesTopic) return { topic: "queues" };
  const parts = /^queue\/([^/]+)\/(.+)$/s.exec(text);
  return parts ? { topic: "queue", pbx: pbxId(parts[1] ?? ""), queue: queueName(parts[2] ?? "") } : null;
}

/** Whether somebody may see anything that is live. */
export function seesLive(access: Access): boolean {
  return liveFeatures.some((each) => may(access, each, "view"));
}

/** Whether somebody may see a topic. */
export function maySee(access: Access, name: TopicName): boolean {
  if (name.topic === "pbxs") return seesLive(access) || may(access, "settings", "view");
  return seesLive(access) && (name.topic === "queues" || seesQueue(access, name.pbx, name.queue));
}

/** Whether somebody sees all of a topic: what is sent to one who does fits everybody who does. */
export function seesWhole(access: Access, { topic }: Pick<TopicName, "topic">): boolean {
  switch (topic) {
    case "pbxs":
      return may(access, "settings", "view");
    case "queues":
      return access.queues === "all";
    case "queue":
      return access.agents === "all";
    default:
      return topic satisfies never;
  }
}

/** What of a topic's content somebody may see. */
export function seenData(source: LiveSource, access: Access, data: TopicData): TopicData {
  if (seesWhole(access, data)) return data;
  switch (data.topic) {
    case "pbxs":
      // What went wrong names addresses and users of the PBX.
      return {
        topic: "pbxs",
        pbxs: data.pbxs.map((each) => ({ ...each, problem: null, problemCode: null, problemValues: {} })),
      };
    case "queues":
      return { topic: "queues", queues: data.queues.filter(({ pbx, queue }) => seesQueue(access, pbx, queue)) };
    case "queue":
      return { topic: "queue", queue: seenQueue(data.queue, seesMember(source, access, data.queue.pbx)) };
    default:
      return data satisfies never;
  }
}

/**
 * What of a message somebody may see; its number stays, or there would be a gap.
 *
 * @param shown of this topic, as his messages before left it
 */
export function seenMessage(
  source: LiveSource,
  access: Access,
  name: TopicName,
  message: LiveMessage,
  shown: ShownMembers,
): LiveMessage {
  if (message.type === "snapshot" || message.type === "replace") {
    const data = seenData(source, access, message.data);
    if (data.topic === "queue" && !seesWhole(access, data)) shown.begin(data.queue.members);
    return { ...message, data };
  }
  if (message.type !== "patch" || name.topic !== "queue" || seesWhole(access, name)) return message;
  const sees = seesMember(source, access, name.pbx);
  return { ...message, changes: message.changes.flatMap((each) => seenChange(each, sees, shown) ?? []) };
}

function seesMember(source: LiveSource, access: Access, pbx: PbxId): SeesMember {
  return (member) => seesAgent(access, source.agentOf(pbx, member));
}

/** What the topics hold now. */
export interface LiveSource {
  pbxs(): PbxView[];
  queueNames(): { pbx: PbxId; queue: QueueName }[];
  /** Null when there is no such queue. */
  queue(pbx: PbxId, queue: QueueName): QueueTopicSnapshot | null;
  /** Who a member is; null where nobody knows. */
  agentOf(pbx: PbxId, member: { interface: Interface | null; name: string | null }): AgentId | null;
  /** The last word of each PBX. */
  heardAt(): Record<PbxId, EpochMs | null>;
}

/** The content of a topic for a snapshot; null when there is no such thing. */
export function readTopic(source: LiveSource, name: TopicName): TopicData | null {
  switch (name.topic) {
    case "pbxs":
      return { topic: "pbxs", pbxs: source.pbxs() };
    case "queues":
      return { topic: "queues", queues: source.queueNames() };
    case "queue": {
      const queue = source.queue(name.pbx, name.queue);
      return queue && { topic: "queue", queue };
    }
    default:
      return name satisfies never;
  }
}

/** Adds a change to those that wait, in place of an earlier one of the same thing; the order is that of the last word. */
export function mergeChange(pending: Map<string, Change>, change: Change): void {
  const key = changeKey(change);
  // A queue that is gone has no members and callers any more.
  if (change.kind === "queue_removed") pending.clear();
  pending.delete(key);
  pending.set(key, change);
}
