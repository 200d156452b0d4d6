import { closedSignedOut, type EpochMs, type LiveMessage, type LiveRequest } from "@qmanager/core";

/** What the stream tells its owner. `data` comes in order and without gaps; after a gap a new snapshot comes first. */
export interface LiveListener {
  message(message: LiveMessage): void;
  /** The line is up; snapshots follow. */
  opened(): void;
  /** The line is down and will be tried again. `refused`: perhaps because the session is over; see there. */
  closed(refused: boolean): void;
  /** Every topic that is wanted has its snapshot, or was refused. */
  settled(): void;
  /** The page was asleep: what the line says now it said long ago. It is dropped; {@link LiveConnection.renew} begins anew. */
  slept(): void;
}

export interface LiveOptions {
  /** First pause before trying again, ms; doubles up to `longestPauseMs`. A quarter of it is left to chance. */
  firstPauseMs: number;
  longestPauseMs: number;
  /** The server sends a heartbeat each second: silence this long, ms, is a line that is dead without saying so. */
  silenceMs: number;
  /** How long the handshake may take, ms. */
  handshakeMs: number;
  /** Our own clock. */
  now(): EpochMs;
}

const liveDefaults: LiveOptions = {
  ...{ firstPauseMs: 500, longestPauseMs: 10_000, silenceMs: 5_000, handshakeMs: 15_000 },
  now: Date.now,
};

/**
 * The live socket: subscribes, watches `seq`, asks anew after a gap, and comes back after every loss.
 * A topic's patches are passed on only while they follow its snapshot without a gap.
 */
export class LiveConnection {
  readonly #url: string;
  readonly #listener: LiveListener;
  readonly #options: LiveOptions;
  /** Wanted topics, and the last `seq` of each; null while its snapshot is awaited. */
  readonly #topics = new Map<string, number | null>();
  /** Topics whose snapshot was asked for and is still to come. */
  readonly #awaited = new Set<string>();
  /** When the line last gave a sign of life, by our own clock. */
  #heardAt: EpochMs = 0;
  #socket: WebSocket | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #watch: ReturnType<typeof setTimeout> | null = null;

  constructor(url: string, listener: LiveListener, options: LiveOptions = liveDefaults) {
    this.#url = url;
    this.#listener = listener;
    this.#options = options;
    this.#open();
  }

  subscribe(topics: readonly string[]): void {
    const fresh = topics.filter((topic) => !this.#topics.has(topic));
    this.#await(fresh);
  }

  unsubscribe(topics: readonly string[]): void {
    const known = topics.filter((topic) => this.#topics.delete(topic));
    this.#ask({ type: "unsubscribe", topics: known });
    for (const topic of known) this.#arrived(topic);
  }

  /** Tries at once instead of when the pause is over. */
  retryNow(): void {
    if (this.#retry === null) return;
    clearTimeout(this.#retry);
    this.#open();
  }

  /** Leaves the line that there is and opens a new one at once: on it nothing is old. */
  renew(): void {
    this.close();
    this.#failures = 0;
    this.#open();
  }

  /** Ends it; the listener hears nothing more until {@link renew}. */
  close(): void {
    this.#quiet();
    this.#socket?.close();
    this.#socket = null;
  }

  #open(): void {
    this.#quiet();
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    let opened = false;
    // A browser waits for minutes for a handshake that nobody answers.
    this.#watch = setTimeout(() => this.#lost(false), this.#options.handshakeMs);
    socket.addEventListener("open", () => {
      if (this.#socket !== socket) return;
      opened = true;
      this.#heard();
      this.#listener.opened();
      this.#await([...this.#topics.keys()]);
    });
    socket.addEventListener("message", (event) => {
      if (this.#socket !== socket) return;
      // The watch over the silence is a timer, and timers sleep with the page: this message may have waited for hours.
      if (this.#options.now() - this.#heardAt > this.#options.silenceMs) this.#listener.slept();
      else this.#take(event.data);
    });
    socket.addEventListener("close", (event) => {
      // A handshake without a session fails like one without a server.
      if (this.#socket === socket) this.#lost(!opened || event.code === closedSignedOut);
    });
  }

  #take(text: unknown): void {
    const message = readMessage(text);
    if (message === null) {
      // What was in it is unknown, so what we hold may be wrong: start again from snapshots.
      this.#lost(false);
      return;
    }
    this.#failures = 0;
    this.#heard();
    if (this.#inOrder(message)) this.#listener.message(message);
    if (message.type === "snapshot" || message.type === "refused") this.#arrived(message.topic);
  }

  /** Whether the message may be passed on; asks for a new snapshot when something before it was missed. */
  #inOrder(message: LiveMessage): boolean {
    switch (message.type) {
      case "heartbeat":
      case "error":
        return true;
      case "refused":
        return this.#topics.has(message.topic);
      case "snapshot":
        if (!this.#topics.has(message.topic)) return false;
        this.#topics.set(message.topic, message.seq);
        return true;
      case "patch":
      case "replace": {
        const last = this.#topics.get(message.topic);
        // Not wanted any more, its snapshot is still to come, or it is older than its snapshot.
        if (last === undefined || last === null || message.seq <= last) return false;
        if (message.seq > last + 1) {
          this.#await([message.topic]);
          return false;
        }
        this.#topics.set(message.topic, message.seq);
        return true;
      }
      default:
        message satisfies never;
        return false;
    }
  }

  #lost(refused: boolean): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#quiet();
    const { firstPauseMs, longestPauseMs } = this.#options;
    const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures);
    this.#failures += 1;
    // Some chance in it: after a restart not every page should come back in the same instant.
    this.#retry = setTimeout(() => this.#open(), pause * (1 - Math.random() / 4));
    this.#listener.closed(refused);
  }

  #await(topics: readonly string[]): void {
    for (const topic of topics) {
      this.#topics.set(topic, null);
      this.#awaited.add(topic);
    }
    this.#ask({ type: "subscribe", topics: [...topics] });
  }

  #arrived(topic: string): void {
    if (this.#awaited.delete(topic) && this.#awaited.size === 0) this.#listener.settled();
  }

  #heard(): void {
    this.#heardAt = this.#options.now();
    if (this.#watch !== null) clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#lost(false), this.#options.silenceMs);
  }

  #quiet(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    if (this.#watch !== null) clearTimeout(this.#watch);
    this.#retry = null;
    this.#watch = null;
  }

  #ask(request: LiveRequest): void {
    if (request.topics.length > 0 && this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(request));
    }
  }
}

/** The message, or null when the text is none that the live socket speaks. */
function readMessage(text: unknown): LiveMessage | null {
  if (typeof text !== "string") return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "type" in value ? (value as LiveMessage) : null;
  } catch {
    return null;
  }
}
