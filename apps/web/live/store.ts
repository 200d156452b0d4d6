import { batch, type Signal, signal } from "@preact/signals";
import {
  type EpochMs,
  type LiveMessage,
  type PbxId,
  type PbxView,
  pbxsTopic,
  type QueueName,
  queuesTopic,
  type TopicData,
} from "@qmanager/core";
import { serverClock, tick } from "./clock.ts";
import { LiveConnection } from "./connection.ts";
import { type Heartbeat, staleMs } from "./freshness.ts";
import { LiveQueue } from "./queue.ts";

/** Where a queue is: on its way, here, or not for this user. */
export type QueueSlot = LiveQueue | "loading" | "refused";

/**
 * All that is live on the page, as signals. The stream writes them, components only read.
 * One per signed-in user; closed at sign-out.
 */
export class LiveStore {
  /** The PBXs of this installation; null until the server said. */
  readonly pbxs = signal<readonly PbxView[] | null>(null);
  /** The queues this user may see; null until the server said. */
  readonly queues = signal<readonly { pbx: PbxId; queue: QueueName }[] | null>(null);
  readonly heartbeat = signal<Heartbeat | null>(null);
  /** The server's time of its last message; null until it said something. */
  readonly serverHeardAt = signal<EpochMs | null>(null);
  /** Whether the line to the server is up. */
  readonly connected = signal(false);
  /**
   * Since when the page renews what it shows: it slept, or its line was away for long. Null when all it shows is from
   * after that; until then even a line that is up does not make the figures new.
   */
  readonly renewingSince = signal<EpochMs | null>(null);

  readonly #slots = new Map<string, Signal<QueueSlot>>();
  readonly #connection: LiveConnection;
  /** The page closed the line itself, to sleep. */
  #isResting = false;

  /** @param refused the server did not let the socket in; perhaps the session is over */
  constructor(url: string, refused: () => void) {
    this.#connection = new LiveConnection(url, {
      message: (message) => batch(() => this.#take(message)),
      opened: () => {
        this.connected.value = true;
        if (this.#isOld()) this.#markOld();
      },
      closed: (wasRefused) => {
        this.connected.value = false;
        if (wasRefused) refused();
      },
      settled: () => {
        this.renewingSince.value = null;
      },
      slept: () => this.#renew(),
    });
    this.#connection.subscribe([pbxsTopic, queuesTopic]);
  }

  /** The signal of one queue's place; {@link show} decides whether it is filled. */
  slot(topic: string): Signal<QueueSlot> {
    const known = this.#slots.get(topic);
    if (known !== undefined) return known;
    const fresh = signal<QueueSlot>("loading");
    this.#slots.set(topic, fresh);
    return fresh;
  }

  /** Follows exactly these queues from now on. */
  show(topics: readonly string[]): void {
    const wanted = new Set(topics);
    const gone = [...this.#slots.keys()].filter((topic) => !wanted.has(topic));
    for (const topic of gone) this.#slots.delete(topic);
    for (const topic of wanted) this.slot(topic);
    this.#connection.unsubscribe(gone);
    this.#connection.subscribe(topics);
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  /** The page is up again after it may have slept: what is old by now is marked so at once, and asked for anew. */
  wake(): void {
    tick();
    if (this.#isOld()) this.#renew();
    // After a sleep too short for anything to be old there is no line all the same.
    else if (this.#isResting) this.#connection.renew();
    this.#isResting = false;
  }

  /** The page goes to sleep: what would be said to it meanwhile, nobody wants to hear afterwards. */
  rest(): void {
    this.#isResting = true;
    this.#connection.close();
  }

  close(): void {
    this.#connection.close();
  }

  /** Whether what is shown is older than one would believe. */
  #isOld(): boolean {
    const heardAt = this.serverHeardAt.peek();
    return heardAt !== null && serverClock.at(Date.now()) - heardAt > staleMs;
  }

  #markOld(): void {
    this.renewingSince.value ??= serverClock.at(Date.now());
  }

  #renew(): void {
    this.#markOld();
    this.#connection.renew();
  }

  #take(message: LiveMessage): void {
    if ("at" in message) {
      // Not at the next second: until then a clock that is ahead would show the line as lost.
      if (serverClock.heard(message.at, Date.now())) tick();
      this.serverHeardAt.value = message.at;
    }
    switch (message.type) {
      case "heartbeat":
        this.heartbeat.value = message;
        return;
      case "snapshot":
      case "replace":
        this.#takeData(message.topic, message.data);
        return;
      case "patch": {
        const slot = this.#slots.get(message.topic)?.peek();
        if (typeof slot !== "object") return;
        slot.change(message.changes);
        return;
      }
      case "refused": {
        const slot = this.#slots.get(message.topic);
        if (slot !== undefined) slot.value = "refused";
        return;
      }
      case "error":
        // A disagreement between page and server about their language: a defect to be seen by who debugs, not by users.
        console.error(`The server could not read our request: ${message.detail}`);
        return;
      default:
        message satisfies never;
    }
  }

  #takeData(topic: string, data: TopicData): void {
    switch (data.topic) {
      case "pbxs":
        this.pbxs.value = data.pbxs;
        return;
      case "queues":
        this.queues.value = data.queues;
        return;
      case "queue": {
        const slot = this.#slots.get(topic);
        if (slot === undefined) return;
        const live = slot.peek();
        if (typeof live === "object") live.retake(data.queue);
        else slot.value = new LiveQueue(data.queue);
        return;
      }
      default:
        data satisfies never;
    }
  }
}

/** Where the live socket is, from the page's own address. */
export function liveUrl(page: Location): string {
  return `${page.protocol === "https:" ? "wss" : "ws"}://${page.host}/api/v1/live`;
}

/** The live state of who is signed in; null before that. */
export const live = signal<LiveStore | null>(null);
