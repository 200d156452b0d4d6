import type { EpochMs } from "./time.ts";

/**
 * How long an event stands against a snapshot that says otherwise. Asterisk writes a snapshot while it sends events, so
 * one can be older than what we already heard; 0.4 s is the worst lag recorded. What is then still wrong, the next
 * snapshot mends.
 */
export const settleMs = 2_000;

/** The things that went away in the last {@link settleMs}; older ones are forgotten as new ones come. */
export class Recent<Key> {
  readonly #at = new Map<Key, EpochMs>();
  #now: EpochMs = 0;

  /** `at` null: at the time of the one before. */
  add(key: Key, at: EpochMs | null): void {
    if (at !== null && at > this.#now) this.#now = at;
    // Deleting first moves the key to the end, so that the oldest are always in front.
    this.#at.delete(key);
    this.#at.set(key, this.#now);
    for (const [old, since] of this.#at) {
      if (since >= this.#now - settleMs) break;
      this.#at.delete(old);
    }
  }

  delete(key: Key): void {
    this.#at.delete(key);
  }

  has(key: Key): boolean {
    return this.#at.has(key);
  }

  /** Whether `key` went away at `from` or later. */
  hasSince(key: Key, from: EpochMs): boolean {
    const since = this.#at.get(key);
    return since !== undefined && since >= from;
  }

  clear(): void {
    this.#at.clear();
  }
}
