/**
 * What is now: the queues of one PBX, their members, those who wait and those who talk.
 *
 * A mutable value, fed with events and read as views. Every event costs the few things it touches: a device leads to its
 * members, a channel to its call, a phone to its places in queues.
 *
 * A snapshot is an event like any other. It may come in the middle of the events around it, so what an event told in the
 * last moments ({@link settleMs}) stands against it; everything else it corrects. The changes that a snapshot returns are
 * what was wrong: none, as long as nothing was missed.
 */
import { byPosition } from "./apply_change.ts";
import { AsteriskLife } from "./asterisk_life.ts";
import { CallerBook, type CallerNow } from "./caller_book.ts";
import type { CallCentreEvent, QueueSnapshot, QueuesListed } from "./event.ts";
import type { Interface, PbxId, QueueName, Uniqueid } from "./ids.ts";
import { LiveMembers, type MemberPlace } from "./live_members.ts";
import type { Change, QueueView, WaitingView } from "./live_view.ts";
import { type OfferChange, Offers } from "./offer.ts";
import { settleMs } from "./recent.ts";
import { isSameView } from "./same_view.ts";
import { talkChannel } from "./talk_channel.ts";
import type { EpochMs } from "./time.ts";
import { type LineChange, WaitingLine, type WaitingNow } from "./waiting_line.ts";

export interface LiveStateOptions {
  /** A queue's configured wrap-up time, which Asterisk tells in no event. Null: none known. */
  wrapupMs?: (queue: QueueName) => number | null;
}

interface QueueNow {
  readonly name: QueueName;
  strategy: string | null;
  maxWaiting: number | null;
  readonly line: WaitingLine;
  /** When an event first named it; null when a snapshot did. */
  readonly toldAt: EpochMs | null;
}

const noChanges: Change[] = [];

/** The live state of one PBX. */
export class LiveState {
  readonly #pbx: PbxId;
  readonly #queues = new Map<QueueName, QueueNow>();
  readonly #waitingIn = new Map<Uniqueid, Set<QueueNow>>();
  readonly #members: LiveMembers;
  readonly #callers = new CallerBook();
  readonly #offers = new Offers();
  readonly #life = new AsteriskLife();
  /** The time of the last event that had one. */
  #now: EpochMs = 0;
  #connectedAt: EpochMs = 0;
  // What the event at hand touched: compared afterwards with what was last shown.
  #changes: Change[] = [];
  readonly #touchedWaiting = new Map<WaitingNow, QueueNow>();

  constructor(pbx: PbxId, options: LiveStateOptions = {}) {
    this.#pbx = pbx;
    this.#members = new LiveMembers({
      wrapupMs: options.wrapupMs ?? (() => null),
      callerOf: (uniqueid) => this.#callers.get(uniqueid),
      tell: (change) => this.#changes.push(change),
    });
  }

  queueNames(): QueueName[] {
    return [...this.#queues.keys()];
  }

  has(name: QueueName): boolean {
    return this.#queues.has(name);
  }

  /** How many wait in a queue. */
  waitingIn(name: QueueName): number {
    return this.#queues.get(name)?.line.size ?? 0;
  }

  /** Where a phone is a member; none: nowhere, or it is not known. */
  places(name: Interface): MemberPlace[] {
    return this.#members.places(name);
  }

  /** Every phone that is a member anywhere, with its places. */
  phones(): MemberPlace[][] {
    return this.#members.phones();
  }

  /**
   * The channel of a member's phone, to listen to his talk; null when he is in none that we know. Looks at all channels: for
   * an action, not for every event.
   */
  talkChannel(name: Interface): string | null {
    const [place] = this.#members.places(name);
    if (place?.state !== "busy") return null;
    return talkChannel(place, this.#members.talk(name), this.#callers.entries());
  }

  /** The queue as the panel shows it: members by interface, callers by place in line. Null: there is no such queue. */
  view(name: QueueName): QueueView | null {
    const queue = this.#queues.get(name);
    if (!queue) return null;
    return {
      pbx: this.#pbx,
      queue: name,
      strategy: queue.strategy,
      maxWaiting: queue.maxWaiting,
      members: this.#members.views(name),
      waiting: [...queue.line.values()].flatMap((caller) => caller.view ?? []).sort(byPosition),
    };
  }

  /**
   * Takes in one event.
   *
   * @returns what changed in the views. For a snapshot: what had to be repaired, nothing when all was right.
   */
  apply(event: CallCentreEvent): Change[] {
    if (event.at !== null) this.#now = event.at;
    this.#members.now = this.#now;
    if (this.#life.isAnother(event)) this.#forgetCalls();
    if (event.type === "agent_called") {
      this.#queue(event.queue, this.#now);
      this.#members.called(event);
    }
    for (const change of this.#offers.apply(event)) this.#offered(change);
    this.#follow(event);
    return this.#tell(event.type === "queue_snapshot" || event.type === "channels_listed");
  }

  /** What {@link LiveStateOptions} tells of queues is another. @returns what changed in the views */
  reconfigure(): Change[] {
    this.#members.reconfigured();
    return this.#tell(true);
  }

  /** Everything but the calls handed to members, which {@link Offers} follows. */
  #follow(event: CallCentreEvent): void {
    switch (event.type) {
      case "caller_joined": {
        const queue = this.#queue(event.queue, this.#now);
        this.#learn(event.uniqueid, event);
        this.#lineChanged(queue, queue.line.join(event.uniqueid, event.position, this.#now));
        return;
      }
      case "caller_left":
      case "abandon_reported":
      case "visit_ended":
      case "agent_connected":
        return this.#leave(this.#queues.get(event.queue), event.uniqueid);
      case "agent_completed":
        return this.#members.callTaken(event.queue, event.interface);
      case "member_added":
      case "member_paused":
      case "member_updated":
        if (event.interface !== null) this.#queue(event.queue, this.#now);
        return this.#members.told(event);
      case "member_removed":
        if (event.interface !== null) this.#members.remove(event.queue, event.interface);
        return;
      case "device_state":
        return this.#members.deviceTold(event.device, event.state);
      case "channel_created":
        this.#callers.learn(event.uniqueid, event, this.#now, true);
        return;
      case "channel_identified":
        if (this.#callers.get(event.uniqueid)) this.#learn(event.uniqueid, event);
        return;
      case "channel_hung_up":
        for (const queue of this.#waitingIn.get(event.uniqueid) ?? []) this.#leave(queue, event.uniqueid);
        this.#callers.remove(event.uniqueid);
        return;
      case "queue_snapshot":
        return this.#repairQueue(event);
      case "queues_listed":
        return this.#keepQueues(event);
      case "channels_listed":
        for (const channel of event.channels) this.#fill(channel.uniqueid, channel, true);
        return this.#callers.keepOnly(event, this.#freshFrom());
      case "connected":
        this.#connectedAt = this.#now;
        return;
      default:
        return;
    }
  }

  /** What events told since then is newer than a snapshot of now may be. */
  #freshFrom(): EpochMs {
    return Math.max(this.#now - settleMs, this.#connectedAt);
  }

  #queue(name: QueueName, toldAt: EpochMs | null): QueueNow {
    const known = this.#queues.get(name);
    if (known) return known;
    const queue: QueueNow = {
      name,
      strategy: null,
      maxWaiting: null,
      line: new WaitingLine(),
      toldAt,
    };
    this.#queues.set(name, queue);
    this.#changes.push({ kind: "queue", queue: name, strategy: null, maxWaiting: null });
    return queue;
  }

  // Callers who wait

  #leave(queue: QueueNow | undefined, uniqueid: Uniqueid): void {
    if (queue) this.#lineChanged(queue, queue.line.leave(uniqueid, this.#now));
  }

  #lineChanged(queue: QueueNow, { moved, gone }: LineChange): void {
    for (const caller of gone) {
      const queues = this.#waitingIn.get(caller.uniqueid);
      queues?.delete(queue);
      if (queues?.size === 0) this.#waitingIn.delete(caller.uniqueid);
      this.#touchedWaiting.delete(caller);
      this.#changes.push({ kind: "waiting_removed", queue: queue.name, uniqueid: caller.uniqueid });
      this.#release(caller.uniqueid);
    }
    for (const caller of moved) {
      const queues = this.#waitingIn.get(caller.uniqueid);
      if (queues) queues.add(queue);
      else this.#waitingIn.set(caller.uniqueid, new Set([queue]));
      this.#touchedWaiting.set(caller, queue);
    }
  }

  #learn(uniqueid: Uniqueid, told: Partial<CallerNow>): void {
    if (this.#callers.learn(uniqueid, told, this.#now)) this.#touchCaller(uniqueid);
  }

  #fill(uniqueid: Uniqueid, told: Partial<CallerNow>, isChannel: boolean): void {
    if (this.#callers.fill(uniqueid, told, this.#now, isChannel)) this.#touchCaller(uniqueid);
  }

  #release(uniqueid: Uniqueid): void {
    if (!this.#waitingIn.has(uniqueid) && !this.#offers.hasCaller(uniqueid)) this.#callers.release(uniqueid);
  }

  /** More is known of a caller: who shows him shows it. */
  #touchCaller(uniqueid: Uniqueid): void {
    this.#touchWaiting(uniqueid);
    for (const offer of this.#offers.ofCaller(uniqueid)) this.#members.callerKnown(offer.interface);
  }

  #touchWaiting(uniqueid: Uniqueid): void {
    const queues = this.#waitingIn.get(uniqueid);
    if (queues === undefined) return;
    for (const queue of queues) {
      const caller = queue.line.get(uniqueid);
      if (caller) this.#touchedWaiting.set(caller, queue);
    }
  }

  #offered(change: OfferChange): void {
    const { kind, offer } = change;
    // Picked up, it rings on for the queue until the caller is put through: nothing shown is another.
    if (kind === "picked_up") return;
    this.#touchWaiting(offer.uniqueid);
    this.#members.offered(change);
    if (kind === "ended") this.#release(offer.uniqueid);
  }

  // Snapshots

  #repairQueue(event: QueueSnapshot): void {
    const queue = this.#queue(event.queue, null);
    if (queue.strategy !== event.strategy || queue.maxWaiting !== event.maxWaiting) {
      queue.strategy = event.strategy;
      queue.maxWaiting = event.maxWaiting;
      const { strategy, maxWaiting } = event;
      this.#changes.push({ kind: "queue", queue: queue.name, strategy, maxWaiting });
    }
    const freshFrom = this.#freshFrom();
    this.#members.repair(queue.name, event.members, freshFrom);
    for (const { uniqueid, number, name } of event.waiting) this.#fill(uniqueid, { number, name }, false);
    this.#lineChanged(queue, queue.line.repair(event.waiting, this.#now, freshFrom));
    // Whom an event already took out of the line nobody shows.
    for (const caller of event.waiting) this.#release(caller.uniqueid);
  }

  #keepQueues({ queues }: QueuesListed): void {
    const listed = new Set(queues);
    const freshFrom = this.#freshFrom();
    for (const queue of this.#queues.values()) {
      if (listed.has(queue.name) || (queue.toldAt !== null && queue.toldAt >= freshFrom)) continue;
      this.#members.removeQueue(queue.name);
      this.#lineChanged(queue, queue.line.clear());
      this.#queues.delete(queue.name);
      this.#changes.push({ kind: "queue_removed", queue: queue.name });
    }
  }

  /** Asterisk started anew: no call outlived it. Its queues and members are told by the next snapshot. */
  #forgetCalls(): void {
    for (const change of this.#offers.clear()) this.#offered(change);
    this.#callers.clear();
    this.#members.restarted();
    for (const queue of this.#queues.values()) this.#lineChanged(queue, queue.line.clear());
  }

  // What is shown

  #tell(isSnapshot: boolean): Change[] {
    if (this.#touchedWaiting.size > 0) this.#tellWaiting();
    this.#members.tellTouched(isSnapshot);
    if (this.#changes.length === 0) return noChanges;
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  #tellWaiting(): void {
    for (const [caller, queue] of this.#touchedWaiting) {
      const view = this.#waitingView(queue, caller);
      if (caller.view && isSameView(caller.view, view)) continue;
      caller.view = view;
      this.#changes.push({ kind: "waiting", queue: queue.name, caller: view });
    }
    this.#touchedWaiting.clear();
  }

  #waitingView(queue: QueueNow, caller: WaitingNow): WaitingView {
    const who = this.#callers.get(caller.uniqueid);
    const offeredTo: Interface[] = [];
    for (const offer of this.#offers.ofCaller(caller.uniqueid)) {
      if (offer.queue === queue.name && offer.phase === "ringing" && offer.interface !== null)
        offeredTo.push(this.#members.nameIn(queue.name, offer.interface));
    }
    return {
      queue: queue.name,
      uniqueid: caller.uniqueid,
      linkedid: who?.linkedid ?? null,
      number: who?.number ?? null,
      name: who?.name ?? null,
      position: caller.position,
      enteredAt: caller.enteredAt,
      offeredTo,
    };
  }
}
