/**
 * The rings of queue members, by channel, and what ended each: the part of a visit that has a channel of its own.
 *
 * @module
 */
import type { AgentCalled } from "./event.ts";
import type { Interface, Uniqueid } from "./ids.ts";
import { type OpenVisit, span } from "./open_visit.ts";
import { phoneKey } from "./phone.ts";
import type { EpochMs } from "./time.ts";
import type { Attempt, AttemptResult } from "./visit.ts";

/** One ring of one member's phone. */
export interface Ring {
  visit: OpenVisit;
  /** Null where AgentCalled does not tell it: up to Asterisk 11. */
  channel: Uniqueid | null;
  attempt: Attempt;
  pickedUpAt: EpochMs | null;
  /** ITU-T Q.850 cause of its end, where it says more than "normal". */
  cause: number | null;
  hungUp: boolean;
  /** Picked up and on hold already, before the caller was put through. */
  held: boolean;
  /** RingTime of the missed ring, ms; null while it is not missed. */
  missedMs: number | null;
}

export class RingBook {
  readonly #rings = new Map<Uniqueid, Ring>();
  /** The phone behind a Local member, and the half before it (`;2`): its channel → the ring's (`;1`). */
  readonly #behind = new Map<Uniqueid, Uniqueid>();

  begin(visit: OpenVisit, event: AgentCalled): void {
    const attempt: Attempt = { interface: event.interface, startedAt: event.at, endedAt: null, result: null };
    visit.attempts.push(attempt);
    const ring: Ring = {
      visit,
      channel: event.ringUniqueid,
      attempt,
      pickedUpAt: null,
      cause: null,
      hungUp: false,
      held: false,
      missedMs: null,
    };
    visit.rings.push(ring);
    if (ring.channel !== null) this.#rings.set(ring.channel, ring);
  }

  /** The ring with this channel; where the channel is not told, the one of this member that goes on. */
  find(channel: Uniqueid | null, visit: OpenVisit | undefined, member: Interface | null): Ring | undefined {
    if (channel !== null && this.#rings.has(channel)) return this.#rings.get(channel);
    return visit?.rings.findLast(
      ({ channel: own, attempt }) =>
        attempt.result === null &&
        (own === null || channel === null) &&
        attempt.interface !== null &&
        member !== null &&
        phoneKey(attempt.interface) === phoneKey(member),
    );
  }

  /** The wait of a caller is over, and with it the rings whose own end nothing will tell. */
  waitOver(visit: OpenVisit, at: EpochMs | null): void {
    for (const { channel, attempt } of visit.rings) {
      if (channel !== null || attempt.result !== null) continue;
      attempt.endedAt = at;
      attempt.result = visit.answered ? "answered_elsewhere" : "caller_left";
    }
  }

  /** The channel that the queue dialled, of which this one is it or stands behind it. */
  dialled(channel: Uniqueid): Uniqueid {
    return this.#behind.get(channel) ?? channel;
  }

  /** A Local channel was made. It comes before AgentCalled: whether a member is behind it is not known yet. */
  localBridged(one: Uniqueid, two: Uniqueid): void {
    this.#behind.set(two, one);
  }

  /** The far half of a Local channel dials the phone. */
  dialBegan(from: Uniqueid | null, to: Uniqueid): void {
    const one = from === null ? undefined : this.#behind.get(from);
    if (one !== undefined) this.#behind.set(to, one);
  }

  pickedUp(channel: Uniqueid, at: EpochMs | null): void {
    const ring = this.#rings.get(channel);
    if (ring && ring.pickedUpAt === null) ring.pickedUpAt = at;
  }

  held(channel: Uniqueid, held: boolean): void {
    const ring = this.#rings.get(this.dialled(channel));
    if (ring) ring.held = held;
  }

  missed(ring: Ring, ringMs: number | null, at: EpochMs | null): void {
    ring.missedMs = ringMs ?? 0;
    ring.attempt.endedAt ??= at;
    ring.attempt.result = missedResult(ring.missedMs, ring.cause);
  }

  answered(ring: Ring, at: EpochMs | null): void {
    ring.attempt.result = "answered";
    ring.attempt.endedAt = ring.pickedUpAt ?? at;
  }

  /** A channel is to hang up, or is gone, for this cause; a cancelled ring ends with 0 or 16, which say nothing. */
  causeOf(channel: Uniqueid, cause: number | null): void {
    const ring = this.#rings.get(channel) ?? this.#rings.get(this.dialled(channel));
    if (ring && cause && cause !== 16) ring.cause = cause;
  }

  /**
   * The channel of a ring is gone: its cause tells what RINGNOANSWER does not, and what has no event of its own.
   *
   * @returns the ring that ended with it; undefined when it was none, or answered
   */
  hungUp(channel: Uniqueid, at: EpochMs | null): Ring | undefined {
    this.#behind.delete(channel);
    const ring = this.#rings.get(channel);
    if (!ring || ring.hungUp) return undefined;
    ring.hungUp = true;
    const { attempt, visit } = ring;
    if (attempt.result === "answered") return undefined;
    attempt.endedAt ??= ring.pickedUpAt ?? at;
    if (ring.missedMs !== null) attempt.result = missedResult(ring.missedMs, ring.cause);
    else attempt.result = resultOfCause(ring.cause) ?? (visit.answered ? "answered_elsewhere" : "caller_left");
    return ring;
  }

  /** Time from the ring until it was picked up; null when either was not seen. */
  ringMs(ring: Ring | undefined): number | null {
    return ring ? span(ring.attempt.startedAt, ring.pickedUpAt) : null;
  }

  forget(visit: OpenVisit): void {
    for (const { channel } of visit.rings) if (channel !== null) this.#rings.delete(channel);
  }

  /** Forgets the halves of Local channels, and phones behind them, that a list of all channels does not name. */
  keepOnly(listed: { has(channel: Uniqueid): boolean }): void {
    for (const channel of this.#behind.keys()) if (!listed.has(channel)) this.#behind.delete(channel);
  }

  clear(): void {
    this.#rings.clear();
    this.#behind.clear();
  }
}

function missedResult(ringMs: number, cause: number | null): AttemptResult {
  const byCause = resultOfCause(cause);
  if (byCause === "busy" || byCause === "rejected") return byCause;
  if (ringMs > 0) return "noanswer";
  return byCause === "not_reachable" ? "not_reachable" : "busy";
}

/** ITU-T Q.850 causes of a ring that nobody answered, where they tell more than "not answered". */
export function resultOfCause(cause: number | null): AttemptResult | null {
  switch (cause) {
    case 17:
      return "busy";
    case 21:
      return "rejected";
    case 26:
      return "answered_elsewhere";
    case 3:
    case 20:
    case 27:
      return "not_reachable";
    default:
      return null;
  }
}
