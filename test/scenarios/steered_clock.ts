/** Time that moves only when it is told to: what is due on the way is done, each with all that follows from it. */
import type { AmiClock } from "@qmanager/ami";
import type { EpochMs } from "@qmanager/core";

interface Due {
  at: EpochMs;
  run(): void;
}

export class SteeredClock implements AmiClock {
  readonly now = (): EpochMs => this.#now;
  /** No two attempts to connect are far apart. */
  readonly random = (): number => 0.02;
  #now: EpochMs;
  readonly #due = new Set<Due>();
  readonly #settled: () => Promise<void>;

  /** @param settled done when nothing is under way any more */
  constructor(now: EpochMs, settled: () => Promise<void>) {
    this.#now = now;
    this.#settled = settled;
  }

  after(ms: number, run: () => void): () => void {
    const due = { at: this.#now + ms, run };
    this.#due.add(due);
    return () => this.#due.delete(due);
  }

  async moveTo(at: EpochMs): Promise<void> {
    for (let next = this.#next(at); next; next = this.#next(at)) {
      this.#due.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await this.#settled();
    }
    this.#now = Math.max(this.#now, at);
  }

  #next(until: EpochMs): Due | null {
    let first: Due | null = null;
    for (const due of this.#due) if (due.at <= until && (first === null || due.at < first.at)) first = due;
    return first;
  }
}
