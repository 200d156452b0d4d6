/**
 * Calls of queues in a list of all channels: who rings or talks for whom. A caller's channel runs `Queue`, a member's
 * `AppQueue`; while they talk they are in one bridge, while it rings they share the linkedid.
 *
 * Source: Asterisk `apps/app_queue.c` (`ring_entry` names the member's application), `main/manager.c`.
 */
import type { ChannelsListed, ListedChannel } from "./event.ts";
import { type QueueName, queueName } from "./ids.ts";

export interface ListedCall {
  queue: QueueName;
  caller: ListedChannel;
  member: ListedChannel;
  isTalk: boolean;
}

/** Every ring and talk of a queue that the list shows whole; in time that grows with the list. */
export function listedCalls({ channels }: ChannelsListed): ListedCall[] {
  const byBridge = new Map<string, ListedChannel>();
  const byCall = new Map<string, ListedChannel>();
  for (const channel of channels) {
    if (queueRunBy(channel) === null) continue;
    // Asterisk 11 tells no linkedid: whose ring it is, nothing shows there
    if (channel.bridgeId !== null) addFirst(byBridge, channel.bridgeId, channel);
    else if (channel.linkedid !== null) addFirst(byCall, channel.linkedid, channel);
  }
  return channels.flatMap((member) => {
    if (!isApplication(member, "appqueue")) return [];
    const isTalk = member.bridgeId !== null;
    const caller = isTalk ? byBridge.get(member.bridgeId!) : byCall.get(member.linkedid ?? "");
    const queue = caller === undefined ? null : queueRunBy(caller);
    return caller === undefined || queue === null ? [] : [{ queue, caller, member, isTalk }];
  });
}

/** The queue that a channel's application keeps it in, by its arguments (`suporte,tTc,,,60`); null when it runs another. */
export function queueRunBy(step: { application: string | null; data: string | null }): QueueName | null {
  const name = isApplication(step, "queue") ? step.data?.split(/[,|]/, 1)[0] : undefined;
  return name ? queueName(name) : null;
}

function isApplication({ application }: { application: string | null }, name: string): boolean {
  return application?.toLowerCase() === name;
}

function addFirst(index: Map<string, ListedChannel>, key: string, channel: ListedChannel): void {
  if (!index.has(key)) index.set(key, channel);
}
