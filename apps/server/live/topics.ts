/** The topics of the live socket and who may see them: the one place where that is decided. */
import {
  type Change,
  changeKey,
  type EpochMs,
  type PbxId,
  type PbxView,
  pbxId,
  pbxsTopic,
  type QueueName,
  type QueueTopicSnapshot,
  queueName,
  queuesTopic,
  type TopicData,
} from "@qmanager/core";
import type { User } from "../db/users.ts";

export type TopicName = { topic: "pbxs" } | { topic: "queues" } | { topic: "queue"; pbx: PbxId; queue: QueueName };

/** Reads a topic's text as {@link queueTopic} and its like write it; null when it is none. */
export function parseTopic(text: string): TopicName | null {
  if (text === pbxsTopic) return { topic: "pbxs" };
  if (text === queuesTopic) return { topic: "queues" };
  const parts = /^queue\/([^/]+)\/(.+)$/s.exec(text);
  return parts ? { topic: "queue", pbx: pbxId(parts[1] ?? ""), queue: queueName(parts[2] ?? "") } : null;
}

/** Whether a user may see a topic. An administrator sees everything; other roles will see the queues they are given. */
export function maySee(user: Pick<User, "role">, _topic: TopicName): boolean {
  switch (user.role) {
    case "administrator":
      return true;
    default:
      return user.role satisfies never;
  }
}

/** The queues of whose past a user may read. */
export type Sight = "all" | readonly { pbx: PbxId; queue: QueueName }[];

/** As {@link maySee}, of all queues at once: for what is listed from the records. */
export function sightOf(user: Pick<User, "role">): Sight {
  switch (user.role) {
    case "administrator":
      return "all";
    default:
      return user.role satisfies never;
  }
}

/** Whether a user may see a call: of those he sees some of the queues of, all; without a queue, who sees all. */
export function maySeeCall(
  user: Pick<User, "role">,
  { pbx, queues }: { pbx: PbxId; queues: readonly QueueName[] },
): boolean {
  return sightOf(user) === "all" || queues.some((queue) => maySee(user, { topic: "queue", pbx, queue }));
}

/** What the topics hold now. */
export interface LiveSource {
  pbxs(): PbxView[];
  queueNames(): { pbx: PbxId; queue: QueueName }[];
  /** Null when there is no such queue. */
  queue(pbx: PbxId, queue: QueueName): QueueTopicSnapshot | null;
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
