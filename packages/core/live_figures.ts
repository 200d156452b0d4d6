/**
 * What a panel shows besides what is now: today's figures, its quarters of an hour, how many waited in the last half hour,
 * the last events. Fed with the events of one PBX; reads no clock.
 */
import type { CallCentreEvent } from "./event.ts";
import type { PbxId, QueueName, Uniqueid } from "./ids.ts";
import type { QueueTopicSnapshot } from "./live_protocol.ts";
import type { Change, TodayView, WaitingTrendView } from "./live_view.ts";
import type { MissedVisits } from "./missed_visits.ts";
import { QueueNews } from "./queue_news.ts";
import type { QueueSettings } from "./queue_settings.ts";
import type { EpochMs } from "./time.ts";
import { Today, type TodayChange } from "./today.ts";
import { type Visit, visitKey } from "./visit.ts";
import { VisitFold } from "./visit_fold.ts";
import { continuedTrend } from "./waiting_trend.ts";
import { type Gap, type Watch, WatchFold, watchedDay } from "./watch_fold.ts";

/** Of the chart of those who wait. */
const trendStepMs = 15_000;

export interface LiveFiguresOptions {
  /** When the day began. */
  day: EpochMs;
  /** When this program began to look: until a PBX has been seen, nothing before it is known. */
  since: EpochMs;
  /** How many wait in a queue now. */
  waiting: (queue: QueueName) => number;
  /** All queues there are. */
  queues: () => readonly QueueName[];
  /** What people say of a queue; left out: the defaults. */
  settings?: (queue: QueueName) => QueueSettings;
}

export class LiveFigures {
  readonly #visits: VisitFold;
  readonly #today: Today;
  readonly #news = new QueueNews();
  readonly #trends = new Map<QueueName, { trend: WaitingTrendView; waiting: number }>();
  readonly #waiting: (queue: QueueName) => number;
  readonly #queues: () => readonly QueueName[];
  /** Callers whom an earlier run saw enter. */
  readonly #carried = new Set<Uniqueid>();
  /** What was told before that was loaded. */
  #seen: Map<string, Visit> | null = new Map();
  readonly #watch = new WatchFold();
  /** Those of today that are over. */
  #watches: readonly Watch[] = [];
  /** What was missed before watches of this run, of which only records can tell, by their beginning. */
  readonly #explained = new Map<EpochMs, MissedVisits>();
  /** Since when the day was watched, and when not: what the figures cannot know. */
  #watched: { since: EpochMs; missed: Gap[] };
  #day: EpochMs;

  constructor(pbx: PbxId, { day, since, waiting, queues, settings }: LiveFiguresOptions) {
    this.#day = day;
    this.#today = new Today(day, settings);
    this.#waiting = waiting;
    this.#queues = queues;
    this.#watched = { since: Math.max(day, since), missed: [] };
    this.#visits = new VisitFold(pbx, { forgotten: (visit) => this.#today.settle(visit) });
  }

  /**
   * What earlier runs of the program recorded of today: its visits, and when the PBX was watched. Calls that are open in it
   * are known there from their beginning: what becomes of them is told by {@link amend}, and not by what is seen here.
   *
   * @returns what changed in the figures
   */
  load({ visits, watches }: { visits: readonly Visit[]; watches: readonly Watch[] }): Change[] {
    this.#watches = [...watches, ...this.#watches];
    this.#rewatch();
    for (const { uniqueid, open } of visits) if (open) this.#carried.add(uniqueid);
    const changed = new Map<QueueName, Set<EpochMs>>(this.#queues().map((queue) => [queue, new Set()]));
    const note = (change: TodayChange | null) => {
      if (!change) return;
      const quarters = changed.get(change.queue) ?? new Set();
      changed.set(change.queue, quarters);
      for (const from of change.quarters) quarters.add(from);
    };
    for (const visit of this.#seen?.values() ?? [])
      if (this.#carried.has(visit.uniqueid)) note(this.#today.remove(visit));
    this.#seen = null;
    for (const visit of visits) {
      if (this.#today.has(visit)) continue;
      note(this.#today.add(visit));
      if (!visit.open) this.#today.settle(visit);
    }
    return [...changed].flatMap(([queue, quarters]) => this.#told(queue, quarters));
  }

  /** What became of a visit that an earlier run began. @returns what changed in the figures */
  amend(visit: Visit): Change[] {
    this.#carried.add(visit.uniqueid);
    const changed = this.#today.add(visit);
    return changed ? this.#told(visit.queue, changed.quarters) : [];
  }

  /** What was missed before a watch of this run began, told by who saw what was before this run. @returns what changed */
  explain({ from, missed }: Watch): Change[] {
    if (missed === null) return [];
    this.#explained.set(from, missed);
    this.#rewatch();
    return this.#queues().map((queue) => ({ kind: "today", queue, today: this.today(queue) }));
  }

  /**
   * Takes in one event.
   *
   * @param changes what it changed in the live state, which has taken it in already
   * @returns what is new in the figures, and the visits that the event began, answered, ended or amended
   */
  apply(event: CallCentreEvent, changes: readonly Change[]): { changes: Change[]; visits: readonly Visit[] } {
    const isOtherWatch = this.#watchTold(event);
    const visits = this.#visits.apply(event);
    const told: Change[] = this.#news.take(event, visits);
    for (const visit of visits) {
      if (this.#carried.has(visit.uniqueid)) continue;
      this.#seen?.set(visitKey(visit), visit);
      const changed = this.#today.add(visit);
      if (!changed) continue;
      told.push(...this.#told(visit.queue, changed.quarters));
    }
    if (isOtherWatch) for (const queue of this.#queues()) told.push({ kind: "today", queue, today: this.today(queue) });
    if (event.at !== null) for (const change of changes) this.#follow(change, event.at);
    return { changes: told, visits };
  }

  /** @returns whether another watch began or one ended */
  #watchTold(event: CallCentreEvent): boolean {
    const wasOpen = this.#watch.open() !== null;
    const ended = this.#watch.apply(event);
    if (ended) this.#watches = [...this.#watches, ended];
    const isOther = ended !== null || wasOpen !== (this.#watch.open() !== null);
    if (isOther) this.#rewatch();
    return isOther;
  }

  #rewatch(): void {
    const going = this.#watch.open();
    const watches = (going ? [...this.#watches, going] : this.#watches).map((watch) => ({
      ...watch,
      missed: watch.missed ?? this.#explained.get(watch.from) ?? null,
    }));
    this.#watched = watchedDay(watches, this.#day) ?? this.#watched;
  }

  #told(queue: QueueName, quarters: Iterable<EpochMs>): Change[] {
    return [
      { kind: "today", queue, today: this.today(queue) },
      ...Array.from(
        quarters,
        (from): Change => ({ kind: "quarter", queue, quarter: this.#today.quarter(queue, from) }),
      ),
    ];
  }

  /** The settings of queues are others. @returns today's figures by them */
  reconfigure(): Change[] {
    const quarters = new Map(this.#today.reconfigure().map((changed) => [changed.queue, changed.quarters]));
    return this.#queues().flatMap((queue) => this.#told(queue, quarters.get(queue) ?? []));
  }

  /** A new day began. */
  startDay(day: EpochMs): void {
    this.#day = day;
    this.#today.startDay(day);
    this.#watches = this.#watches.filter((watch) => watch.to > day);
    this.#watched = { since: day, missed: [] };
    this.#rewatch();
  }

  today(queue: QueueName): TodayView {
    const { since, missed } = this.#watched;
    return {
      ...this.#today.view(queue),
      since,
      missed: missed.map(({ from, to, visits }) => ({ from, to, visits: visits && (visits[queue] ?? 0) })),
    };
  }

  /** All figures of a queue at an instant. */
  read(queue: QueueName, at: EpochMs): Pick<QueueTopicSnapshot, "today" | "quarters" | "waitingTrend" | "news"> {
    const waiting = this.#waiting(queue);
    const known = this.#trends.get(queue) ?? { trend: emptyTrend(), waiting };
    return {
      today: this.today(queue),
      quarters: this.#today.quarters(queue),
      waitingTrend: continuedTrend(known.trend, at, known.waiting, waiting),
      news: this.#news.items(queue),
    };
  }

  #follow(change: Change, at: EpochMs): void {
    const { queue } = change;
    switch (change.kind) {
      case "waiting":
      case "waiting_removed": {
        const waiting = this.#waiting(queue);
        const known = this.#trends.get(queue);
        // Another caller of the same line moved up: the count is as it was.
        if (known?.waiting === waiting) return;
        const trend = continuedTrend(known?.trend ?? emptyTrend(), at, known?.waiting ?? 0, waiting);
        this.#trends.set(queue, { trend, waiting });
        return;
      }
      case "queue_removed":
        this.#trends.delete(queue);
        this.#news.forget(queue);
        return;
      default:
        return;
    }
  }
}

function emptyTrend(): WaitingTrendView {
  return { from: 0, stepMs: trendStepMs, counts: [] };
}
