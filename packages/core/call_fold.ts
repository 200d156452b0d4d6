/**
 * Events of one PBX, in order, become calls ({@link ./call.ts}). A channel belongs to the call whose linkedid it has; an
 * attended transfer gives the consulted channel the customer's, and both calls know of it then.
 *
 * Two talk while they stand in one bridge. A Local channel counts as whoever stands behind it: a phone that a queue rings by one
 * is bridged with nobody but that channel before the caller is put through.
 *
 * A call is told when somebody talks who had not, when it then goes on into a queue, and at its end, when its last channel is
 * gone: it is forgotten with it.
 *
 * @module
 */
import { AsteriskLife } from "./asterisk_life.ts";
import type { Call, CallNote } from "./call.ts";
import type {
  AgentCalled,
  CallCentreEvent,
  CallerChannel,
  CallerJoined,
  CallerLeft,
  ChannelHungUp,
  ChannelMoved,
  ChannelsListed,
  DialBegan,
  DialEnded,
  HangupRequested,
  HoldChanged,
  ListedChannel,
  Member,
  Transferred,
} from "./event.ts";
import { type Interface, type Linkedid, linkedid, type PbxId, type Uniqueid } from "./ids.ts";
import { LateWords } from "./late_words.ts";
import { queueRunBy } from "./listed_calls.ts";
import { OpenCall, Party } from "./open_call.ts";
import { earlier } from "./open_visit.ts";
import { phoneKey } from "./phone.ts";
import { Recent, settleMs } from "./recent.ts";
import type { EpochMs } from "./time.ts";

const nothing: Call[] = [];

export class CallFold {
  readonly pbx: PbxId;
  readonly #calls = new Map<Linkedid, OpenCall>();
  readonly #parties = new Map<Uniqueid, Party>();
  readonly #bridges = new Map<string, Set<Party>>();
  /** Phones of members, and the interface each is known by. */
  readonly #phones = new Map<string, Interface>();
  /** Channels that are gone since a moment: a list may still name them. */
  readonly #gone = new Recent<Uniqueid>();
  readonly #life = new AsteriskLife();
  readonly #late = new LateWords();
  #everConnected = false;
  /** We were away: who talks to whom is what the next list says. */
  #afterGap = false;
  #touched = new Set<OpenCall>();

  constructor(pbx: PbxId) {
    this.pbx = pbx;
  }

  /** Takes in the next event and returns the calls of which it told something that is kept. */
  apply(told: CallCentreEvent): Call[] {
    const event = this.#late.believed(told);
    if (this.#life.isAnother(event)) this.#allGone("asterisk_died");
    this.#dispatch(event);
    if (this.#touched.size === 0) return nothing;
    const records = Array.from(this.#touched, (call) => call.record(this.pbx, this.#phones));
    this.#touched = new Set();
    return records;
  }

  /** How many channels and calls are held in memory. */
  get remembered(): number {
    return this.#calls.size + this.#parties.size + this.#bridges.size;
  }

  /** Calls that are up, as far as known. */
  open(): Call[] {
    return Array.from(this.#calls.values(), (call) => call.record(this.pbx, this.#phones));
  }

  #dispatch(event: CallCentreEvent): void {
    switch (event.type) {
      case "channel_created":
        this.#stateChanged(this.#created(event, event.at), event.state ?? 0, event.at);
        return;
      case "channel_identified":
        return this.#identified(event.uniqueid, event.number, event.name);
      case "channel_moved":
        return this.#moved(event);
      case "channel_state":
        return this.#stateChanged(this.#partyOf(event), event.state, event.at);
      case "hangup_requested":
        return this.#hangupRequested(event);
      case "channel_hung_up":
        return this.#hungUp(event);
      case "hold_changed":
        return this.#holdChanged(event);
      case "dial_began":
        return this.#dialBegan(event);
      case "dial_ended":
        return this.#dialEnded(event);
      case "bridge_entered": {
        const party = this.#partyOf(event);
        if (party) this.#enter(party, event.bridgeId, event.at);
        return;
      }
      case "bridge_left": {
        const party = this.#parties.get(event.uniqueid);
        if (party && party.bridge === this.#bridges.get(event.bridgeId)) this.#leave(party, event.at);
        return;
      }
      case "local_bridged": {
        const one = this.#parties.get(event.one);
        const two = this.#parties.get(event.two);
        if (!one || !two) return;
        one.otherHalf = two;
        two.otherHalf = one;
        return;
      }
      case "transferred":
        return this.#transferred(event);
      case "caller_joined":
        return this.#joined(event);
      case "caller_left":
        return this.#left(event);
      case "agent_called":
        return this.#agentCalled(event);
      case "agent_connected":
      case "queue_status_set": {
        const party = event.uniqueid === null ? undefined : this.#parties.get(event.uniqueid);
        if (party) party.line = null;
        return;
      }
      case "survey_answered":
        this.#parties
          .get(event.uniqueid)
          ?.call.step({ kind: "scored", at: event.at, queue: event.queue, score: event.score });
        return;
      case "recording_named":
        this.#parties.get(event.uniqueid)?.call.recorded(event.file);
        return;
      case "member_added":
      case "member_updated":
      case "member_paused":
        if (event.member) this.#memberKnown(event.member);
        return;
      case "queue_snapshot":
        for (const member of event.members) this.#memberKnown(member);
        return;
      case "connected":
        if (this.#everConnected) this.#away();
        this.#everConnected = true;
        this.#gone.clear();
        return;
      case "channels_listed":
        return this.#listed(event);
      case "abandon_reported":
      case "visit_ended":
      case "caller_sent":
      case "ring_missed":
      case "ring_canceled":
      case "agent_completed":
      case "agent_dumped":
      case "member_removed":
      case "local_optimized":
      case "device_state":
      case "disconnected":
      case "spoke_late":
      case "asterisk_ready":
      case "asterisk_stopping":
      case "asterisk_started":
      case "queues_listed":
      case "tick":
        return;
      default:
        return event satisfies never;
    }
  }

  // ---- channels

  #created(channel: CallerChannel, at: EpochMs | null): Party {
    const known = this.#parties.get(channel.uniqueid);
    if (known) return known;
    const call = this.#callOf(idOf(channel), at);
    const party = new Party(call, channel, at);
    party.exten = dialledExten(channel.exten);
    if (channel.linkedid === null) party.dialledBy = "unknown";
    call.begins(party);
    this.#parties.set(party.uniqueid, party);
    return party;
  }

  #callOf(id: Linkedid, at: EpochMs | null): OpenCall {
    let call = this.#calls.get(id);
    if (!call) {
      call = new OpenCall(id, at);
      this.#calls.set(id, call);
    }
    return call;
  }

  /** The channel of an event, in the call that the event says it is in. */
  #partyOf(event: { uniqueid: Uniqueid; linkedid: Linkedid | null; at: EpochMs | null }): Party | undefined {
    const party = this.#parties.get(event.uniqueid);
    if (party && event.linkedid !== null && event.linkedid !== party.call.linkedid) {
      this.#moveTo(party, event.linkedid, event.at);
    }
    return party;
  }

  #moveTo(party: Party, id: Linkedid, at: EpochMs | null): void {
    const { call: from, isTalking } = party;
    party.setTalking(false, at);
    party.call = this.#callOf(id, at);
    party.call.alive.add(party);
    party.setTalking(isTalking, at);
    from.leftAt = at;
    if (from !== party.home) this.#without(from, party);
  }

  #identified(uniqueid: Uniqueid, number: string | null, name: string | null): void {
    const party = this.#parties.get(uniqueid);
    if (!party) return;
    // a phone of which a call is placed is shown as the number it is to call
    const { shown } = party;
    party.shown = { number: shown.number ?? number, name: shown.number === null ? (name ?? shown.name) : shown.name };
  }

  #moved(event: ChannelMoved): void {
    const party = this.#partyOf(event);
    if (!party) return;
    // where a call that was there before us is now, is not where it came to
    if (!party.call.notes.has("began_before_connection")) party.exten ??= dialledExten(event.exten);
    if (party.line?.hasLeft) this.#mayHavePressed(party, event.exten);
  }

  #stateChanged(party: Party | undefined, state: number, at: EpochMs | null): void {
    if (!party) return;
    if (state === 4 && party.dialledBy === "unknown") party.dialledBy = null;
    if (state === 5) party.ringingAt ??= at;
    if (state === 6) party.pickedUpAt ??= at;
  }

  #hangupRequested({ uniqueid, cause, soft }: HangupRequested): void {
    const party = this.#parties.get(uniqueid);
    if (!party) return;
    if (cause && cause !== normalClearing) party.cause = cause;
    if (soft) return;
    party.askedHangup = true;
    party.call.asked(party);
  }

  #hungUp(event: ChannelHungUp): void {
    const party = this.#parties.get(event.uniqueid);
    if (!party) return;
    party.cause ??= event.cause;
    if (party.line?.hasLeft) this.#mayHavePressed(party, event.exten);
    this.#gone.add(event.uniqueid, event.at);
    this.#partyGone(party, event.at, null);
  }

  #partyGone(party: Party, at: EpochMs | null, why: CallNote | null): void {
    this.#leave(party, at);
    party.setHeld(false, at);
    party.endedAt = at;
    if (party.otherHalf) party.otherHalf.otherHalf = null;
    this.#parties.delete(party.uniqueid);
    const { home, call } = party;
    home.gone(party);
    call.leftAt = at;
    if (why !== null) call.notes.add(why);
    this.#without(call, party);
    if (home !== call) this.#without(home, party);
  }

  #without(call: OpenCall, party: Party): void {
    call.alive.delete(party);
    if (call.alive.size > 0) return;
    call.end(this.#phones);
    this.#calls.delete(call.linkedid);
    this.#touched.add(call);
  }

  #allGone(why: CallNote): void {
    for (const party of [...this.#parties.values()]) this.#partyGone(party, null, why);
  }

  // ---- dials

  #dialBegan({ uniqueid, destUniqueid, at }: DialBegan): void {
    const dest = this.#parties.get(destUniqueid);
    const caller = uniqueid === null ? undefined : this.#parties.get(uniqueid);
    if (dest && (dest.dialledBy === null || dest.dialledBy === "unknown")) {
      dest.dialledBy = uniqueid === null ? "asterisk" : "channel";
    }
    if (!caller || !dest) return;
    caller.dialled = dest;
    if (caller.otherHalf?.bridge) this.#settleOne(caller.otherHalf.bridge, at);
    const member = caller.otherHalf?.queueMember;
    if (member) this.#isBehind(dest, member);
    // a queue that a phone called dials for it; that is the queue's doing
    else if (dest.queueMember === null && caller.dialAt === undefined) caller.dialAt = at;
  }

  #dialEnded({ uniqueid, destUniqueid, status, at }: DialEnded): void {
    const dest = this.#parties.get(destUniqueid);
    const caller = uniqueid === null ? undefined : this.#parties.get(uniqueid);
    if (dest) dest.status ??= status;
    if (!caller || !dest || dest.queueMember !== null) return;
    if (status === "ANSWER") caller.farAnsweredAt ??= at;
    caller.farStatus ??= status;
  }

  #agentCalled({ ringUniqueid, interface: member }: AgentCalled): void {
    if (member !== null && !member.toLowerCase().startsWith("local/")) this.#phones.set(phoneKey(member), member);
    const ring = ringUniqueid === null ? undefined : this.#parties.get(ringUniqueid);
    if (!ring || member === null) return;
    ring.queueMember = member;
    // the half behind may have dialled already
    const dialled = ring.otherHalf?.dialled;
    if (dialled) this.#isBehind(dialled, member);
  }

  /** A phone behind a queue's Local channel; so we know whose phone it is. */
  #isBehind(party: Party, member: Interface): void {
    party.queueMember = member;
    if (party.isLocal || party.device === null) return;
    const key = phoneKey(party.device);
    if (!this.#phones.has(key)) this.#phones.set(key, member);
  }

  #memberKnown({ interface: member, stateInterface }: Member): void {
    if (!member.toLowerCase().startsWith("local/")) this.#phones.set(phoneKey(member), member);
    // `hint:1001@from-internal` is no phone
    if (stateInterface?.includes("/")) this.#phones.set(phoneKey(stateInterface), member);
  }

  // ---- conversations

  #enter(party: Party, bridgeId: string, at: EpochMs | null): void {
    let bridge = this.#bridges.get(bridgeId);
    if (bridge && party.bridge === bridge) return;
    this.#leave(party, at);
    if (!bridge) {
      bridge = new Set();
      this.#bridges.set(bridgeId, bridge);
    }
    bridge.add(party);
    party.bridge = bridge;
    party.bridgeId = bridgeId;
    this.#settle(bridge, at);
  }

  #leave(party: Party, at: EpochMs | null): void {
    const { bridge } = party;
    if (!bridge) return;
    party.setTalking(false, at);
    bridge.delete(party);
    party.bridge = null;
    if (bridge.size === 0 && party.bridgeId !== null) this.#bridges.delete(party.bridgeId);
    this.#settle(bridge, at);
    if (party.otherHalf?.bridge) this.#settleOne(party.otherHalf.bridge, at);
  }

  /** What somebody's coming or going means for those in his bridge, and for those behind its Local channels. */
  #settle(bridge: ReadonlySet<Party>, at: EpochMs | null): void {
    this.#settleOne(bridge, at);
    for (const party of bridge) {
      if (party.otherHalf?.bridge) this.#settleOne(party.otherHalf.bridge, at);
    }
  }

  #settleOne(bridge: ReadonlySet<Party>, at: EpochMs | null): void {
    let somebody = 0;
    for (const party of bridge) if (!party.isLocal || isEnd(party) || isBridgedBehind(party)) somebody += 1;
    for (const party of bridge) {
      party.setTalking(somebody > 1 && (!party.isLocal || isEnd(party)), at);
      if (party.isTalking) this.#answered(party.call);
    }
  }

  #answered(call: OpenCall): void {
    if (call.toldTalkers === call.talkers.size) return;
    call.toldTalkers = call.talkers.size;
    this.#touched.add(call);
  }

  #holdChanged(event: HoldChanged): void {
    const party = this.#partyOf(event);
    if (!party?.setHeld(event.held, event.at)) return;
    party.call.step({
      kind: event.held ? "held" : "unheld",
      at: event.at,
      interface: party.phone(this.#phones),
    });
  }

  #transferred(event: Transferred): void {
    const [first, second] = event.transferers.map((each) => this.#parties.get(each));
    const by = first ?? second;
    if (!by) return;
    by.hasTransferred = true;
    by.call.step({
      kind: "transferred",
      at: event.at,
      interface: by.phone(this.#phones),
      how: event.kind,
      to: event.exten ?? this.#consulted(event, second),
    });
  }

  /** Whom an attended transfer is to: what the transferer dialled for it, or who is in the customer's bridge now. */
  #consulted({ transferee, transferers, destBridgeId }: Transferred, second: Party | undefined): string | null {
    if (second && second.dialledBy === null && !second.isLocal) return second.exten;
    for (const party of this.#bridges.get(destBridgeId ?? "") ?? []) {
      if (party.uniqueid === transferee || transferers.includes(party.uniqueid)) continue;
      // `Local/1007@from-phones`: Asterisk itself rang him (Atxfer, a feature code)
      return party.isLocal ? (/\/([^@]+)@/.exec(party.device ?? "")?.[1] ?? null) : party.shown.number;
    }
    return null;
  }

  // ---- lines

  #joined(event: CallerJoined): void {
    const party = this.#partyOf(event);
    if (!party) return;
    party.call.entered(event.queue);
    if (party.call.toldTalkers > 0) this.#touched.add(party.call);
    party.line = { queue: event.queue, exten: event.exten, hasLeft: false, leftAt: null };
  }

  #left(event: CallerLeft): void {
    const party = this.#partyOf(event);
    if (!party?.line || party.line.queue !== event.queue) return;
    party.line.hasLeft = true;
    party.line.leftAt = event.at;
    this.#mayHavePressed(party, event.exten);
  }

  /**
   * A caller who left the line and stands at one key's extension pressed it. From 22 on the leave itself shows it, before the
   * next step of the dialplan, and without the class dialplan only his hang-up.
   */
  #mayHavePressed(party: Party, exten: string | null): void {
    const { line } = party;
    if (!line || exten === null || exten === line.exten || !/^[0-9*#A-D]$/.test(exten)) return;
    party.line = null;
    party.call.step({ kind: "exit_key", at: line.leftAt, queue: line.queue, key: exten });
  }

  // ---- what the PBX lists

  /** We were away. A talk that went on may go on still: the next list says whether the same stand in the same bridge. */
  #away(): void {
    this.#afterGap = true;
    for (const call of this.#calls.values()) {
      call.notes.add("away_meanwhile");
      if (call.talk.began && !call.talk.isRunning) call.talk.miss();
    }
    for (const party of this.#parties.values()) {
      party.hold.miss();
      if (party.talk.began && !party.isTalking) party.talk.miss();
    }
  }

  #listed(event: ChannelsListed): void {
    const listed = new Set<Uniqueid>();
    const halves = new Map<string, Party>();
    const found = new Set<Uniqueid>();
    // who began a call has its id
    const firstOfAll = event.channels.toSorted((a, b) => Number(isDialled(a)) - Number(isDialled(b)));
    for (const channel of firstOfAll) {
      listed.add(channel.uniqueid);
      if (this.#parties.has(channel.uniqueid) || this.#gone.has(channel.uniqueid)) continue;
      const party = this.#wasThere(channel, event.at);
      found.add(channel.uniqueid);
      if (party.isLocal && channel.channel !== null) this.#tieHalf(party, channel.channel, halves);
    }
    for (const channel of event.channels) {
      const party = this.#parties.get(channel.uniqueid);
      // of those whom events tell of, a list may be older than the last event
      if (!party || !(this.#afterGap || found.has(channel.uniqueid))) continue;
      if (channel.bridgeId === null) this.#leave(party, null);
      else this.#enter(party, channel.bridgeId, null);
    }
    this.#afterGap = false;
    for (const party of [...this.#parties.values()]) {
      if (listed.has(party.uniqueid)) continue;
      // made while the list was: its end will be told
      const isNew = party.createdAt !== null && event.at !== null && party.createdAt > event.at - settleMs;
      if (!isNew) this.#partyGone(party, null, "ended_unseen");
    }
  }

  /** The halves of a Local channel are told apart by the end of their names alone. */
  #tieHalf(party: Party, name: string, halves: Map<string, Party>): void {
    const pair = name.slice(0, -";1".length);
    const other = halves.get(pair);
    halves.set(pair, party);
    if (!other) return;
    party.otherHalf = other;
    other.otherHalf = party;
  }

  #wasThere(channel: ListedChannel, at: EpochMs | null): Party {
    const isKnown = this.#calls.has(idOf(channel));
    const beganAt = earlier(at, channel.ageMs);
    const party = this.#created(channel, beganAt);
    const { call } = party;
    if (!isKnown) call.notes.add("began_before_connection");
    if (beganAt !== null && call.beganAt !== null && beganAt < call.beganAt) call.beganAt = beganAt;
    const queue = queueRunBy(channel);
    if (queue !== null) call.entered(queue);
    if (queue !== null || !/^[\d*#+]+$/.test(channel.exten ?? "")) party.exten = null;
    if (isDialled(channel)) party.dialledBy = "channel";
    if (channel.application === "AppQueue") party.queueMember = party.device;
    if (channel.state === 5) party.ringingAt = null;
    if (channel.state === 6) party.pickedUpAt = null;
    if (channel.bridgeId !== null && party.dialledBy === null && queue === null) {
      party.dialAt = null;
      party.farAnsweredAt = null;
    }
    return party;
  }
}

const normalClearing = 16;

function idOf({ linkedid: shared, uniqueid }: { linkedid: Linkedid | null; uniqueid: Uniqueid }): Linkedid {
  return shared ?? linkedid(uniqueid);
}

function isDialled(channel: ListedChannel): boolean {
  return idOf(channel) !== linkedid(channel.uniqueid);
}

/** Whoever is behind a Local channel stands in a bridge of his own. */
function isBridgedBehind({ otherHalf }: Party): boolean {
  return (otherHalf?.bridge?.size ?? 0) > 1;
}

/** Behind a Local channel is nobody but what the dialplan plays: it is an end of the call itself. */
function isEnd({ isLocal, otherHalf }: Party): boolean {
  return (
    isLocal &&
    otherHalf !== null &&
    otherHalf.queueMember === null &&
    otherHalf.dialled === null &&
    otherHalf.bridge === null
  );
}

/** Where the dialplan itself chose the extension, nobody dialled it. */
function dialledExten(exten: string | null): string | null {
  return exten === null || /^([a-z]|failed)$/.test(exten) ? null : exten;
}
