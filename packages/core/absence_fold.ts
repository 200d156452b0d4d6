/**
 * When we did not listen to a PBX: from the last word before the line was gone until we connected again. What happened to a
 * visit meanwhile is not known ({@link withAbsences}).
 */
import type { CallCentreEvent } from "./event.ts";
import type { Away } from "./merge_visit.ts";
import type { EpochMs } from "./time.ts";

/** No visit lasts longer. */
const rememberMs = 24 * 3_600_000;

export class AbsenceFold {
  #absences: Away[] = [];
  #lastAt: EpochMs | null = null;

  apply({ type, at }: CallCentreEvent): void {
    if (at === null) return;
    const last = this.#absences.at(-1);
    const isAway = last !== undefined && last.to === null;
    if (type === "disconnected" && !isAway) this.#absences.push({ from: at, to: null });
    if (type === "connected") {
      // A crash leaves no word of its own: what was heard last is where it was.
      if (isAway) this.#absences[this.#absences.length - 1] = { from: last.from, to: at };
      else if (this.#lastAt !== null) this.#absences.push({ from: this.#lastAt, to: at });
      this.#absences = this.#absences.filter(({ to }) => to === null || to > at - rememberMs);
    }
    this.#lastAt = at;
  }

  /** Those of the last day, the one that goes on included. */
  absences(): readonly Away[] {
    return this.#absences;
  }
}
