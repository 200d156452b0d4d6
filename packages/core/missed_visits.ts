/**
 * About how many visits ended while nobody looked, from the counters that Asterisk has of each queue: what they grew by, less
 * what we saw end. They begin at zero with Asterisk, and have no visit that left by a key.
 */
import { AsteriskLife } from "./asterisk_life.ts";
import type { CallCentreEvent } from "./event.ts";
import type { QueueName } from "./ids.ts";

/** By queue; those of which none was missed are not in it. */
export type MissedVisits = Readonly<Record<string, number>>;

export class MissedVisitsFold {
  readonly #life = new AsteriskLife();
  /** What the counters of each queue must be by now, had we seen all. */
  readonly #expected = new Map<QueueName, number>();
  #missed: Record<string, number> = {};
  /** Something was counted before: else nobody can say what was missed. */
  #isKnown = false;

  apply(event: CallCentreEvent): void {
    // Another Asterisk counts from zero; how many ended before the old one died is not known.
    if (this.#life.isAnother(event)) for (const queue of this.#expected.keys()) this.#expected.set(queue, 0);
    switch (event.type) {
      case "agent_completed":
      case "abandon_reported": {
        const expected = this.#expected.get(event.queue);
        if (expected !== undefined) this.#expected.set(event.queue, expected + 1);
        break;
      }
      case "queue_snapshot": {
        const { queue, completed, abandoned } = event;
        if (completed === null || abandoned === null) break;
        const counted = completed + abandoned;
        const expected = this.#expected.get(queue);
        this.#expected.set(queue, counted);
        if (expected === undefined) break;
        const grown = counted - expected;
        this.#isKnown = true;
        if (grown > 0) this.#missed[queue] = (this.#missed[queue] ?? 0) + grown;
        break;
      }
      default:
        break;
    }
  }

  /** What was missed since this was asked last; null where that cannot be known. */
  take(): MissedVisits | null {
    const missed = this.#isKnown ? this.#missed : null;
    this.#missed = {};
    this.#isKnown = false;
    return missed;
  }
}
