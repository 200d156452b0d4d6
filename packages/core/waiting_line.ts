/**
 * The callers who wait in one queue, in order. Asterisk tells the place of the one who enters and nothing of those whose
 * place changes by it, or by somebody's leaving: that is computed here.
 */
import type { WaitingCaller } from "./event.ts";
import type { Uniqueid } from "./ids.ts";
import type { WaitingView } from "./live_view.ts";
import { Recent, settleMs } from "./recent.ts";
import type { EpochMs } from "./time.ts";

export interface WaitingNow {
  readonly uniqueid: Uniqueid;
  /** From 1. */
  position: number;
  enteredAt: EpochMs;
  /** When an event told so; null when only a snapshot did. */
  toldAt: EpochMs | null;
  /** As last shown. */
  view: WaitingView | null;
}

/** What a step did to the line: who is new or has another place, and who is out of it. */
export interface LineChange {
  moved: WaitingNow[];
  gone: WaitingNow[];
}

const noChange: LineChange = { moved: [], gone: [] };

export class WaitingLine {
  readonly #callers = new Map<Uniqueid, WaitingNow>();
  readonly #left = new Recent<Uniqueid>();

  get(uniqueid: Uniqueid): WaitingNow | undefined {
    return this.#callers.get(uniqueid);
  }

  get size(): number {
    return this.#callers.size;
  }

  values(): Iterable<WaitingNow> {
    return this.#callers.values();
  }

  /** `position` null: at the end. By priority a caller may enter in front of others. */
  join(uniqueid: Uniqueid, position: number | null, at: EpochMs): LineChange {
    const known = this.#callers.get(uniqueid);
    // A snapshot was faster than the event.
    if (known && Math.abs(at - known.enteredAt) <= settleMs) return { moved: [known], gone: [] };
    // Long after it, he has left unseen and come again.
    const moved = known ? this.leave(uniqueid, at).moved : [];
    this.#left.delete(uniqueid);
    const caller: WaitingNow = {
      uniqueid,
      position: position ?? this.#callers.size + 1,
      enteredAt: at,
      toldAt: at,
      view: known?.view ?? null,
    };
    for (const other of this.#callers.values()) {
      if (other.position < caller.position) continue;
      other.position += 1;
      moved.push(other);
    }
    this.#callers.set(uniqueid, caller);
    moved.push(caller);
    return { moved, gone: [] };
  }

  leave(uniqueid: Uniqueid, at: EpochMs): LineChange {
    this.#left.add(uniqueid, at);
    const caller = this.#callers.get(uniqueid);
    if (!caller) return noChange;
    this.#callers.delete(uniqueid);
    const moved: WaitingNow[] = [];
    for (const other of this.#callers.values()) {
      if (other.position <= caller.position) continue;
      other.position -= 1;
      moved.push(other);
    }
    return { moved, gone: [caller] };
  }

  /**
   * Takes the line from a snapshot.
   *
   * @param freshFrom what events told at this instant or later stands against the snapshot
   */
  repair(waiting: readonly WaitingCaller[], at: EpochMs, freshFrom: EpochMs): LineChange {
    const isFresh = (caller: WaitingNow | undefined) =>
      caller !== undefined && caller.toldAt !== null && caller.toldAt >= freshFrom;
    const known = [...this.#callers.values()];
    const kept = known.filter(isFresh).sort((a, b) => a.position - b.position);
    const listed = waiting.filter(
      ({ uniqueid }) => !this.#left.hasSince(uniqueid, freshFrom) && !isFresh(this.#callers.get(uniqueid)),
    );
    const named = new Map(listed.map((each) => [each.uniqueid, each.position]));
    const gone = known.filter((caller) => !named.has(caller.uniqueid) && !isFresh(caller));
    for (const caller of gone) this.#callers.delete(caller.uniqueid);

    const moved: WaitingNow[] = [];
    const line = [...listed].sort((a, b) => a.position - b.position).map((each) => this.#listed(each, at, moved));
    const isWhole = kept.length === 0 && listed.length === waiting.length;
    for (const caller of kept) line.splice(caller.position - 1, 0, caller);
    for (const [index, caller] of line.entries()) {
      // Asterisk's own numbers, as long as nobody is added to its line or left out.
      const position = (isWhole ? named.get(caller.uniqueid) : undefined) ?? index + 1;
      if (caller.position === position) continue;
      caller.position = position;
      moved.push(caller);
    }
    return { moved, gone };
  }

  /** The one whom a snapshot names, new or known. */
  #listed({ uniqueid, position, waitMs }: WaitingCaller, at: EpochMs, moved: WaitingNow[]): WaitingNow {
    const enteredAt = at - waitMs;
    const known = this.#callers.get(uniqueid);
    if (!known) {
      const caller: WaitingNow = { uniqueid, position, enteredAt, toldAt: null, view: null };
      this.#callers.set(uniqueid, caller);
      moved.push(caller);
      return caller;
    }
    // The wait is in whole seconds: a difference within them is none.
    if (Math.abs(enteredAt - known.enteredAt) > settleMs) {
      known.enteredAt = enteredAt;
      moved.push(known);
    }
    return known;
  }

  /** Everybody is gone. */
  clear(): LineChange {
    const gone = [...this.#callers.values()];
    this.#callers.clear();
    this.#left.clear();
    return { moved: [], gone };
  }
}
