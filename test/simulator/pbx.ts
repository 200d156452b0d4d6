import { Agenda } from "./agenda.ts";
import type { Behaviour } from "./behaviour.ts";
import { Bridge, Channel, type ChannelFields } from "./channel.ts";
import { deviceState, deviceStateNames, extensionStates, Phone } from "./phone.ts";
import { allPrivileges } from "./privilege.ts";
import type { Member, Queue } from "./queue.ts";
import type { QueueLogBook } from "./queue_log.ts";
import type { Random } from "./random.ts";
import { type Outlet, type SentMessage, Signals } from "./signals.ts";

/** How a visit really went, known to nobody but the simulation. Spans are in ms; null where there was none. */
export interface TrueVisit {
  uniqueid: string;
  linkedid: string;
  queue: string;
  callerNumber: string;
  callerName: string | null;
  outcome: "answered" | "abandoned" | "timeout" | "exit_key" | "exit_empty" | "withdrawn" | "refused" | "lost";
  endedBy: "agent" | "caller" | "transfer" | null;
  enteredAt: number;
  waitMs: number | null;
  ringMs: number | null;
  talkMs: number | null;
  interface: string | null;
  agent: string | null;
}

/**
 * One simulated Asterisk: its channels, phones and queues, and the words in which it reports them.
 * Pure: time is an agenda's, luck a seeded generator's, messages go to a listener. What people do is in
 * {@link ./behaviour.ts}, how calls go in visit, dial and dialplan.
 */
export class Pbx implements Outlet {
  readonly agenda: Agenda;
  readonly random: Random;
  readonly behaviour: Behaviour;
  readonly book: QueueLogBook;
  readonly say: Signals;
  readonly queues = new Map<string, Queue>();
  /** By interface in lower case: Asterisk compares them so. */
  readonly phones = new Map<string, Phone>();
  readonly channels = new Map<string, Channel>();
  /** Talks going on, so that a crash can be told truly. */
  readonly talks = new Set<{ reportLost(): void }>();
  readonly trunk = new Phone("trunk", null, false);
  wanted = allPrivileges;
  listener: (message: SentMessage) => void = () => undefined;
  onVisit: (visit: TrueVisit) => void = () => undefined;
  startedAt: number;
  callsProcessed = 0;
  #channelsMade = 0;

  constructor(startAt: number, random: Random, behaviour: Behaviour, book: QueueLogBook) {
    this.agenda = new Agenda(startAt);
    this.startedAt = startAt;
    this.random = random;
    this.behaviour = behaviour;
    this.book = book;
    this.say = new Signals(this);
    this.addPhone(this.trunk);
  }

  get now(): number {
    return this.agenda.now;
  }

  /** Asterisk's `time(NULL)`: what durations in whole seconds are differences of. */
  get second(): number {
    return Math.floor(this.agenda.now / 1000);
  }

  send(privilege: number, text: string): void {
    if (this.wanted & privilege) this.listener({ at: this.agenda.now, privilege, text });
  }

  addPhone(phone: Phone): void {
    this.phones.set(phone.interface.toLowerCase(), phone);
  }

  phone(name: string): Phone | null {
    return this.phones.get(name.toLowerCase()) ?? null;
  }

  /** Makes a channel of a phone and says so. Without a linkedid it begins a call of its own. */
  openChannel(
    phone: Phone,
    fields: Partial<ChannelFields>,
    linkedid: string | null,
    wantedId: string | null = null,
  ): Channel {
    const number = this.#channelsMade++;
    const uniqueid = wantedId ?? `${this.second}.${number}`;
    if (linkedid === null) this.callsProcessed++;
    const channel = new Channel(
      {
        name: `${phone.interface}-${number.toString(16).padStart(8, "0")}`,
        device: phone.interface,
        uniqueid,
        linkedid: linkedid ?? uniqueid,
        createdAt: this.now,
      },
      {
        state: 0,
        number: phone.hinted ? phone.number : null,
        callerName: phone.owner,
        connectedNumber: null,
        connectedName: null,
        account: "",
        context: phone.hinted ? "from-phones" : "from-trunk",
        exten: "s",
        priority: 1,
        ...fields,
      },
    );
    this.channels.set(channel.name, channel);
    phone.channels.add(channel);
    this.say.channel("Newchannel", channel);
    return channel;
  }

  /** The channel is gone: says Hangup, and what becomes of its phone. */
  closeChannel(channel: Channel, cause: number, techCause: number | null = null): void {
    if (!this.channels.delete(channel.name)) return;
    channel.onClosing?.();
    this.say.hangup(channel, cause, techCause);
    const phone = this.phone(channel.device);
    if (!phone) return;
    phone.channels.delete(channel);
    this.refresh(phone);
    // A ring that never rang leaves the state as it was, but somebody may be waiting for this phone.
    if (phone.channels.size === 0) for (const member of phone.memberships) this.offer(member.queue);
  }

  setChannelState(channel: Channel, state: number): void {
    channel.change({ state });
    this.say.channel("Newstate", channel);
    const phone = this.phone(channel.device);
    if (phone) this.refresh(phone);
  }

  newBridge(): Bridge {
    const bridge = new Bridge(this.random.uuid());
    this.say.call("BridgeCreate", bridge.block());
    return bridge;
  }

  /** Puts two channels together, the one who was called first. */
  connect(called: Channel, caller: Channel): Bridge {
    const bridge = this.newBridge();
    this.say.bridgeEnter(bridge, called);
    this.say.bridgeEnter(bridge, caller);
    this.say.bridgePeers(called, caller, this.dialogIds());
    return bridge;
  }

  /** Takes two channels apart, the one who leaves first. */
  separate(first: Channel, second: Channel): void {
    const bridge = first.bridge;
    this.say.bridgePeers(first, second, null);
    this.say.bridgeLeave(first);
    this.say.bridgeLeave(second);
    if (bridge) this.say.call("BridgeDestroy", bridge.block());
  }

  /** What SIP calls the dialogs of two legs. */
  dialogIds(): readonly [string, string] {
    return [this.random.text("abcdefghijklmnopqrstuvwxyz0123456789", 20), this.random.uuid()];
  }

  device(name: string, state: string): void {
    this.say.call("DeviceStateChange", `Device: ${name}\r\nState: ${state}\r\n`);
  }

  /** Tells the state of a phone if it changed: hint, device, and each queue it is a member of. */
  refresh(phone: Phone): void {
    const state = phone.stateNow();
    if (state === phone.state) return;
    for (const member of phone.memberships) this.#uncount(member);
    phone.state = state;
    const extension = extensionStates[state];
    if (phone.hinted && extension) {
      this.say.call(
        "ExtensionStatus",
        `Exten: ${phone.number}\r\nContext: hints\r\nHint: ${phone.interface}\r\nStatus: ${extension[0]}\r\nStatusText: ${extension[1]}\r\n`,
      );
    }
    this.device(phone.interface, deviceStateNames[state] ?? "UNKNOWN");
    for (const member of phone.memberships) {
      this.say.agent("QueueMemberStatus", member.block());
      this.#count(member);
    }
    if (state === deviceState.notInUse) for (const member of phone.memberships) this.offer(member.queue);
  }

  /** Does something to a member and keeps its queue's counts right. */
  alter(member: Member, change: () => void): void {
    this.#uncount(member);
    change();
    this.#count(member);
  }

  enlist(member: Member): void {
    member.queue.members.push(member);
    member.phone.memberships.push(member);
    this.#count(member);
    this.offer(member.queue);
  }

  delist(member: Member): void {
    this.#uncount(member);
    const { queue, phone } = member;
    queue.members.splice(queue.members.indexOf(member), 1);
    phone.memberships.splice(phone.memberships.indexOf(member), 1);
    this.#announce(queue);
    this.#lookIfEmpty(queue);
  }

  #uncount(member: Member): void {
    if (member.present) member.queue.present--;
    if (member.available) member.queue.available--;
  }

  #count(member: Member): void {
    const { queue } = member;
    if (member.present) queue.present++;
    if (member.available) queue.available++;
    this.#announce(queue);
    if (queue.present === 0) this.#lookIfEmpty(queue);
  }

  /** The pseudo device of a queue: not in use while somebody could take a call. */
  #announce(queue: Queue): void {
    const open = queue.available > 0;
    if (open === queue.open) return;
    queue.open = open;
    this.device(`Queue:${queue.settings.name}_avail`, open ? "NOT_INUSE" : "INUSE");
  }

  /** Callers look about once a second whether anybody is left. */
  #lookIfEmpty(queue: Queue): void {
    if (!queue.settings.leaveWhenEmpty || queue.present > 0 || queue.waiting.length === 0) return;
    this.agenda.after(this.random.between(200, 1200), () => {
      if (queue.present > 0) return;
      for (const visit of [...queue.waiting]) visit.leaveEmpty();
    });
  }

  /** Lets those in line try: the first ones, as many as there are free members (`autofill`). */
  offer(queue: Queue): void {
    if (queue.waiting.length === 0 || queue.available === 0) return;
    for (const visit of queue.waiting) {
      if (!visit.canTry) continue;
      const members = queue.choose(this.now, () => this.random.next());
      if (members.length === 0) return;
      visit.tryMembers(members);
    }
  }

  log(queue: string, callid: string, agent: string, event: string, ...data: (string | number)[]): void {
    this.book.add({ time: this.second, callid, queue, agent, event, data: data.map(String) });
  }

  /** All there was is gone; the numbers of channels begin anew. Members stay, with their statistics at zero. */
  reboot(): void {
    this.agenda.clear();
    this.channels.clear();
    this.talks.clear();
    this.#channelsMade = 0;
    this.callsProcessed = 0;
    this.startedAt = this.now;
    for (const phone of this.phones.values()) {
      phone.channels.clear();
      phone.registered = phone.exists;
      phone.state = phone.stateNow();
    }
    for (const queue of this.queues.values()) {
      Object.assign(queue, { waiting: [], completed: 0, abandoned: 0, completedInLevel: 0, abandonedInLevel: 0 });
      Object.assign(queue, { holdTime: 0, talkTime: 0, available: 0, present: 0 });
      for (const member of queue.members) {
        Object.assign(member, { callsTaken: 0, lastCall: 0, inCall: false, loginTime: this.second });
        if (member.present) queue.present++;
        if (member.available) queue.available++;
      }
      queue.open = queue.available > 0;
    }
  }
}
