import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { connect, type Socket } from "node:net";
import {
  closedSignedOut,
  faceOf,
  fullAccess,
  type LiveMessage,
  pbxId,
  queueName,
  queueTopic,
  settledSettings,
} from "@qmanager/core";
import { silentLog } from "../log.ts";
import type { SignedIn } from "../sign_in/session.ts";
import { Hub } from "./hub.ts";
import { type LiveSockets, liveSockets, type SocketData } from "./socket.ts";
import type { LiveSource } from "./topics.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const pbx = pbxId("main");
const queue = queueName("sales");
const topic = queueTopic(pbx, queue);
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

test("LiveSockets.check() does not ask again while the answer is awaited", async () => {
  const live = listen();
  await byHand(live.port);
  let asked = 0;
  const answer = Promise.withResolvers<null[]>();
  const ask = () => {
    asked++;
    return answer.promise;
  };
  const first = live.sockets.check(ask);
  await live.sockets.check(ask);
  expect(asked).toBe(1);
  answer.resolve([null]);
  await first;
  await live.sockets.check(nobody);
});

test("LiveSockets.check() asks once for all who look on, and closes those alone whose session is over", async () => {
  const live = listen();
  const clients = [await byHand(live.port), await byHand(live.port), await byHand(live.port)];
  const asked: number[] = [];
  await live.sockets.check(async (all) => {
    asked.push(all.length);
    return all.map((each, at) => (at === 1 ? null : each));
  });
  expect(asked).toEqual([3]);
  await clients[1]?.until(() => clients[1]?.closeCode() === closedSignedOut, "it is closed");
  for (const client of [clients[0]!, clients[2]!]) {
    client.say(subscribe);
    await client.until(() => client.messages.length === 1, "it is answered");
  }
});

/** A queue of half a megabyte, so that a few messages fill every buffer. */
const source: LiveSource = {
  pbxs: () => [],
  queueNames: () => [],
  queue: () => ({
    ...{ pbx, queue, strategy: "x".repeat(500_000), maxWaiting: null, members: [], waiting: [] },
    face: faceOf(settledSettings()),
    today: {
      ...{ since: 0, offered: 0, answered: 0, abandoned: 0, timeout: 0, otherExits: 0, refused: 0, answeredWaitMs: 0 },
      ...{ talkMs: 0, talks: 0, maxWaitMs: null, serviceLevel: null, formula: "F", thresholdMs: 60_000, missed: [] },
    },
    ...{ quarters: [], waitingTrend: { from: 0, stepMs: 15_000, counts: [] }, news: [] },
  }),
  heardAt: () => ({}),
  agentOf: () => null,
};

function listen() {
  const time = { now: 0 };
  const hub = new Hub(source, {
    now: () => time.now,
    later(work) {
      const timer = setTimeout(work, 1);
      return () => clearTimeout(timer);
    },
  });
  const sockets = liveSockets(hub, silentLog, () => time.now);
  const data: SocketData = {
    signedIn: administrator(),
  };
  const server = Bun.serve<SocketData>({
    hostname: "127.0.0.1",
    port: 0,
    websocket: sockets.handler,
    fetch: (request, listener) =>
      listener.upgrade(request, { data }) ? undefined : new Response(null, { status: 426 }),
  });
  stops.push(() => server.stop(true));
  return { hub, sockets, time, data, port: server.port ?? 0 };
}

/** A client by hand, which can stop reading. */
async function byHand(port: number) {
  const socket: Socket = connect({ host: "127.0.0.1", port });
  stops.push(() => socket.destroy());
  const handshake = [
    "GET / HTTP/1.1",
    "Host: x",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
  ];
  socket.write(`${[...handshake, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="].join("\r\n")}\r\n\r\n`);
  let bytes = Buffer.alloc(0);
  const messages: LiveMessage[] = [];
  let isOpen = false;
  let closeCode: number | null = null;
  socket.on("data", (chunk) => {
    bytes = Buffer.concat([bytes, Buffer.from(chunk)]);
    if (!isOpen) {
      const end = bytes.indexOf("\r\n\r\n");
      if (end < 0) return;
      isOpen = true;
      bytes = bytes.subarray(end + 4);
    }
    for (;;) {
      const short = (bytes[1] ?? 0) & 127;
      const head = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (bytes.length < head) return;
      const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
      if (bytes.length < head + length) return;
      const payload = bytes.subarray(head, head + length);
      const opcode = (bytes[0] ?? 0) & 15;
      if (opcode === 1) messages.push(JSON.parse(payload.toString("utf8")));
      if (opcode === 8) closeCode = payload.readUInt16BE(0);
      bytes = bytes.subarray(head + length);
    }
  });
  const until = async (holds: () => boolean, what: string) => {
    for (let tries = 0; !holds(); tries++) {
      if (tries > 6_000) throw new Error(`Waited in vain until ${what}`);
      await Bun.sleep(10);
    }
  };
  await until(() => isOpen, "the handshake is done");
  return {
    socket,
    messages,
    until,
    closeCode: () => closeCode,
    say(text: string) {
      const payload = Buffer.from(text);
      // Masked by zeros: a mask all the same.
      socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]));
    },
  };
}

async function fillUp({ hub, time }: { hub: Hub; time: { now: number } }): Promise<void> {
  for (let count = 0; hub.counts.slowed === 0; count++) {
    if (count > 200) throw new Error("The buffers do not fill");
    time.now += 1_000;
    hub.publish(topic, [{ kind: "queue", queue, strategy: `${count}`.padEnd(500_000, "y"), maxWaiting: null }]);
    await Bun.sleep(5);
  }
}

const subscribe = JSON.stringify({ type: "subscribe", topics: [topic] });

test("a browser that stops reading is spared, and begins anew with a snapshot when it reads again", async () => {
  const live = listen();
  const client = await byHand(live.port);
  client.say(subscribe);
  await client.until(() => client.messages.length === 1, "the snapshot came");
  client.socket.pause();
  await fillUp(live);
  for (let count = 0; count < 50; count++) {
    live.time.now += 1_000;
    live.hub.publish(topic, [{ kind: "queue", queue, strategy: "never sent", maxWaiting: null }]);
  }
  client.socket.resume();
  await client.until(
    () => client.messages.filter((each) => each.type === "snapshot").length === 2,
    "a new snapshot came",
  );
  live.time.now += 1_000;
  live.hub.publish(topic, [{ kind: "queue", queue, strategy: "after it", maxWaiting: null }]);
  await client.until(() => JSON.stringify(client.messages.at(-1)).includes("after it"), "it goes on");
  const seqs = client.messages.map((each) => ("seq" in each ? each.seq : Number.NaN));
  expect(seqs.at(-1)).toBe((seqs.at(-2) ?? Number.NaN) + 1);
  expect(JSON.stringify(client.messages)).not.toContain("never sent");
});

function administrator(): SignedIn {
  const named = { id: 1, name: "admin", fullName: "", email: null, preferences: {}, passwordDue: false } as const;
  const user = { ...named, role: "administrator", access: fullAccess } as const;
  return { user, access: fullAccess, token: null, tokenHash: new Uint8Array([1, 2, 3]) };
}
const stay = async (all: readonly SignedIn[]) => all.map(administrator);
const nobody = async (all: readonly SignedIn[]) => all.map(() => null);

test("LiveSockets.check() cuts a connection that does not read for long", async () => {
  const live = listen();
  const client = await byHand(live.port);
  client.say(subscribe);
  await client.until(() => client.messages.length === 1, "the snapshot came");
  client.socket.pause();
  await fillUp(live);
  await live.sockets.check(stay);
  expect(live.hub.counts.clients).toBe(1);
  live.time.now += 31_000;
  await live.sockets.check(stay);
  await client.until(() => live.hub.counts.clients === 0, "it is cut");
});

async function openClient(): Promise<[ReturnType<typeof listen>, Awaited<ReturnType<typeof byHand>>]> {
  const live = listen();
  return [live, await byHand(live.port)];
}

test.each([
  {
    what: "whose session is over",
    end: (sockets: LiveSockets) => sockets.check(nobody),
    code: closedSignedOut,
  },
  {
    what: "whose user signed out",
    end: async (sockets: LiveSockets) => sockets.signedOut(new Uint8Array([1, 2, 3])),
    code: closedSignedOut,
  },
  { what: "when the server stops", end: async (sockets: LiveSockets) => sockets.closeAll(), code: 1001 },
])("a connection is closed $what", async ({ end, code }) => {
  const [live, client] = await openClient();
  await end(live.sockets);
  await client.until(() => client.closeCode() === code, "it is closed");
});

test.each([
  { what: "another session ends", end: async (sockets: LiveSockets) => sockets.signedOut(new Uint8Array([9])) },
  {
    what: "the database is away",
    end: (sockets: LiveSockets) =>
      sockets.check(async () => {
        throw new Error("away");
      }),
  },
])("a connection stays when $what", async ({ end }) => {
  const [live, client] = await openClient();
  await end(live.sockets);
  client.say(subscribe);
  await client.until(() => client.messages.length === 1, "it is answered");
});
