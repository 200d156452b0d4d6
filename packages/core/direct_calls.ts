/**
 * Rings and talks of members' phones that no queue gave them: called by extension, calling out, called back, transferred to.
 * Only AMI tells of them. A phone rings from its state `Ringing` on; it talks while it stands in a bridge with somebody, so a
 * feature code or an announcement is no talk.
 */
import type { CallCentreEvent, ListedChannel } from "./event.ts";
import type { Interface, Uniqueid } from "./ids.ts";
import { interfaceOfChannel, phoneKey } from "./phone.ts";
import type { EpochMs } from "./time.ts";

/** A ring or a talk; null ends as in {@link AgentInterval}. */
export interface DirectInterval {
  kind: "ring" | "talk";
  interface: Interface;
  from: EpochMs | null;
  to: EpochMs | null;
}

interface Leg {
  /** The member's interface, which for a Local member is not the channel's own. */
  interface: Interface;
  /** Undefined while there is none; null when it began before we looked. */
  ringFrom: EpochMs | null | undefined;
  talkFrom: EpochMs | null | undefined;
  isInBridge: boolean;
  leftBridgeAt: EpochMs | null;
}

const nothing: DirectInterval[] = [];

export class DirectCalls {
  /** Phones of members, and the interface each is known by. */
  readonly #phones = new Map<string, Interface>();
  readonly #legs = new Map<Uniqueid, Leg>();
  /** The two halves of each Local channel, both ways. */
  readonly #otherHalf = new Map<Uniqueid, Uniqueid>();
  /** Local halves that a queue dialled, and the phones behind them. */
  readonly #queueHalves = new Map<Uniqueid, Interface>();

  /** A phone, or the phone whose state a Local member shows, belongs to a member. */
  addPhone(device: string, member: Interface): void {
    this.#phones.set(phoneKey(device), member);
  }

  apply(event: CallCentreEvent): readonly DirectInterval[] {
    switch (event.type) {
      case "agent_called":
        if (event.ringUniqueid && event.interface) this.#isQueues(event.ringUniqueid, event.interface);
        return nothing;
      case "agent_connected":
        if (event.ringUniqueid && event.interface) this.#isQueues(event.ringUniqueid, event.interface);
        return nothing;
      case "channel_created":
        this.#created(event.uniqueid, event.channel);
        return nothing;
      case "local_bridged":
        this.#otherHalf.set(event.one, event.two).set(event.two, event.one);
        return nothing;
      case "dial_began":
        this.#dialled(event.uniqueid, event.destUniqueid, event.destChannel);
        return nothing;
      case "channel_state":
        return this.#stateChanged(event.uniqueid, event.state, event.at);
      case "bridge_entered": {
        const leg = this.#legs.get(event.uniqueid);
        if (!leg) return nothing;
        leg.isInBridge = true;
        leg.talkFrom ??= event.at;
        return nothing;
      }
      case "bridge_left": {
        const leg = this.#legs.get(event.uniqueid);
        if (!leg) return nothing;
        leg.isInBridge = false;
        leg.leftBridgeAt = event.at;
        return nothing;
      }
      case "channel_hung_up":
        return this.#hungUp(event.uniqueid, event.at);
      case "channels_listed": {
        const listed = new Set(event.channels.map((channel) => channel.uniqueid));
        for (const channel of event.channels) this.#listed(channel);
        const ended = [...this.#legs.keys()].filter((channel) => !listed.has(channel));
        for (const half of this.#otherHalf.keys()) if (!listed.has(half)) this.#forgetHalf(half);
        return ended.flatMap((channel) => this.#hungUp(channel, null));
      }
      default:
        return nothing;
    }
  }

  /** Asterisk died with all its channels. */
  clear(): DirectInterval[] {
    this.#otherHalf.clear();
    this.#queueHalves.clear();
    return [...this.#legs.keys()].flatMap((channel) => this.#hungUp(channel, null));
  }

  /** Rings and talks that go on. */
  open(): DirectInterval[] {
    return [...this.#legs.values()].flatMap((leg): DirectInterval[] => {
      if (leg.talkFrom !== undefined) {
        return [
          { kind: "talk", interface: leg.interface, from: leg.talkFrom, to: leg.isInBridge ? null : leg.leftBridgeAt },
        ];
      }
      return leg.ringFrom === undefined
        ? []
        : [{ kind: "ring", interface: leg.interface, from: leg.ringFrom, to: null }];
    });
  }

  #created(uniqueid: Uniqueid, channel: string | null): void {
    const device = channel === null ? null : interfaceOfChannel(channel);
    // A Local channel is no phone, though a member may be called by one.
    if (device === null || phoneKey(device).startsWith("local/")) return;
    const member = this.#phones.get(phoneKey(device));
    if (!member || this.#legs.has(uniqueid)) return;
    this.#legs.set(uniqueid, newLeg(member));
  }

  /** The ring of a queue; its channel was announced before the queue said so. */
  #isQueues(ring: Uniqueid, member: Interface): void {
    this.#legs.delete(ring);
    const half = this.#otherHalf.get(ring);
    if (half !== undefined) this.#queueHalves.set(half, member);
  }

  /** A phone behind a queue's Local channel is no direct call either; and now we know whose phone it is. */
  #dialled(caller: Uniqueid | null, dest: Uniqueid, destChannel: string | null): void {
    const member = caller === null ? undefined : this.#queueHalves.get(caller);
    if (!member) return;
    this.#legs.delete(dest);
    const device = destChannel === null ? null : interfaceOfChannel(destChannel);
    if (device !== null && !this.#phones.has(phoneKey(device))) this.addPhone(device, member);
  }

  #stateChanged(uniqueid: Uniqueid, state: number, at: EpochMs | null): readonly DirectInterval[] {
    const leg = this.#legs.get(uniqueid);
    if (!leg) return nothing;
    if (state === 5 && leg.ringFrom === undefined) leg.ringFrom = at;
    if (state !== 6 || leg.ringFrom === undefined) return nothing;
    const ring: DirectInterval = { kind: "ring", interface: leg.interface, from: leg.ringFrom, to: at };
    leg.ringFrom = undefined;
    return [ring];
  }

  #hungUp(uniqueid: Uniqueid, at: EpochMs | null): readonly DirectInterval[] {
    this.#forgetHalf(uniqueid);
    const leg = this.#legs.get(uniqueid);
    if (!leg) return nothing;
    this.#legs.delete(uniqueid);
    const intervals: DirectInterval[] = [];
    if (leg.ringFrom !== undefined) {
      intervals.push({ kind: "ring", interface: leg.interface, from: leg.ringFrom, to: at });
    }
    if (leg.talkFrom !== undefined) {
      const to = leg.isInBridge ? at : leg.leftBridgeAt;
      intervals.push({ kind: "talk", interface: leg.interface, from: leg.talkFrom, to });
    }
    return intervals;
  }

  #forgetHalf(channel: Uniqueid): void {
    const other = this.#otherHalf.get(channel);
    if (other !== undefined) this.#otherHalf.delete(other);
    this.#otherHalf.delete(channel);
    this.#queueHalves.delete(channel);
  }

  #listed(channel: ListedChannel): void {
    if (channel.application === "AppQueue" || this.#legs.has(channel.uniqueid)) return;
    this.#created(channel.uniqueid, channel.channel);
    const leg = this.#legs.get(channel.uniqueid);
    if (!leg) return;
    if (channel.state === 5) leg.ringFrom = null;
    if (channel.bridgeId !== null) {
      leg.isInBridge = true;
      leg.talkFrom = null;
    }
  }
}

function newLeg(member: Interface): Leg {
  return { interface: member, ringFrom: undefined, talkFrom: undefined, isInBridge: false, leftBridgeAt: null };
}
