/**
 * Slows down whoever guesses: after some attempts per key (a network, an account, a code) each further one has to wait
 * longer than the one before, up to a limit, and never for good. An attempt counts when it begins: a hundred at once are a
 * hundred. Memory is bounded: when full, the key that was tried least recently is forgotten.
 */
export interface AttemptPolicy {
  /** So many go through at once. */
  free: number;
  /** What the next one waits; each further one twice as long. */
  firstMs: number;
  longestMs: number;
}

/** What nobody tried for so long is forgiven. */
const forgivenMs = 15 * 60_000;
const mostKeys = 10_000;

export class Attempts {
  readonly #policy: AttemptPolicy;
  readonly #now: () => number;
  readonly #tried = new Map<string, { count: number; last: number }>();

  constructor(policy: AttemptPolicy, now: () => number) {
    this.#policy = policy;
    this.#now = now;
  }

  /** @returns 0, or for how many milliseconds an attempt must wait */
  wait(key: string): number {
    const { count, last } = this.#of(key);
    return Math.max(0, last + this.#delay(count) - this.#now());
  }

  /** Begins an attempt, unless it must wait. @returns 0, or for how many milliseconds it must wait instead */
  begin(key: string): number {
    const ms = this.wait(key);
    if (ms > 0) return ms;
    const { count } = this.#of(key);
    this.#tried.delete(key);
    if (this.#tried.size >= mostKeys) {
      const [oldest] = this.#tried.keys();
      if (oldest !== undefined) this.#tried.delete(oldest);
    }
    this.#tried.set(key, { count: count + 1, last: this.#now() });
    return 0;
  }

  /** The attempt was right: what came before it is forgiven. */
  succeeded(key: string): void {
    this.#tried.delete(key);
  }

  /** The attempt was right, and forgives no other. */
  tookBack(key: string): void {
    const known = this.#tried.get(key);
    if (known) known.count = Math.max(0, known.count - 1);
  }

  #of(key: string): { count: number; last: number } {
    const known = this.#tried.get(key);
    return known && this.#now() - known.last < forgivenMs ? known : { count: 0, last: 0 };
  }

  #delay(count: number): number {
    const { free, firstMs, longestMs } = this.#policy;
    return count < free ? 0 : Math.min(longestMs, firstMs * 2 ** (count - free));
  }
}
