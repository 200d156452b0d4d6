import type { Appointment } from "./agenda.ts";
import type { Channel } from "./channel.ts";
import { autoPause } from "./membership.ts";
import type { Pbx } from "./pbx.ts";
import { privilege } from "./privilege.ts";
import type { Member, Queue } from "./queue.ts";

/** One member's phone while it rings for a caller. */
export interface Ring {
  member: Member;
  channel: Channel;
  startedAt: number;
  next: Appointment | null;
}

/** What a try leads to. */
export interface AttemptEnd {
  /** A phone was picked up; the losers still ring. */
  answered(winner: Ring, losers: readonly Ring[]): void;
  /** Nobody answered. */
  failed(): void;
}

/** One try of a queue: phones of some members ring for one caller, until one is picked up or all are over. */
export class Attempt {
  readonly #pbx: Pbx;
  readonly #queue: Queue;
  readonly #caller: Channel;
  readonly #end: AttemptEnd;
  readonly startedAt: number;
  #rings: Ring[] = [];
  #limit: Appointment | null = null;

  constructor(pbx: Pbx, queue: Queue, caller: Channel, end: AttemptEnd) {
    this.#pbx = pbx;
    this.#queue = queue;
    this.#caller = caller;
    this.#end = end;
    this.startedAt = pbx.now;
  }

  ring(members: readonly Member[]): void {
    for (const member of members) this.#ringOne(member);
    const { ringMs } = this.#queue.settings;
    this.#limit = this.#pbx.agenda.after(ringMs, () => this.giveUp(ringMs));
  }

  #ringOne(member: Member): void {
    const pbx = this.#pbx;
    const caller = this.#caller;
    const { phone } = member;
    const channel = pbx.openChannel(phone, {}, caller.linkedid);
    pbx.say.variables(channel, [
      ["__QMQUEUE", this.#queue.settings.name],
      ["DIALEDPEERNUMBER", phone.number],
    ]);
    // DialBegin still shows the channel as it was made.
    const made = pbx.say.wants(privilege.call) ? channel.block("Dest") : "";
    channel.change({
      connectedNumber: caller.fields.number,
      connectedName: caller.fields.callerName,
      exten: this.#queue.settings.name,
    });
    pbx.say.agent("AgentCalled", caller.block() + channel.block("Dest") + this.memberHeaders(member));
    pbx.say.dialBegin(caller, made, phone.interface);
    if (this.#queue.settings.strategy !== "ringall") {
      caller.change({ connectedNumber: phone.number, connectedName: phone.owner });
      pbx.say.channel("NewConnectedLine", caller);
    }
    const ring: Ring = { member, channel, startedAt: pbx.now, next: null };
    channel.onHangupAsked = () => {
      pbx.say.channel("SoftHangupRequest", channel, "Cause: 16\r\n");
      this.#lose(ring, 0, 16, null);
    };
    this.#rings.push(ring);
    const reaction = pbx.behaviour.member();
    ring.next = pbx.agenda.after(pbx.random.between(25, 70), () => {
      if (reaction.kind === "busy") {
        pbx.say.hangupRequest(channel, 17, 486);
        return this.#lose(ring, 0, 17, 486);
      }
      this.#ringing(ring);
      if (reaction.kind === "answer") ring.next = pbx.agenda.after(reaction.afterMs, () => this.#answer(ring));
      else if (reaction.kind === "reject")
        ring.next = pbx.agenda.after(reaction.afterMs, () => {
          pbx.say.hangupRequest(channel, 21, 603);
          this.#lose(ring, (pbx.second - Math.floor(ring.startedAt / 1000)) * 1000, 21, 603);
        });
    });
  }

  /** The headers that name the queue and the member in Agent… events. */
  memberHeaders(member: Member): string {
    return `Queue: ${this.#queue.settings.name}\r\nInterface: ${member.phone.interface}\r\nMemberName: ${member.name}\r\n`;
  }

  #ringing({ channel, member }: Ring): void {
    const pbx = this.#pbx;
    channel.change({ state: 5 });
    pbx.say.channel("Newstate", channel);
    pbx.say.step(channel, "AppQueue", "(Outgoing Line)");
    pbx.say.channel("NewConnectedLine", channel);
    pbx.refresh(member.phone);
    pbx.say.dialState(this.#caller, channel, "RINGING");
  }

  #missed(ring: Ring, ringMs: number): void {
    const pbx = this.#pbx;
    const caller = this.#caller;
    const { settings } = this.#queue;
    pbx.log(settings.name, caller.uniqueid, ring.member.name, "RINGNOANSWER", ringMs);
    pbx.say.agent(
      "AgentRingNoAnswer",
      `${caller.block()}${ring.channel.block("Dest")}${this.memberHeaders(ring.member)}RingTime: ${ringMs}\r\n`,
    );
    if (settings.autoPause && !ring.member.paused) autoPause(pbx, ring.member);
  }

  /** One phone refused, or was taken away; the others ring on. */
  #lose(ring: Ring, ringMs: number, cause: number, techCause: number | null): void {
    const pbx = this.#pbx;
    if (!this.#rings.includes(ring)) return;
    pbx.agenda.cancel(ring.next);
    this.#rings.splice(this.#rings.indexOf(ring), 1);
    pbx.say.dialEnd(this.#caller, ring.channel, "NOANSWER");
    this.#missed(ring, ringMs);
    if (this.#rings.length === 0) {
      pbx.agenda.cancel(this.#limit);
      this.#end.failed();
    }
    pbx.closeChannel(ring.channel, cause, techCause);
  }

  /** The queue's patience with these phones is over. */
  giveUp(ringMs: number): void {
    const pbx = this.#pbx;
    const rings = this.#stop();
    for (const ring of rings) this.#missed(ring, ringMs);
    for (const ring of rings) {
      pbx.say.dialEnd(this.#caller, ring.channel, "NOANSWER");
      pbx.say.dialEnd(this.#caller, ring.channel, "CANCEL");
    }
    this.#end.failed();
    this.close(rings, 0);
  }

  /** The caller is no longer to be had. @returns the rings, whose channels still have to be closed */
  cancel(): readonly Ring[] {
    const pbx = this.#pbx;
    const rings = this.#stop();
    for (const ring of rings) {
      pbx.say.dialEnd(this.#caller, ring.channel, "CANCEL");
      pbx.say.dialEnd(this.#caller, ring.channel, "CANCEL");
      const queue = this.#queue.settings.name;
      pbx.log(queue, this.#caller.uniqueid, ring.member.name, "RINGCANCELED", pbx.now - ring.startedAt);
    }
    return rings;
  }

  close(rings: readonly Ring[], cause: number): void {
    for (const ring of rings) this.#pbx.closeChannel(ring.channel, cause);
  }

  #answer(winner: Ring): void {
    const losers = this.#stop().filter((ring) => ring !== winner);
    this.#end.answered(winner, losers);
  }

  #stop(): Ring[] {
    const rings = this.#rings;
    this.#rings = [];
    this.#pbx.agenda.cancel(this.#limit);
    for (const ring of rings) this.#pbx.agenda.cancel(ring.next);
    return rings;
  }
}
