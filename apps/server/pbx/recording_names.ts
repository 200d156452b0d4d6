/**
 * The names of recordings where the PBX does not tell them. Whose user lacks class `dialplan` hears no VarSet, but may ask
 * for the variable that names the file: once for each caller who is put together with an agent, when a queue's own
 * recording has begun as well. One question at a time, so that whatever else is asked never waits behind them.
 */
import type { AmiMessage } from "@qmanager/ami";
import type { CallCentreEvent, Uniqueid } from "@qmanager/core";

/** So many answers of a busy minute; whoever waits behind more than these may be gone before he is asked for. */
const mostWaiting = 200;

export interface RecordingNamesOptions {
  /**
   * Asks for the file into which a channel is recorded.
   *
   * @returns its name; null when it has none, is gone, or may not be asked for
   * @throws when there was no answer
   */
  ask(channel: Uniqueid): Promise<string | null>;
  named(channel: Uniqueid, file: string): void;
  /** All that waited have been asked for, but for so many. `fault`: why the last of them has no answer; null: too many at once. */
  missed(channels: number, fault: unknown): void;
}

export class RecordingNames {
  readonly #options: RecordingNamesOptions;
  /** In the order in which they are asked for. */
  #waiting = new Set<Uniqueid>();
  /** The PBX tells variables itself. */
  #isTold = false;
  #isAsking = false;
  #missed = 0;

  constructor(options: RecordingNamesOptions) {
    this.#options = options;
  }

  /** What the PBX says, message by message, and the events made of it. */
  heard(message: AmiMessage, events: readonly CallCentreEvent[]): void {
    if (this.#isTold) return;
    if (message.event === "VarSet") {
      this.#isTold = true;
      this.#waiting.clear();
      return;
    }
    for (const event of events) {
      if (event.type === "agent_connected") this.#want(event.uniqueid);
    }
  }

  /** The connection is lost: the next one may be another user's, and what was to be asked on this one is past. */
  lost(): void {
    // Another one, by which whoever still waits for an answer sees that it comes too late.
    this.#waiting = new Set();
    this.#isTold = false;
    this.#isAsking = false;
    this.#missed = 0;
  }

  #want(channel: Uniqueid): void {
    this.#waiting.add(channel);
    if (this.#waiting.size > mostWaiting) {
      const [oldest] = this.#waiting;
      if (oldest !== undefined) this.#waiting.delete(oldest);
      this.#missed++;
    }
    if (!this.#isAsking) void this.#askAll(this.#waiting);
  }

  async #askAll(waiting: Set<Uniqueid>): Promise<void> {
    this.#isAsking = true;
    let fault: unknown = null;
    // Those who are added meanwhile are asked for as well.
    for (const channel of waiting) {
      waiting.delete(channel);
      try {
        const file = await this.#options.ask(channel);
        if (waiting !== this.#waiting) return;
        if (file !== null) this.#options.named(channel, file);
      } catch (error) {
        if (waiting !== this.#waiting) return;
        fault = error;
        this.#missed++;
      }
    }
    this.#isAsking = false;
    if (this.#missed > 0) this.#options.missed(this.#missed, fault);
    this.#missed = 0;
  }
}
