/** A client of `/api/v1/live`, as the page is one: snapshots, patches, and no gap between them. */
import {
  type Change,
  interfaceKey,
  type LiveMessage,
  type PbxView,
  pbxId,
  type QueueTopicSnapshot,
  queueName,
  queueTopic,
} from "@qmanager/core";
import { within } from "./deadline.ts";

export class LivePanel {
  readonly #pbx: string;
  readonly #socket: WebSocket;
  readonly #sequence = new Map<string, number>();
  readonly #queues = new Map<string, QueueTopicSnapshot>();
  #pbxs: PbxView[] = [];
  /** What the server must never send: a gap, a refusal, an error. */
  readonly faults: string[] = [];

  private constructor(socket: WebSocket, pbx: string) {
    this.#socket = socket;
    this.#pbx = pbx;
    socket.addEventListener("message", ({ data }) => this.#receive(JSON.parse(String(data)) as LiveMessage));
    socket.addEventListener("close", ({ code }) => this.faults.push(`The server closed the live socket (${code})`));
  }

  /** Connects with a session's cookie and looks at the PBX. */
  static async open(address: string, cookie: string, pbx: string): Promise<LivePanel> {
    // Bun's WebSocket takes headers where the browser's takes protocols; the types know the browser's alone.
    const options: Bun.WebSocketOptions = { headers: { cookie, origin: `http://${address}` } };
    const socket = new WebSocket(`ws://${address}/api/v1/live`, options as unknown as string[]);
    const panel = new LivePanel(socket, pbx);
    const opened = Promise.withResolvers<void>();
    socket.addEventListener("open", () => opened.resolve());
    socket.addEventListener("error", () => opened.reject(new Error(`No live socket at ${address}`)));
    await within(opened.promise, "live socket");
    panel.#subscribe("pbxs");
    return panel;
  }

  /** Looks at one more queue. */
  watch(queue: string): void {
    this.#subscribe(queueTopic(pbxId(this.#pbx), queueName(queue)));
  }

  /** The line to the PBX; null before the first word of it. */
  pbx(): PbxView | null {
    return this.#pbxs.find((each) => each.pbx === this.#pbx) ?? null;
  }

  /** A queue as the page shows it now; null before the first word of it. */
  queue(name: string): QueueTopicSnapshot | null {
    return this.#queues.get(name) ?? null;
  }

  close(): void {
    this.#socket.close();
  }

  #subscribe(topic: string): void {
    this.#socket.send(JSON.stringify({ type: "subscribe", topics: [topic] }));
  }

  #receive(message: LiveMessage): void {
    switch (message.type) {
      case "heartbeat":
        return;
      case "refused":
      case "error":
        this.faults.push(JSON.stringify(message));
        return;
      case "snapshot":
      case "replace":
        if (message.type === "replace") this.#follows(message.topic, message.seq);
        this.#sequence.set(message.topic, message.seq);
        if (message.data.topic === "pbxs") this.#pbxs = message.data.pbxs;
        if (message.data.topic === "queue") this.#queues.set(message.data.queue.queue, message.data.queue);
        return;
      case "patch":
        this.#follows(message.topic, message.seq);
        for (const change of message.changes) this.#apply(change);
        return;
      default:
        message satisfies never;
    }
  }

  #follows(topic: string, sequence: number): void {
    const last = this.#sequence.get(topic);
    if (last === undefined || sequence !== last + 1) this.faults.push(`${topic}: ${sequence} follows ${last}`);
    this.#sequence.set(topic, sequence);
  }

  #apply(change: Change): void {
    const queue = this.#queues.get(change.queue);
    if (!queue) return;
    switch (change.kind) {
      case "queue":
        queue.strategy = change.strategy;
        queue.maxWaiting = change.maxWaiting;
        return;
      case "queue_removed":
        this.#queues.delete(change.queue);
        return;
      case "member":
        queue.members = [...without(queue.members, change.member.interface), change.member];
        return;
      case "member_removed":
        queue.members = without(queue.members, change.interface);
        return;
      case "waiting":
        queue.waiting = [...queue.waiting.filter((each) => each.uniqueid !== change.caller.uniqueid), change.caller];
        return;
      case "waiting_removed":
        queue.waiting = queue.waiting.filter((each) => each.uniqueid !== change.uniqueid);
        return;
      case "today":
        queue.today = change.today;
        return;
      case "quarter":
      case "news":
        // Not compared with Asterisk: it has no word of its own for them.
        return;
      default:
        change satisfies never;
    }
  }
}

function without(members: QueueTopicSnapshot["members"], name: Parameters<typeof interfaceKey>[0]) {
  return members.filter((each) => interfaceKey(each.interface) !== interfaceKey(name));
}
