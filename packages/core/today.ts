/**
 * What adds up in each queue since an instant, for the head of a live panel and its chart of the day. A visit belongs to the
 * day, and to the quarter of an hour, in which it entered; reported again, it takes the place of what it was.
 */
import type { QueueName } from "./ids.ts";
import type { QuarterView, TodayView } from "./live_view.ts";
import { quarterOf } from "./quarter.ts";
import {
  defaultServicePolicy,
  type ServiceCounts,
  type ServicePolicy,
  serviceCounts,
  serviceLevel,
} from "./service_level.ts";
import type { EpochMs } from "./time.ts";
import { type Visit, visitKey } from "./visit.ts";

/** Everything in it adds up. */
interface Sums extends ServiceCounts {
  open: number;
  allAnswered: number;
  allAbandoned: number;
  timeout: number;
  otherExits: number;
  refused: number;
  answeredWaitMs: number;
  talkMs: number;
  talks: number;
}

/** What one visit adds: numbers only, since texts of a day would keep the bytes alive that they were cut from. */
interface Share {
  readonly enteredAt: EpochMs;
  readonly sums: Sums;
  readonly waitMs: number | null;
}

interface QueueDay {
  readonly sums: Sums;
  readonly quarters: Map<EpochMs, Sums>;
  maxWaitMs: number | null;
  /** The longest wait of those that are settled. */
  settledMaxWaitMs: number | null;
  /** Those that may be told again; a settled one lives on in the sums alone. */
  readonly visits: Map<string, Share>;
}

/** What a visit changed in the figures of its queue. */
export interface TodayChange {
  queue: QueueName;
  /** The quarters of an hour that are others now, by their beginning. */
  quarters: EpochMs[];
}

/** The figures of one PBX's queues since the beginning of the day. Reads no clock: the app says when a day begins. */
export class Today {
  readonly #policy: (queue: QueueName) => ServicePolicy;
  #since: EpochMs;
  readonly #queues = new Map<QueueName, QueueDay>();

  /** @param policy what counts as in time, by queue; by default formula F, 60 s, give-ups within 5 s left out */
  constructor(since: EpochMs, policy: (queue: QueueName) => ServicePolicy = () => defaultServicePolicy) {
    this.#since = since;
    this.#policy = policy;
  }

  /**
   * Counts a visit, or counts it anew.
   *
   * @returns what changed in the figures of its queue; null when nothing did
   */
  add(visit: Visit): TodayChange | null {
    const at = visit.enteredAt ?? visit.answeredAt ?? visit.endedAt;
    const key = visitKey(visit);
    const known = this.#queues.get(visit.queue);
    const before = known?.visits.get(key);
    const after = at === null || at < this.#since ? undefined : this.#shareOf(visit, at);
    if ((!before && !after) || (before && after && isSame(before, after))) return null;
    const day = known ?? emptyDay();
    if (!known) this.#queues.set(visit.queue, day);
    const quarters = new Set<EpochMs>();
    if (before) {
      quarters.add(count(day, before, -1));
      day.visits.delete(key);
    }
    if (after) {
      quarters.add(count(day, after, 1));
      day.visits.set(key, after);
    }
    // Only the end of the longest wait makes us look at all of them, and then at those of the last minutes.
    if (before && before.waitMs !== null && before.waitMs === day.maxWaitMs) day.maxWaitMs = longest(day);
    if (after) day.maxWaitMs = later(day.maxWaitMs, after.waitMs);
    return { queue: visit.queue, quarters: [...quarters] };
  }

  /** Counts a visit no longer. @returns what changed; null where it was not counted, or is settled */
  remove(visit: Pick<Visit, "pbx" | "uniqueid" | "queue" | "visit">): TodayChange | null {
    const day = this.#queues.get(visit.queue);
    const key = visitKey(visit);
    const share = day?.visits.get(key);
    if (!day || !share) return null;
    const quarter = count(day, share, -1);
    day.visits.delete(key);
    if (share.waitMs === day.maxWaitMs) day.maxWaitMs = longest(day);
    return { queue: visit.queue, quarters: [quarter] };
  }

  /** Whether a visit is counted that may be told again. */
  has(visit: Pick<Visit, "pbx" | "uniqueid" | "queue" | "visit">): boolean {
    return this.#queues.get(visit.queue)?.visits.has(visitKey(visit)) ?? false;
  }

  /**
   * This visit will not be told again: its share stays in the sums, and takes no memory any more.
   *
   * Told again all the same it would count twice; {@link ./visit_fold.ts} says which visits it has forgotten.
   */
  settle(visit: Pick<Visit, "pbx" | "uniqueid" | "queue" | "visit">): void {
    const day = this.#queues.get(visit.queue);
    const key = visitKey(visit);
    const share = day?.visits.get(key);
    if (!day || !share) return;
    day.visits.delete(key);
    day.settledMaxWaitMs = later(day.settledMaxWaitMs, share.waitMs);
  }

  /** The quarters of an hour in which somebody entered a queue, oldest first. */
  quarters(queue: QueueName): QuarterView[] {
    const from = [...(this.#queues.get(queue)?.quarters.keys() ?? [])].sort((a, b) => a - b);
    return from.map((each) => this.quarter(queue, each)).filter((each) => each.offered > 0);
  }

  /** One quarter of an hour, by its beginning. */
  quarter(queue: QueueName, from: EpochMs): QuarterView {
    const sums = this.#queues.get(queue)?.quarters.get(from) ?? noSums();
    const { allAnswered: answered, allAbandoned: abandoned, timeout, otherExits } = sums;
    return { from, offered: offered(sums), answered, abandoned, timeout, otherExits };
  }

  /** The figures of a queue: zeros for one that had no visit. */
  view(queue: QueueName): TodayView {
    const day = this.#queues.get(queue);
    const sums = day?.sums ?? noSums();
    const { formula, thresholdMs } = this.#policy(queue);
    return {
      since: this.#since,
      offered: offered(sums),
      answered: sums.allAnswered,
      abandoned: sums.allAbandoned,
      timeout: sums.timeout,
      otherExits: sums.otherExits,
      refused: sums.refused,
      answeredWaitMs: sums.answeredWaitMs,
      talkMs: sums.talkMs,
      talks: sums.talks,
      maxWaitMs: day?.maxWaitMs ?? null,
      serviceLevel: serviceLevel(sums, formula),
      thresholdMs,
      missed: [],
    };
  }

  /**
   * A new day: what entered before it no longer counts.
   *
   * @returns the queues that had figures; every queue's `since` is another now
   */
  startDay(since: EpochMs): QueueName[] {
    this.#since = since;
    const queues = [...this.#queues.keys()];
    for (const [queue, day] of this.#queues) {
      const next = emptyDay();
      for (const [key, share] of day.visits) {
        if (share.enteredAt < since) continue;
        count(next, share, 1);
        next.visits.set(key, share);
      }
      next.maxWaitMs = longest(next);
      if (next.visits.size > 0) this.#queues.set(queue, next);
      else this.#queues.delete(queue);
    }
    return queues;
  }

  #shareOf(visit: Visit, enteredAt: EpochMs): Share {
    const { outcome, waitMs, talkMs } = visit;
    const isAnswered = outcome === "answered";
    const sums: Sums = {
      ...serviceCounts(visit, this.#policy(visit.queue)),
      open: outcome === null && visit.open ? 1 : 0,
      allAnswered: isAnswered ? 1 : 0,
      allAbandoned: outcome === "abandoned" ? 1 : 0,
      timeout: outcome === "timeout" ? 1 : 0,
      otherExits: isOtherExit(visit) ? 1 : 0,
      refused: outcome === "refused" ? 1 : 0,
      answeredWaitMs: isAnswered ? (waitMs ?? 0) : 0,
      talkMs: isAnswered ? (talkMs ?? 0) : 0,
      talks: isAnswered && talkMs !== null ? 1 : 0,
    };
    return { enteredAt, sums, waitMs: outcome === "refused" ? null : waitMs };
  }
}

/** Neither answered, given up nor out of time; one whose end nobody saw is out of the line, too. */
function isOtherExit({ outcome, open }: Visit): boolean {
  switch (outcome) {
    case "exit_key":
    case "exit_empty":
    case "withdrawn":
    case "lost":
      return true;
    case null:
      return !open;
    default:
      return false;
  }
}

function noSums(): Sums {
  return {
    answered: 0,
    answeredInTime: 0,
    abandoned: 0,
    abandonedInTime: 0,
    abandonedShort: 0,
    open: 0,
    allAnswered: 0,
    allAbandoned: 0,
    timeout: 0,
    otherExits: 0,
    refused: 0,
    answeredWaitMs: 0,
    talkMs: 0,
    talks: 0,
  };
}

function addTo(sums: Sums, more: Sums, times: 1 | -1): void {
  for (const key of sumKeys) sums[key] += times * more[key];
}

function emptyDay(): QueueDay {
  return { sums: noSums(), quarters: new Map(), maxWaitMs: null, settledMaxWaitMs: null, visits: new Map() };
}

/** Adds a share to its day and to its quarter of an hour, or takes it out. @returns where that quarter begins */
function count(day: QueueDay, { sums, enteredAt }: Share, times: 1 | -1): EpochMs {
  const from = quarterOf(enteredAt);
  const quarter = day.quarters.get(from) ?? noSums();
  day.quarters.set(from, quarter);
  addTo(day.sums, sums, times);
  addTo(quarter, sums, times);
  return from;
}

function offered({ allAnswered, allAbandoned, timeout, otherExits, open }: Sums): number {
  return allAnswered + allAbandoned + timeout + otherExits + open;
}

function isSame(a: Share, b: Share): boolean {
  return a.enteredAt === b.enteredAt && a.waitMs === b.waitMs && sumKeys.every((key) => a.sums[key] === b.sums[key]);
}

function longest({ visits, settledMaxWaitMs }: QueueDay): number | null {
  let found = settledMaxWaitMs;
  for (const { waitMs } of visits.values()) found = later(found, waitMs);
  return found;
}

function later(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}

const sumKeys = Object.keys(noSums()) as (keyof Sums)[];
