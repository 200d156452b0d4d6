/**
 * What the agents did, as intervals: in which queues, in which pauses, which rings and talks.
 *
 * Sessions and pauses outlive Asterisk (`persistentmembers`): a restart ends only rings and talks, and the next list of members
 * tells who is no longer there. Asterisk's `LoginTime` is believed only when it lies well after Asterisk's start: members
 * that it restored or read from its files have the start itself for it.
 */
import type { AgentInterval } from "./agent_interval.ts";
import { AsteriskLife } from "./asterisk_life.ts";
import { DirectCalls, type DirectInterval } from "./direct_calls.ts";
import type {
  CallCentreEvent,
  Member,
  MemberAdded,
  MemberPaused,
  MemberRemoved,
  MemberUpdated,
  QueueSnapshot,
  QueuesListed,
} from "./event.ts";
import { type Interface, interfaceKey, type PbxId, type QueueName } from "./ids.ts";
import { LateWords } from "./late_words.ts";
import { MemberNames } from "./member_names.ts";
import { type Offer, type OfferChange, Offers } from "./offer.ts";
import { settleMs } from "./recent.ts";
import type { EpochMs } from "./time.ts";

/** Members that Asterisk restores at its start are logged in within this. */
const restoringMs = 10_000;

/** A member's place in a queue. Where a source knows him by name only, name and interface are two places. */
interface Place {
  readonly queue: QueueName;
  interface: Interface | null;
  agent: string | null;
  /** Since when; null: since before the record. Undefined: he is not in the queue. */
  session: { from: EpochMs | null } | undefined;
  /** `doubtfulFrom`: since when it may be over, for one who could be he left; null: it goes on. */
  pause: { from: EpochMs | null; reason: string | null; doubtfulFrom: EpochMs | null } | undefined;
  toldAt: EpochMs | null;
}

/** The intervals of one PBX's agents. */
export class AgentTimeline {
  readonly #pbx: PbxId;
  readonly #queues = new Map<QueueName, Map<string, Place>>();
  readonly #offers = new Offers();
  readonly #direct = new DirectCalls();
  readonly #names = new MemberNames();
  readonly #agents = new Map<string, string>();
  readonly #talking = new Set<Offer>();
  readonly #life = new AsteriskLife();
  readonly #late = new LateWords();
  #now: EpochMs | null = null;
  #connectedAt: EpochMs | null = null;
  /** Since when we had not heard, while a first list after it is awaited. */
  #gapFrom: EpochMs | null = null;
  #isListed = false;
  #closed: AgentInterval[] = [];

  constructor(pbx: PbxId) {
    this.#pbx = pbx;
  }

  /** Takes in one event and returns the intervals that it ended. */
  apply(told: CallCentreEvent): AgentInterval[] {
    if (told.type === "connected") this.#gapFrom = this.#now;
    if (told.at !== null) this.#now = told.at;
    const event = this.#late.believed(told);
    if (this.#life.isAnother(event)) {
      this.#offersChanged(this.#offers.clear());
      this.#directEnded(this.#direct.clear());
    }
    this.#offersChanged(this.#offers.apply(event));
    this.#directEnded(this.#direct.apply(event));
    this.#follow(event);
    if (this.#closed.length === 0) return this.#closed;
    const closed = this.#closed;
    this.#closed = [];
    return closed;
  }

  /**
   * Sessions and pauses that went on when another fold, or an earlier run, ended: what this one saw begin stands, what it found
   * begun is dated by them.
   */
  resume(intervals: readonly AgentInterval[]): void {
    for (const { kind, queue, interface: name, agent, reason, from } of intervals) {
      const place = queue === null ? null : this.#place(queue, name, agent);
      if (!place) continue;
      this.#isListed = true;
      if (kind === "session" && (place.session?.from ?? null) === null) place.session = { from };
      if (kind === "pause" && (place.pause?.from ?? null) === null) place.pause = { from, reason, doubtfulFrom: null };
    }
  }

  /** The intervals that go on, each with `to` null. */
  open(): AgentInterval[] {
    const before = this.#closed;
    this.#closed = [];
    for (const places of this.#queues.values()) {
      for (const place of places.values()) {
        if (place.session) this.#close(place, "session", place.session.from, null, null);
        if (place.pause) this.#close(place, "pause", place.pause.from, null, place.pause.reason);
      }
    }
    for (const offer of this.#talking) this.#call(offer, "talk", offer.connectedAt, null);
    for (const offer of this.#offers.all()) {
      if (offer.phase === "ringing") this.#call(offer, "ring", offer.calledAt, null);
    }
    this.#directEnded(this.#direct.open());
    const open = this.#closed;
    this.#closed = before;
    return open;
  }

  #follow(event: CallCentreEvent): void {
    switch (event.type) {
      case "member_added":
      case "member_updated":
      case "member_paused":
        return this.#memberTold(event);
      case "member_removed":
        return this.#memberRemoved(event);
      case "agent_connected":
      case "ring_missed":
        if (event.memberName !== null) this.#names.seen(event.queue, event.memberName);
        return;
      case "queue_snapshot":
        return this.#snapshot(event);
      case "queues_listed":
        return this.#listed(event);
      case "connected":
        this.#connectedAt = event.at;
        return;
      default:
        return;
    }
  }

  #memberTold(event: MemberAdded | MemberUpdated | MemberPaused): void {
    const place = this.#place(event.queue, event.interface, nameOf(event));
    if (!place) return;
    // The device of a member who was just removed may still have its say.
    if (event.type === "member_updated" && !place.session && this.#isFresh(place)) return;
    if (event.type === "member_added") {
      place.session ??= { from: event.at };
      // AMI tells both; only a log leaves it to be concluded
      if (event.member === null) this.#names.added(event.queue, event.interface ?? event.memberName ?? "");
      if (event.paused === true) this.#pause(place, event.member?.pauseReason ?? null, event.at);
    }
    if (event.member) {
      this.#memberKnown(place, event.member);
      // A member of whom we hear for the first time, though all were listed: his queue was loaded after.
      place.session ??= { from: this.#loginOf(event.member) };
    }
    if (event.type === "member_paused") {
      if (event.member === null && event.memberName !== null)
        this.#pausedByName(event.queue, event.memberName, event.at);
      if (event.paused) this.#pause(place, event.reason, event.at);
      else this.#unpause(place, event.at);
    } else if (event.member?.paused === true && !place.pause) {
      this.#pause(place, event.member.pauseReason, event.at);
    } else if (event.member?.paused === false) {
      this.#unpause(place, event.at);
    }
    place.toldAt = this.#now;
  }

  #memberRemoved(event: MemberRemoved): void {
    const member = event.interface ?? event.memberName;
    if (member === null) return;
    const isKnown = this.#queues.get(event.queue)?.has(interfaceKey(member)) === true;
    const place = this.#place(event.queue, event.interface, nameOf(event));
    if (!place) return;
    if (!isKnown && !this.#isListed) place.session = { from: null };
    if (event.member) this.#memberKnown(place, event.member);
    this.#leave(place, event.at);
    place.toldAt = this.#now;
    if (event.member) return;
    this.#names.removed(event.queue, member);
    // A log has the pause under the member's name, which this row does not tell.
    for (const named of this.#queues.get(event.queue)?.values() ?? []) {
      if (!named.pause || named.agent === null || named === place) continue;
      const is = this.#names.isOf(named.agent, member);
      if (is === "yes") this.#unpause(named, event.at);
      if (is !== "perhaps") continue;
      named.pause.doubtfulFrom ??= event.at;
      // All those whom he could be left at once: so did he.
      if (named.pause.doubtfulFrom === event.at && !this.#names.mayBeIn(named.agent, event.queue))
        this.#unpause(named, event.at);
    }
  }

  /** A log has the pause of `ADDMEMBER … PAUSED` under the interface, and what ends it under the name. */
  #pausedByName(queue: QueueName, name: string, at: EpochMs | null): void {
    this.#names.seen(queue, name);
    for (const place of this.#queues.get(queue)?.values() ?? []) {
      if (
        place.pause &&
        place.interface !== null &&
        place.agent !== name &&
        this.#names.isOf(name, place.interface) === "yes"
      ) {
        this.#unpause(place, at);
      }
    }
  }

  /** Paused again, whatever for, is another pause: Asterisk writes it down as one. */
  #pause(place: Place, reason: string | null, at: EpochMs | null): void {
    if (place.pause && place.pause.reason === reason && place.pause.from === at) return;
    this.#unpause(place, (place.pause?.doubtfulFrom ?? null) === null ? at : null);
    place.pause = { from: at, reason, doubtfulFrom: null };
  }

  #unpause(place: Place, at: EpochMs | null): void {
    if (!place.pause) return;
    this.#close(place, "pause", place.pause.from, at, place.pause.reason);
    place.pause = undefined;
  }

  #leave(place: Place, at: EpochMs | null): void {
    this.#unpause(place, at);
    if (!place.session) return;
    this.#close(place, "session", place.session.from, at, null);
    place.session = undefined;
  }

  // Snapshots

  #snapshot(event: QueueSnapshot): void {
    const places = this.#queues.get(event.queue);
    const listed = new Set<string>();
    for (const member of event.members) {
      const key = interfaceKey(member.interface);
      listed.add(key);
      const known = places?.get(key);
      if (known && this.#isFresh(known)) continue;
      const place = this.#place(event.queue, member.interface, member.name);
      if (!place) continue;
      this.#memberKnown(place, member);
      // In the first list, what nothing dates was so before; later, it is since we see it.
      const seenAt = this.#isListed ? event.at : null;
      place.session ??= { from: this.#loginOf(member) ?? seenAt };
      if (member.paused === false) this.#unpause(place, this.#gapFrom ?? event.at);
      const isOther = place.pause && member.pauseReason !== null && member.pauseReason !== place.pause.reason;
      if (member.paused === true && (!place.pause || isOther)) {
        this.#pause(place, member.pauseReason, member.lastPauseAt ?? seenAt);
      }
    }
    for (const [key, place] of places ?? []) {
      if (!listed.has(key) && !this.#isFresh(place)) this.#leave(place, this.#gapFrom ?? event.at);
    }
  }

  /** An event told of him a moment ago, on this connection: what says otherwise may be older. */
  #isFresh({ toldAt }: Place): boolean {
    if (toldAt === null || this.#now === null) return false;
    return toldAt >= this.#now - settleMs && (this.#connectedAt === null || toldAt >= this.#connectedAt);
  }

  #listed(event: QueuesListed): void {
    const listed = new Set(event.queues);
    for (const [queue, places] of this.#queues) {
      if (listed.has(queue)) continue;
      for (const place of places.values()) this.#leave(place, this.#gapFrom ?? event.at);
    }
    this.#isListed = true;
    this.#gapFrom = null;
  }

  #loginOf(member: Member): EpochMs | null {
    const { startedAt } = this.#life;
    if (member.loginAt === null || startedAt === null) return null;
    return member.loginAt > startedAt + restoringMs ? member.loginAt : null;
  }

  #memberKnown(place: Place, member: Member): void {
    place.agent = member.name ?? place.agent;
    if (member.name !== null) this.#agents.set(interfaceKey(member.interface), member.name);
    this.#direct.addPhone(member.interface, member.interface);
    // `hint:1001@from-internal` is no phone.
    if (member.stateInterface?.includes("/")) this.#direct.addPhone(member.stateInterface, member.interface);
  }

  #place(queue: QueueName, name: Interface | null, agent: string | null): Place | null {
    const member = name ?? agent;
    if (member === null) return null;
    let places = this.#queues.get(queue);
    if (!places) {
      places = new Map();
      this.#queues.set(queue, places);
    }
    const key = interfaceKey(member);
    const known = places.get(key);
    if (known) {
      known.agent = agent ?? known.agent;
      return known;
    }
    const place: Place = { queue, interface: name, agent, session: undefined, pause: undefined, toldAt: null };
    places.set(key, place);
    return place;
  }

  // Calls

  #offersChanged(changes: readonly OfferChange[]): void {
    for (const { kind, offer, at } of changes) {
      if (kind === "connected") {
        this.#talking.add(offer);
        // A talk that had begun before we looked has no ring that we know of.
        if (!offer.wasThere || offer.connectedAt !== null)
          this.#call(offer, "ring", offer.calledAt, offer.pickedUpAt ?? at);
      }
      if (kind !== "ended") continue;
      if (this.#talking.delete(offer)) this.#call(offer, "talk", offer.connectedAt, at);
      else this.#call(offer, "ring", offer.calledAt, at);
    }
  }

  #call(offer: Offer, kind: "ring" | "talk", from: EpochMs | null, to: EpochMs | null): void {
    const agent = offer.memberName ?? (offer.interface && this.#agents.get(interfaceKey(offer.interface))) ?? null;
    this.#closed.push({
      pbx: this.#pbx,
      agent,
      interface: offer.interface,
      kind,
      queue: offer.queue,
      reason: null,
      from,
      to,
    });
  }

  #directEnded(intervals: readonly DirectInterval[]): void {
    for (const { kind, interface: name, from, to } of intervals) {
      const agent = this.#agents.get(interfaceKey(name)) ?? null;
      this.#closed.push({ pbx: this.#pbx, agent, interface: name, kind, queue: null, reason: null, from, to });
    }
  }

  #close(
    { queue, interface: name, agent }: Place,
    kind: "session" | "pause",
    from: EpochMs | null,
    to: EpochMs | null,
    reason: string | null,
  ): void {
    this.#closed.push({ pbx: this.#pbx, agent, interface: name, kind, queue, reason, from, to });
  }
}

/** The rows of a log that add and remove a member name his interface, which is not his name by that. */
function nameOf(event: MemberAdded | MemberUpdated | MemberPaused | MemberRemoved): string | null {
  const isRow = event.member === null && (event.type === "member_added" || event.type === "member_removed");
  return isRow && event.memberName === event.interface ? null : event.memberName;
}
