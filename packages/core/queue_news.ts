/**
 * The last events of each queue, in the order in which a supervisor would tell them: who entered, who answered whom, who
 * gave up after how long, who took a break.
 */
import type { CallCentreEvent } from "./event.ts";
import type { QueueName } from "./ids.ts";
import { type Change, mostNews, type NewsItem, type NewsKind } from "./live_view.ts";
import { isSameView } from "./same_view.ts";
import type { EpochMs } from "./time.ts";
import { type Visit, visitKey } from "./visit.ts";

export class QueueNews {
  /** Newest first. */
  readonly #queues = new Map<QueueName, NewsItem[]>();

  /** The last events of a queue, newest first. */
  items(queue: QueueName): NewsItem[] {
    return [...(this.#queues.get(queue) ?? [])];
  }

  /** Takes in one event and the visits that it changed. @returns what is news, as changes for the panel */
  take(event: CallCentreEvent, visits: readonly Visit[]): Change[] {
    const told: Change[] = [];
    for (const visit of visits) for (const item of newsOfVisit(visit, event.at)) this.#put(visit.queue, item, told);
    const news = newsOfEvent(event);
    if (news) this.#put(news.queue, news.item, told);
    return told;
  }

  /** A queue that is gone has no news. */
  forget(queue: QueueName): void {
    this.#queues.delete(queue);
  }

  #put(queue: QueueName, item: NewsItem, told: Change[]): void {
    const items = this.#queues.get(queue) ?? [];
    const at = items.findIndex((each) => each.id === item.id);
    const known = items[at];
    if (known && isSameView(known, item)) return;
    if (known) items.splice(at, 1);
    const place = items.findIndex((each) => each.at <= item.at);
    // Older than all that are shown.
    if (place < 0 && items.length >= mostNews) return;
    // A text of its own: what comes from the manager would keep the bytes alive that it was cut from.
    const kept = JSON.parse(JSON.stringify(item)) as NewsItem;
    items.splice(place < 0 ? items.length : place, 0, kept);
    items.length = Math.min(items.length, mostNews);
    this.#queues.set(queue, items);
    told.push({ kind: "news", queue, item: kept });
  }
}

/**
 * A visit told anew tells its news anew, under the same ids.
 *
 * @param toldAt of the event that told of it: of one who waited when Asterisk died nobody knows more
 */
function newsOfVisit(visit: Visit, toldAt: EpochMs | null): NewsItem[] {
  const key = visitKey(visit);
  const caller = { number: visit.callerNumber, name: visit.callerName };
  const member = { interface: visit.interface, name: visit.agent };
  const items: NewsItem[] = [];
  const add = (part: string, kind: NewsKind, at: number | null, more: Partial<NewsItem> = {}) => {
    if (at !== null)
      items.push({ id: `${part} ${key}`, at, kind, caller, member: null, reason: null, waitMs: null, ...more });
  };
  const { outcome, waitMs } = visit;
  if (outcome !== "refused") add("entered", "entered", visit.enteredAt);
  if (outcome === "answered") {
    add("answered", "answered", visit.answeredAt, { member, waitMs });
    if (visit.endedBy === "transfer") add("ended", "transferred", visit.endedAt, { member });
  } else if (outcome !== null && outcome !== "refused") {
    add("ended", outcome, visit.endedAt ?? (outcome === "lost" ? toldAt : null), { waitMs });
  }
  return items;
}

function newsOfEvent(event: CallCentreEvent): { queue: QueueName; item: NewsItem } | null {
  switch (event.type) {
    case "member_added":
    case "member_removed":
    case "member_paused": {
      if (event.at === null) return null;
      const kind = kindOf(event);
      const member = { interface: event.interface, name: event.memberName };
      const id = `${kind} ${event.interface ?? event.memberName} ${event.at}`;
      const reason = event.type === "member_paused" && event.paused ? event.reason : null;
      return { queue: event.queue, item: { id, at: event.at, kind, caller: null, member, reason, waitMs: null } };
    }
    case "ring_missed": {
      // Of several phones that rang at once, one line says it.
      if (event.at === null || event.uniqueid === null || event.ringMs === 0) return null;
      const member = { interface: event.interface, name: event.memberName };
      const id = `ring_missed ${event.uniqueid}`;
      const item: NewsItem = {
        id,
        at: event.at,
        kind: "ring_missed",
        caller: null,
        member,
        reason: null,
        waitMs: null,
      };
      return { queue: event.queue, item };
    }
    default:
      return null;
  }
}

function kindOf(
  event: Extract<CallCentreEvent, { type: "member_added" | "member_removed" | "member_paused" }>,
): NewsKind {
  switch (event.type) {
    case "member_added":
      return "logged_in";
    case "member_removed":
      return "logged_off";
    case "member_paused":
      return event.paused ? "paused" : "unpaused";
    default:
      return event satisfies never;
  }
}
