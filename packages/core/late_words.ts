import type { CallCentreEvent } from "./event.ts";
import type { EpochMs } from "./time.ts";

/** Takes the time from what a PBX tells right after a silence: it is true, and when it happened is not known. */
export class LateWords {
  #until: EpochMs = Number.NEGATIVE_INFINITY;

  /** The event as it may be believed. */
  believed(event: CallCentreEvent): CallCentreEvent {
    if (event.type === "spoke_late") this.#until = event.until;
    return event.at !== null && event.at <= this.#until ? { ...event, at: null } : event;
  }
}
