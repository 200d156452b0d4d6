import type { Appointment } from "./agenda.ts";
import { Attempt, type Ring } from "./attempt.ts";
import type { Channel } from "./channel.ts";
import type { Pbx, TrueVisit } from "./pbx.ts";
import { privilege } from "./privilege.ts";
import type { Member, Queue } from "./queue.ts";
import { Talk } from "./talk.ts";

/** With what Queue() goes back to the dialplan: what it leaves in QUEUESTATUS, or why it leaves nothing. */
export type QueueResult =
  | "TIMEOUT"
  | "LEAVEEMPTY"
  | "WITHDRAW"
  | "JOINEMPTY"
  | "FULL"
  | "CONTINUE"
  /** By the exit key: the caller's channel is already at its new place. */
  | "key"
  /** By a transfer or a redirect: likewise. */
  | "moved"
  /** The talk is over and the caller is to be hung up. */
  | "done"
  /** The caller hung up; his channel is closed. */
  | "gone";

/** One stay of one caller in one queue, from Queue() until it returns. */
export class Visit {
  readonly pbx: Pbx;
  readonly queue: Queue;
  readonly caller: Channel;
  readonly enteredAt: number;
  readonly entrySecond: number;
  /** Place in line on entering. */
  originalPosition = 0;
  answeredBy: Member | null = null;
  #attempt: Attempt | null = null;
  #restUntil = 0;
  #plans: Appointment[] = [];
  /** His fate is decided, though he is still in line. */
  #leaving = false;
  readonly #back: (result: QueueResult) => void;

  constructor(pbx: Pbx, queue: Queue, caller: Channel, back: (result: QueueResult) => void) {
    this.pbx = pbx;
    this.queue = queue;
    this.caller = caller;
    this.enteredAt = pbx.now;
    this.entrySecond = pbx.second;
    this.#back = back;
  }

  /** Whole seconds waited, as Asterisk counts them. */
  get waitedSeconds(): number {
    return this.pbx.second - this.entrySecond;
  }

  get position(): number {
    return this.queue.waiting.indexOf(this) + 1;
  }

  /** In line, with no phone ringing, and not resting after a try. */
  get canTry(): boolean {
    return !this.#leaving && this.#attempt === null && this.pbx.now >= this.#restUntil;
  }

  /** Queue() begins: the caller is let in, or sent back at once. */
  enter(): void {
    const { pbx, queue, caller } = this;
    const empty = ["ANSWEREDTIME", "ANSWEREDTIME_MS", "DIALEDTIME", "DIALEDTIME_MS", "QUEUEWAIT", "QUEUEWAIT_MS"];
    pbx.say.variables(
      caller,
      empty.map((name) => [name, ""]),
    );
    if (queue.settings.maxWaiting > 0 && queue.waiting.length >= queue.settings.maxWaiting) return this.#refuse("FULL");
    if (queue.settings.joinEmpty && queue.present === 0) return this.#refuse("JOINEMPTY");
    queue.waiting.push(this);
    const count = queue.waiting.length;
    this.originalPosition = count;
    if (count === 1) pbx.device(`Queue:${queue.settings.name}`, "RINGING");
    pbx.log(queue.settings.name, caller.uniqueid, "NONE", "ENTERQUEUE", "", caller.fields.number ?? "", count);
    pbx.say.agent(
      "QueueCallerJoin",
      `${caller.block()}Queue: ${queue.settings.name}\r\nPosition: ${count}\r\nCount: ${count}\r\n`,
    );
    pbx.say.channel("MusicOnHoldStart", caller, "Class: default\r\n");
    caller.onHangupAsked = () => this.#abandon();
    caller.onRedirect = (context, exten, priority) => this.#redirect(context, exten, priority);
    const plan = pbx.behaviour.caller(queue.settings.exitKey !== null);
    this.#plans.push(pbx.agenda.after(plan.patienceMs, () => this.#abandon()));
    if (plan.keyAfterMs !== null) this.#plans.push(pbx.agenda.after(plan.keyAfterMs, () => this.#pressKey()));
    if (queue.settings.limitMs !== null)
      this.#plans.push(pbx.agenda.after(queue.settings.limitMs, () => this.#giveUp("TIMEOUT", "EXITWITHTIMEOUT")));
    // Queue() takes a moment before its first try.
    this.#restUntil = pbx.now + 2;
    pbx.agenda.after(2, () => pbx.offer(queue));
  }

  #refuse(status: "FULL" | "JOINEMPTY"): void {
    this.pbx.say.variables(this.caller, [["QUEUESTATUS", status]]);
    this.report("refused", null);
    this.#back(status);
  }

  /** Rings these members' phones. */
  tryMembers(members: readonly Member[]): void {
    const attempt = new Attempt(this.pbx, this.queue, this.caller, {
      answered: (winner, losers) => this.#answer(attempt, winner, losers),
      failed: () => this.#rest(),
    });
    this.#attempt = attempt;
    attempt.ring(members);
  }

  #rest(): void {
    const { pbx, queue } = this;
    this.#attempt = null;
    this.#restUntil = pbx.now + queue.settings.retryMs;
    pbx.agenda.after(queue.settings.retryMs, () => pbx.offer(queue));
  }

  #stopPlans(): void {
    this.#leaving = true;
    for (const plan of this.#plans) this.pbx.agenda.cancel(plan);
    this.#plans = [];
    this.caller.onHangupAsked = null;
    this.caller.onRedirect = null;
  }

  #waitVariables(): (readonly [string, string | number])[] {
    const waited = this.waitedSeconds;
    return [
      ["QUEUEWAIT", waited],
      ["QUEUEWAIT_MS", waited * 1000],
      ["DIALEDTIME", Math.floor((this.pbx.now - this.enteredAt) / 1000)],
      ["DIALEDTIME_MS", this.pbx.now - this.enteredAt],
      ["ANSWEREDTIME", 0],
      ["ANSWEREDTIME_MS", 0],
    ];
  }

  /** Out of the line: QueueCallerLeave, whatever the reason. */
  #leaveLine(): number {
    const { pbx, queue, caller } = this;
    const position = this.position;
    queue.waiting.splice(position - 1, 1);
    if (queue.waiting.length === 0) pbx.device(`Queue:${queue.settings.name}`, "NOT_INUSE");
    pbx.say.agent(
      "QueueCallerLeave",
      `${caller.block()}Queue: ${queue.settings.name}\r\nPosition: ${position}\r\nCount: ${queue.waiting.length}\r\n`,
    );
    pbx.say.variables(caller, [["QUEUEPOSITION", position]]);
    return position;
  }

  /** `record_abandoned()`: sent for every way out but an answer and a key. */
  #sayAbandon(): void {
    const { pbx, queue, caller } = this;
    pbx.say.variables(caller, [["ABANDONED", "TRUE"], ...queue.variables()]);
    pbx.say.agent(
      "QueueCallerAbandon",
      `${caller.block()}Queue: ${queue.settings.name}\r\nPosition: ${this.position}\r\nOriginalPosition: ${this.originalPosition}\r\n` +
        `HoldTime: ${this.waitedSeconds}\r\n`,
    );
    queue.abandoned++;
    if (this.waitedSeconds * 1000 <= queue.settings.serviceLevelMs) queue.abandonedInLevel++;
  }

  /** The caller hangs up. */
  #abandon(): void {
    const { pbx, caller } = this;
    pbx.say.audioQuality(caller, null);
    pbx.say.hangupRequest(caller);
    this.#abandonWith(0);
    this.#back("gone");
  }

  #abandonWith(cause: number | null): void {
    const { pbx, queue, caller } = this;
    this.#stopPlans();
    pbx.say.channel("MusicOnHoldStop", caller);
    const rings = this.#attempt?.cancel() ?? [];
    pbx.say.variables(caller, this.#waitVariables());
    this.#sayAbandon();
    pbx.say.variables(caller, queue.variables());
    pbx.log(
      queue.settings.name,
      caller.uniqueid,
      "NONE",
      "ABANDON",
      this.position,
      this.originalPosition,
      this.waitedSeconds,
    );
    this.#leaveLine();
    this.report("abandoned", null);
    if (cause !== null) pbx.say.channel("SoftHangupRequest", caller, "Cause: 16\r\n");
    this.#attempt?.close(rings, 0);
    if (cause !== null) pbx.closeChannel(caller, cause);
  }

  /** AMI moves a waiting caller away: to the queue it is as if he had hung up. */
  #redirect(context: string, exten: string, priority: number): void {
    this.#abandonWith(null);
    this.caller.change({ context, exten, priority });
    this.#back("moved");
  }

  /** Queue() gives up by itself. */
  #giveUp(status: "TIMEOUT" | "LEAVEEMPTY" | "WITHDRAW", row: string, text: string | null = null): void {
    const { pbx, queue, caller } = this;
    this.#stopPlans();
    const attempt = this.#attempt;
    if (attempt && status === "TIMEOUT") attempt.giveUp(Math.round((pbx.now - attempt.startedAt) / 1000) * 1000);
    else attempt?.close(attempt.cancel(), 0);
    this.#sayAbandon();
    pbx.say.variables(caller, this.#waitVariables());
    pbx.say.channel("MusicOnHoldStop", caller);
    pbx.say.variables(caller, queue.variables());
    pbx.log(
      queue.settings.name,
      caller.uniqueid,
      "NONE",
      row,
      this.position,
      this.originalPosition,
      this.waitedSeconds,
      ...(text === null ? [] : [text]),
    );
    this.#leaveLine();
    pbx.say.variables(caller, [["QUEUESTATUS", status]]);
    this.report(status === "TIMEOUT" ? "timeout" : status === "LEAVEEMPTY" ? "exit_empty" : "withdrawn", null);
    this.#back(status);
  }

  leaveEmpty(): void {
    this.#giveUp("LEAVEEMPTY", "EXITEMPTY");
  }

  /** AMI takes the caller out of the queue and gives him back to the dialplan. */
  withdraw(text: string): void {
    this.#giveUp("WITHDRAW", "WITHDRAW", text);
  }

  #pressKey(): void {
    const { pbx, queue, caller } = this;
    const key = queue.settings.exitKey ?? "";
    this.#stopPlans();
    if (pbx.say.wants(privilege.dtmf))
      pbx.say.event(
        "DTMFEnd",
        privilege.dtmf,
        `${caller.block()}Digit: ${key}\r\nDurationMs: 160\r\nDirection: Received\r\n`,
      );
    const rings = this.#attempt?.cancel() ?? [];
    pbx.say.variables(caller, this.#waitVariables());
    const { position } = this;
    pbx.log(
      queue.settings.name,
      caller.uniqueid,
      "NONE",
      "EXITWITHKEY",
      key,
      position,
      this.originalPosition,
      this.waitedSeconds,
    );
    caller.change({ context: `exit-${queue.settings.name}`, exten: key, priority: 1 });
    pbx.say.step(caller, caller.application, caller.data);
    pbx.say.channel("MusicOnHoldStop", caller);
    pbx.say.variables(caller, queue.variables());
    this.#attempt?.close(rings, 0);
    this.#leaveLine();
    this.report("exit_key", null);
    this.#back("key");
  }

  /** A phone is picked up: the others stop, the two are put together. */
  #answer(attempt: Attempt, winner: Ring, losers: readonly Ring[]): void {
    const { pbx, queue, caller } = this;
    const { member, channel } = winner;
    const { phone } = member;
    this.#stopPlans();
    channel.change({ state: 6 });
    pbx.say.channel("Newstate", channel);
    pbx.refresh(phone);
    pbx.say.dialEnd(caller, channel, "ANSWER");
    for (const ring of losers) pbx.say.dialEnd(caller, ring.channel, "CANCEL");
    if (queue.settings.strategy === "ringall") {
      caller.change({ connectedNumber: phone.number, connectedName: phone.owner });
      pbx.say.channel("NewConnectedLine", caller);
    }
    for (const ring of losers) {
      pbx.say.dialEnd(caller, ring.channel, "CANCEL");
      pbx.closeChannel(ring.channel, 26);
    }
    pbx.say.channel("MusicOnHoldStop", caller);
    const waited = this.waitedSeconds;
    const memberVariables: [string, string | number][] = [
      ["MEMBERINTERFACE", phone.interface],
      ["MEMBERNAME", member.name],
      ["MEMBERCALLS", member.callsTaken],
      ["MEMBERLASTCALL", member.lastCall],
      ["MEMBERPENALTY", member.penalty],
      ["MEMBERDYNAMIC", member.membership === "dynamic" ? 1 : 0],
      ["MEMBERREALTIME", 0],
    ];
    const entryVariables: [string, string | number][] = [
      ["QEHOLDTIME", waited],
      ["QEORIGINALPOS", this.originalPosition],
    ];
    queue.averageHold(waited);
    for (const set of [memberVariables, entryVariables, queue.variables()]) {
      pbx.say.variables(caller, set);
      pbx.say.variables(channel, set);
    }
    this.#leaveLine();
    pbx.say.variables(caller, [
      ["QUEUEWAIT", waited],
      ["QUEUEWAIT_MS", waited * 1000],
    ]);
    const ringSeconds = Math.floor((pbx.now - attempt.startedAt) / 1000);
    pbx.log(queue.settings.name, caller.uniqueid, member.name, "CONNECT", waited, channel.uniqueid, ringSeconds);
    pbx.say.agent(
      "AgentConnect",
      `${caller.block()}${channel.block("Dest")}${attempt.memberHeaders(member)}HoldTime: ${waited}\r\nRingTime: ${ringSeconds}\r\n`,
    );
    member.inCall = true;
    this.answeredBy = member;
    new Talk(this, member, channel, pbx.now - winner.startedAt, waited).begin();
  }

  /** Queue() returns. */
  back(result: QueueResult): void {
    this.#back(result);
  }

  /** Tells the truth of this visit, for whoever compares. */
  report(
    outcome: TrueVisit["outcome"],
    talk: Pick<TrueVisit, "endedBy" | "ringMs" | "talkMs" | "interface" | "agent" | "waitMs"> | null,
  ): void {
    const { caller } = this;
    this.pbx.onVisit({
      uniqueid: caller.uniqueid,
      linkedid: caller.linkedid,
      queue: this.queue.settings.name,
      callerNumber: caller.fields.number ?? "",
      callerName: caller.fields.callerName,
      outcome,
      enteredAt: this.enteredAt,
      ...(talk ?? {
        waitMs: outcome === "refused" ? null : this.pbx.now - this.enteredAt,
        endedBy: null,
        ringMs: null,
        talkMs: null,
        interface: null,
        agent: null,
      }),
    });
  }
}
