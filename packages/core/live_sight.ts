/** What of a live queue is shown to who may see only some people: the queue's own figures and callers, and his own agents. */
import type { Interface } from "./ids.ts";
import type { QueueTopicSnapshot } from "./live_protocol.ts";
import type { Change, NewsItem, WaitingView } from "./live_view.ts";

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

/** Null: nothing of it. */
export function seenChange(change: Change, sees: SeesMember): Change | null {
  switch (change.kind) {
    case "member":
      return sees(change.member) ? change : null;
    case "waiting":
      return { ...change, caller: seenCaller(change.caller, sees) };
    case "news":
      return { ...change, item: seenNews(change.item, sees) };
    // Who never saw him does not mind.
    case "member_removed":
    case "queue":
    case "queue_removed":
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
