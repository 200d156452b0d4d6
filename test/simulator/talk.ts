import type { Appointment } from "./agenda.ts";
import type { Bridge, Channel } from "./channel.ts";
import { Dial } from "./dial.ts";
import type { Pbx } from "./pbx.ts";
import type { Member, Queue } from "./queue.ts";
import type { Visit } from "./visit.ts";

/** A caller and an agent talk, from AgentConnect until one of them is gone. */
export class Talk {
  readonly #pbx: Pbx;
  readonly #visit: Visit;
  readonly #queue: Queue;
  readonly #caller: Channel;
  readonly #agent: Channel;
  readonly #member: Member;
  readonly #ringMs: number;
  readonly #holdSeconds: number;
  readonly #answeredAt: number;
  readonly #answerSecond: number;
  #bridge: Bridge | null = null;
  #plans: Appointment[] = [];
  #onHold = false;
  #completed = false;
  #consultation: Dial | null = null;

  constructor(visit: Visit, member: Member, agent: Channel, ringMs: number, holdSeconds: number) {
    this.#pbx = visit.pbx;
    this.#visit = visit;
    this.#queue = visit.queue;
    this.#caller = visit.caller;
    this.#agent = agent;
    this.#member = member;
    this.#ringMs = ringMs;
    this.#holdSeconds = holdSeconds;
    this.#answeredAt = this.#pbx.now;
    this.#answerSecond = this.#pbx.second;
  }

  begin(): void {
    const pbx = this.#pbx;
    pbx.talks.add(this);
    this.#bridge = pbx.connect(this.#agent, this.#caller);
    this.#agent.onHangupAsked = () => this.#agentEnds();
    this.#caller.onHangupAsked = () => this.#callerEnds();
    this.#caller.onRedirect = (context, exten, priority) => this.#redirected(context, exten, priority);
    const plan = pbx.behaviour.talk();
    for (const hold of plan.holds) {
      this.#plan(hold.afterMs, () => this.#hold());
      this.#plan(hold.afterMs + hold.forMs, () => this.#unhold());
    }
    this.#plan(plan.talkMs, () => this.#end(plan.ending));
  }

  #plan(afterMs: number, run: () => void): void {
    this.#plans.push(this.#pbx.agenda.after(afterMs, run));
  }

  #stopPlans(): void {
    for (const plan of this.#plans) this.#pbx.agenda.cancel(plan);
    this.#plans = [];
  }

  #end(ending: "agent" | "caller" | "blind_transfer" | "queue_transfer" | "attended_transfer"): void {
    const pbx = this.#pbx;
    switch (ending) {
      case "agent":
        return this.#agentEnds();
      case "caller":
        return this.#callerEnds();
      case "queue_transfer": {
        const others = [...pbx.queues.values()].filter((queue) => queue !== this.#queue);
        if (others.length === 0) return this.#agentEnds();
        return this.#transferTo(pbx.random.pick(others).settings.did);
      }
      case "blind_transfer":
      case "attended_transfer": {
        const colleague = this.#colleague();
        if (!colleague) return this.#agentEnds();
        if (ending === "blind_transfer") return this.#transferTo(colleague.number);
        return this.#consult(colleague);
      }
      default:
        return ending satisfies never;
    }
  }

  #colleague() {
    const pbx = this.#pbx;
    const phones = [...pbx.phones.values()].filter((phone) => phone.hinted);
    for (let trial = 0; trial < 5; trial++) {
      const phone = pbx.random.pick(phones);
      if (phone.free) return phone;
    }
    return null;
  }

  #hold(): void {
    if (this.#onHold) return;
    this.#onHold = true;
    this.#pbx.say.channel("Hold", this.#agent, "MusicClass: default\r\n");
    this.#pbx.say.channel("MusicOnHoldStart", this.#caller, "Class: default\r\n");
  }

  #unhold(): void {
    if (!this.#onHold) return;
    this.#onHold = false;
    this.#pbx.say.channel("Unhold", this.#agent);
    this.#pbx.say.channel("MusicOnHoldStop", this.#caller);
  }

  /** The figures of the member and of the queue. Source: `app_queue.c`, `update_queue()`. */
  #count(): void {
    const pbx = this.#pbx;
    const { settings } = this.#queue;
    this.#member.inCall = false;
    for (const membership of this.#member.phone.memberships) {
      if (membership.queue === this.#queue) membership.callsTaken++;
      membership.lastCall = pbx.second;
      const { wrapupMs } = membership.queue.settings;
      if (wrapupMs > 0) pbx.agenda.after(membership.wrapupEndsAt - pbx.now, () => pbx.offer(membership.queue));
    }
    this.#queue.averageTalk(pbx.second - this.#answerSecond);
    this.#queue.completed++;
    if (this.#holdSeconds * 1000 <= settings.serviceLevelMs) this.#queue.completedInLevel++;
  }

  /** The agent's part is over, and told. Source: `app_queue.c`, `send_agent_complete()`. */
  #complete(reason: "agent" | "caller" | "transfer", row: string, ...where: string[]): void {
    this.#count();
    this.#sayComplete(reason, row, ...where);
  }

  #sayComplete(reason: "agent" | "caller" | "transfer", row: string, ...where: string[]): void {
    const pbx = this.#pbx;
    const { settings } = this.#queue;
    this.#completed = true;
    const talked = pbx.second - this.#answerSecond;
    pbx.log(
      settings.name,
      this.#caller.uniqueid,
      this.#member.name,
      row,
      ...where,
      this.#holdSeconds,
      talked,
      this.#visit.originalPosition,
    );
    // About one in twenty comes without the headers of a channel that is already gone.
    const luck = pbx.random.next();
    const redirected = !pbx.channels.has(this.#agent.name);
    const callerBlock = luck < 0.015 ? "" : this.#caller.block();
    const agentBlock = redirected || (luck >= 0.008 && luck < 0.035) ? "" : this.#agent.block("Dest");
    pbx.say.agent(
      "AgentComplete",
      `${callerBlock}${agentBlock}Queue: ${settings.name}\r\nInterface: ${this.#member.phone.interface}\r\nMemberName: ${this.#member.name}\r\n` +
        `HoldTime: ${this.#holdSeconds}\r\nTalkTime: ${talked}\r\nReason: ${reason}\r\n`,
    );
  }

  /** Asterisk died: nobody knows how this talk went on. */
  reportLost(): void {
    this.#report(null);
  }

  #report(endedBy: "agent" | "caller" | "transfer" | null): void {
    this.#pbx.talks.delete(this);
    this.#visit.report("answered", {
      endedBy,
      waitMs: this.#answeredAt - this.#visit.enteredAt,
      ringMs: this.#ringMs,
      talkMs: endedBy === null ? null : this.#pbx.now - this.#answeredAt,
      interface: this.#member.phone.interface,
      agent: this.#member.name,
    });
  }

  /** What Queue() leaves on the caller's channel when it returns. */
  #sayFigures(): void {
    const pbx = this.#pbx;
    const answered = pbx.now - this.#answeredAt;
    const dialled = pbx.now - this.#visit.enteredAt;
    pbx.say.variables(this.#caller, [
      ...this.#queue.variables(),
      ["ANSWEREDTIME", Math.floor(answered / 1000)],
      ["ANSWEREDTIME_MS", answered],
      ["DIALEDTIME", Math.floor(dialled / 1000)],
      ["DIALEDTIME_MS", dialled],
      ...this.#queue.variables(),
    ]);
    if (this.#queue.settings.survey) pbx.say.variables(this.#caller, [["QUEUESTATUS", "CONTINUE"]]);
  }

  #over(): void {
    this.#stopPlans();
    this.#consultation?.callerHangsUp();
    this.#consultation = null;
    this.#agent.onHangupAsked = null;
    this.#caller.onHangupAsked = null;
    this.#caller.onRedirect = null;
  }

  #agentEnds(): void {
    const pbx = this.#pbx;
    this.#over();
    pbx.say.audioQuality(this.#agent, this.#caller);
    pbx.say.hangupRequest(this.#agent);
    this.#complete("agent", "COMPLETEAGENT");
    pbx.separate(this.#agent, this.#caller);
    this.#sayFigures();
    this.#report("agent");
    pbx.closeChannel(this.#agent, 16);
    this.#visit.back(this.#queue.settings.survey ? "CONTINUE" : "done");
  }

  #callerEnds(): void {
    const pbx = this.#pbx;
    this.#over();
    pbx.say.audioQuality(this.#caller, this.#agent);
    pbx.say.hangupRequest(this.#caller);
    this.#complete("caller", "COMPLETECALLER");
    pbx.separate(this.#caller, this.#agent);
    this.#sayFigures();
    this.#report("caller");
    pbx.say.channel("SoftHangupRequest", this.#caller, "Cause: 16\r\n");
    // Each has a thread of its own: either may be first.
    const both = [this.#caller, this.#agent];
    if (pbx.random.chance(0.5)) both.reverse();
    for (const channel of both) pbx.closeChannel(channel, 16);
    this.#visit.back("gone");
  }

  /** The agent's phone sends the caller elsewhere (REFER). */
  #transferTo(exten: string): void {
    const pbx = this.#pbx;
    const [agent, caller] = [this.#agent, this.#caller];
    this.#over();
    pbx.say.channel("Unhold", agent);
    pbx.say.variables(agent, [["BLINDTRANSFER", caller.name]]);
    pbx.say.variables(caller, [
      ["BLINDTRANSFER", agent.name],
      ["SIPTRANSFER", "yes"],
      ["SIPREFERRINGCONTEXT", "from-phones"],
      ["__SIPREFERREDBYHDR", `<sip:${this.#member.phone.number}@127.0.0.1:5060>`],
      ["SIPREFERTOHDR", `sip:${exten}@127.0.0.1:5060`],
    ]);
    pbx.say.variables(agent, [
      ["BRIDGEPEER", ""],
      ["BRIDGEPVTCALLID", ""],
    ]);
    pbx.say.call(
      "BlindTransfer",
      `Result: Success\r\n${agent.block("Transferer")}${caller.block("Transferee")}${this.#bridge?.block() ?? ""}` +
        `IsExternal: Yes\r\nContext: from-phones\r\nExtension: ${exten}\r\n`,
    );
    this.#complete("transfer", "BLINDTRANSFER", exten, "from-phones");
    pbx.say.variables(caller, [
      ["BRIDGEPEER", ""],
      ["BRIDGEPVTCALLID", ""],
    ]);
    caller.change({ context: "from-phones", exten, priority: 1 });
    pbx.say.step(caller, caller.application, caller.data);
    pbx.say.bridgeLeave(caller);
    this.#sayFigures();
    pbx.say.bridgeLeave(agent);
    if (this.#bridge) pbx.say.call("BridgeDestroy", this.#bridge.block());
    this.#report("transfer");
    pbx.say.audioQuality(agent, null);
    pbx.closeChannel(agent, 16);
    this.#visit.back("moved");
  }

  /** The agent holds the caller and calls a colleague from the same phone; then he joins the two. */
  #consult(colleague: { number: string }): void {
    const pbx = this.#pbx;
    const { phone } = this.#member;
    const target = pbx.phone(`PJSIP/${colleague.number}`);
    if (!target) return this.#agentEnds();
    this.#hold();
    const second = pbx.openChannel(phone, { state: 4, exten: colleague.number }, null);
    pbx.say.variables(second, [["SIPDOMAIN", "127.0.0.1"]]);
    pbx.say.step(second, "NoOp", "internal");
    second.change({ priority: 2 });
    const dial = new Dial(pbx, second, target, colleague.number, (result) => {
      this.#consultation = null;
      if (result === "gone") return;
      // Nobody there: back to the caller.
      pbx.say.step(second, "Hangup", "");
      pbx.say.channel("SoftHangupRequest", second, "Cause: 16\r\n");
      pbx.closeChannel(second, 16);
      if (this.#completed) return;
      this.#unhold();
      this.#plan(pbx.random.between(3_000, 15_000), () => this.#agentEnds());
    });
    dial.onAnswer = () => this.#plan(pbx.random.between(2_000, 12_000), () => this.#join(dial, second));
    this.#consultation = dial;
    dial.begin(20_000);
  }

  /** REFER with Replaces: the colleague takes the agent's place beside the caller. */
  #join(dial: Dial, second: Channel): void {
    const pbx = this.#pbx;
    const [agent, caller, bridge] = [this.#agent, this.#caller, this.#bridge];
    const colleague = dial.release();
    if (!colleague || !bridge) return this.#agentEnds();
    this.#consultation = null;
    const secondBridge = second.bridge;
    pbx.say.channel("Unhold", agent);
    pbx.say.channel("Unhold", second);
    pbx.say.variables(caller, [["ATTENDEDTRANSFER", agent.name]]);
    pbx.say.variables(agent, [["ATTENDEDTRANSFER", caller.name]]);
    const legs =
      `Result: Success\r\n${agent.block("OrigTransferer")}${bridge.block("Orig")}${second.block("SecondTransferer")}` +
      `${secondBridge?.block("Second") ?? ""}${caller.block("Transferee")}`;
    // The target is named only if it was still found when the event was made.
    const target = pbx.random.chance(0.67) ? colleague.block("TransferTarget") : "";
    pbx.say.bridgeLeave(colleague);
    pbx.say.bridgeLeave(agent);
    colleague.join(caller.linkedid);
    pbx.say.bridgeEnter(bridge, colleague, agent);
    if (this.#onHold) pbx.say.channel("MusicOnHoldStop", caller);
    this.#onHold = false;
    pbx.say.bridgePeers(caller, colleague, pbx.dialogIds());
    pbx.say.channel("SoftHangupRequest", second, "Cause: 1\r\n");
    pbx.say.call(
      "AttendedTransfer",
      `${legs}${target}IsExternal: No\r\nDestType: Bridge\r\nDestBridgeUniqueid: ${bridge.uniqueid}\r\n`,
    );
    this.#over();
    this.#complete("transfer", "ATTENDEDTRANSFER", "BRIDGE", bridge.uniqueid);
    this.#report("transfer");
    pbx.say.bridgeLeave(second);
    dial.sayOver();
    caller.change({ connectedNumber: colleague.fields.number, connectedName: colleague.fields.callerName });
    pbx.say.channel("NewConnectedLine", caller);
    if (secondBridge) pbx.say.call("BridgeDestroy", secondBridge.block());
    colleague.change({ connectedNumber: caller.fields.number, connectedName: caller.fields.callerName });
    pbx.say.channel("NewConnectedLine", colleague);
    pbx.closeChannel(second, 16);
    pbx.closeChannel(agent, 16);
    this.#talkOn(colleague);
  }

  /** The caller talks on with the colleague, still inside Queue(). */
  #talkOn(colleague: Channel): void {
    const pbx = this.#pbx;
    const [caller] = [this.#caller];
    const end = (by: Channel) => {
      this.#over();
      colleague.onHangupAsked = null;
      const other = by === caller ? colleague : caller;
      pbx.say.hangupRequest(by, 16);
      pbx.separate(by, other);
      this.#sayFigures();
      pbx.closeChannel(colleague, 16);
      if (by === caller) {
        pbx.say.channel("SoftHangupRequest", caller, "Cause: 16\r\n");
        pbx.closeChannel(caller, 16);
        return this.#visit.back("gone");
      }
      this.#visit.back(this.#queue.settings.survey ? "CONTINUE" : "done");
    };
    colleague.onHangupAsked = () => end(colleague);
    caller.onHangupAsked = () => end(caller);
    const plan = pbx.behaviour.talk();
    this.#plan(plan.talkMs, () => end(plan.ending === "caller" ? caller : colleague));
  }

  /**
   * AMI takes the caller away. app_queue does not notice: its AgentComplete comes only when the caller's whole call ends,
   * says "caller" and counts everything since.
   */
  #redirected(context: string, exten: string, priority: number): void {
    const pbx = this.#pbx;
    const [agent, caller] = [this.#agent, this.#caller];
    this.#over();
    this.#count();
    this.#report("transfer");
    caller.change({ context, exten, priority });
    pbx.separate(caller, agent);
    pbx.closeChannel(agent, 16);
    caller.onClosing = () => this.#sayComplete("caller", "COMPLETECALLER");
    this.#visit.back("moved");
  }
}
