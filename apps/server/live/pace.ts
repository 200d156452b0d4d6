/**
 * How often a topic may speak: at once while it is quiet, a few more right after, and never more than ten times in any
 * second. A burst of {@link burst} and {@link perSecond} a second after it make those ten.
 */
const burst = 4;
const perSecond = 6;
const refillMs = 1000 / perSecond;

export class Pace {
  #tokens = burst;
  #filledAt: number;

  constructor(now: number) {
    this.#filledAt = now;
  }

  /** @returns 0: speak now (and it is counted); else in how many milliseconds to ask again */
  take(now: number): number {
    const tokens = Math.min(burst, this.#tokens + (now - this.#filledAt) / refillMs);
    this.#filledAt = now;
    if (tokens < 1) {
      this.#tokens = tokens;
      return Math.ceil((1 - tokens) * refillMs);
    }
    this.#tokens = tokens - 1;
    return 0;
  }
}
