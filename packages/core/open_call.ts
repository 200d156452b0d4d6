/**
 * A call in the making: its channels, what became of each, and how that reads as a record.
 *
 * @module
 */
import type { Call, CallNote, CallStep, Leg } from "./call.ts";
import {
  asInterface,
  type Interface,
  type Linkedid,
  type PbxId,
  type QueueName,
  type Uniqueid,
  uniqueid,
} from "./ids.ts";
import { span } from "./open_visit.ts";
import { type DialledBy, directionOf, isLocal, type PartyKind, partyKind } from "./party.ts";
import { interfaceOfChannel, phoneKey } from "./phone.ts";
import { resultOfCause } from "./ring_book.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { EpochMs } from "./time.ts";
import type { AttemptResult } from "./visit.ts";

/** A call that never ends, or that a machine dials round and round, keeps no more than this of each kind. */
const keptParties = 200;
const keptSteps = 200;
const keptRecordings = 20;
/** Who asked to hang up ended the call if it ended within this. */
const hangupMs = 1000;

/** Some drivers number their channels in ways of their own: `Khomp/B0C1-12.0` is Khomp/B0C1. */
function deviceOf(channel: string): Interface | null {
  const own = /^([^/]+\/.+)-[^-]+$/.exec(channel)?.[1];
  return interfaceOfChannel(channel) ?? (own === undefined ? null : asInterface(own));
}

/** Whose phone a device is; the fold's own. */
export type MemberPhones = ReadonlyMap<string, Interface>;

/** One channel, and what is told of it after its end. */
export class Party {
  readonly uniqueid: Uniqueid;
  readonly device: Interface | null;
  readonly isLocal: boolean;
  /** The call in which it began. */
  readonly home: OpenCall;
  /** The call it is in: a transfer may have taken it into another. */
  call: OpenCall;
  /** When it was made: a phone's own. */
  readonly number: string | null;
  /** Later: who it is shown as. */
  shown: { number: string | null; name: string | null };
  exten: string | null = null;
  readonly createdAt: EpochMs | null;
  dialledBy: DialledBy = null;
  /** A queue rings it, for this member. */
  queueMember: Interface | null = null;
  /** What it dialled last. */
  dialled: Party | null = null;
  otherHalf: Party | null = null;
  bridge: Set<Party> | null = null;
  bridgeId: string | null = null;

  /** Undefined: it did not. */
  ringingAt: EpochMs | null | undefined;
  pickedUpAt: EpochMs | null | undefined;
  dialAt: EpochMs | null | undefined;
  farAnsweredAt: EpochMs | null | undefined;
  endedAt: EpochMs | null | undefined;
  /** How the dialling of it ended, and how its own dialling did; the first word counts, an answer more. */
  status: string | null = null;
  farStatus: string | null = null;
  cause: number | null = null;
  askedHangup = false;
  hasTransferred = false;
  isTalking = false;
  isHeld = false;
  readonly talk = new Stopwatch();
  readonly hold = new Stopwatch();
  /** In a queue's line: where the dialplan stood when it entered. */
  line: { queue: QueueName; exten: string | null; hasLeft: boolean; leftAt: EpochMs | null } | null = null;

  constructor(
    home: OpenCall,
    channel: { uniqueid: Uniqueid; channel: string | null; number: string | null; name: string | null },
    createdAt: EpochMs | null,
  ) {
    this.home = home;
    this.call = home;
    this.uniqueid = channel.uniqueid;
    this.device = channel.channel === null ? null : deviceOf(channel.channel);
    this.isLocal = isLocal(this.device);
    this.number = channel.number;
    this.shown = { number: channel.number, name: channel.name };
    this.createdAt = createdAt;
  }

  kind(phones: MemberPhones): PartyKind {
    if (this.queueMember !== null) return "phone";
    const isMembers = this.device !== null && phones.has(phoneKey(this.device));
    return partyKind({ device: this.device, number: this.number, isMembers });
  }

  /** The phone as its queue knows it. */
  interface(phones: MemberPhones): Interface | null {
    return this.queueMember ?? (this.device && (phones.get(phoneKey(this.device)) ?? this.device));
  }

  /** The interface of a phone; null of any other party. */
  phone(phones: MemberPhones): Interface | null {
    return this.kind(phones) === "phone" ? this.interface(phones) : null;
  }

  setTalking(isTalking: boolean, at: EpochMs | null): void {
    if (isTalking === this.isTalking) return;
    this.isTalking = isTalking;
    if (isTalking) {
      this.talk.start(at);
      this.call.talk.start(at);
      if (this.call.talkers.size < keptParties) this.call.talkers.add(this);
    } else {
      this.talk.stop(at);
      this.call.talk.stop(at);
    }
  }

  /** @returns whether that is news */
  setHeld(isHeld: boolean, at: EpochMs | null): boolean {
    // an Unhold without a Hold is sent before every transfer by the phone
    if (isHeld === this.isHeld) return false;
    this.isHeld = isHeld;
    if (isHeld) this.hold.start(at);
    else this.hold.stop(at);
    return true;
  }

  leg(phones: MemberPhones): Leg | null {
    if (this.queueMember !== null) return null;
    const phone = this.phone(phones);
    if (phone === null) return null;
    const direction = this.dialledBy === "channel" ? "in" : "out";
    if (direction === "out" && this.dialAt === undefined) return null;
    const answeredAt = direction === "in" ? this.pickedUpAt : this.farAnsweredAt;
    const isAnswered = answeredAt !== undefined;
    return {
      interface: phone,
      direction,
      number: direction === "out" ? this.exten : null,
      startedAt: (direction === "in" ? (this.ringingAt ?? this.createdAt) : this.dialAt) ?? null,
      answeredAt: answeredAt ?? null,
      endedAt: this.endedAt ?? null,
      result: isAnswered ? "answered" : this.endedAt === undefined ? null : this.#missed(direction),
      endedBy: !isAnswered || this.endedAt === undefined ? null : this.#endedBy(),
      talkMs: this.talk.ms,
      holdMs: isAnswered && this.endedAt !== undefined ? (this.hold.began ? this.hold.ms : 0) : null,
    };
  }

  #missed(direction: "in" | "out"): AttemptResult | null {
    const cause = direction === "in" ? resultOfCause(this.cause) : null;
    return cause ?? resultOfStatus[(direction === "in" ? this.status : this.farStatus) ?? ""] ?? null;
  }

  #endedBy(): Leg["endedBy"] {
    if (this.hasTransferred) return "transfer";
    if (this.endedAt === null) return null;
    return this.askedHangup ? "agent" : "caller";
  }
}

const resultOfStatus: Readonly<Record<string, AttemptResult>> = {
  BUSY: "busy",
  NOANSWER: "noanswer",
  CANCEL: "caller_left",
  CHANUNAVAIL: "not_reachable",
  CONGESTION: "not_reachable",
};

export class OpenCall {
  readonly linkedid: Linkedid;
  beganAt: EpochMs | null;
  /** Channels that are up and began in it or are in it. */
  readonly alive = new Set<Party>();
  readonly talk = new Stopwatch();
  readonly talkers = new Set<Party>();
  readonly notes = new Set<CallNote>();
  /** When the last channel that was in it left. */
  leftAt: EpochMs | null = null;
  /** How many had talked when it was told last. */
  toldTalkers = 0;
  isOver = false;
  #parties: Party[] = [];
  readonly #queues = new Set<QueueName>();
  readonly #recordings = new Set<string>();
  #steps: CallStep[] = [];
  #asked: Party | null = null;

  constructor(id: Linkedid, beganAt: EpochMs | null) {
    this.linkedid = id;
    this.beganAt = beganAt;
  }

  get first(): Party | undefined {
    return this.#parties[0];
  }

  begins(party: Party): void {
    this.#parties.push(party);
    this.alive.add(party);
  }

  entered(queue: QueueName): void {
    this.#queues.add(queue);
  }

  recorded(file: string): void {
    if (this.#recordings.size < keptRecordings) this.#recordings.add(file);
  }

  step(step: CallStep): void {
    if (this.#steps.length < keptSteps) this.#steps.push(step);
  }

  /** A party asked for the end: of the call, if that follows. */
  asked(party: Party): void {
    if (party === this.first || party.talk.began) this.#asked = party;
  }

  /** A channel that began here is gone: whether there is anything to tell of it. */
  gone(party: Party): void {
    const isWorth = party.talk.began || !(party.isLocal || party.queueMember !== null);
    const isKept = party === this.first || (isWorth && this.#parties.length <= keptParties);
    // as a rule it was among the last to come
    if (!isKept) this.#parties.splice(this.#parties.lastIndexOf(party), 1);
  }

  /** All its channels are gone. */
  end(phones: MemberPhones): void {
    this.isOver = true;
    if (this.leftAt === null) return;
    const asked = this.#asked;
    const isTheirs =
      asked !== null && (span(asked.endedAt ?? null, this.leftAt) ?? Number.POSITIVE_INFINITY) <= hangupMs;
    const by = isTheirs ? asked : null;
    this.step({
      kind: "hung_up",
      at: this.leftAt,
      interface: by?.phone(phones) ?? null,
      by: by === null ? null : by === this.first ? "caller" : "called",
      cause: this.first?.cause ?? null,
    });
  }

  record(pbx: PbxId, phones: MemberPhones): Call {
    const parties = this.#parties.filter((party) => !party.isLocal);
    const kinds = parties.map((party) => ({ kind: party.kind(phones), dialledBy: party.dialledBy }));
    const trunk = parties[kinds.findIndex(({ kind }) => kind === "trunk")];
    const first = this.first;
    // the PBX itself called somebody outside: his number is the one dialled
    const isCalled = parties[0] !== undefined && parties[0] === trunk && trunk.dialledBy !== null;
    const talkers = [...this.talkers].flatMap((party) => party.phone(phones) ?? []);
    return {
      pbx,
      linkedid: this.linkedid,
      uniqueid: first?.uniqueid ?? uniqueid(this.linkedid),
      beganAt: this.beganAt,
      endedAt: this.isOver ? this.leftAt : null,
      direction: directionOf(kinds),
      callerNumber: isCalled ? null : (first?.shown.number ?? null),
      callerName: isCalled ? null : (first?.shown.name ?? null),
      did: (isCalled ? parties[0]?.shown.number : first?.exten) ?? null,
      queues: [...this.#queues],
      interfaces: [...new Set(talkers)],
      trunk: trunk?.device ?? null,
      answered: this.talk.began,
      talkMs: this.talk.ms,
      recordings: [...this.#recordings],
      legs: parties.flatMap((party) => party.leg(phones) ?? []),
      steps: [...this.#steps],
      notes: [...this.notes],
      open: !this.isOver,
    };
  }
}
