import type { ChannelsListed } from "./event.ts";
import type { Linkedid, Uniqueid } from "./ids.ts";
import type { EpochMs } from "./time.ts";

/** Who is at a channel, as far as anybody told. */
export interface CallerNow {
  linkedid: Linkedid | null;
  /** The channel's own name; null where only its caller is known. */
  channel: string | null;
  number: string | null;
  name: string | null;
}

interface Entry extends CallerNow {
  /** Its channel was announced, so its end will be too; otherwise the end of its last use removes it. */
  isChannel: boolean;
  toldAt: EpochMs;
}

/** Numbers and names of the channels there are now. */
export class CallerBook {
  readonly #entries = new Map<Uniqueid, Entry>();

  get(uniqueid: Uniqueid): CallerNow | undefined {
    return this.#entries.get(uniqueid);
  }

  /** Everybody there is; for a question, not for every event. */
  entries(): Iterable<[Uniqueid, CallerNow]> {
    return this.#entries;
  }

  /**
   * Adds what an event tells; what it does not know leaves what is known.
   *
   * @param isChannel the event announces the channel
   * @returns whether anything is new
   */
  learn(uniqueid: Uniqueid, told: Partial<CallerNow>, at: EpochMs, isChannel = false): boolean {
    const entry = this.#entry(uniqueid, at);
    entry.isChannel ||= isChannel;
    return put(entry, {
      linkedid: told.linkedid ?? entry.linkedid,
      channel: told.channel ?? entry.channel,
      number: told.number ?? entry.number,
      name: told.name ?? entry.name,
    });
  }

  /** As {@link learn}, from a snapshot: adds only what was not known, for lists differ in how they write a name. */
  fill(uniqueid: Uniqueid, told: Partial<CallerNow>, at: EpochMs, isChannel = false): boolean {
    const entry = this.#entry(uniqueid, at);
    entry.isChannel ||= isChannel;
    return put(entry, {
      linkedid: entry.linkedid ?? told.linkedid ?? null,
      channel: entry.channel ?? told.channel ?? null,
      number: entry.number ?? told.number ?? null,
      name: entry.name ?? told.name ?? null,
    });
  }

  #entry(uniqueid: Uniqueid, toldAt: EpochMs): Entry {
    const known = this.#entries.get(uniqueid);
    if (known) return known;
    const entry: Entry = { linkedid: null, channel: null, number: null, name: null, isChannel: false, toldAt };
    this.#entries.set(uniqueid, entry);
    return entry;
  }

  /** Nobody shows this caller any more: forgets him, unless his channel's end will. */
  release(uniqueid: Uniqueid): void {
    if (this.#entries.get(uniqueid)?.isChannel === false) this.#entries.delete(uniqueid);
  }

  remove(uniqueid: Uniqueid): void {
    this.#entries.delete(uniqueid);
  }

  /** Forgets the channels that are not in a list of all, except those told of at `freshFrom` or later. */
  keepOnly({ channels }: ChannelsListed, freshFrom: EpochMs): void {
    const listed = new Set(channels.map((channel) => channel.uniqueid));
    for (const [uniqueid, entry] of this.#entries) {
      if (entry.isChannel && entry.toldAt < freshFrom && !listed.has(uniqueid)) this.#entries.delete(uniqueid);
    }
  }

  clear(): void {
    this.#entries.clear();
  }
}

function put(entry: Entry, { linkedid, channel, number, name }: CallerNow): boolean {
  entry.channel = channel;
  if (entry.linkedid === linkedid && entry.number === number && entry.name === name) return false;
  Object.assign(entry, { linkedid, number, name });
  return true;
}
