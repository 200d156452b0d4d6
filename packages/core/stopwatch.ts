import type { EpochMs } from "./time.ts";

/** How long something went on that can go on several times at once: at once counts once. */
export class Stopwatch {
  #running = 0;
  #since: EpochMs | null = null;
  #ms: number | null = 0;
  #began = false;

  get began(): boolean {
    return this.#began;
  }

  get isRunning(): boolean {
    return this.#running > 0;
  }

  /** `at` null: it began before we looked. */
  start(at: EpochMs | null): void {
    this.#began = true;
    this.#running += 1;
    if (this.#running === 1) this.#since = at;
  }

  /** `at` null: its end was not seen. */
  stop(at: EpochMs | null): void {
    this.#running -= 1;
    if (this.#running > 0) return;
    if (this.#since === null || at === null) this.#ms = null;
    else if (this.#ms !== null) this.#ms += Math.max(0, at - this.#since);
  }

  /** It may have gone on while nobody looked. */
  miss(): void {
    this.#began = true;
    this.#ms = null;
  }

  /** Altogether; null while it goes on, if it never did, or if a beginning or an end was not seen. */
  get ms(): number | null {
    return this.#began && this.#running === 0 ? this.#ms : null;
  }
}
