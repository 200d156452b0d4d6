import { deviceState, type Phone } from "./phone.ts";
import type { Visit } from "./visit.ts";

export type Strategy = "ringall" | "rrmemory" | "leastrecent" | "linear" | "fewestcalls" | "random";

/** What queues.conf and the dialplan say of a queue. */
export interface QueueSettings {
  name: string;
  /** The number that leads into it, from the trunk and from phones. */
  did: string;
  strategy: Strategy;
  /** How long a member's phone rings. */
  ringMs: number;
  /** Pause between two tries. */
  retryMs: number;
  wrapupMs: number;
  /** `maxlen`; 0 is without limit. */
  maxWaiting: number;
  /** `joinempty` and `leavewhenempty` in their strict sense: nobody but paused or absent members. */
  joinEmpty: boolean;
  leaveWhenEmpty: boolean;
  /** The time limit of Queue(); null: callers wait as long as they like. */
  limitMs: number | null;
  exitKey: string | null;
  /** Option `c`: the caller goes on to a survey when the agent hangs up. */
  survey: boolean;
  serviceLevelMs: number;
  weight: number;
  autoPause: boolean;
  /** Where callers go after the time limit. */
  overflow: string | null;
}

/** A phone's place in a queue. */
export class Member {
  readonly queue: Queue;
  readonly phone: Phone;
  name: string;
  readonly membership: "static" | "dynamic";
  penalty: number;
  paused = false;
  pausedReason = "";
  callsTaken = 0;
  /** Epoch seconds, 0 for never: as Asterisk shows them. */
  lastCall = 0;
  lastPause = 0;
  loginTime: number;
  inCall = false;
  ringInUse = false;

  constructor(
    queue: Queue,
    phone: Phone,
    name: string,
    penalty: number,
    membership: "static" | "dynamic",
    now: number,
  ) {
    this.queue = queue;
    this.phone = phone;
    this.name = name;
    this.penalty = penalty;
    this.membership = membership;
    this.loginTime = Math.floor(now / 1000);
  }

  /** Counts for joinempty and leavewhenempty: neither paused nor away. */
  get present(): boolean {
    const { state } = this.phone;
    return !this.paused && state !== deviceState.unavailable && state !== deviceState.invalid;
  }

  /** What Asterisk calls available in `Queue:<name>_avail`. */
  get available(): boolean {
    return !this.paused && this.phone.state === deviceState.notInUse;
  }

  /** May be rung now. */
  ready(now: number): boolean {
    return this.available && this.phone.free && now >= this.wrapupEndsAt;
  }

  /** Epoch ms. */
  get wrapupEndsAt(): number {
    return this.lastCall === 0 ? 0 : this.lastCall * 1000 + this.queue.settings.wrapupMs;
  }

  /** The headers of the QueueMember… events. Source: `app_queue.c`, `queue_member_blob_create()`. */
  block(): string {
    return (
      `Queue: ${this.queue.settings.name}\r\nMemberName: ${this.name}\r\nInterface: ${this.phone.interface}\r\n` +
      `StateInterface: ${this.phone.interface}\r\nMembership: ${this.membership}\r\nPenalty: ${this.penalty}\r\n` +
      `CallsTaken: ${this.callsTaken}\r\nLastCall: ${this.lastCall}\r\nLastPause: ${this.lastPause}\r\nLoginTime: ${this.loginTime}\r\n` +
      `InCall: ${this.inCall ? 1 : 0}\r\nStatus: ${this.phone.state}\r\nPaused: ${this.paused ? 1 : 0}\r\n` +
      `PausedReason: ${this.pausedReason}\r\nRinginuse: ${this.ringInUse ? 1 : 0}\r\nWrapuptime: 0\r\n`
    );
  }
}

export class Queue {
  readonly settings: QueueSettings;
  readonly members: Member[] = [];
  /** In line, first one first. */
  waiting: Visit[] = [];
  completed = 0;
  abandoned = 0;
  completedInLevel = 0;
  abandonedInLevel = 0;
  /** Moving averages in seconds, as Asterisk keeps them. */
  holdTime = 0;
  talkTime = 0;
  /** How many members are available, and how many present: kept, not counted. */
  available = 0;
  present = 0;
  /** What `Queue:<name>_avail` last said. */
  open = false;
  /** rrmemory: whom to ask first next time. */
  #next = 0;

  constructor(settings: QueueSettings) {
    this.settings = settings;
  }

  averageHold(seconds: number): void {
    this.holdTime = this.completed === 0 ? seconds : (3 * this.holdTime + seconds) >> 2;
  }

  averageTalk(seconds: number): void {
    this.talkTime = this.completed === 0 ? seconds : (3 * this.talkTime + seconds) >> 2;
  }

  get serviceLevel(): string {
    return (this.completed === 0 ? 0 : (100 * this.completedInLevel) / this.completed).toFixed(1);
  }

  get serviceLevel2(): string {
    const ended = this.completed + this.abandoned;
    return (ended === 0 ? 0 : (100 * (this.completedInLevel + this.abandonedInLevel)) / ended).toFixed(1);
  }

  /** Whom to ring for the next caller; empty when nobody can. */
  choose(now: number, random: () => number): Member[] {
    let ready = this.members.filter((member) => member.ready(now));
    if (ready.length === 0) return ready;
    const penalty = Math.min(...ready.map((member) => member.penalty));
    ready = ready.filter((member) => member.penalty === penalty);
    const least = (value: (member: Member) => number) => [ready.reduce((a, b) => (value(b) < value(a) ? b : a))];
    switch (this.settings.strategy) {
      case "ringall":
        return ready;
      case "linear":
        return ready.slice(0, 1);
      case "leastrecent":
        return least((member) => member.lastCall);
      case "fewestcalls":
        return least((member) => member.callsTaken);
      case "random":
        return ready.slice(Math.floor(random() * ready.length)).slice(0, 1);
      case "rrmemory": {
        const size = this.members.length;
        for (let step = 0; step < size; step++) {
          const index = (this.#next + step) % size;
          const member = this.members[index];
          if (!member || member.penalty !== penalty || !member.ready(now)) continue;
          this.#next = index + 1;
          return [member];
        }
        return [];
      }
      default:
        return this.settings.strategy satisfies never;
    }
  }

  /** The variables that `setqueuevar` and `setqueueentryvar` leave on a channel. */
  variables(): (readonly [string, string | number])[] {
    return [
      ["QUEUENAME", this.settings.name],
      ["QUEUEMAX", this.settings.maxWaiting],
      ["QUEUESTRATEGY", this.settings.strategy],
      ["QUEUECALLS", this.waiting.length],
      ["QUEUEHOLDTIME", this.holdTime],
      ["QUEUETALKTIME", this.talkTime],
      ["QUEUECOMPLETED", this.completed],
      ["QUEUEABANDONED", this.abandoned],
      ["QUEUESRVLEVEL", Math.round(this.settings.serviceLevelMs / 1000)],
      ["QUEUESRVLEVELPERF", this.serviceLevel],
    ];
  }
}
