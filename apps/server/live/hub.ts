/**
 * The hub: changes come in, topics go out. A change is encoded once for all who see the whole of it, and once more for each
 * who sees a part; the first goes at once, what follows fast is put together ({@link Pace}). Each topic counts its messages, so that a client sees a gap.
 *
 * A client that does not read as fast as we write gets nothing more until it has caught up, and then a fresh snapshot of
 * what it missed, as far as there is room for it: memory is bounded by one message each, and a slow line gets on.
 */
import { type Access, type Change, type EpochMs, type LiveMessage, ShownMembers } from "@qmanager/core";
import { Pace } from "./pace.ts";
import {
  type LiveSource,
  maySee,
  mergeChange,
  parseTopic,
  readTopic,
  seenMessage,
  seesWhole,
  type TopicName,
} from "./topics.ts";

/** One who looks on. */
export interface LiveClient {
  /** What he may see now; {@link Hub.reconsider} when it is another. */
  readonly access: Access;
  /** Sends one message. False: it went to a buffer that is full now; {@link Hub.caughtUp} is called when it is empty. */
  send(text: string): boolean;
}

export interface HubClock {
  /** Epoch ms, as the page shows it. */
  now(): EpochMs;
  /** Runs `work` later; returns what undoes it. */
  later(work: () => void, ms: number): () => void;
}

interface Topic {
  readonly text: string;
  readonly name: TopicName;
  readonly clients: Set<LiveClient>;
  readonly pending: Map<string, Change>;
  /** The whole is to be sent anew. */
  replaced: boolean;
  /** The queue was removed; should it come back, whoever still looks on begins anew. */
  removed: boolean;
  readonly pace: Pace;
  cancelFlush: (() => void) | null;
}

interface ClientState {
  /** Each with the members that it was shown, as far as it may not see all. */
  readonly topics: Map<string, ShownMembers>;
  /** Its buffer is full: it is left alone until it has caught up. */
  behind: boolean;
  /** What it was not told meanwhile: these topics it gets anew then, those that have waited longest first. */
  readonly owed: Set<string>;
}

/** One client may not look at more topics than this. */
const mostTopics = 5_000;

export class Hub {
  readonly #source: LiveSource;
  readonly #clock: HubClock;
  readonly #topics = new Map<string, Topic>();
  readonly #clients = new Map<LiveClient, ClientState>();
  /** Numbers go on when nobody looks for a while: a number is never given twice. */
  readonly #seqs = new Map<string, number>();
  #slowed = 0;

  constructor(source: LiveSource, clock: HubClock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** For the health report: who looks on, and how often somebody could not follow. */
  get counts(): { clients: number; slowed: number } {
    return { clients: this.#clients.size, slowed: this.#slowed };
  }

  join(client: LiveClient): void {
    this.#clients.set(client, { topics: new Map(), behind: false, owed: new Set() });
  }

  leave(client: LiveClient): void {
    for (const text of this.#clients.get(client)?.topics.keys() ?? []) this.#unsubscribe(client, text);
    this.#clients.delete(client);
  }

  /** Answers each topic with a snapshot, or says why not. A topic that is subscribed already gets a new snapshot. */
  subscribe(client: LiveClient, topics: readonly string[]): void {
    const state = this.#clients.get(client);
    if (!state) return;
    for (const text of new Set(topics)) {
      if (state.behind) {
        this.#owe(state, text);
        continue;
      }
      const name = parseTopic(text);
      const shown = new ShownMembers();
      if (name === null || (state.topics.size >= mostTopics && !state.topics.has(text))) {
        this.#send(client, state, { type: "refused", topic: text, reason: "not_found" });
      } else if (!maySee(client.access, name)) {
        this.#unsubscribe(client, text);
        // What may not be seen looks the same whether it exists or not.
        this.#send(client, state, { type: "refused", topic: text, reason: "forbidden" });
      } else if (this.#sendSnapshot(client, state, text, name, shown)) {
        state.topics.set(text, shown);
        this.#topic(text, name).clients.add(client);
      } else {
        this.#unsubscribe(client, text);
        this.#send(client, state, { type: "refused", topic: text, reason: "not_found" });
      }
    }
  }

  unsubscribe(client: LiveClient, topics: readonly string[]): void {
    for (const text of topics) this.#unsubscribe(client, text);
  }

  /** What a client may see is not what it was: each of its topics begins anew, or is refused from now on. */
  reconsider(client: LiveClient): void {
    this.subscribe(client, [...(this.#clients.get(client)?.topics.keys() ?? [])]);
  }

  /** The client has read all that was buffered. */
  caughtUp(client: LiveClient): void {
    const state = this.#clients.get(client);
    if (!state?.behind) return;
    state.behind = false;
    const owed = [...state.owed];
    state.owed.clear();
    this.subscribe(client, owed);
  }

  /** Takes in changes of one queue. */
  publish(text: string, changes: readonly Change[]): void {
    const topic = this.#topics.get(text);
    if (!topic || changes.length === 0) return;
    for (const change of changes) {
      if (topic.removed) topic.replaced = true;
      topic.removed = change.kind === "queue_removed";
      mergeChange(topic.pending, change);
    }
    this.#flushWhenAllowed(topic);
  }

  /** Says that the whole of a small topic is to be read anew. */
  replace(text: string): void {
    const topic = this.#topics.get(text);
    if (!topic) return;
    topic.replaced = true;
    this.#flushWhenAllowed(topic);
  }

  heartbeat(): void {
    const text = encode({ type: "heartbeat", at: this.#clock.now(), heardAt: this.#source.heardAt() });
    for (const [client, state] of this.#clients) this.#sendText(client, state, text);
  }

  /** Tells one client that it could not be understood. */
  complain(client: LiveClient, detail: string): void {
    const state = this.#clients.get(client);
    if (state) this.#send(client, state, { type: "error", detail });
  }

  #topic(text: string, name: TopicName): Topic {
    let topic = this.#topics.get(text);
    if (!topic) {
      topic = {
        text,
        name,
        clients: new Set(),
        pending: new Map(),
        replaced: false,
        removed: false,
        pace: new Pace(this.#clock.now()),
        cancelFlush: null,
      };
      this.#topics.set(text, topic);
    }
    return topic;
  }

  #unsubscribe(client: LiveClient, text: string): void {
    const state = this.#clients.get(client);
    state?.topics.delete(text);
    state?.owed.delete(text);
    const topic = this.#topics.get(text);
    if (!topic?.clients.delete(client) || topic.clients.size > 0) return;
    topic.cancelFlush?.();
    this.#topics.delete(text);
  }

  #flushWhenAllowed(topic: Topic): void {
    if (topic.cancelFlush) return;
    const waitMs = topic.pace.take(this.#clock.now());
    if (waitMs === 0) return this.#flush(topic);
    topic.cancelFlush = this.#clock.later(() => {
      topic.cancelFlush = null;
      this.#flushWhenAllowed(topic);
    }, waitMs);
  }

  #flush(topic: Topic): void {
    const message = this.#message(topic);
    topic.pending.clear();
    topic.replaced = false;
    if (message === null) return;
    let whole: string | null = null;
    for (const client of topic.clients) {
      const state = this.#clients.get(client);
      const shown = state?.topics.get(topic.text);
      if (!state || !shown) continue;
      if (state.behind) this.#owe(state, topic.text);
      else if (seesWhole(client.access, topic.name)) {
        whole ??= encode(message);
        this.#sendText(client, state, whole);
      } else this.#send(client, state, seenMessage(this.#source, client.access, topic.name, message, shown));
    }
  }

  /** What is to be told of a topic; null when nothing is left to tell. */
  #message(topic: Topic): LiveMessage | null {
    const at = this.#clock.now();
    if (topic.replaced) {
      const data = readTopic(this.#source, topic.name);
      if (data === null) return null;
      const type = data.topic === "queue" ? "snapshot" : "replace";
      return { type, topic: topic.text, seq: this.#nextSeq(topic.text), at, data };
    }
    if (topic.pending.size === 0) return null;
    return {
      type: "patch",
      topic: topic.text,
      seq: this.#nextSeq(topic.text),
      at,
      changes: [...topic.pending.values()],
    };
  }

  #nextSeq(text: string): number {
    const seq = (this.#seqs.get(text) ?? 0) + 1;
    this.#seqs.set(text, seq);
    return seq;
  }

  #sendSnapshot(client: LiveClient, state: ClientState, text: string, name: TopicName, shown: ShownMembers): boolean {
    const data = readTopic(this.#source, name);
    if (data === null) return false;
    // Changes that wait to be sent are in it already; they come once more, and say the same.
    const seq = this.#seqs.get(text) ?? 0;
    const message = { type: "snapshot", topic: text, seq, at: this.#clock.now(), data } as const;
    this.#send(client, state, seenMessage(this.#source, client.access, name, message, shown));
    return true;
  }

  #owe(state: ClientState, text: string): void {
    if (state.topics.has(text) || state.owed.size < mostTopics) state.owed.add(text);
  }

  #send(client: LiveClient, state: ClientState, message: LiveMessage): void {
    this.#sendText(client, state, encode(message));
  }

  #sendText(client: LiveClient, state: ClientState, text: string): void {
    if (state.behind) return;
    if (client.send(text)) return;
    state.behind = true;
    this.#slowed++;
  }
}

function encode(message: LiveMessage): string {
  return JSON.stringify(message);
}
