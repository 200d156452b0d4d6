/**
 * The members of all queues of one PBX as the live state knows them, with their phones and the calls that queues gave those.
 * A phone that is a member of several queues is one phone: its calls are shown in each.
 */
import { byInterface } from "./apply_change.ts";
import type { CallerNow } from "./caller_book.ts";
import type { AgentCalled, Member, MemberAdded, MemberPaused, MemberUpdated } from "./event.ts";
import { type Interface, interfaceKey, type QueueName, type Uniqueid } from "./ids.ts";
import type { Change, MemberCall, MemberState, MemberView } from "./live_view.ts";
import { memberState, mergeMember, statusOfDevice, unknownMember } from "./member_state.ts";
import type { Offer, OfferChange } from "./offer.ts";
import { phoneKey } from "./phone.ts";
import { Recent, settleMs } from "./recent.ts";
import { isSameView } from "./same_view.ts";
import type { EpochMs } from "./time.ts";

/** A telephone. */
interface Phone {
  readonly key: string;
  readonly members: Set<MemberNow>;
  /** The calls that queues gave it, and since when we know of each. */
  readonly offers: Map<Offer, EpochMs>;
}

interface MemberNow {
  readonly queue: QueueName;
  readonly phone: Phone;
  facts: Member;
  /** He has left the talk of this queue, though the queue still says that he is in a call. */
  leftCall: boolean;
  /** When an event last told of him; null when only snapshots did. */
  toldAt: EpochMs | null;
  /** As last shown. */
  view: MemberView | null;
}

/** A phone's place in a queue, with all that is known of it. */
export interface MemberPlace {
  readonly queue: QueueName;
  readonly facts: Readonly<Member>;
  readonly state: MemberState;
}

interface QueueMembers {
  readonly members: Map<string, MemberNow>;
  /** Members that were removed a moment ago, by key. */
  readonly removed: Recent<string>;
}

export interface LiveMembersOptions {
  wrapupMs: (queue: QueueName) => number | null;
  callerOf: (uniqueid: Uniqueid) => CallerNow | undefined;
  /** Called with each change, in order. */
  tell: (change: Change) => void;
}

export class LiveMembers {
  readonly #options: LiveMembersOptions;
  readonly #queues = new Map<QueueName, QueueMembers>();
  readonly #phones = new Map<string, Phone>();
  readonly #devices = new Map<string, Set<MemberNow>>();
  /** Those whom the event at hand concerns. */
  readonly #touched = new Set<MemberNow>();
  #now: EpochMs = 0;

  constructor(options: LiveMembersOptions) {
    this.#options = options;
  }

  /** The time of the event that comes. */
  set now(at: EpochMs) {
    this.#now = at;
  }

  /** As last shown, by interface. */
  views(queue: QueueName): MemberView[] {
    const members = this.#queues.get(queue)?.members.values() ?? [];
    return Array.from(members)
      .flatMap((member) => member.view ?? [])
      .sort(byInterface);
  }

  /** Where a phone is a member. */
  places(name: Interface): MemberPlace[] {
    return Array.from(this.#phones.get(phoneKey(name))?.members ?? [], placeOf);
  }

  /** Every phone that is a member anywhere, with its places. */
  phones(): MemberPlace[][] {
    return [...this.#phones.values()]
      .filter(({ members }) => members.size > 0)
      .map(({ members }) => Array.from(members, placeOf));
  }

  /** The talk that a queue gave a phone. */
  talk(name: Interface): Offer | null {
    for (const offer of this.#phones.get(phoneKey(name))?.offers.keys() ?? [])
      if (offer.phase === "talking") return offer;
    return null;
  }

  /** The interface by the queue's own name for it: a channel's name leaves out the `/n` of a Local member. */
  nameIn(queue: QueueName, name: Interface): Interface {
    if (this.#queues.get(queue)?.members.has(interfaceKey(name))) return name;
    for (const member of this.#phones.get(phoneKey(name))?.members ?? []) {
      if (member.queue === queue) return member.facts.interface;
    }
    return name;
  }

  // What events tell

  told(event: MemberAdded | MemberPaused | MemberUpdated): void {
    if (event.interface === null) return;
    const known = this.#queues.get(event.queue)?.members.get(interfaceKey(event.interface));
    // The device of a member who was just removed may still have its say.
    if (!known && event.type === "member_updated" && this.#wasRemoved(event.queue, event.interface)) return;
    const member = known ?? this.#member(event.queue, event.interface);
    this.#merge(member, event.member ?? { name: event.memberName });
    if (event.type === "member_added") this.#merge(member, { paused: event.paused });
    if (event.type === "member_paused") {
      member.facts.paused = event.paused;
      member.facts.pauseReason = event.paused ? event.reason : null;
      this.#touched.add(member);
    }
    member.toldAt = this.#now;
  }

  /** A phone that rings for a queue is a member of it, whether or not we were told. */
  called(event: AgentCalled): void {
    const { queue, interface: name } = event;
    if (name === null || this.#queues.get(queue)?.members.has(interfaceKey(name)) || this.#wasRemoved(queue, name))
      return;
    const member = this.#member(queue, name);
    this.#merge(member, { name: event.memberName });
    member.toldAt = this.#now;
  }

  deviceTold(device: string, state: string): void {
    const status = statusOfDevice(state);
    if (status === null) return;
    for (const member of this.#devices.get(phoneKey(device)) ?? []) {
      this.#merge(member, { status });
      member.toldAt = this.#now;
    }
  }

  remove(queue: QueueName, name: Interface): void {
    const key = interfaceKey(name);
    const { members, removed } = this.#in(queue);
    removed.add(key, this.#now);
    const member = members.get(key);
    if (!member) return;
    members.delete(key);
    this.#index(member, false);
    member.phone.members.delete(member);
    this.#forgetPhone(member.phone);
    this.#touched.delete(member);
    this.#options.tell({ kind: "member_removed", queue, interface: member.facts.interface });
  }

  /** Wrap-up counts from here; Asterisk's own figure, in whole seconds, follows with the next word of the member. */
  callTaken(queue: QueueName, taker: Interface | null): void {
    const member = taker === null ? undefined : this.#queues.get(queue)?.members.get(interfaceKey(taker));
    if (!member) return;
    const second = Math.floor(this.#now / 1_000) * 1_000;
    this.#merge(member, { lastCallAt: Math.max(member.facts.lastCallAt ?? 0, second) });
  }

  /** A queue gave a phone a call, or the call is over. */
  offered({ kind, offer }: OfferChange): void {
    if (offer.interface === null) return;
    const phone = this.#phone(offer.interface);
    if (kind === "ended") phone.offers.delete(offer);
    else if (!phone.offers.has(offer)) phone.offers.set(offer, this.#now);
    for (const member of phone.members) {
      this.#touched.add(member);
      if (member.queue !== offer.queue || offer.phase === "ringing") continue;
      member.leftCall = kind === "ended" && member.facts.inCall === true;
    }
    this.#forgetPhone(phone);
  }

  /** More is known of a caller whom this phone rings for or talks to. */
  callerKnown(name: Interface | null): void {
    if (name === null) return;
    for (const member of this.#phones.get(phoneKey(name))?.members ?? []) this.#touched.add(member);
  }

  // What snapshots tell

  /** @param freshFrom what events told at this instant or later stands against the snapshot */
  repair(queue: QueueName, told: readonly Member[], freshFrom: EpochMs): void {
    const { members, removed } = this.#in(queue);
    const listed = new Set<string>();
    for (const each of told) {
      const key = interfaceKey(each.interface);
      listed.add(key);
      if (removed.hasSince(key, freshFrom)) continue;
      const member = this.#member(queue, each.interface);
      const isNewer = member.toldAt !== null && member.toldAt >= freshFrom;
      this.#merge(member, isNewer ? mergeMember(each, member.facts) : withoutJitter(each, member.facts));
      // It may say since when he is what we know him to be.
      this.#touched.add(member);
    }
    for (const [key, member] of members) {
      if (listed.has(key) || (member.toldAt !== null && member.toldAt >= freshFrom)) continue;
      this.remove(queue, member.facts.interface);
    }
  }

  /** A queue is gone. */
  removeQueue(queue: QueueName): void {
    for (const { facts } of this.#queues.get(queue)?.members.values() ?? []) this.remove(queue, facts.interface);
    this.#queues.delete(queue);
  }

  /** Asterisk started anew: who is a member, the next snapshot tells. */
  restarted(): void {
    for (const { members, removed } of this.#queues.values()) {
      removed.clear();
      for (const member of members.values()) {
        this.#merge(member, { inCall: false });
        member.toldAt = null;
      }
    }
  }

  /** What is known of the queues is another. */
  reconfigured(): void {
    for (const { members } of this.#queues.values()) for (const member of members.values()) this.#touched.add(member);
  }

  // What is shown

  /**
   * Tells whose view is another one now.
   *
   * @param isSnapshot how it is was said, not that it became so
   */
  tellTouched(isSnapshot: boolean): void {
    if (this.#touched.size === 0) return;
    for (const member of this.#touched) {
      const view = this.#view(member, isSnapshot);
      if (member.view && isSameView(member.view, view)) continue;
      member.view = view;
      this.#options.tell({ kind: "member", queue: member.queue, member: view });
    }
    this.#touched.clear();
  }

  #view(member: MemberNow, isSnapshot: boolean): MemberView {
    const { facts, view: shown } = member;
    const call = this.#callOf(member.phone);
    const inCall = facts.inCall === true && !member.leftCall;
    const state = memberState({ ...facts, inCall, phase: call?.phase ?? null });
    const paused = facts.paused === true;
    const pauseReason = paused ? facts.pauseReason : null;
    const wrapupMs = facts.wrapupMs || this.#options.wrapupMs(member.queue) || 0;
    // A pause with another reason is another pause.
    const goesOn = shown?.state === state && (state !== "paused" || shown.pauseReason === pauseReason);
    // A snapshot says how it is and rarely since when.
    const told = call?.since ?? (state === "paused" ? facts.lastPauseAt : null);
    const since = goesOn ? (shown.since ?? (isSnapshot ? told : null)) : isSnapshot ? told : this.#now;
    return {
      queue: member.queue,
      interface: facts.interface,
      name: facts.name,
      membership: facts.membership,
      penalty: facts.penalty,
      state,
      since,
      paused,
      pauseReason,
      call,
      wrapupUntil: state === "free" && wrapupMs > 0 && facts.lastCallAt !== null ? facts.lastCallAt + wrapupMs : null,
      lastTalkMs: null,
      loginAt: facts.loginAt,
    };
  }

  /** The latest talk of a phone, else its longest ring. */
  #callOf(phone: Phone): MemberCall | null {
    let shown: Offer | undefined;
    for (const offer of phone.offers.keys()) {
      if (shown === undefined || offer.phase === "talking") shown = offer;
    }
    if (!shown) return null;
    const who = this.#options.callerOf(shown.uniqueid);
    return {
      uniqueid: shown.uniqueid,
      number: who?.number ?? null,
      name: who?.name ?? null,
      since: shown.connectedAt ?? shown.calledAt ?? phone.offers.get(shown) ?? this.#now,
      phase: shown.phase === "talking" ? "talking" : "ringing",
      queue: shown.queue,
      direction: "in",
      enteredAt: null,
    };
  }

  // How it is kept

  #in(queue: QueueName): QueueMembers {
    const known = this.#queues.get(queue);
    if (known) return known;
    const made: QueueMembers = { members: new Map(), removed: new Recent() };
    this.#queues.set(queue, made);
    return made;
  }

  #wasRemoved(queue: QueueName, name: Interface): boolean {
    return this.#queues.get(queue)?.removed.hasSince(interfaceKey(name), this.#now - settleMs) === true;
  }

  #member(queue: QueueName, name: Interface): MemberNow {
    const { members, removed } = this.#in(queue);
    const key = interfaceKey(name);
    const known = members.get(key);
    if (known) return known;
    removed.delete(key);
    const phone = this.#phone(name);
    const member: MemberNow = { queue, phone, facts: unknownMember(name), leftCall: false, toldAt: null, view: null };
    members.set(key, member);
    phone.members.add(member);
    this.#index(member, true);
    this.#touched.add(member);
    return member;
  }

  #merge(member: MemberNow, told: Partial<Member>): void {
    const { facts } = member;
    const next = mergeMember(facts, told);
    if (next === facts) return;
    const isMoved = next.stateInterface !== facts.stateInterface;
    if (isMoved) this.#index(member, false);
    member.facts = next;
    if (isMoved) this.#index(member, true);
    if (next.inCall === false) member.leftCall = false;
    this.#touched.add(member);
  }

  /** Enters a member under the device whose state is his, or takes him out. */
  #index(member: MemberNow, isIn: boolean): void {
    const key = phoneKey(member.facts.stateInterface ?? member.facts.interface);
    const members = this.#devices.get(key);
    if (isIn && members) members.add(member);
    else if (isIn) this.#devices.set(key, new Set([member]));
    else if (members?.delete(member) && members.size === 0) this.#devices.delete(key);
  }

  #phone(name: Interface): Phone {
    const key = phoneKey(name);
    const known = this.#phones.get(key);
    if (known) return known;
    const phone: Phone = { key, members: new Set(), offers: new Map() };
    this.#phones.set(key, phone);
    return phone;
  }

  #forgetPhone(phone: Phone): void {
    if (phone.members.size === 0 && phone.offers.size === 0) this.#phones.delete(phone.key);
  }
}

/** We set the last call's end by our own clock: a second's difference from Asterisk's is none. */
function withoutJitter(told: Member, known: Member): Member {
  if (told.lastCallAt === null || known.lastCallAt === null) return told;
  return Math.abs(told.lastCallAt - known.lastCallAt) <= settleMs ? { ...told, lastCallAt: known.lastCallAt } : told;
}

function placeOf({ queue, facts, view }: MemberNow): MemberPlace {
  return { queue, facts, state: view?.state ?? "unknown" };
}
