import type { Appointment } from "./agenda.ts";
import type { Channel } from "./channel.ts";
import type { Pbx } from "./pbx.ts";
import type { Phone } from "./phone.ts";

/** What Dial() leaves in DIALSTATUS; `gone`: the caller hung up. */
export type DialResult = "ANSWER" | "BUSY" | "NOANSWER" | "CHANUNAVAIL" | "gone";

const emptied = [
  "DIALSTATUS",
  "DIALEDPEERNUMBER",
  "DIALEDPEERNAME",
  "ANSWEREDTIME",
  "ANSWEREDTIME_MS",
  "DIALEDTIME",
  "DIALEDTIME_MS",
  "RINGTIME",
  "RINGTIME_MS",
  "PROGRESSTIME",
  "PROGRESSTIME_MS",
] as const;

/** One Dial(): a channel rings a phone, or a number beyond the trunk, and talks with who answers. */
export class Dial {
  readonly pbx: Pbx;
  readonly caller: Channel;
  called: Channel | null = null;
  answeredAt: number | null = null;
  readonly #begunAt: number;
  #next: Appointment | null = null;
  #ringLimit: Appointment | null = null;
  readonly #phone: Phone;
  readonly #number: string;
  readonly #back: (result: DialResult, cause: number) => void;
  /** Told at the answer; who sets it decides how the talk ends. */
  onAnswer: (() => void) | null = null;

  /** @param number what is dialled: the phone's own number, or one outside */
  constructor(
    pbx: Pbx,
    caller: Channel,
    phone: Phone,
    number: string,
    back: (result: DialResult, cause: number) => void,
  ) {
    this.pbx = pbx;
    this.caller = caller;
    this.#phone = phone;
    this.#number = number;
    this.#back = back;
    this.#begunAt = pbx.now;
  }

  begin(ringLimitMs: number): void {
    const { pbx, caller } = this;
    const outside = this.#phone === pbx.trunk;
    const dialString = outside ? `${this.#number}@trunk` : this.#phone.number;
    pbx.say.step(caller, "Dial", `PJSIP/${dialString},${Math.round(ringLimitMs / 1000)},tT`);
    pbx.say.variables(
      caller,
      emptied.map((name) => [name, ""]),
    );
    if (!this.#phone.registered) {
      pbx.say.variables(caller, [["DIALSTATUS", "CHANUNAVAIL"]]);
      return this.#back("CHANUNAVAIL", 20);
    }
    const called = pbx.openChannel(this.#phone, {}, caller.linkedid);
    this.called = called;
    pbx.say.variables(called, [["DIALEDPEERNUMBER", dialString]]);
    called.change({
      connectedNumber: caller.fields.number,
      connectedName: caller.fields.callerName,
      exten: this.#number,
      ...(outside ? { number: this.#number } : {}),
    });
    pbx.say.step(called, "AppDial", "(Outgoing Line)");
    if (outside) pbx.say.channel("NewCallerid", called, "CID-CallingPres: 0 (Presentation Allowed, Not Screened)\r\n");
    pbx.say.channel("NewConnectedLine", called);
    pbx.say.dialBegin(caller, called.block("Dest"), dialString);
    caller.change({ connectedNumber: this.#number, connectedName: outside ? null : this.#phone.owner });
    pbx.say.channel("NewConnectedLine", caller);
    caller.onHangupAsked = () => this.callerHangsUp();
    called.onHangupAsked = () => this.calledHangsUp();
    const reaction = pbx.behaviour.dialled();
    const signalMs = Math.round(pbx.random.between(25, 70));
    this.#next = pbx.agenda.after(signalMs, () => {
      // A phone in a call says busy; who is called outside has a mind of his own.
      if (reaction.kind === "busy" || (!outside && this.#phone.channels.size > 1)) {
        pbx.say.hangupRequest(called, 17, 486);
        return this.#failed("BUSY", 17, 486);
      }
      called.change({ state: 5 });
      pbx.say.channel("Newstate", called);
      pbx.refresh(this.#phone);
      pbx.say.variables(caller, [
        ["RINGTIME", 0],
        ["RINGTIME_MS", signalMs],
      ]);
      const callerPhone = pbx.phone(caller.device);
      if (callerPhone) pbx.refresh(callerPhone);
      pbx.say.dialState(caller, called, "RINGING");
      this.#ringLimit = pbx.agenda.after(ringLimitMs, () => this.#failed("NOANSWER", 0, null));
      if (reaction.kind === "answer") this.#next = pbx.agenda.after(reaction.afterMs, () => this.#answer());
      else if (reaction.kind === "reject")
        this.#next = pbx.agenda.after(reaction.afterMs, () => {
          pbx.say.hangupRequest(called, 21, 603);
          this.#failed("BUSY", 21, 603);
        });
    });
  }

  #stop(): void {
    this.pbx.agenda.cancel(this.#next);
    this.pbx.agenda.cancel(this.#ringLimit);
  }

  #failed(status: "BUSY" | "NOANSWER", cause: number, techCause: number | null): void {
    const { pbx, caller, called } = this;
    if (!called) return;
    this.#stop();
    this.called = null;
    pbx.say.dialEnd(caller, called, status);
    pbx.say.variables(caller, [["DIALSTATUS", status]]);
    pbx.closeChannel(called, cause, techCause);
    caller.onHangupAsked = null;
    this.#back(status, cause === 0 ? 16 : cause);
  }

  #answer(): void {
    const { pbx, caller, called } = this;
    if (!called) return;
    this.#stop();
    this.answeredAt = pbx.now;
    pbx.setChannelState(called, 6);
    pbx.say.variables(caller, [
      ["DIALSTATUS", "ANSWER"],
      ["DIALEDPEERNAME", called.name],
      ["DIALEDPEERNUMBER", this.#number],
    ]);
    pbx.say.dialEnd(caller, called, "ANSWER");
    if (caller.fields.state !== 6) pbx.setChannelState(caller, 6);
    const bridge = pbx.newBridge();
    called.change({ exten: "" });
    pbx.say.step(called, "AppDial", "(Outgoing Line)");
    pbx.say.bridgeEnter(bridge, called);
    pbx.say.bridgeEnter(bridge, caller);
    pbx.say.bridgePeers(called, caller, pbx.dialogIds());
    if (this.onAnswer) return this.onAnswer();
    const plan = pbx.behaviour.talk();
    this.#next = pbx.agenda.after(plan.talkMs, () =>
      plan.ending === "agent" ? this.calledHangsUp() : this.callerHangsUp(),
    );
  }

  #sayTimes(): void {
    const answered = this.answeredAt === null ? 0 : this.pbx.now - this.answeredAt;
    const dialled = this.pbx.now - this.#begunAt;
    this.pbx.say.variables(this.caller, [
      ["ANSWEREDTIME", Math.floor(answered / 1000)],
      ["ANSWEREDTIME_MS", answered],
      ["DIALEDTIME", Math.floor(dialled / 1000)],
      ["DIALEDTIME_MS", dialled],
      ["DIALSTATUS", "ANSWER"],
    ]);
  }

  /** The one who dialled hangs up, ringing or talking. */
  callerHangsUp(): void {
    const { pbx, caller, called } = this;
    this.#stop();
    this.called = null;
    caller.onHangupAsked = null;
    if (this.answeredAt === null) {
      pbx.say.hangupRequest(caller, 127, 487);
      if (called) pbx.say.dialEnd(caller, called, "CANCEL");
      pbx.say.variables(caller, [["DIALSTATUS", "CANCEL"]]);
      pbx.say.channel("SoftHangupRequest", caller, "Cause: 16\r\nTechCause: 487\r\n");
    } else {
      pbx.say.audioQuality(caller, called);
      pbx.say.hangupRequest(caller, 16);
      if (called) pbx.separate(caller, called);
      this.#sayTimes();
      pbx.say.channel("SoftHangupRequest", caller, "Cause: 16\r\n");
    }
    if (called) pbx.closeChannel(called, this.answeredAt === null ? 0 : 16);
    pbx.closeChannel(caller, this.answeredAt === null ? 127 : 16, this.answeredAt === null ? 487 : null);
    this.#back("gone", 16);
  }

  /** The one who was called hangs up; the caller goes on in the dialplan. */
  calledHangsUp(): void {
    const { pbx, caller, called } = this;
    if (!called) return;
    if (this.answeredAt === null) return this.#failed("NOANSWER", 16, null);
    this.#stop();
    this.called = null;
    caller.onHangupAsked = null;
    pbx.say.audioQuality(called, caller);
    pbx.say.hangupRequest(called, 16);
    pbx.separate(called, caller);
    this.#sayTimes();
    pbx.closeChannel(called, 16);
    this.#back("ANSWER", 16);
  }

  /** An attended transfer takes the called one away: this Dial() is over without a hangup of his. */
  release(): Channel | null {
    const { called } = this;
    this.#stop();
    this.called = null;
    this.caller.onHangupAsked = null;
    return called;
  }

  /** What Dial() still says once its called one has been taken away. */
  sayOver(): void {
    this.#sayTimes();
    this.pbx.say.channel("SoftHangupRequest", this.caller, "Cause: 16\r\n");
  }
}
