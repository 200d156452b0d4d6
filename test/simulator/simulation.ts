import { type Agent, type Habits, live, usualHabits } from "./agent_life.ts";
import { type Behaviour, type Odds, people, usualOdds } from "./behaviour.ts";
import { firstNames, hourlyShare, lastNames, oddCallerNames, queueNames } from "./cast.ts";
import type { Channel } from "./channel.ts";
import { callIn, directPrefix } from "./dialplan.ts";
import { Pbx, type TrueVisit } from "./pbx.ts";
import { Phone } from "./phone.ts";
import { allPrivileges } from "./privilege.ts";
import { Member, Queue, type QueueSettings, type Strategy } from "./queue.ts";
import { QueueLogBook } from "./queue_log.ts";
import { Random } from "./random.ts";
import type { SentMessage } from "./signals.ts";

/** The call centre to simulate. All have defaults; the same options give the same messages. */
export interface SimulationOptions {
  agents?: number;
  queues?: number;
  /** In the busiest hour, over all queues and direct numbers; other hours have their share of it. Default: agents / 4. */
  callsPerMinute?: number;
  seed?: number;
  /** Epoch ms at which virtual time begins. */
  startAt?: number;
  /** Minutes east of UTC, to know the hour of the day. */
  utcOffsetMinutes?: number;
  /** false: as busy at night as at noon. */
  byHour?: boolean;
  /** Share of agents that are logged on at the start. */
  onlineShare?: number;
  odds?: Partial<Odds>;
  habits?: Partial<Habits>;
  /** Scripted people instead of the usual crowd. */
  behaviour?: Behaviour;
  /** Queues of one's own; `queues` then does not count. Agents work in them in turn. */
  queueSettings?: readonly QueueSettings[];
  /** Where to write queue_log too. */
  queueLogFile?: string | null;
  /** How many rows of queue_log to keep in memory. */
  keepRows?: number;
}

type QueueTemper = Omit<QueueSettings, "name" | "did" | "weight">;

const temper = (
  strategy: Strategy,
  seconds: [ring: number, retry: number, wrapup: number, level: number],
): QueueTemper => ({
  strategy,
  ringMs: seconds[0] * 1000,
  retryMs: seconds[1] * 1000,
  wrapupMs: seconds[2] * 1000,
  serviceLevelMs: seconds[3] * 1000,
  maxWaiting: 0,
  joinEmpty: false,
  leaveWhenEmpty: false,
  limitMs: null,
  exitKey: null,
  survey: false,
  autoPause: false,
  overflow: null,
});

/** Five kinds of queue that a generated call centre repeats. */
const tempers: readonly QueueTemper[] = [
  { ...temper("ringall", [15, 1, 0, 20]), exitKey: "9", survey: true },
  { ...temper("leastrecent", [12, 2, 5, 30]), limitMs: 120_000 },
  { ...temper("rrmemory", [20, 5, 10, 20]), limitMs: 180_000, maxWaiting: 12, leaveWhenEmpty: true, survey: true },
  { ...temper("linear", [10, 1, 0, 60]), joinEmpty: true, leaveWhenEmpty: true, autoPause: true },
  { ...temper("rrmemory", [18, 2, 15, 10]), limitMs: 45_000, overflow: queueNames[0] },
];

/** The settings of the n-th queue of a generated call centre. @param many more members than one would ring at once */
export function generatedQueue(index: number, many: boolean): QueueSettings {
  const known = queueNames[index % queueNames.length] ?? "fila";
  const kind = tempers[index % tempers.length] ?? temper("rrmemory", [15, 2, 0, 20]);
  return {
    ...kind,
    name: index < queueNames.length ? known : `${known}-${Math.floor(index / queueNames.length) + 1}`,
    did: String(4000 + index),
    weight: 0,
    strategy: many && kind.strategy === "ringall" ? "rrmemory" : kind.strategy,
  };
}

/** A call centre and its day, without a socket: virtual time moves when it is told to. */
export class Simulation {
  readonly pbx: Pbx;
  readonly agents: Agent[] = [];
  readonly #random: Random;
  readonly #traffic: Random;
  readonly #callsPerMinute: number;
  readonly #utcOffsetMs: number;
  readonly #byHour: boolean;
  readonly #habits: Habits;
  /** Cumulative shares of the queues: the first ones are the busy ones. */
  readonly #dids: { upTo: number; did: string }[] = [];
  onVisit: ((visit: TrueVisit) => void) | null = null;

  constructor(options: SimulationOptions = {}) {
    const agentCount = options.agents ?? 24;
    this.#random = new Random(options.seed ?? 1);
    this.#traffic = this.#random.stream("traffic");
    this.#callsPerMinute = options.callsPerMinute ?? agentCount / 4;
    this.#utcOffsetMs = (options.utcOffsetMinutes ?? 0) * 60_000;
    this.#byHour = options.byHour ?? true;
    this.#habits = { ...usualHabits, ...options.habits };
    const settings =
      options.queueSettings ??
      Array.from({ length: options.queues ?? 5 }, (_, index) =>
        generatedQueue(index, agentCount / (options.queues ?? 5) > 12),
      );
    this.pbx = new Pbx(
      options.startAt ?? Date.UTC(2026, 10, 23, 11, 0, 0),
      this.#random.stream("signals"),
      options.behaviour ?? people(this.#random.stream("people"), { ...usualOdds, ...options.odds }),
      new QueueLogBook(options.queueLogFile ?? null, options.keepRows ?? 100_000),
    );
    this.pbx.onVisit = (visit) => this.onVisit?.(visit);
    for (const each of settings) this.pbx.queues.set(each.name, new Queue(each));
    this.#hire(agentCount, settings, options.onlineShare ?? 0.85);
    let total = 0;
    // The first queue has twice the calls of the last: people are spread evenly.
    const weights = settings.map((_, index) => 1 / (index + settings.length));
    const sum = weights.reduce((a, b) => a + b, 0);
    settings.forEach((each, index) => {
      total += (weights[index] ?? 0) / sum;
      this.#dids.push({ upTo: total, did: each.did });
    });
    this.#begin();
  }

  /** Engages people: each with a phone, one main queue and mostly a second or third. They are there when Asterisk starts. */
  #hire(count: number, settings: readonly QueueSettings[], onlineShare: number): void {
    const random = this.#random.stream("staff");
    for (let index = 0; index < count; index++) {
      const name = `${firstNames[index % firstNames.length]} ${lastNames[(index * 7 + Math.floor(index / 24)) % lastNames.length]}`;
      const phone = new Phone(String(1001 + index), name, true);
      this.pbx.addPhone(phone);
      const skills: Agent["skills"] = [];
      const wanted = Math.min(settings.length, 1 + random.below(3));
      for (let skill = 0; skill < wanted; skill++) {
        const queue = settings[(index + skill * (1 + random.below(settings.length))) % settings.length];
        if (queue && !skills.some((known) => known.queue === queue.name))
          skills.push({ queue: queue.name, penalty: skill });
      }
      const agent: Agent = { phone, name, skills, online: random.chance(onlineShare) };
      this.agents.push(agent);
      if (!agent.online) continue;
      for (const skill of skills) {
        const queue = this.pbx.queues.get(skill.queue);
        if (queue) this.pbx.enlist(new Member(queue, phone, name, skill.penalty, "dynamic", this.pbx.now));
      }
    }
  }

  #begin(): void {
    this.pbx.log("NONE", "NONE", "NONE", "QUEUESTART");
    for (const agent of this.agents) {
      agent.online = agent.phone.memberships.length > 0;
      live(this.pbx, agent, this.#habits, this.#random.stream(`${agent.phone.number} ${this.pbx.startedAt}`));
    }
    this.#nextCall();
  }

  #share(): number {
    if (!this.#byHour) return 1;
    const hours = ((this.pbx.now + this.#utcOffsetMs) / 3_600_000) % 24;
    const hour = Math.floor(hours);
    const [here, next] = [hourlyShare[hour] ?? 1, hourlyShare[(hour + 1) % 24] ?? 1];
    return here + (next - here) * (hours - hour);
  }

  /** Calls come independently of each other; the rate is looked up at least once a minute, as the day goes on. */
  #nextCall(): void {
    const rate = this.#callsPerMinute * this.#share();
    const waitMs = rate > 0 ? this.#traffic.exponential(60_000 / rate) : Number.POSITIVE_INFINITY;
    if (waitMs > 60_000) {
      this.pbx.agenda.after(60_000, () => this.#nextCall());
      return;
    }
    this.pbx.agenda.after(waitMs, () => {
      this.#call();
      this.#nextCall();
    });
  }

  #call(): void {
    const random = this.#traffic;
    const number = `${random.pick(["11", "21", "31", "41", "51", "62", "71", "85"])}9${random.text("0123456789", 8)}`;
    const luck = random.next();
    const name =
      luck < 0.03
        ? random.pick(oddCallerNames)
        : luck < 0.75
          ? `${random.pick(firstNames)} ${random.pick(lastNames)}`
          : null;
    const share = random.next();
    const did = random.chance(0.06)
      ? `${directPrefix}${random.pick(this.agents).phone.number}`
      : (this.#dids.find((each) => share < each.upTo) ?? this.#dids[0])?.did;
    if (did) callIn(this.pbx, number, name, did);
  }

  /** Somebody calls now. @param did a queue's number, or `2` and a phone's */
  callIn(did: string, number: string, name: string | null = null): Channel {
    return callIn(this.pbx, number, name, did);
  }

  /** Lets time pass up to and including an instant. */
  advance(until: number): void {
    this.pbx.agenda.runUntil(until);
  }

  /**
   * The messages of a span of virtual time, without any socket, as an AMI user with these classes would get them.
   * @param forMs how much virtual time to live through
   */
  *messages(forMs: number, privileges: number = allPrivileges): Generator<SentMessage> {
    const { pbx } = this;
    const until = pbx.now + forMs;
    const sent: SentMessage[] = [];
    const before = { listener: pbx.listener, wanted: pbx.wanted };
    pbx.listener = (message) => sent.push(message);
    pbx.wanted = privileges;
    try {
      while (pbx.now < until) {
        pbx.agenda.runUntil(Math.min(until, Math.max(pbx.agenda.nextAt ?? until, pbx.now)));
        yield* sent.splice(0);
      }
    } finally {
      Object.assign(pbx, before);
    }
  }

  /** `core restart now`, first half: Asterisk ends every call itself and says that it goes. */
  shutDown(restart: boolean): void {
    const { pbx } = this;
    // Agents first: Asterisk then reports their talks as ended by them.
    const talking = [...pbx.channels.values()].filter(
      (channel) => channel.bridge && channel.device !== pbx.trunk.interface,
    );
    for (const channel of [...talking, ...pbx.channels.values()])
      if (pbx.channels.has(channel.name)) channel.onHangupAsked?.();
    for (const channel of [...pbx.channels.values()]) pbx.closeChannel(channel, 16);
    pbx.say.system("Shutdown", `Shutdown: Cleanly\r\nRestart: ${restart ? "True" : "False"}\r\n`);
    pbx.agenda.clear();
  }

  /** The process is there again, after a restart or a crash: calls are gone, members are as they were. */
  boot(): void {
    for (const queue of this.pbx.queues.values()) for (const visit of queue.waiting) visit.report("lost", null);
    for (const talk of this.pbx.talks) talk.reportLost();
    this.pbx.reboot();
    this.#begin();
  }
}
