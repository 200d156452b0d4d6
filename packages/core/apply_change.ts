import { interfaceKey, type PbxId, type QueueName } from "./ids.ts";
import {
  type Change,
  type MemberView,
  mostNews,
  type NewsItem,
  type QuarterView,
  type QueueView,
  type TodayView,
  type WaitingView,
} from "./live_view.ts";
import { quarterMs } from "./quarter.ts";

/** What a view may hold besides the queue itself. */
interface Figures {
  today?: TodayView;
  quarters?: QuarterView[];
  news?: NewsItem[];
}

/** A queue of which nothing is known. */
export function emptyQueueView(pbx: PbxId, queue: QueueName): QueueView {
  return { pbx, queue, strategy: null, maxWaiting: null, members: [], waiting: [] };
}

/**
 * A queue's view after one change: what a client does with a patch. The view given is left as it is; one that the change
 * does not concern is returned itself.
 */
export function applyChange<View extends QueueView & Figures>(view: View, change: Change): View {
  if (change.queue !== view.queue) return view;
  switch (change.kind) {
    case "queue":
      return {
        ...{ ...view, strategy: change.strategy, maxWaiting: change.maxWaiting },
        ...(change.face && { face: change.face }),
      };
    case "queue_removed":
      return { ...view, strategy: null, maxWaiting: null, members: [], waiting: [] };
    case "member": {
      const key = interfaceKey(change.member.interface);
      const others = view.members.filter((each) => interfaceKey(each.interface) !== key);
      return { ...view, members: [...others, change.member].sort(byInterface) };
    }
    case "member_removed": {
      const key = interfaceKey(change.interface);
      return { ...view, members: view.members.filter((each) => interfaceKey(each.interface) !== key) };
    }
    case "waiting": {
      const others = view.waiting.filter((each) => each.uniqueid !== change.caller.uniqueid);
      return { ...view, waiting: [...others, change.caller].sort(byPosition) };
    }
    case "waiting_removed":
      return { ...view, waiting: view.waiting.filter((each) => each.uniqueid !== change.uniqueid) };
    case "today": {
      const { today } = change;
      // On a new day the quarters of the last one are over.
      const quarters = view.quarters?.filter((each) => each.from + quarterMs > today.since);
      return { ...view, today, ...(quarters && { quarters }) };
    }
    case "quarter": {
      const others = (view.quarters ?? []).filter((each) => each.from !== change.quarter.from);
      return { ...view, quarters: [...others, change.quarter].sort((a, b) => a.from - b.from) };
    }
    case "news": {
      const others = (view.news ?? []).filter((each) => each.id !== change.item.id);
      return { ...view, news: [change.item, ...others].sort((a, b) => b.at - a.at).slice(0, mostNews) };
    }
    default:
      return change satisfies never;
  }
}

/** The order of members in a view: by interface, which never changes; pages sort as they like. */
export function byInterface(a: MemberView, b: MemberView): number {
  const [one, other] = [interfaceKey(a.interface), interfaceKey(b.interface)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The order of those who wait: their place in line. */
export function byPosition(a: WaitingView, b: WaitingView): number {
  return a.position - b.position || (a.uniqueid < b.uniqueid ? -1 : a.uniqueid > b.uniqueid ? 1 : 0);
}
