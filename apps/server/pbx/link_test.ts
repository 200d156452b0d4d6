import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { AmiClock } from "@qmanager/ami";
import {
  applyChange,
  type CallCentreEvent,
  type Change,
  pbxId,
  type QueueName,
  type QueueTopicSnapshot,
  type SettledSettings,
  settledSettings,
} from "@qmanager/core";
import { parsePrivileges, SimulatedPbx, type SimulatedPbxOptions } from "../../../test/simulator/mod.ts";
import { type Log, type LogFields, silentLog } from "../log.ts";
import type { PbxRecords } from "../records/records.ts";
import { unrecorded } from "../records/unrecorded.ts";
import { type OpenPbx, PbxLines } from "./lines.ts";
import { PbxLink } from "./link.ts";
import type { PbxSettings } from "./settings.ts";
import { openSocket } from "./socket.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Real time, but what comes every half minute comes at once. */
const clock: AmiClock = {
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms >= 30_000 ? 100 : ms);
    return () => clearTimeout(timer);
  },
  random: () => 0.1,
};

const open: OpenPbx = ({ host, port }, signal) => openSocket({ host, port, signal });

async function simulated(options: SimulatedPbxOptions = {}) {
  const pbx = new SimulatedPbx({
    agents: 8,
    queues: 2,
    callsPerMinute: 60,
    byHour: false,
    seed: 5,
    speed: 5,
    ...options,
  });
  const port = await pbx.start(0);
  stops.push(() => pbx.stop());
  const settings: PbxSettings = {
    ...{
      id: pbxId("sim"),
      name: "Simulated",
      host: "127.0.0.1",
      port,
      username: "qmanager",
      secret: "qmanager",
      tls: false,
    },
  };
  return { pbx, settings };
}

function link(
  settings: PbxSettings,
  opener = open,
  log: Log = silentLog,
  time = clock,
  settingsOf: () => SettledSettings = () => settledSettings(),
  records: PbxRecords = unrecorded,
) {
  const changed: [QueueName, readonly Change[]][] = [];
  const made = new PbxLink({
    ...{
      settings,
      open: opener,
      clock: time,
      log,
      zone: "America/Sao_Paulo",
      records,
      settingsOf,
    },
    changed: (queue, changes) => changed.push([queue, changes]),
    queuesChanged: () => {},
    lineChanged: () => {},
  });
  stops.push(() => made.close());
  made.start();
  return { link: made, changed };
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 3_000) throw new Error(`Waited in vain until ${what}`);
    await Bun.sleep(20);
  }
}

/** Without the trend, which a page continues by itself. */
const inOrder = ({ waitingTrend: _, ...queue }: QueueTopicSnapshot) => ({
  ...queue,
  members: queue.members.toSorted((a, b) => (a.interface < b.interface ? -1 : 1)),
  waiting: queue.waiting.toSorted((a, b) => a.position - b.position),
});

describe("PbxLink", () => {
  test("is live with all queues, members and callers from its first snapshot", async () => {
    // More callers than people: some wait before anybody looks.
    const { settings } = await simulated({ agents: 3, callsPerMinute: 120, speed: 20 });
    const client = await ownClient(settings);
    const told = async (event: string) =>
      (await client.list({ Action: "QueueStatus" })).items.filter((item) => item.event === event);
    while ((await told("QueueEntry")).length < 3) await Bun.sleep(50);
    const { link: line } = link(settings);
    expect(line.view().status).toBe("connecting");
    await until(() => line.view().status === "live", "the line is live");
    const queues = line.queueNames().map((name) => line.queue(name) as QueueTopicSnapshot);
    const waiting = queues.flatMap((queue) => queue.waiting);
    expect(line.view()).toMatchObject({ name: "Simulated", asteriskVersion: "22.10.1", problem: null });
    expect(queues).toHaveLength(2);
    expect(queues.flatMap((queue) => queue.members).length).toBeGreaterThan(0);
    const known = new Set((await told("QueueEntry")).map((item) => item.get("Uniqueid")));
    expect(waiting.filter((caller) => known.has(caller.uniqueid)).length).toBeGreaterThan(0);
    for (const caller of waiting) expect(caller.number).toMatch(/^\d+$/);
  });

  test("tells every change: what was there and the changes make what is there", async () => {
    const { settings } = await simulated();
    const { link: line, changed } = link(settings);
    await until(() => line.view().status === "live", "the line is live");
    await Bun.sleep(0);
    changed.splice(0);
    const shown = new Map(line.queueNames().map((name) => [name, line.queue(name) as QueueTopicSnapshot]));
    await until(
      () => line.queueNames().some((name) => (line.queue(name)?.today.answered ?? 0) > 3),
      "calls are answered",
    );
    await Bun.sleep(0);
    const now = line.queueNames().map((name) => inOrder(line.queue(name) as QueueTopicSnapshot));
    for (const [queue, changes] of changed) {
      for (const change of changes) {
        const view = shown.get(queue);
        if (view) shown.set(queue, applyChange(view, change));
      }
    }
    expect([...shown.values()].map(inOrder)).toEqual(now);
    expect(now.some((queue) => queue.today.offered > 0)).toBe(true);
  });

  test("tells by the new settings of queues what came before them, too", async () => {
    const { settings } = await simulated();
    let said = settledSettings();
    const { link: line, changed } = link(settings, open, silentLog, clock, () => said);
    const shown = () => line.queueNames().map((name) => line.queue(name) as QueueTopicSnapshot);
    await until(() => shown().some(({ today }) => today.answered > 3), "calls are answered");
    await Bun.sleep(0);
    changed.splice(0);
    const before = new Map(shown().map((each) => [each.queue, each]));
    said = {
      ...said,
      displayName: "Suporte técnico",
      service: { formula: "A", thresholdSeconds: 0, shortSeconds: 0, goalPercent: 80 },
      waitAlert: { warnSeconds: 1, alertSeconds: 2 },
    };
    line.reconfigure();
    const now = new Map(shown().map((each) => [each.queue, each]));
    await until(() => new Set(changed.map(([name]) => name)).size === now.size, "every queue is told");
    for (const [name, changes] of changed) {
      for (const change of changes) before.set(name, applyChange(before.get(name) as QueueTopicSnapshot, change));
    }
    expect([...before.values()].map(inOrder)).toEqual([...now.values()].map(inOrder));
    const face = { displayName: "Suporte técnico", warnMs: 1_000, alertMs: 2_000, goal: 0.8 };
    for (const { face: own, today } of now.values()) {
      expect(own).toEqual(face);
      expect(today).toMatchObject({ formula: "A", thresholdMs: 0 });
    }
    // Nobody is answered within no time at all.
    const measured = [...now.values()].map(({ today }) => today.serviceLevel).filter((each) => each !== null);
    expect(new Set(measured)).toEqual(new Set([0]));
  });

  test("finds and repairs what it missed, counts it, and finds nothing else", async () => {
    const { settings } = await simulated({ callsPerMinute: 0, speed: 1 });
    let isDeaf = false;
    // A line on which pauses get lost.
    const lossy: OpenPbx = async (to, signal) => {
      const stream = await open(to, signal);
      const decoder = new TextDecoder();
      const lose = new TransformStream<Uint8Array, Uint8Array>({
        transform(bytes, controller) {
          const text = decoder.decode(bytes);
          const kept = isDeaf ? text.replace(/Event: QueueMember(?:Pause|Status)\r\n(?:.+\r\n)+\r\n/g, "") : text;
          controller.enqueue(new TextEncoder().encode(kept));
        },
      });
      return { readable: stream.readable.pipeThrough(lose), writable: stream.writable };
    };
    const { link: line } = link(settings, lossy);
    await until(() => line.drift.checks >= 2, "it has compared twice");
    expect(line.drift).toMatchObject({ drifted: 0, repaired: 0 });
    const [queue] = line.queueNames();
    const member = () => line.queue(queue as QueueName)?.members[0];
    const phone = member()?.interface ?? "";
    isDeaf = true;
    const other = link({ ...settings, id: pbxId("other") });
    await until(() => other.link.view().status === "live", "the other line is live");
    const client = await ownClient(settings);
    await client.send({ Action: "QueuePause", Interface: phone, Paused: !member()?.paused });
    const was = member()?.paused;
    await until(() => line.drift.drifted > 0, "it found the drift");
    expect(member()?.paused).toBe(!was);
    const { drifted, repaired } = line.drift;
    expect(repaired).toBeGreaterThan(0);
    const checks = line.drift.checks;
    await until(() => line.drift.checks > checks + 1, "it compared again");
    expect(line.drift).toMatchObject({ drifted, repaired });
  });

  test("compares once a while, however many comparisons were begun at once", async () => {
    const { settings } = await simulated({ callsPerMinute: 0, speed: 1 });
    const planned = new Set<() => void>();
    const waiting: AmiClock = {
      ...clock,
      after(ms, run) {
        if (ms !== 30_000) return clock.after(ms, run);
        planned.add(run);
        return () => planned.delete(run);
      },
    };
    const { link: line } = link(settings, open, silentLog, waiting);
    await until(() => line.view().status === "live", "the line is live");
    line.retell({ since: Date.now() });
    line.retell({ since: Date.now() });
    await until(() => line.drift.checks === 2, "both have compared");
    await Bun.sleep(0);
    expect(planned.size).toBe(1);
  });

  test("says that the line is down, and is right again after it", async () => {
    const { pbx, settings } = await simulated();
    const { link: line } = link(settings);
    await until(() => line.view().status === "live", "the line is live");
    pbx.dropConnections();
    await until(() => line.view().status === "reconnecting", "the line is down");
    expect(line.queueNames()).toHaveLength(2);
    await until(() => line.view().status === "live", "the line is live again");
    expect(line.view().problem).toBeNull();
  });

  test("tells a restart of Asterisk from a connection that was lost", async () => {
    const { pbx, settings } = await simulated();
    let hour = 0;
    const { link: line } = link(settings, open, silentLog, { ...clock, now: () => clock.now() + hour });
    await until(() => line.view().status === "live", "the line is live");
    pbx.dropConnections();
    await until(() => line.view().status === "reconnecting", "the line is down");
    await until(() => line.view().status === "live", "the line is live again");
    expect(line.view().restartedAt).toBeNull();
    pbx.restart();
    await until(() => line.view().status === "reconnecting", "Asterisk is down");
    // Two words on one start may be seconds apart, so a restart is told from it by more than that.
    hour = 3_600_000;
    await until(() => line.view().status === "live", "the line is live after the restart");
    expect(line.view().restartedAt).toBeGreaterThan(clock.now() + hour - 60_000);
  });

  test("is live with what a user is let see who may ask for nothing", async () => {
    const read = parsePrivileges("call,agent");
    const users = [{ name: "qmanager", secret: "qmanager", read, write: 0 }];
    // Nor is FullyBooted told to who may not read class system.
    const { settings } = await simulated({ users });
    const said: string[] = [];
    const log = { ...silentLog, info: (_: string, fields?: LogFields) => said.push(String(fields?.what ?? "")) };
    const { link: line } = link(settings, open, log);
    await until(() => line.view().status === "live", "the line is live");
    expect(line.view()).toMatchObject({ asteriskVersion: null, problem: null });
    expect(line.queueNames()).toHaveLength(2);
    await until(() => line.drift.checks >= 2, "it has compared twice");
    const answered = () => line.queueNames().reduce((sum, name) => sum + (line.queue(name)?.today.answered ?? 0), 0);
    await until(() => answered() > 3 && said.includes("Getvar"), "calls were answered");
    const refused = said.filter((what) => what !== "").sort();
    expect(refused).toEqual(["CoreSettings", "CoreShowChannels", "DeviceStateList", "Getvar", "queue show"]);
  });

  describe("on names of recordings", () => {
    /**
     * What the line recorded of a PBX whose user may read so much, and how often it asked for a variable.
     *
     * @param ask what is sent for each question
     */
    async function recordedBy(read: string, ask = (question: string, _nth: number) => question) {
      const users = [
        { name: "qmanager", secret: "qmanager", read: parsePrivileges(read), write: parsePrivileges("call") },
      ];
      const { settings, pbx } = await simulated({ users, speed: 20 });
      const events: CallCentreEvent[] = [];
      let asked = 0;
      const listening: OpenPbx = async (to, signal) => {
        const { readable, writable } = await open(to, signal);
        const decoder = new TextDecoder();
        const spoken = new TransformStream<Uint8Array, Uint8Array>({
          transform(bytes, controller) {
            const text = decoder.decode(bytes).replace(/Action: Getvar\r\n(?:.+\r\n)+/g, (each) => ask(each, ++asked));
            controller.enqueue(new TextEncoder().encode(text));
          },
        });
        void spoken.readable.pipeTo(writable).catch(() => {});
        return { readable, writable: spoken.writable };
      };
      const records = { ...unrecorded, append: (event: CallCentreEvent) => void events.push(event) };
      const { link: line } = link(settings, listening, silentLog, clock, () => settledSettings(), records);
      const of = <Type extends CallCentreEvent["type"]>(type: Type) =>
        events.filter((event): event is Extract<CallCentreEvent, { type: Type }> => event.type === type);
      return { line, of, asked: () => asked, pbx };
    }

    test("asks once for that of each call that is answered where the user may not read class dialplan", async () => {
      const { line, of, asked, pbx } = await recordedBy("call,agent");
      const named = () => of("recording_named");
      await until(() => named().length > 4, "the recordings of some calls are named");
      pbx.dropConnections();
      await until(() => line.view().status === "reconnecting", "the line is down");
      const before = named().length;
      await until(() => named().length > before + 1, "so are those of later calls");
      const answered = of("agent_connected").map((event) => event.uniqueid);
      for (const { uniqueid, file } of named()) {
        expect(file).toBe(`/var/spool/asterisk/monitor/${uniqueid}.wav`);
        expect(answered).toContain(uniqueid);
      }
      expect(new Set(named().map((event) => event.uniqueid)).size).toBe(named().length);
      expect(asked()).toBeLessThanOrEqual(answered.length);
    });

    test("goes on asking after a caller who is gone already", async () => {
      const toNobody = (question: string, nth: number) =>
        nth > 1 ? question : question.replace(/^Channel: .*$/m, "Channel: gone");
      const { of, asked } = await recordedBy("call,agent", toNobody);
      await until(() => of("recording_named").length > 0, "a recording is named");
      expect(asked()).toBeGreaterThan(of("recording_named").length);
    });

    test("asks for none where the PBX tells them", async () => {
      const { of, asked } = await recordedBy("call,agent,dialplan");
      await until(() => of("agent_connected").length > 5, "calls are answered");
      expect(of("recording_named").length).toBeGreaterThan(0);
      expect(asked()).toBe(0);
    });
  });

  test.each([
    {
      fault: "a wrong secret",
      change: { secret: "wrong" },
      status: "refused",
      code: "login_refused",
      says: /Cannot log in to AMI at .* as "qmanager"/,
    },
    {
      fault: "a port where nobody listens",
      change: { port: 1 },
      status: "connecting",
      code: "nobody_listens",
      says: /nobody listens there/,
    },
    {
      fault: "a host that is none",
      change: { host: "no-such-host.invalid" },
      status: "connecting",
      code: "host_unknown",
      says: /no such host|looked up/,
    },
  ])("says what is wrong: $fault", async ({ change, status, code, says }) => {
    const { settings } = await simulated();
    const { link: line } = link({ ...settings, ...change });
    await until(() => line.view().problem !== null, "there is a problem");
    expect(line.view()).toMatchObject({ status, problemCode: code });
    expect(line.view().problem).toMatch(says);
    expect(line.view().problem).not.toContain("secret: wrong");
  });

  test("refuses what is no Asterisk", async () => {
    const server = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { open: (socket) => void socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"), data: () => {} },
    });
    stops.push(() => server.stop(true));
    const { settings } = await simulated();
    const { link: line } = link({ ...settings, port: server.port });
    await until(() => line.view().status === "refused", "it is refused");
    expect(line.view()).toMatchObject({
      problemCode: "not_asterisk",
      problemValues: { firstLine: "HTTP/1.1 400 Bad Request" },
    });
    expect(line.view().problem).toMatch(/is not an Asterisk manager: its first line is "HTTP\/1.1 400/);
  });
});

/** An Asterisk 13 with one queue in queues.conf and one in a database, which it does not tell of until it is loaded. */
function asterisk13({ mayCommand }: { mayCommand: boolean }) {
  let isLoaded = false;
  const clients = new Set<{ end(): void }>();
  const answer = (action: string, id: string): string => {
    const block = (...lines: string[]) => `${[...lines, `ActionID: ${id}`].join("\r\n")}\r\n\r\n`;
    const queue = (name: string) =>
      block("Event: QueueParams", `Queue: ${name}`, "Max: 0", "Strategy: ringall", "Calls: 0");
    switch (action) {
      case "Challenge":
        return block("Response: Success", "Challenge: 1234");
      case "Login":
        return `${block("Response: Success", "Message: Authentication accepted")}Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n`;
      case "CoreSettings":
        return block("Response: Success", "AsteriskVersion: 13.10.0");
      case "Command":
        if (!mayCommand) return block("Response: Error", "Message: Permission denied");
        isLoaded = true;
        return `Response: Follows\r\nPrivilege: Command\r\nActionID: ${id}\r\nrealtime has 0 calls\n--END COMMAND--\r\n\r\n`;
      case "QueueStatus": {
        const start = block("Response: Success", "EventList: start", "Message: Queue status will follow");
        const end = block("Event: QueueStatusComplete", "EventList: Complete");
        return start + queue("static") + (isLoaded ? queue("realtime") : "") + end;
      }
      case "CoreShowChannels":
        return (
          block("Response: Success", "EventList: start") +
          block("Event: CoreShowChannelsComplete", "EventList: Complete")
        );
      case "DeviceStateList":
        return block("Response: Error", "Message: Invalid/unknown command");
      default:
        return block("Response: Success");
    }
  };
  const server = Bun.listen<{ text: string }>({
    hostname: "127.0.0.1",
    port: 0,
    data: { text: "" },
    socket: {
      open(socket) {
        socket.data = { text: "" };
        clients.add(socket);
        socket.write("Asterisk Call Manager/2.10.0\r\n");
      },
      data(socket, bytes) {
        const actions = (socket.data.text + bytes.toString()).split("\r\n\r\n");
        socket.data.text = actions.pop() ?? "";
        for (const each of actions) {
          const header = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(each)?.[1]?.trim() ?? "";
          socket.write(answer(header("Action"), header("ActionID")));
        }
      },
    },
  });
  stops.push(() => server.stop(true));
  const settings: PbxSettings = {
    id: pbxId("old"),
    name: "Old",
    host: "127.0.0.1",
    port: server.port,
    username: "u",
    secret: "s",
    tls: false,
  };
  return {
    settings,
    restart() {
      isLoaded = false;
      for (const socket of clients) socket.end();
      clients.clear();
    },
  };
}

test.each([
  {
    what: "loads the queues of a database that an old Asterisk hides",
    mayCommand: true,
    queues: ["realtime", "static"],
  },
  { what: "goes on with the others where class command is missing", mayCommand: false, queues: ["static"] },
])("PbxLink $what", async ({ mayCommand, queues }) => {
  const { link: line } = link(asterisk13({ mayCommand }).settings);
  await until(() => line.view().status === "live", "the line is live");
  expect(line.view()).toMatchObject({ asteriskVersion: "13.10.0", problem: null });
  expect(line.queueNames().map(String).sort()).toEqual([...queues]);
});

test("PbxLink loads the queues of a database again after a restart of the PBX", async () => {
  const pbx = asterisk13({ mayCommand: true });
  const { link: line } = link(pbx.settings);
  const isLive = () => line.view().status === "live" && line.queueNames().length === 2;
  await until(isLive, "both queues are there");
  pbx.restart();
  await until(() => line.view().status !== "live", "the line is down");
  await until(() => line.view().status === "live", "the line is live again");
  expect(line.queueNames().map(String).sort()).toEqual(["realtime", "static"]);
});

async function ownClient(settings: PbxSettings) {
  const { AmiClient } = await import("@qmanager/ami");
  const client = new AmiClient({
    ...{ address: "simulated", user: settings.username, secret: settings.secret, clock, events: "off" },
    open: (signal) => open(settings, signal),
  });
  stops.push(() => client.close());
  client.start();
  await client.ready();
  return client;
}

describe("PbxLines", () => {
  function lines(fixed: PbxSettings[] = []) {
    const told: string[] = [];
    const made = new PbxLines({
      ...{
        fixed,
        open,
        clock,
        log: silentLog,
        site: { zone: "UTC" },
        records: () => unrecorded,
        settingsOf: () => settledSettings(),
      },
      agentOf: () => null,
      publish: (topic, changes) => told.push(...changes.map((change) => `${topic} ${change.kind}`)),
      replace: (topic) => told.push(topic),
    });
    stops.push(() => made.close());
    return { lines: made, told };
  }

  test("begins what is new, begins anew what changed, and closes what is gone", async () => {
    const { settings } = await simulated({ callsPerMinute: 0 });
    const second = { ...settings, id: pbxId("second") };
    const { lines: all, told } = lines();
    all.configure([settings, second]);
    await until(() => all.pbxs().every((each) => each.status === "live"), "both are live");
    expect(all.queueNames()).toHaveLength(4);
    expect(Object.keys(all.heardAt())).toEqual(["sim", "second"]);

    all.configure([settings, { ...second, name: "Renamed" }]);
    expect(all.pbxs()).toMatchObject([
      { pbx: "second", name: "Renamed", status: "connecting" },
      { pbx: "sim", status: "live" },
    ]);
    told.splice(0);
    all.configure([]);
    expect(all.pbxs()).toEqual([]);
    expect(all.queueNames()).toEqual([]);
    expect(told.filter((each) => each.endsWith("queue_removed"))).toHaveLength(2);
    expect(told).toContain("pbxs");
    expect(told).toContain("queues");
  });

  test("keeps those of the environment, and they win", async () => {
    const { settings } = await simulated({ callsPerMinute: 0 });
    const { lines: all } = lines([settings]);
    all.configure([{ ...settings, name: "Stored", host: "10.0.0.1" }]);
    expect(all.pbxs()).toMatchObject([{ name: "Simulated" }]);
  });

  test("tests a connection and tells what it found", async () => {
    const { settings } = await simulated({ callsPerMinute: 0 });
    const { lines: all } = lines();
    expect(await all.test(settings)).toMatchObject({
      ok: true,
      asteriskVersion: "22.10.1",
      amiVersion: "11.0.0",
      queues: 2,
    });
    const wrong = await all.test({ ...settings, secret: "wrong" });
    expect(wrong).toMatchObject({ ok: false, queues: 0, checks: [{ name: "login", ok: false }] });
    expect(wrong.checks[0]?.detail).toContain("Cannot log in");
    expect(all.pbxs()).toEqual([]);
  });
});
