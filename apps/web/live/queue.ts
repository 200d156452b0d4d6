import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import {
  byPosition,
  type Change,
  continuedTrend,
  type EpochMs,
  interfaceKey,
  isSameView,
  type MemberState,
  type MemberView,
  mostNews,
  type NewsItem,
  type PbxId,
  type QuarterView,
  type QueueFace,
  type QueueName,
  type QueueTopicSnapshot,
  quarterMs,
  queueTopic,
  type TodayView,
  type WaitingTrendView,
  type WaitingView,
} from "@qmanager/core";
import { now } from "./clock.ts";

/** A member's box: the signal changes, the box stays. `key` is the interface as Asterisk compares it. */
export interface LiveMember {
  readonly key: string;
  readonly view: ReadonlySignal<MemberView>;
}

type Box = LiveMember & { readonly view: Signal<MemberView> };

/** How many members are in each state. */
export type StateCounts = Readonly<Record<MemberState, number>>;

/**
 * One queue as the page holds it: the view of the live stream, spread over signals, so that a change draws the thing it
 * concerns and no other. `members` changes only when somebody comes, goes or takes another place.
 *
 * A change costs what it concerns, too: a member who rings finds his box by key and moves nobody.
 */
export class LiveQueue {
  readonly topic: string;
  readonly pbx: PbxId;
  readonly queue: QueueName;
  readonly strategy: Signal<string | null>;
  readonly maxWaiting: Signal<number | null>;
  /** How it is called, and when it warns. */
  readonly face: Signal<QueueFace>;
  /** By penalty, then name. */
  readonly members = signal<readonly LiveMember[]>([]);
  readonly counts = signal<StateCounts>(noCounts);
  /** By place in line. */
  readonly waiting = signal<readonly WaitingView[]>([]);
  readonly today: Signal<TodayView>;
  /** Oldest first. */
  readonly quarters = signal<readonly QuarterView[]>([]);
  /** Newest first. */
  readonly news = signal<readonly NewsItem[]>([]);
  /** The PBX has this queue no more. */
  readonly removed = signal(false);

  #boxes = new Map<string, Box>();
  #callers = new Map<string, WaitingView>();
  #trend: WaitingTrendView;

  constructor(snapshot: QueueTopicSnapshot) {
    this.topic = queueTopic(snapshot.pbx, snapshot.queue);
    this.pbx = snapshot.pbx;
    this.queue = snapshot.queue;
    this.strategy = signal(snapshot.strategy);
    this.maxWaiting = signal(snapshot.maxWaiting);
    this.face = signal(snapshot.face);
    this.today = signal(snapshot.today);
    this.#trend = snapshot.waitingTrend;
    this.retake(snapshot);
  }

  /** Takes a newer snapshot of the same queue: who stays keeps his box. */
  retake(snapshot: QueueTopicSnapshot): void {
    this.removed.value = false;
    this.strategy.value = snapshot.strategy;
    this.maxWaiting.value = snapshot.maxWaiting;
    this.#show(snapshot.face);
    this.today.value = snapshot.today;
    this.quarters.value = snapshot.quarters;
    this.news.value = snapshot.news;
    this.#trend = snapshot.waitingTrend;
    const members = new Map(snapshot.members.map((view) => [interfaceKey(view.interface), view]));
    for (const key of [...this.#boxes.keys()]) if (!members.has(key)) this.#boxes.delete(key);
    for (const [key, view] of members) this.#put(key, view);
    this.#placeMembers();
    this.#count();
    this.#callers = new Map(snapshot.waiting.map((each) => [each.uniqueid, each]));
    this.#lineUp();
  }

  /** Takes the changes of a patch, each thing placed once however many of them concern it. */
  change(changes: readonly Change[]): void {
    let [moved, counted, queued] = [false, false, false];
    const [waited, before] = [this.#callers.size, this.waiting.peek().length];
    for (const change of changes) {
      if (change.queue !== this.queue) continue;
      switch (change.kind) {
        case "queue":
          this.removed.value = false;
          this.strategy.value = change.strategy;
          this.maxWaiting.value = change.maxWaiting;
          if (change.face) this.#show(change.face);
          break;
        case "queue_removed":
          this.removed.value = true;
          this.strategy.value = null;
          this.maxWaiting.value = null;
          this.#boxes.clear();
          this.#callers.clear();
          [moved, counted, queued] = [true, true, true];
          break;
        case "member": {
          const known = this.#boxes.get(interfaceKey(change.member.interface))?.view.peek();
          this.#put(interfaceKey(change.member.interface), change.member);
          moved ||= known === undefined || byPlace(known, change.member) !== 0;
          counted ||= known?.state !== change.member.state;
          break;
        }
        case "member_removed":
          if (this.#boxes.delete(interfaceKey(change.interface))) [moved, counted] = [true, true];
          break;
        case "waiting":
          this.#callers.set(change.caller.uniqueid, change.caller);
          queued = true;
          break;
        case "waiting_removed":
          if (this.#callers.delete(change.uniqueid)) queued = true;
          break;
        case "today":
          this.today.value = change.today;
          break;
        case "quarter":
          this.quarters.value = [
            ...this.quarters.peek().filter((each) => each.from !== change.quarter.from),
            change.quarter,
          ]
            .sort((a, b) => a.from - b.from)
            // A new day begins with its first quarter; what was before it is yesterday's.
            .filter((each) => each.from + quarterMs > this.today.peek().since);
          break;
        case "news":
          this.news.value = [change.item, ...this.news.peek().filter((each) => each.id !== change.item.id)]
            .sort((a, b) => b.at - a.at)
            .slice(0, mostNews);
          break;
        default:
          change satisfies never;
      }
    }
    if (moved) this.#placeMembers();
    if (counted) this.#count();
    if (queued) this.#lineUp();
    if (this.#callers.size !== waited)
      this.#trend = continuedTrend(this.#trend, now.peek(), before, this.#callers.size);
  }

  /** How many waited in each step of the last half hour, up to `at`. */
  trend(at: EpochMs): WaitingTrendView {
    this.#trend = continuedTrend(this.#trend, at, this.#callers.size);
    return this.#trend;
  }

  /** The box of a member by his phone; undefined for who is none. Tells nobody when he comes or goes. */
  member(phone: string): LiveMember | undefined {
    return this.#boxes.get(interfaceKey(phone));
  }

  /** What pages call it. */
  get title(): string {
    return this.face.value.displayName ?? this.queue;
  }

  /** A face that says the same draws nothing anew. */
  #show(face: QueueFace): void {
    if (!isSameView(this.face.peek(), face)) this.face.value = face;
  }

  #put(key: string, view: MemberView): void {
    const box = this.#boxes.get(key);
    if (box === undefined) this.#boxes.set(key, { key, view: signal(view) });
    else box.view.value = view;
  }

  #placeMembers(): void {
    const placed = [...this.#boxes.values()].sort((a, b) => byPlace(a.view.peek(), b.view.peek()));
    const shown = this.members.peek();
    const same = placed.length === shown.length && placed.every((each, at) => each === shown[at]);
    if (!same) this.members.value = placed;
  }

  #count(): void {
    const counts: Record<MemberState, number> = { ...noCounts };
    for (const { view } of this.#boxes.values()) counts[view.peek().state] += 1;
    const shown = this.counts.peek();
    if (memberStates.some((state) => counts[state] !== shown[state])) this.counts.value = counts;
  }

  #lineUp(): void {
    this.waiting.value = [...this.#callers.values()].sort(byPosition);
  }
}

/** Every state, in the order in which a panel names them. */
export const memberStates: readonly MemberState[] = ["free", "ringing", "busy", "paused", "unregistered", "unknown"];

const noCounts: StateCounts = { free: 0, ringing: 0, busy: 0, paused: 0, unregistered: 0, unknown: 0 };

// One collator: localeCompare builds one at every call.
const names = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** By penalty, then name, then interface: boxes never jump when a state changes. */
function byPlace(a: MemberView, b: MemberView): number {
  const [one, other] = [interfaceKey(a.interface), interfaceKey(b.interface)];
  return (
    (a.penalty ?? 0) - (b.penalty ?? 0) ||
    names.compare(a.name ?? a.interface, b.name ?? b.interface) ||
    (one < other ? -1 : one > other ? 1 : 0)
  );
}
