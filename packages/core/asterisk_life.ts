import type { CallCentreEvent } from "./event.ts";
import type { EpochMs } from "./time.ts";

/** Whole seconds of `Uptime` and the time on the way: two words on the same start differ by less than this. */
const startToleranceMs = 3_000;

/** Tells one life of Asterisk from the next: its calls die with it, its queues and memberships may not. */
export class AsteriskLife {
  #startedAt: EpochMs | null = null;

  /** When Asterisk started, as far as it said. */
  get startedAt(): EpochMs | null {
    return this.#startedAt;
  }

  /** Whether this event says that the Asterisk we knew is gone and another one runs. */
  isAnother(event: CallCentreEvent): boolean {
    if (event.type === "asterisk_started") return true;
    if (event.type !== "asterisk_ready" || event.startedAt === null) return false;
    const known = this.#startedAt;
    if (known === null || event.startedAt < known) {
      // A word that came late made its start too late: a later estimate that is earlier is nearer to it, and no other Asterisk.
      this.#startedAt = event.startedAt;
      return false;
    }
    if (event.startedAt - known <= startToleranceMs) return false;
    this.#startedAt = event.startedAt;
    return true;
  }
}
