/**
 * The calls that queues hand to members, as long as they last: a phone rings, is picked up, is put through, is free.
 *
 * The live state and the agents' timeline both stand on this fold, so they agree on when a member is in a call.
 * A talk ends when **this member** leaves it, by the first thing that shows it: `AgentComplete`, the end of his channel,
 * or the phone behind his Local channel going away. Asterisk's own word comes late after an AMI `Redirect`, when the queue
 * takes the call for unfinished until the caller's last step.
 */
import type {
  AgentCalled,
  AgentCompleted,
  AgentConnected,
  CallCentreEvent,
  ChannelsListed,
  RingCanceled,
  RingMissed,
} from "./event.ts";
import type { Interface, Linkedid, QueueName, Uniqueid } from "./ids.ts";
import { listedCalls } from "./listed_calls.ts";
import { interfaceOfChannel, phoneKey } from "./phone.ts";
import { Recent, settleMs } from "./recent.ts";
import type { EpochMs } from "./time.ts";

/** One call handed to one member: a ring, and the talk it becomes. */
export interface Offer {
  readonly queue: QueueName;
  /** The caller's channel. Changes when an attended transfer put another caller in his place. */
  readonly uniqueid: Uniqueid;
  readonly linkedid: Linkedid | null;
  readonly interface: Interface | null;
  readonly memberName: string | null;
  readonly ringUniqueid: Uniqueid | null;
  readonly phase: "ringing" | "talking" | "ended";
  /** When the ring began; from a list of channels the best there is is when the channel was made. */
  readonly calledAt: EpochMs | null;
  readonly pickedUpAt: EpochMs | null;
  /** It was there before we looked: a list of channels named it first. */
  readonly wasThere: boolean;
  /** When the caller was put through; null too for a talk that had begun before we looked. */
  readonly connectedAt: EpochMs | null;
  /** Channels whose end is the end of the offer: the ring's own, and the phone's behind a Local one. */
  readonly channels: ReadonlySet<Uniqueid>;
}

/** A step of an offer. `at` of an end is null when it was not seen (a crash, a lost connection). */
export interface OfferChange {
  kind: "rang" | "picked_up" | "connected" | "ended";
  offer: Offer;
  at: EpochMs | null;
}

type Tracked = { -readonly [Key in keyof Omit<Offer, "channels">]: Offer[Key] } & {
  channels: Set<Uniqueid>;
  /** The Local channel took itself out, so its end means nothing. */
  optimized: boolean;
  agentInBridge: boolean;
  callerInBridge: boolean;
};

const nothing: readonly OfferChange[] = [];
const none: readonly Offer[] = [];

/** All offers that ring or talk now. */
export class Offers {
  readonly #byChannel = new Map<Uniqueid, Tracked>();
  readonly #byCaller = new Map<Uniqueid, Set<Tracked>>();
  readonly #byMember = new Map<string, Set<Tracked>>();
  /** The two halves of each Local channel, both ways. */
  readonly #otherHalf = new Map<Uniqueid, Uniqueid>();
  /** Rings that ended a moment ago: a list of channels may still name them. */
  readonly #ended = new Recent<Uniqueid>();
  #connectedAt: EpochMs | null = null;

  /** The offers of a caller, whatever the queue. */
  ofCaller(caller: Uniqueid): Iterable<Offer> {
    return this.#byCaller.get(caller) ?? none;
  }

  /** Every offer there is. */
  *all(): Iterable<Offer> {
    for (const offers of this.#byCaller.values()) yield* offers;
  }

  /** Whether a caller rings or talks anywhere. */
  hasCaller(caller: Uniqueid): boolean {
    return this.#byCaller.has(caller);
  }

  /** Takes in one event; events that concern no offer cost nothing. */
  apply(event: CallCentreEvent): readonly OfferChange[] {
    switch (event.type) {
      case "agent_called":
        return this.#called(event);
      case "ring_missed":
      case "ring_canceled":
        return this.#missed(event);
      case "agent_connected":
        return this.#connected(event);
      case "agent_completed": {
        const offer = this.#completed(event);
        return offer ? [this.#end(offer, event.at)] : nothing;
      }
      case "agent_dumped":
        return this.#endAll(this.#rings(event.queue, event.uniqueid, event.interface), event.at);
      case "abandon_reported":
        return this.#endAll(this.#rings(event.queue, event.uniqueid, null), event.at);
      case "visit_ended":
        return this.#endAll(this.#rings(event.queue, event.uniqueid, null), event.at);
      case "channel_state": {
        const offer = event.state === 6 ? this.#byChannel.get(event.uniqueid) : undefined;
        if (offer?.phase !== "ringing" || offer.pickedUpAt !== null || offer.ringUniqueid !== event.uniqueid) {
          return nothing;
        }
        offer.pickedUpAt = event.at;
        return [{ kind: "picked_up", offer, at: event.at }];
      }
      case "channel_hung_up":
        return this.#hungUp(event.uniqueid, event.at);
      case "bridge_entered":
        this.#inBridge(event.uniqueid, true);
        return nothing;
      case "bridge_left":
        return this.#endAll(this.#inBridge(event.uniqueid, false), event.at);
      case "local_bridged":
        this.#otherHalf.set(event.one, event.two).set(event.two, event.one);
        return nothing;
      case "dial_ended":
        this.#legAnswered(event.uniqueid, event.destUniqueid, event.status);
        return nothing;
      case "local_optimized": {
        const offer = this.#byChannel.get(event.one);
        if (offer) offer.optimized = true;
        return nothing;
      }
      case "channels_listed":
        return this.#listed(event);
      case "connected":
        this.#connectedAt = event.at;
        this.#ended.clear();
        return nothing;
      default:
        return nothing;
    }
  }

  /** Asterisk died with all its calls: every offer ends, nobody knows when. */
  clear(): readonly OfferChange[] {
    this.#otherHalf.clear();
    return this.#endAll(
      [...this.#byCaller.values()].flatMap((offers) => [...offers]),
      null,
    );
  }

  #called(event: AgentCalled): readonly OfferChange[] {
    const known = event.ringUniqueid
      ? this.#byChannel.get(event.ringUniqueid)
      : this.#rings(event.queue, event.uniqueid, event.interface)[0];
    if (known || (event.ringUniqueid && this.#ended.has(event.ringUniqueid))) return nothing;
    const offer = this.#add({ ...event, phase: "ringing", calledAt: event.at });
    return [{ kind: "rang", offer, at: event.at }];
  }

  #missed(event: RingMissed | RingCanceled): readonly OfferChange[] {
    const ring = "ringUniqueid" in event ? event.ringUniqueid : null;
    const known = ring
      ? this.#byChannel.get(ring)
      : this.#ofMember(event.queue, event.interface ?? event.memberName).find(
          (each) => each.phase === "ringing" && (event.uniqueid === null || each.uniqueid === event.uniqueid),
        );
    if (known) return known.phase === "ringing" ? [this.#end(known, event.at)] : nothing;
    // queue_log has no row for the beginning of a ring; its end says how long it was.
    if (ring !== null || event.uniqueid === null || event.ringMs === null || event.at === null) return nothing;
    const calledAt = event.at - event.ringMs;
    const offer = this.#add({
      ...event,
      uniqueid: event.uniqueid,
      linkedid: null,
      ringUniqueid: null,
      phase: "ringing",
      calledAt,
    });
    return [{ kind: "rang", offer, at: calledAt }, this.#end(offer, event.at)];
  }

  #connected(event: AgentConnected): readonly OfferChange[] {
    let offer = event.ringUniqueid ? this.#byChannel.get(event.ringUniqueid) : undefined;
    offer ??= this.#rings(event.queue, event.uniqueid, event.interface)[0];
    if (offer?.phase === "talking") return nothing;
    if (!offer && event.ringUniqueid && this.#ended.has(event.ringUniqueid)) return nothing;
    const changes: OfferChange[] = [];
    if (!offer) {
      const calledAt = event.at === null || event.ringMs === null ? null : event.at - event.ringMs;
      offer = this.#add({ ...event, linkedid: null, phase: "ringing", calledAt });
      changes.push({ kind: "rang", offer, at: calledAt });
    }
    // The queue rings the consulting agent's channel; by now the customer may stand in its place.
    if (offer.uniqueid !== event.uniqueid) this.#moveTo(offer, event.uniqueid);
    offer.phase = "talking";
    offer.connectedAt = event.at;
    changes.push({ kind: "connected", offer, at: event.at });
    // Those who were slower have no event of their own in class agent.
    changes.push(...this.#endAll(this.#rings(event.queue, event.uniqueid, null), event.at));
    return changes;
  }

  /** The talk that an `AgentComplete` closes, if it is one that still goes on. */
  #completed(event: AgentCompleted): Tracked | undefined {
    const byRing = event.ringUniqueid ? this.#byChannel.get(event.ringUniqueid) : undefined;
    if (byRing) return byRing;
    // After a Redirect this comes when the caller's call is over, perhaps in his next talk: not longer than itself.
    const fits = (offer: Tracked) =>
      offer.phase === "talking" &&
      (event.interface === null ||
        offer.interface === null ||
        phoneKey(event.interface) === phoneKey(offer.interface)) &&
      (event.talkMs === null ||
        event.at === null ||
        offer.connectedAt === null ||
        event.talkMs <= event.at - offer.connectedAt + settleMs);
    if (event.uniqueid) {
      for (const offer of this.#byCaller.get(event.uniqueid) ?? []) {
        if (offer.queue === event.queue && fits(offer)) return offer;
      }
      return undefined;
    }
    if (event.ringUniqueid) return undefined;
    return this.#ofMember(event.queue, event.interface ?? event.memberName).find(
      (offer) =>
        fits(offer) &&
        (event.talkMs === null ||
          event.at === null ||
          offer.connectedAt === null ||
          event.at - offer.connectedAt - event.talkMs <= settleMs),
    );
  }

  #hungUp(channel: Uniqueid, at: EpochMs | null): readonly OfferChange[] {
    const half = this.#otherHalf.get(channel);
    if (half !== undefined) {
      this.#otherHalf.delete(channel);
      this.#otherHalf.delete(half);
    }
    const offer = this.#byChannel.get(channel);
    if (offer && !(offer.optimized && channel === offer.ringUniqueid)) return [this.#end(offer, at)];
    const called = this.#byCaller.get(channel);
    if (!called) return nothing;
    // A ring without a channel of its own cannot show its end otherwise, nor a Local one that is out of the call.
    return this.#endAll(
      [...called].filter((each) => each.channels.size === 0 || (each.optimized && each.channels.size === 1)),
      at,
    );
  }

  /**
   * Who is in the conversation. One of the two may step out and come back (a consultation by feature code keeps the
   * caller in the bridge, on hold); when both are out, their talk is over.
   */
  #inBridge(channel: Uniqueid, inside: boolean): Tracked[] {
    const over: Tracked[] = [];
    const own = this.#byChannel.get(channel);
    if (own?.phase === "talking") {
      own.agentInBridge = inside;
      if (!inside && !own.callerInBridge) over.push(own);
    }
    for (const offer of this.#byCaller.get(channel) ?? []) {
      if (offer.phase !== "talking") continue;
      offer.callerInBridge = inside;
      if (!inside && !offer.agentInBridge) over.push(offer);
    }
    return over;
  }

  /** Behind a Local member the phone's own channel tells when the person is gone: the Local one lives on in a transfer. */
  #legAnswered(caller: Uniqueid | null, phone: Uniqueid, status: string): void {
    if (status !== "ANSWER" || caller === null) return;
    const half = this.#otherHalf.get(caller);
    const offer = half === undefined ? undefined : this.#byChannel.get(half);
    if (!offer || offer.phase === "ended" || this.#byChannel.has(phone)) return;
    offer.channels.add(phone);
    this.#byChannel.set(phone, offer);
  }

  /** A list of all channels: calls we did not see begin, and the end of those we did not see end. */
  #listed(event: ChannelsListed): readonly OfferChange[] {
    const at = event.at;
    const channels = new Map(event.channels.map((channel) => [channel.uniqueid, channel]));
    const over: Tracked[] = [];
    for (const offer of this.#tracked()) {
      if (offer.channels.size === 0 || [...offer.channels].some((each) => channels.has(each))) continue;
      if (!this.#isFresh(offer.connectedAt ?? offer.calledAt, at)) over.push(offer);
    }
    for (const channel of this.#otherHalf.keys()) if (!channels.has(channel)) this.#otherHalf.delete(channel);
    const changes: OfferChange[] = [...this.#endAll(over, null)];

    for (const { queue, caller, member, isTalk } of listedCalls(event)) {
      if (member.channel === null || this.#byChannel.has(member.uniqueid) || this.#ended.has(member.uniqueid)) continue;
      const calledAt = at === null || member.ageMs === null ? null : at - member.ageMs;
      const offer = this.#add(
        {
          queue,
          uniqueid: caller.uniqueid,
          linkedid: caller.linkedid,
          interface: interfaceOfChannel(member.channel),
          memberName: null,
          ringUniqueid: member.uniqueid,
          phase: isTalk ? "talking" : "ringing",
          calledAt,
        },
        true,
      );
      changes.push({ kind: isTalk ? "connected" : "rang", offer, at: isTalk ? null : calledAt });
    }
    return changes;
  }

  /** An event told so a moment ago, on this connection: a list that says otherwise may be older. */
  #isFresh(toldAt: EpochMs | null, at: EpochMs | null): boolean {
    if (toldAt === null || at === null) return false;
    return toldAt > at - settleMs && (this.#connectedAt === null || toldAt >= this.#connectedAt);
  }

  *#tracked(): Iterable<Tracked> {
    for (const offers of this.#byCaller.values()) yield* offers;
  }

  /** The offers of a caller in a queue that still ring, all or one member's. */
  #rings(queue: QueueName, caller: Uniqueid, member: Interface | null): Tracked[] {
    const key = member === null ? null : phoneKey(member);
    return [...(this.#byCaller.get(caller) ?? [])].filter(
      (offer) =>
        offer.queue === queue &&
        offer.phase === "ringing" &&
        (key === null || (offer.interface !== null && phoneKey(offer.interface) === key)),
    );
  }

  #ofMember(queue: QueueName, member: string | null): Tracked[] {
    return member === null ? [] : [...(this.#byMember.get(memberKey(queue, member)) ?? [])];
  }

  #add(made: Omit<Offer, "pickedUpAt" | "connectedAt" | "wasThere" | "channels">, wasThere = false): Tracked {
    const offer: Tracked = {
      queue: made.queue,
      uniqueid: made.uniqueid,
      linkedid: made.linkedid,
      interface: made.interface,
      memberName: made.memberName,
      ringUniqueid: made.ringUniqueid,
      phase: made.phase,
      calledAt: made.calledAt,
      pickedUpAt: null,
      wasThere,
      connectedAt: null,
      channels: new Set(),
      optimized: false,
      agentInBridge: true,
      callerInBridge: true,
    };
    if (offer.ringUniqueid) {
      offer.channels.add(offer.ringUniqueid);
      this.#byChannel.set(offer.ringUniqueid, offer);
    }
    put(this.#byCaller, offer.uniqueid, offer);
    const member = offer.interface ?? offer.memberName;
    if (member !== null) put(this.#byMember, memberKey(offer.queue, member), offer);
    return offer;
  }

  #moveTo(offer: Tracked, caller: Uniqueid): void {
    take(this.#byCaller, offer.uniqueid, offer);
    offer.uniqueid = caller;
    put(this.#byCaller, caller, offer);
  }

  #end(offer: Tracked, at: EpochMs | null): OfferChange {
    for (const channel of offer.channels) {
      this.#byChannel.delete(channel);
      this.#ended.add(channel, at);
    }
    take(this.#byCaller, offer.uniqueid, offer);
    const member = offer.interface ?? offer.memberName;
    if (member !== null) take(this.#byMember, memberKey(offer.queue, member), offer);
    offer.phase = "ended";
    return { kind: "ended", offer, at };
  }

  #endAll(offers: readonly Tracked[], at: EpochMs | null): readonly OfferChange[] {
    return offers.length === 0 ? nothing : offers.map((offer) => this.#end(offer, at));
  }
}

function memberKey(queue: QueueName, member: string): string {
  return `${queue}\n${phoneKey(member)}`;
}

function put<Key>(index: Map<Key, Set<Tracked>>, key: Key, offer: Tracked): void {
  const found = index.get(key);
  if (found) found.add(offer);
  else index.set(key, new Set([offer]));
}

function take<Key>(index: Map<Key, Set<Tracked>>, key: Key, offer: Tracked): void {
  const found = index.get(key);
  found?.delete(offer);
  if (found?.size === 0) index.delete(key);
}
