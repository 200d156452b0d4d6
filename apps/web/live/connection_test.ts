import { afterEach, expect, test } from "bun:test";
import { type LiveMessage, type LiveRequest, type PbxView, pbxId, pbxsTopic } from "@qmanager/core";
import type { ServerWebSocket } from "bun";
import { LiveConnection, type LiveOptions } from "./connection.ts";

/** A live server of our own, on a real socket: it says what the test says, and keeps what it was asked. */
class Stage {
  readonly asked: LiveRequest[] = [];
  readonly heard: (LiveMessage | "opened" | "closed" | "refused" | "settled" | "slept")[] = [];
  client: ServerWebSocket<unknown> | null = null;
  refuses = false;
  #wakes: (() => void)[] = [];
  readonly #server = Bun.serve({
    port: 0,
    fetch: (request, server) => {
      if (this.refuses || !server.upgrade(request)) return new Response("no", { status: 401 });
      return undefined;
    },
    websocket: {
      open: (client) => {
        this.client = client;
      },
      message: (_client, text) => {
        this.asked.push(JSON.parse(String(text)));
        this.#wake();
      },
    },
  });
  readonly connection: LiveConnection;

  constructor(options: Partial<LiveOptions> = {}) {
    const note = (word: Stage["heard"][number]) => {
      this.heard.push(word);
      this.#wake();
    };
    this.connection = new LiveConnection(
      `ws://localhost:${this.#server.port}/api/v1/live`,
      {
        message: note,
        opened: () => note("opened"),
        closed: (refused) => note(refused ? "refused" : "closed"),
        settled: () => note("settled"),
        slept: () => note("slept"),
      },
      { firstPauseMs: 1, longestPauseMs: 4, silenceMs: 60_000, handshakeMs: 60_000, now: Date.now, ...options },
    );
  }

  say(message: LiveMessage | string): void {
    this.client?.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** Until it is so; the test's own time-out is the only limit. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((wake) => this.#wakes.push(wake));
  }

  close(): void {
    this.connection.close();
    this.#server.stop(true);
  }

  #wake(): void {
    for (const wake of this.#wakes.splice(0)) wake();
  }
}

let stage: Stage;
afterEach(() => stage.close());

const pbxs = (heardAt: number): PbxView[] => [
  {
    pbx: pbxId("a"),
    name: "A",
    status: "live",
    asteriskVersion: null,
    restartedAt: null,
    heardAt,
    problem: null,
    problemCode: null,
    problemValues: {},
    unrecordedSince: null,
  },
];
const snapshot = (seq: number): LiveMessage => ({
  type: "snapshot",
  topic: pbxsTopic,
  seq,
  at: seq,
  data: { topic: "pbxs", pbxs: pbxs(seq) },
});
const replace = (seq: number): LiveMessage => ({ ...snapshot(seq), type: "replace" }) as LiveMessage;
const beat: LiveMessage = { type: "heartbeat", at: 1, heardAt: {} };

test("LiveConnection subscribes when the line opens, and passes on what follows without a gap", async () => {
  stage = new Stage();
  stage.connection.subscribe([pbxsTopic]);
  await stage.until(() => stage.asked.length === 1);
  for (const message of [snapshot(7), replace(8), beat, replace(9)]) stage.say(message);
  await stage.until(() => stage.heard.length === 6);
  expect(stage.asked).toEqual([{ type: "subscribe", topics: [pbxsTopic] }]);
  expect(stage.heard).toEqual(["opened", snapshot(7), "settled", replace(8), beat, replace(9)]);
});

test("LiveConnection asks for a new snapshot after a gap, and passes nothing on until it came", async () => {
  stage = new Stage();
  stage.connection.subscribe([pbxsTopic]);
  await stage.until(() => stage.asked.length === 1);
  for (const message of [snapshot(1), replace(3), replace(4)]) stage.say(message);
  await stage.until(() => stage.asked.length === 2);
  for (const message of [replace(5), snapshot(5), replace(5), replace(6), beat]) stage.say(message);
  await stage.until(() => stage.heard.length === 7);
  expect(stage.asked[1]).toEqual({ type: "subscribe", topics: [pbxsTopic] });
  expect(stage.heard).toEqual(["opened", snapshot(1), "settled", snapshot(5), "settled", replace(6), beat]);
});

test("LiveConnection comes back after a loss and subscribes to all it wanted", async () => {
  stage = new Stage();
  stage.connection.subscribe([pbxsTopic]);
  await stage.until(() => stage.asked.length === 1);
  stage.connection.subscribe(["queue/a/b"]);
  await stage.until(() => stage.asked.length === 2);
  stage.client?.close();
  await stage.until(() => stage.asked.length === 3);
  expect(stage.heard).toEqual(["opened", "closed", "opened"]);
  expect(stage.asked[2]).toEqual({ type: "subscribe", topics: [pbxsTopic, "queue/a/b"] });
});

test("LiveConnection passes nothing on of a topic that it left", async () => {
  stage = new Stage();
  stage.connection.subscribe([pbxsTopic]);
  await stage.until(() => stage.asked.length === 1);
  stage.connection.unsubscribe([pbxsTopic]);
  for (const message of [snapshot(1), beat]) stage.say(message);
  await stage.until(() => stage.heard.length === 3);
  expect(stage.heard).toEqual(["opened", "settled", beat]);
  expect(stage.asked[1]).toEqual({ type: "unsubscribe", topics: [pbxsTopic] });
});

test("LiveConnection says that it was refused, and goes on trying", async () => {
  stage = new Stage();
  stage.refuses = true;
  await stage.until(() => stage.heard.filter((word) => word === "refused").length === 3);
  stage.refuses = false;
  await stage.until(() => stage.heard.at(-1) === "opened");
});

test("LiveConnection says that it was refused when the server closes for the end of the session", async () => {
  stage = new Stage();
  await stage.until(() => stage.client !== null && stage.heard.length === 1);
  stage.client?.close(4401);
  await stage.until(() => stage.heard.length === 3);
  expect(stage.heard).toEqual(["opened", "refused", "opened"]);
});

test.each(["not JSON", "[1]", "null"])("LiveConnection starts anew after a message that is %p", async (text) => {
  stage = new Stage();
  stage.connection.subscribe([pbxsTopic]);
  await stage.until(() => stage.asked.length === 1);
  stage.say(text);
  await stage.until(() => stage.asked.length === 2);
  expect(stage.heard).toEqual(["opened", "closed", "opened"]);
});

test("LiveConnection takes a line that is silent too long for lost", async () => {
  stage = new Stage({ silenceMs: 20 });
  await stage.until(() => stage.heard.length >= 3);
  expect(stage.heard.slice(0, 3)).toEqual(["opened", "closed", "opened"]);
});

test("LiveConnection tries anew when nobody answers the handshake", async () => {
  stage = new Stage();
  const opened: number[] = [];
  let tried = () => {};
  const triedAgain = new Promise<void>((resolve) => {
    tried = () => {
      if (opened.push(opened.length) === 2) resolve();
    };
  });
  const mute = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { open: () => tried(), data: () => undefined },
  });
  const closed: boolean[] = [];
  const connection = new LiveConnection(
    `ws://127.0.0.1:${mute.port}/api/v1/live`,
    {
      message: () => undefined,
      opened: () => undefined,
      closed: (refused) => closed.push(refused),
      settled: () => undefined,
      slept: () => undefined,
    },
    { firstPauseMs: 1, longestPauseMs: 4, silenceMs: 60_000, handshakeMs: 20, now: Date.now },
  );
  await triedAgain;
  connection.close();
  mute.stop(true);
  expect(closed[0]).toBe(false);
});
