/**
 * Counts attempts per key (a network, a code) in windows, so that nobody guesses for long. An attempt counts when it begins:
 * a hundred at once are a hundred. Memory is bounded: when full, the oldest key is forgotten.
 */
export interface AttemptPolicy {
  limit: number;
  windowMs: number;
}

const mostKeys = 10_000;

export class Attempts {
  readonly #policy: AttemptPolicy;
  readonly #now: () => number;
  readonly #windows = new Map<string, { until: number; count: number }>();

  constructor(policy: AttemptPolicy, now: () => number) {
    this.#policy = policy;
    this.#now = now;
  }

  /** Begins an attempt. @returns 0, or for how many milliseconds it must wait instead */
  begin(key: string): number {
    const now = this.#now();
    const window = this.#windows.get(key);
    if (window && window.until > now) {
      if (window.count >= this.#policy.limit) return window.until - now;
      window.count++;
      return 0;
    }
    this.#windows.delete(key);
    if (this.#windows.size >= mostKeys) {
      const [oldest] = this.#windows.keys();
      if (oldest !== undefined) this.#windows.delete(oldest);
    }
    this.#windows.set(key, { until: now + this.#policy.windowMs, count: 1 });
    return 0;
  }

  /** The attempt was right: what came before it is forgiven. */
  succeeded(key: string): void {
    this.#windows.delete(key);
  }
}
