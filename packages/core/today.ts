/**
 * What adds up in each queue since an instant, for the head of a live panel and its chart of the day. A visit belongs to the
 * day, and to the quarter of an hour, in which it entered; reported again, it takes the place of what it was.
 */

import { secondOf } from "./histogram.ts";
import type { QueueName } from "./ids.ts";
import type { QuarterView, TodayView } from "./live_view.ts";
import { serviceCountsOf } from "./metrics.ts";
import { quarterOf } from "./quarter.ts";
import { defaultQueueSettings, type QueueSettings, servicePolicyOf } from "./queue_settings.ts";
import { type ServiceCounts, type ServicePolicy, serviceCounts, serviceLevel } from "./service_level.ts";
import type { EpochMs } from "./time.ts";
import { type Outcome, type Visit, visitKey } from "./visit.ts";

/** Everything in it adds up. */
interface Sums {
  open: number;
  answered: number;
  abandoned: number;
  timeout: number;
  /** By key, from an empty queue, withdrawn: time limits, where the queue's settings say so. */
  exits: number;
  /** In a crash, or nobody saw how. */
  lost: number;
  refused: number;
  answeredWaitMs: number;
  talkMs: number;
  talks: number;
}

/** What one visit adds: numbers only, since texts of a day would keep the bytes alive that they were cut from. */
interface Share {
  readonly enteredAt: EpochMs;
  readonly sums: Sums;
  readonly outcome: Outcome | null;
  readonly waitMs: number | null;
}

/** What the queue's settings say of its figures. */
type Policy = Pick<QueueSettings, "exitsAreTimeouts"> & { readonly service: ServicePolicy };

interface QueueDay {
  readonly sums: Sums;
  policy: Policy;
  /** By the policy. */
  service: ServiceCounts;
  /** Of those answered and of those not served, who settled are among them: another policy counts them anew. */
  readonly answeredWaits: Map<number, number>;
  readonly otherWaits: Map<number, number>;
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
  readonly #settings: (queue: QueueName) => QueueSettings;
  #since: EpochMs;
  readonly #queues = new Map<QueueName, QueueDay>();

  /** @param settings by queue; by default formula F, 60 s, give-ups within 5 s left out */
  constructor(since: EpochMs, settings: (queue: QueueName) => QueueSettings = () => defaultQueueSettings) {
    this.#since = since;
    this.#settings = settings;
  }

  /**
   * The settings of queues are others: whoever came since the day began is counted by the new ones.
   *
   * @returns the quarters of an hour that are others now; today's figures may be in any queue
   */
  reconfigure(): TodayChange[] {
    const changed: TodayChange[] = [];
    for (const [queue, day] of this.#queues) {
      const { exitsAreTimeouts } = day.policy;
      day.policy = this.#policy(queue);
      if (day.policy.exitsAreTimeouts !== exitsAreTimeouts) changed.push({ queue, quarters: [...day.quarters.keys()] });
      const waits = { answeredWaits: day.answeredWaits, abandonedWaits: day.otherWaits, otherWaits: noWaits };
      day.service = serviceCountsOf(waits, day.policy.service);
    }
    return changed;
  }

  #policy(queue: QueueName): Policy {
    const { service, exitsAreTimeouts } = this.#settings(queue);
    return { service: servicePolicyOf(service), exitsAreTimeouts };
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
    const after = at === null || at < this.#since ? undefined : shareOf(visit, at);
    if ((!before && !after) || (before && after && isSame(before, after))) return null;
    const day = known ?? emptyDay(this.#policy(visit.queue));
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
    const day = this.#queues.get(queue);
    const { open: _, refused: __, ...shown } = shownSums(day?.quarters.get(from) ?? noSums(), day?.policy);
    return { from, ...shown };
  }

  /** The figures of a queue: zeros for one that had no visit. */
  view(queue: QueueName): TodayView {
    const day = this.#queues.get(queue);
    const sums = day?.sums ?? noSums();
    const { service } = day?.policy ?? this.#policy(queue);
    const { open: _, ...shown } = shownSums(sums, day?.policy);
    return {
      since: this.#since,
      ...shown,
      answeredWaitMs: sums.answeredWaitMs,
      talkMs: sums.talkMs,
      talks: sums.talks,
      maxWaitMs: day?.maxWaitMs ?? null,
      serviceLevel: day ? serviceLevel(day.service, service.formula) : null,
      formula: service.formula,
      thresholdMs: service.thresholdMs,
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
      const next = emptyDay(day.policy);
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
}

function shareOf(visit: Visit, enteredAt: EpochMs): Share {
  const { outcome, waitMs, talkMs, open } = visit;
  const isAnswered = outcome === "answered";
  const sums: Sums = {
    open: outcome === null && open ? 1 : 0,
    answered: isAnswered ? 1 : 0,
    abandoned: outcome === "abandoned" ? 1 : 0,
    timeout: outcome === "timeout" ? 1 : 0,
    exits: outcome === "exit_key" || outcome === "exit_empty" || outcome === "withdrawn" ? 1 : 0,
    // One whose end nobody saw is out of the line, too.
    lost: outcome === "lost" || (outcome === null && !open) ? 1 : 0,
    refused: outcome === "refused" ? 1 : 0,
    answeredWaitMs: isAnswered ? (waitMs ?? 0) : 0,
    talkMs: isAnswered ? (talkMs ?? 0) : 0,
    talks: isAnswered && talkMs !== null ? 1 : 0,
  };
  return { enteredAt, sums, outcome, waitMs: outcome === "refused" ? null : waitMs };
}

/** The parts as they are shown: with those still open they make up the offered. */
function shownSums(
  { open, answered, abandoned, timeout, exits, lost, refused }: Sums,
  policy: Pick<Policy, "exitsAreTimeouts"> | undefined,
) {
  const folded = policy?.exitsAreTimeouts ? exits : 0;
  return {
    offered: answered + abandoned + timeout + exits + lost + open,
    ...{ open, answered, abandoned, refused },
    timeout: timeout + folded,
    otherExits: exits + lost - folded,
  };
}

function noSums(): Sums {
  return {
    open: 0,
    answered: 0,
    abandoned: 0,
    timeout: 0,
    exits: 0,
    lost: 0,
    refused: 0,
    answeredWaitMs: 0,
    talkMs: 0,
    talks: 0,
  };
}

const noWaits: ReadonlyMap<number, number> = new Map();

function addTo<Sum extends Record<keyof Sum, number>>(sums: Sum, more: Sum, times: 1 | -1): void {
  for (const key in more) (sums as Record<keyof Sum, number>)[key] += times * more[key];
}

function emptyDay(policy: Policy): QueueDay {
  return {
    ...{ sums: noSums(), policy, service: serviceCounts({ outcome: null, waitMs: null }, policy.service) },
    ...{ answeredWaits: new Map(), otherWaits: new Map() },
    ...{ quarters: new Map(), maxWaitMs: null, settledMaxWaitMs: null, visits: new Map() },
  };
}

/** Adds a share to its day and to its quarter of an hour, or takes it out. @returns where that quarter begins */
function count(day: QueueDay, { sums, enteredAt, outcome, waitMs }: Share, times: 1 | -1): EpochMs {
  const from = quarterOf(enteredAt);
  const served = serviceCounts({ outcome, waitMs }, day.policy.service);
  addTo(day.service, served, times);
  if (served.answered + served.abandoned > 0) {
    const waits = served.answered ? day.answeredWaits : day.otherWaits;
    const second = secondOf(waitMs ?? 0);
    waits.set(second, (waits.get(second) ?? 0) + times);
  }
  const quarter = day.quarters.get(from) ?? noSums();
  day.quarters.set(from, quarter);
  addTo(day.sums, sums, times);
  addTo(quarter, sums, times);
  return from;
}

function isSame(a: Share, b: Share): boolean {
  return (
    a.enteredAt === b.enteredAt &&
    a.outcome === b.outcome &&
    a.waitMs === b.waitMs &&
    sumKeys.every((key) => a.sums[key] === b.sums[key])
  );
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
