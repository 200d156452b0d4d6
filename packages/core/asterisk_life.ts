import type { CallCentreEvent } from "./event.ts";
import type { EpochMs } from "./time.ts";

/** Whole seconds of `Uptime` and the time on the way: two words on the same start differ by less than this. */
const startToleranceMs = 3_000;

/** Tells one life of Asterisk from the next: its calls die with it, its queues and memberships may not. */
export class AsteriskLife {
  #startedAt: EpochMs | null = null;
  /** It said that it stops: whichever is ready next is another one, however soon it started. */
  #isStopping = false;

  /** When Asterisk started, as far as it said. */
  get startedAt(): EpochMs | null {
    return this.#startedAt;
  }

  /** Whether this event says that the Asterisk we knew is gone and another one runs. To be told of every event. */
  isAnother(event: CallCentreEvent): boolean {
    switch (event.type) {
      case "asterisk_started":
        return true;
      case "asterisk_stopping":
        this.#isStopping = true;
        return false;
      case "asterisk_ready":
        return this.#isReady(event.startedAt);
      default:
        return false;
    }
  }

  #isReady(startedAt: EpochMs | null): boolean {
    if (this.#isStopping) {
      this.#isStopping = false;
      this.#startedAt = startedAt;
      return true;
    }
    if (startedAt === null) return false;
    const known = this.#startedAt;
    if (known === null || startedAt < known) {
      // A word that came late made its start too late: a later estimate that is earlier is nearer to it, and no other Asterisk.
      this.#startedAt = startedAt;
      return false;
    }
    if (startedAt - known <= startToleranceMs) return false;
    this.#startedAt = startedAt;
    return true;
  }
}
