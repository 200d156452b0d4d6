/**
 * The callers' channels and their visits: who is in which queue, and how long an ended call is remembered.
 *
 * @module
 */
import type { QueueName, Uniqueid } from "./ids.ts";
import { type Call, earlier, OpenVisit } from "./open_visit.ts";
import type { EpochMs } from "./time.ts";

/** How long a call is remembered after its end, for what comes late: a survey, an AgentComplete, a transfer's event. */
const rememberMs = { ami: 60_000, queue_log: 6 * 3_600_000 };
/** Without times (a capture that has none) only a number can bound the memory. */
const rememberedCalls = 10_000;
/** Two counts of whole seconds that mean the same moment differ by no more. */
const sameMomentMs = 1000;

export class CallBook {
  readonly #source: "ami" | "queue_log";
  readonly #calls = new Map<Uniqueid, Call>();
  readonly #waiting = new Map<QueueName, Set<OpenVisit>>();
  /** Calls that are over, oldest first. */
  readonly #ended: { call: Call; at: EpochMs | null }[] = [];
  /** How many of them, from the oldest on, are forgotten already. */
  #forgotten = 0;

  constructor(source: "ami" | "queue_log") {
    this.#source = source;
  }

  get size(): number {
    return this.#calls.size;
  }

  get(uniqueid: Uniqueid): Call | undefined {
    return this.#calls.get(uniqueid);
  }

  all(): Iterable<Call> {
    return this.#calls.values();
  }

  /** The call of a channel, begun if it is not known. */
  of(uniqueid: Uniqueid): Call {
    let call = this.#calls.get(uniqueid);
    if (!call) {
      call = {
        uniqueid,
        linkedid: null,
        visits: [],
        count: 0,
        hangupAskedAt: null,
        hangupAsked: false,
        gone: false,
        limit: null,
        dialled: null,
      };
      this.#calls.set(uniqueid, call);
    }
    return call;
  }

  /** The newest visit of a caller in a queue, whatever became of it. */
  latest(uniqueid: Uniqueid, queue: QueueName): OpenVisit | undefined {
    return this.#calls.get(uniqueid)?.visits.findLast((visit) => visit.queue === queue);
  }

  /** Who waits in a queue, in order of entering. */
  waiting(queue: QueueName): Iterable<OpenVisit> {
    return this.#waiting.get(queue) ?? [];
  }

  /** We were away: of who had left already, nobody will tell why. */
  lostSight(): void {
    for (const waiting of this.#waiting.values()) {
      for (const visit of waiting) visit.leftUnseen = visit.left && !visit.abandonReported;
    }
  }

  queues(): Iterable<QueueName> {
    return this.#waiting.keys();
  }

  begin(call: Call, queue: QueueName): OpenVisit {
    call.count += 1;
    const visit = new OpenVisit(call, queue, call.count, this.#source === "queue_log");
    call.visits.push(visit);
    this.#waitingIn(queue).add(visit);
    return visit;
  }

  #waitingIn(queue: QueueName): Set<OpenVisit> {
    let waiting = this.#waiting.get(queue);
    if (!waiting) {
      waiting = new Set();
      this.#waiting.set(queue, waiting);
    }
    return waiting;
  }

  /** The visit waits no longer. */
  leave(visit: OpenVisit): void {
    this.#waiting.get(visit.queue)?.delete(visit);
  }

  /**
   * After an attended transfer into a queue the customer goes on under his own uniqueid in a visit that an agent's
   * channel began. In AMI that channel is gone by then; in the log the wait tells which visit it is.
   *
   * @param waitMs how long Asterisk says that the customer has waited at `at`
   */
  adoptable(queue: QueueName, at: EpochMs | null, waitMs: number | null): OpenVisit | undefined {
    const waiting = [...this.waiting(queue)];
    if (this.#source === "ami") return waiting.findLast((visit) => visit.call.gone && !visit.left);
    const entered = earlier(at, waitMs);
    let closest: OpenVisit | undefined;
    let closestOff = sameMomentMs;
    for (const visit of waiting) {
      if (entered === null || visit.enteredAt === null) continue;
      const off = Math.abs(entered - visit.enteredAt);
      if (off > closestOff) continue;
      closest = visit;
      closestOff = off;
    }
    return closest;
  }

  /** The visit keeps its key; what is said of the customer's channel from now on is said of it. */
  adopt(visit: OpenVisit, uniqueid: Uniqueid, now: EpochMs | null): void {
    visit.notes.add("joined_by_transfer");
    const former = visit.call;
    former.visits = former.visits.filter((each) => each !== visit);
    visit.call = this.of(uniqueid);
    visit.call.visits.push(visit);
    if (former.gone) this.retire(former, now);
  }

  /** Nothing of the call may be open any more: if so, it is remembered for a while yet. */
  retire(call: Call, now: EpochMs | null): void {
    if (this.#source === "ami" && !call.gone) return;
    if (call.visits.some((visit) => !visit.closed)) return;
    this.#ended.push({ call, at: now });
  }

  /** Whether a call ended so long ago that it may be forgotten. */
  due(now: EpochMs | null): boolean {
    const oldest = this.#ended[this.#forgotten];
    if (oldest === undefined) return false;
    if (now === null || oldest.at === null) return this.#ended.length - this.#forgotten > rememberedCalls;
    return now - oldest.at > rememberMs[this.#source];
  }

  /** Forgets the calls that ended long ago, and says which visits went with them. */
  *forget(now: EpochMs | null): Iterable<OpenVisit> {
    while (this.due(now)) {
      const { call } = this.#ended[this.#forgotten]!;
      this.#forgotten += 1;
      if (this.#calls.get(call.uniqueid) !== call || call.visits.some((visit) => !visit.closed)) continue;
      this.#calls.delete(call.uniqueid);
      yield* call.visits;
    }
    // taking off the front one by one would copy the rest each time
    if (this.#forgotten < this.#ended.length / 2) return;
    this.#ended.splice(0, this.#forgotten);
    this.#forgotten = 0;
  }
}
