/** What of a live queue is shown to who may see only some people: the queue's own figures and callers, and his own agents. */
import { type Interface, interfaceKey } from "./ids.ts";
import type { QueueTopicSnapshot } from "./live_protocol.ts";
import type { Change, MemberView, NewsItem, WaitingView } from "./live_view.ts";

/** Whether a member may be seen, by his phone or his name. */
export type SeesMember = (member: { interface: Interface | null; name: string | null }) => boolean;

export function seenQueue(queue: QueueTopicSnapshot, sees: SeesMember): QueueTopicSnapshot {
  return {
    ...queue,
    members: queue.members.filter(sees),
    waiting: queue.waiting.map((caller) => seenCaller(caller, sees)),
    news: queue.news.map((item) => seenNews(item, sees)),
  };
}

/** Which members of a queue somebody was shown and not yet told to be gone: only of those may he hear that they are. */
export class ShownMembers {
  readonly #keys = new Set<string>();

  /** He begins anew with these. */
  begin(members: readonly MemberView[]): void {
    this.#keys.clear();
    for (const each of members) this.add(each.interface);
  }

  add(phone: Interface): void {
    this.#keys.add(interfaceKey(phone));
  }

  /** False: he was not shown. */
  remove(phone: Interface): boolean {
    return this.#keys.delete(interfaceKey(phone));
  }
}

/** Null: nothing of it. */
export function seenChange(change: Change, sees: SeesMember, shown: ShownMembers): Change | null {
  switch (change.kind) {
    case "member": {
      const { queue, member } = change;
      if (sees(member)) {
        shown.add(member.interface);
        return change;
      }
      // His phone is somebody else's now: for who saw him, he has left.
      return shown.remove(member.interface) ? { kind: "member_removed", queue, interface: member.interface } : null;
    }
    // Who it was may not be known any more; whether he was shown is.
    case "member_removed":
      return shown.remove(change.interface) ? change : null;
    case "queue_removed":
      shown.begin([]);
      return change;
    case "waiting":
      return { ...change, caller: seenCaller(change.caller, sees) };
    case "news":
      return { ...change, item: seenNews(change.item, sees) };
    case "queue":
    case "waiting_removed":
    case "today":
    case "quarter":
      return change;
    default:
      return change satisfies never;
  }
}

function seenCaller(caller: WaitingView, sees: SeesMember): WaitingView {
  return { ...caller, offeredTo: caller.offeredTo.filter((phone) => sees({ interface: phone, name: null })) };
}

/** What happened is told; with whom, only where he may be seen. */
function seenNews(item: NewsItem, sees: SeesMember): NewsItem {
  return item.member === null || sees(item.member) ? item : { ...item, member: null };
}
