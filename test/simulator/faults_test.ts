import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import type { AmiClientState, AmiMessage } from "@qmanager/ami";
import { connectTo, type TestClient } from "./client.ts";
import { SimulatedPbx, type SimulatedPbxOptions } from "./mod.ts";

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

// They wait for things that come about by themselves, on machines that may be busy.
setDefaultTimeout(30_000);

// A busy hour in a minute, the same every time.
const busy: SimulatedPbxOptions = {
  agents: 20,
  callsPerMinute: 40,
  byHour: false,
  odds: { patienceMeanMs: 10_000 },
  speed: 60,
  seed: 11,
  startAt: Date.UTC(2026, 2, 4, 12),
};

async function started(
  options = busy,
): Promise<TestClient & { pbx: SimulatedPbx; states: AmiClientState[]; readyTimes(count: number): Promise<void> }> {
  const pbx = new SimulatedPbx(options);
  const port = await pbx.start();
  const states: AmiClientState[] = [];
  const waiting: { count: number; resolve(): void }[] = [];
  const ready = () => states.filter((state) => state.state === "ready").length;
  const connected = connectTo(port, {
    pingMs: 50,
    silenceMs: 400,
    onState: (state) => {
      states.push(state);
      for (const waiter of waiting) if (ready() >= waiter.count) waiter.resolve();
    },
  });
  endings.push(
    () => pbx.stop(),
    () => connected.client.close(),
  );
  const readyTimes = (count: number) =>
    ready() >= count ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ count, resolve }));
  await readyTimes(1);
  return { ...connected, pbx, states, readyTimes };
}

const named = (event: string) => (message: AmiMessage) => message.event === event;

test("SimulatedPbx.dropConnections() cuts the client off, and takes it back", async () => {
  const { pbx, readyTimes, client } = await started();
  pbx.dropConnections();
  await readyTimes(2);
  expect((await client.list({ Action: "QueueStatus" })).items.length).toBeGreaterThan(0);
});

test("SimulatedPbx.stopAnswering() keeps the line open and says nothing, until resume()", async () => {
  const { pbx, states, readyTimes } = await started();
  pbx.stopAnswering();
  const silent = await new Promise<AmiClientState>((resolve) => {
    const look = setInterval(() => {
      const lost = states.find((state) => state.state === "waiting");
      if (!lost) return;
      clearInterval(look);
      resolve(lost);
    }, 10);
  });
  expect(silent).toMatchObject({ state: "waiting" });
  pbx.resume();
  await readyTimes(2);
});

test.each([false, true])(
  "SimulatedPbx.cutInMessage() breaks off in a message (inside a character: %p)",
  async (insideCharacter) => {
    const { pbx, readyTimes, received, client } = await started();
    pbx.cutInMessage({ insideCharacter });
    await readyTimes(2);
    expect(received.filter((message) => message.kind === "error")).toEqual([]);
    expect((await client.send({ Action: "Ping" })).get("Ping")).toBe("Pong");
  },
);

test("SimulatedPbx.restart() ends every call itself, says Shutdown, and begins uniqueids anew with the same members", async () => {
  const { pbx, until, readyTimes, received } = await started();
  await until(named("AgentConnect"));
  await until(named("QueueCallerAbandon"));
  const members = () =>
    [...pbx.simulation.pbx.queues.values()].flatMap((queue) => queue.members.map((member) => member.phone.interface));
  const before = members();
  const open = () => {
    const made = new Set(received.filter(named("Newchannel")).map((message) => message.get("Uniqueid")));
    for (const message of received.filter(named("Hangup"))) made.delete(message.get("Uniqueid"));
    return made;
  };
  pbx.restart(100);
  expect((await until(named("Shutdown"))).get("Restart")).toBe("True");
  expect(open().size).toBe(0);
  expect(received.at(-1)?.event).toBe("Shutdown");
  const count = received.length;
  await readyTimes(2);
  expect(members()).toEqual(before);
  const first = await new Promise<AmiMessage>((resolve) => {
    const look = setInterval(() => {
      const found = received.slice(count).find(named("Newchannel"));
      if (!found) return;
      clearInterval(look);
      resolve(found);
    }, 10);
  });
  expect(Number(first.get("Uniqueid")?.split(".")[1])).toBeLessThan(500);
  expect(pbx.simulation.pbx.book.rows.filter((row) => row.event === "QUEUESTART")).toHaveLength(2);
});

test("SimulatedPbx.crash() ends nothing: the stream just stops, queue_log has open calls, waiting callers are lost", async () => {
  const { pbx, until, readyTimes, received } = await started({ ...busy, callsPerMinute: 60 });
  const lost: string[] = [];
  pbx.simulation.onVisit = (visit) => {
    if (visit.outcome === "lost" || (visit.outcome === "answered" && visit.endedBy === null)) lost.push(visit.outcome);
  };
  await until(named("QueueCallerAbandon"));
  pbx.crash(100);
  await readyTimes(2);
  expect(received.some(named("Shutdown"))).toBe(false);
  expect(lost).toContain("answered");
  expect(pbx.simulation.pbx.channels.size).toBeLessThan(60);
});

test("SimulatedPbx with loadMs takes logins while loading, knows no queues yet, and says FullyBooted late", async () => {
  const pbx = new SimulatedPbx({ ...busy, loadMs: 400 });
  const port = await pbx.start();
  const { client, until } = connectTo(port);
  endings.push(
    () => pbx.stop(),
    () => client.close(),
  );
  const refused = await until(
    (message) => message.get("Message")?.startsWith("Invalid/unknown command: Queue") ?? false,
  );
  expect(refused.get("Response")).toBe("Error");
  const booted = await until(named("FullyBooted"));
  expect(booted.entries().map(([name]) => name)).toEqual(["Event", "Privilege", "Status", "Uptime", "LastReload"]);
  await client.ready();
  expect((await client.list({ Action: "QueueStatus" })).items.length).toBeGreaterThan(0);
});

test("SimulatedPbx refuses a speed that is no speed, and a port that is taken", async () => {
  expect(() => new SimulatedPbx({ speed: 0 })).toThrow("Speed must be above 0");
  const { pbx } = await started();
  await expect(new SimulatedPbx(busy).start(pbx.port)).rejects.toThrow();
});
