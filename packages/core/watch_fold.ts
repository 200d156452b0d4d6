/**
 * When a PBX was watched: from the first whole list of its queues after we connected, to the last word before the line
 * was gone. Between two watches visits may have been missed.
 */
import type { CallCentreEvent } from "./event.ts";
import type { TimeSpan } from "./live_view.ts";
import { type MissedVisits, MissedVisitsFold } from "./missed_visits.ts";
import type { EpochMs } from "./time.ts";

export interface Watch extends TimeSpan {
  /** About how many visits of each queue ended in the gap before it; null where nobody can say. */
  missed: MissedVisits | null;
}

/** A time in which nobody looked, and about how many visits of each queue ended in it. */
export interface Gap extends TimeSpan {
  visits: MissedVisits | null;
}

export class WatchFold {
  readonly #counters = new MissedVisitsFold();
  #isConnected = false;
  #from: EpochMs | null = null;
  #missed: MissedVisits | null = null;
  #lastAt: EpochMs | null = null;

  /** Takes in one event. @returns the watch that it ended; null where it ended none */
  apply(event: CallCentreEvent): Watch | null {
    this.#counters.apply(event);
    const { type, at } = event;
    if (type === "connected" || type === "disconnected") {
      // Time may have been told after the last word that was heard.
      if (type === "disconnected" && at !== null && this.#lastAt !== null) this.#lastAt = Math.min(this.#lastAt, at);
      const ended = this.open();
      this.#isConnected = type === "connected";
      this.#from = null;
      return ended;
    }
    if (type === "spoke_late") {
      this.#lastAt = this.#lastAt === null ? event.since : Math.min(this.#lastAt, event.since);
      const ended = this.open();
      this.#from = null;
      return ended;
    }
    if (type === "queues_listed") {
      // Counted in a list of a watch that goes on, it is only told late.
      const missed = this.#counters.take();
      if (this.#isConnected && this.#from === null) {
        this.#from = at;
        this.#missed = missed;
      }
    }
    this.#lastAt = at ?? this.#lastAt;
    return null;
  }

  /** The watch that goes on, up to the last event; null where there is none. */
  open(): Watch | null {
    if (this.#from === null || this.#lastAt === null) return null;
    return { from: this.#from, to: this.#lastAt, missed: this.#missed };
  }
}

/** What lies between the watches of a stretch of time, oldest first; before the first one too. */
export function gapsBetween(watches: readonly Watch[], { from, to }: TimeSpan): Gap[] {
  const gaps: Gap[] = [];
  let seenTo = from;
  for (const watch of watches) {
    if (watch.from > seenTo) gaps.push({ from: seenTo, to: Math.min(watch.from, to), visits: watch.missed });
    seenTo = Math.max(seenTo, watch.to);
  }
  if (seenTo < to) gaps.push({ from: seenTo, to, visits: null });
  return gaps.filter((gap) => gap.from < gap.to);
}

/** Since when a day was watched, and when not since then; null where nothing of it was. */
export function watchedDay(watches: readonly Watch[], day: EpochMs): { since: EpochMs; missed: Gap[] } | null {
  const ofDay = watches.filter((watch) => watch.to > day);
  const [first, last] = [ofDay[0], ofDay.at(-1)];
  if (!first || !last) return null;
  const since = Math.max(day, first.from);
  return { since, missed: gapsBetween(ofDay, { from: since, to: last.to }) };
}
