import { signal } from "@preact/signals";
import type { EpochMs } from "@qmanager/core";

/** How far a message's clock may be from what we took the server's for before we believe that a clock was set. */
const clockWasSetMs = 5_000;
/** About as many seconds of heartbeats. */
const samplesKept = 16;

/**
 * The server's clock, seen from here. A message says when it was sent and comes later than that, so of the last
 * messages the one that came fastest is nearest to the truth.
 */
export class ServerClock {
  #samples: number[] = [];
  #offset = 0;

  /**
   * A message stamped `sentAt` by the server came when our own clock said `hereAt`.
   *
   * @returns whether it begins anew: what the clock said until now may be wrong by hours
   */
  heard(sentAt: EpochMs, hereAt: EpochMs): boolean {
    const sample = sentAt - hereAt;
    if (this.#samples.length > 0 && Math.abs(sample - this.#offset) > clockWasSetMs) this.#samples = [];
    const isFirst = this.#samples.length === 0;
    this.#samples.push(sample);
    if (this.#samples.length > samplesKept) this.#samples.shift();
    this.#offset = Math.max(...this.#samples);
    return isFirst;
  }

  /** What the server's clock says when ours says `hereAt`. */
  at(hereAt: EpochMs): EpochMs {
    return hereAt + this.#offset;
  }
}

/** The clock of the page. */
export const serverClock = new ServerClock();

/** The server's time, once a second: the one interval that moves every timer of the page. */
export const now = signal<EpochMs>(Date.now());

/** Reads the clock now: before anything is shown after a pause. */
export function tick(): void {
  now.value = serverClock.at(Date.now());
}

/** Starts the one interval. Called once, by the entry. */
export function startClock(): void {
  setInterval(tick, 1_000);
  // A tab in the background ticks once a minute; what is seen first must be true.
  document.addEventListener("visibilitychange", tick);
}
