/**
 * What a panel shows besides what is now: today's figures, its quarters of an hour, how many waited in the last half hour,
 * the last events. Fed with the events of one PBX; reads no clock.
 */
import type { CallCentreEvent } from "./event.ts";
import type { PbxId, QueueName } from "./ids.ts";
import type { QueueTopicSnapshot } from "./live_protocol.ts";
import type { Change, TimeSpan, TodayView, WaitingTrendView } from "./live_view.ts";
import { QueueNews } from "./queue_news.ts";
import type { EpochMs } from "./time.ts";
import { Today } from "./today.ts";
import type { Visit } from "./visit.ts";
import { VisitFold } from "./visit_fold.ts";
import { continuedTrend } from "./waiting_trend.ts";

/** Of the chart of those who wait. */
const trendStepMs = 15_000;

export interface LiveFiguresOptions {
  /** When the day began. */
  day: EpochMs;
  /** How many wait in a queue now. */
  waiting: (queue: QueueName) => number;
}

export class LiveFigures {
  readonly #visits: VisitFold;
  readonly #today: Today;
  readonly #news = new QueueNews();
  readonly #trends = new Map<QueueName, { trend: WaitingTrendView; waiting: number }>();
  readonly #waiting: (queue: QueueName) => number;
  #day: EpochMs;
  #watch: { since: EpochMs; missed: TimeSpan[] };

  constructor(pbx: PbxId, { day, waiting }: LiveFiguresOptions) {
    this.#day = day;
    this.#today = new Today(day);
    this.#waiting = waiting;
    this.#watch = { since: day, missed: [] };
    this.#visits = new VisitFold(pbx, { forgotten: (visit) => this.#today.settle(visit) });
  }

  /** Since when the PBX was watched today, and when it was not: what the figures cannot know. */
  set watch(watch: { since: EpochMs; missed: TimeSpan[] }) {
    this.#watch = watch;
  }

  /** A closed visit of today that was seen before this program ran. */
  load(visit: Visit): void {
    this.#today.add(visit);
    this.#today.settle(visit);
  }

  /**
   * Takes in one event.
   *
   * @param changes what it changed in the live state, which has taken it in already
   * @returns what is new in the figures, and the visits that the event began, answered, ended or amended
   */
  apply(event: CallCentreEvent, changes: readonly Change[]): { changes: Change[]; visits: readonly Visit[] } {
    const visits = this.#visits.apply(event);
    const told: Change[] = this.#news.take(event, visits);
    for (const visit of visits) {
      const changed = this.#today.add(visit);
      if (!changed) continue;
      const { queue } = visit;
      told.push({ kind: "today", queue, today: this.today(queue) });
      for (const from of changed.quarters)
        told.push({ kind: "quarter", queue, quarter: this.#today.quarter(queue, from) });
    }
    if (event.at !== null) for (const change of changes) this.#follow(change, event.at);
    return { changes: told, visits };
  }

  /** A new day began. */
  startDay(day: EpochMs): void {
    this.#day = day;
    this.#today.startDay(day);
    this.#watch = { since: day, missed: [] };
  }

  today(queue: QueueName): TodayView {
    const { since, missed } = this.#watch;
    return { ...this.#today.view(queue), since: Math.max(this.#day, since), missed };
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
