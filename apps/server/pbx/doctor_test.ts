import { afterEach, expect, test } from "bun:test";
import { AmiParser } from "@qmanager/ami";
import { pbxId } from "@qmanager/core";
import { clock } from "../../../test/simulator/client.ts";
import { parsePrivileges, SimulatedPbx, type SimulatedPbxOptions } from "../../../test/simulator/mod.ts";
import { ReadSightings } from "./class_survey.ts";
import { type Diagnosis, examinePbx } from "./doctor.ts";
import type { PbxSettings } from "./settings.ts";
import { openSocket } from "./socket.ts";

const endings: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

function examine(
  port: number,
  change: Partial<PbxSettings> = {},
  patience: { timeoutMs: number; longestMs?: number } = { timeoutMs: 400 },
): Promise<Diagnosis> {
  const settings = {
    id: pbxId("x"),
    name: "X",
    host: "127.0.0.1",
    port,
    username: "qmanager",
    secret: "qmanager",
    tls: false,
  };
  return examinePbx(
    { ...settings, ...change },
    {
      clock,
      open: ({ host, port }, signal) => openSocket({ host, port, signal }),
      ownAddress: "192.0.2.7",
      ...patience,
      listenMs: 100,
    },
  );
}

async function simulated(options: SimulatedPbxOptions = {}): Promise<number> {
  const pbx = new SimulatedPbx({ callsPerMinute: 0, ...options });
  endings.push(() => pbx.stop());
  return await pbx.start();
}

const permitted = (read: string, write: string): SimulatedPbxOptions => ({
  users: [{ name: "qmanager", secret: "qmanager", read: parsePrivileges(read), write: parsePrivileges(write) }],
});

/** Something that is no Asterisk, or a sick one: says `greeting`, then what `answer` gives for each thing it hears. */
function peer(greeting: string, answer: (text: string) => string | null = () => null): number {
  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open: (socket) => void socket.write(greeting),
      data: (socket, bytes) => {
        const text = answer(bytes.toString());
        if (text !== null) socket.write(text);
      },
    },
  });
  endings.push(() => listener.stop(true));
  return listener.port;
}

const check = (diagnosis: Diagnosis, name: string) => diagnosis.checks.find((each) => each.name === name);
const lacks = (diagnosis: Diagnosis) => diagnosis.checks.filter((each) => !each.ok).map((each) => each.name);

test("examinePbx() finds nothing lacking where all is permitted", async () => {
  const diagnosis = await examine(await simulated({ queues: 7, agents: 10, onlineShare: 1 }));
  expect(lacks(diagnosis)).toEqual([]);
  expect(diagnosis).toMatchObject({ ok: true, asteriskVersion: "22.10.1", amiVersion: "11.0.0", queues: 7 });
  expect(check(diagnosis, "members")?.detail).toContain("of 10 phones");
  expect(check(diagnosis, "writetimeout")?.detail).toBe("5000 ms");
});

test.each([
  {
    name: "the stock user of SNEP",
    read: "system,call,log,verbose,command,agent,user,config,originate",
    write: "system,call,log,verbose,command,agent,user,config,originate",
    ok: true,
    lacks: ["class dialplan (read)"],
  },
  {
    name: "a user by manager.conf alone",
    read: "system,call,agent,user,dialplan",
    write: "system,call,agent,originate",
    ok: true,
    lacks: [],
  },
  {
    name: "a user who reads no queues",
    read: "system,call,user,dialplan",
    write: "all",
    ok: false,
    lacks: ["class agent (read)"],
  },
  {
    name: "a user who may ask for little",
    read: "all",
    write: "call",
    ok: true,
    lacks: ["class agent (write)", "class originate (write)", "class system (write)"],
  },
])(
  "examinePbx() says class by class what $name lacks, and what that costs",
  async ({ read, write, ok, lacks: wanted }) => {
    const diagnosis = await examine(await simulated(permitted(read, write)));
    expect(lacks(diagnosis)).toEqual([...wanted]);
    expect(diagnosis.ok).toBe(ok);
    for (const each of diagnosis.checks) if (!each.ok) expect(each.cost).toBeString();
  },
);

test("examinePbx() tells what it cannot know from what is missing", async () => {
  const diagnosis = await examine(await simulated(permitted("call,agent,dialplan", "call,user")));
  // What came back to us, and what did not.
  expect(check(diagnosis, "class dialplan (read)")?.ok).toBe(true);
  expect(check(diagnosis, "class user (read)")?.ok).toBe(false);
  expect(check(diagnosis, "class system (read)")?.ok).toBe(false);
  expect(check(diagnosis, "class agent (read)")?.detail).toStartWith("Unknown");
  expect(check(diagnosis, "writetimeout")?.detail).toStartWith("Unknown");
});

test("examinePbx() knows by what arrives that classes may be read", async () => {
  const busy = { agents: 30, callsPerMinute: 600, byHour: false, ...permitted("call,agent", "call") };
  const diagnosis = await examine(await simulated({ ...busy, speed: 50 }));
  for (const name of ["agent", "call"]) {
    expect(check(diagnosis, `class ${name} (read)`)).toMatchObject({
      ok: true,
      detail: "Permitted, says what arrived while we listened",
    });
  }
});

test("examinePbx() gives the lines for manager.conf: what we use and what the user has, our address alone let in", async () => {
  const diagnosis = await examine(await simulated(permitted("system,agent", "agent,command,config")));
  expect(diagnosis.managerConf).toEqual([
    "[qmanager]",
    "; secret: stays as it is",
    "deny = 0.0.0.0/0.0.0.0",
    "permit = 192.0.2.7/255.255.255.255",
    "read = system,call,agent,user,cdr,dialplan",
    "write = system,call,command,agent,user,config,reporting,originate",
    "writetimeout = 5000",
  ]);
});

test("examinePbx() never repeats the secret, though manager.conf shows it", async () => {
  const all = parsePrivileges("all");
  const users = [{ name: "qmanager", secret: "s3cret-thing", read: all, write: all }];
  const sound = await examine(await simulated({ users }), { secret: "s3cret-thing" });
  const refused = await examine(await simulated(), { secret: "s3cret-thing" });
  expect([sound.ok, refused.ok]).toEqual([true, false]);
  expect(JSON.stringify([sound, refused])).not.toContain("s3cret-thing");
});

test("examinePbx() ends with a server that answers everything and never comes to its end", async () => {
  const endless = peer("Asterisk Call Manager/11.0.0\r\n", (text) => {
    const id = /ActionID: (\S+)/.exec(text)?.[1];
    if (text.includes("Login")) return `Response: Success\r\nActionID: ${id}\r\n\r\nEvent: FullyBooted\r\n\r\n`;
    if (text.includes("Action: QueueStatus")) {
      return `Response: Success\r\nEventList: start\r\nActionID: ${id}\r\n\r\n`;
    }
    return `Response: Success\r\nChallenge: 1\r\nActionID: ${id}\r\n\r\n`;
  });
  const diagnosis = await examine(endless, {}, { timeoutMs: 60_000, longestMs: 300 });
  expect(diagnosis).toMatchObject({ ok: false });
  expect(diagnosis.checks.at(-1)).toMatchObject({ ok: false, code: "timed_out" });
  expect(diagnosis.checks.at(-1)?.detail).toContain("The examination at 127.0.0.1");
});

test("examinePbx() measures the PBX's clock and says how far it is off", async () => {
  const diagnosis = await examine(await simulated({ clockOffsetMs: -90_000 }));
  expect(check(diagnosis, "clock")).toMatchObject({ ok: false });
  expect(check(diagnosis, "clock")?.detail).toMatch(
    /^The PBX's clock is (89|90)\.\d s behind ours; its time zone is \+0000\. Let both/,
  );
});

test("examinePbx() asks for class command only where Asterisk hides realtime queues", async () => {
  const version = { asterisk: "13.10.0", manager: "2.10.0" };
  const classes = permitted("all", "system,call,agent,originate");
  const diagnosis = await examine(await simulated({ version, ...classes }));
  expect(lacks(diagnosis)).toEqual(["realtime queues"]);
  expect(check(diagnosis, "realtime queues")?.detail).toContain("Add command to the write= line of [qmanager]");
});

test.each([
  {
    what: "secret",
    change: { secret: "wrong" },
    name: "login",
    code: "login_refused",
    says: 'Asterisk answered "Authentication failed". Check the secret of [qmanager]',
  },
  {
    what: "user",
    change: { username: "nobody" },
    name: "login",
    code: "login_refused",
    says: "Check the secret of [nobody] and its permit= line in manager.conf",
  },
  {
    what: "host",
    change: { host: "no-such-host.invalid" },
    name: "connection",
    code: "host_unknown",
    says: "no-such-host.invalid",
  },
])("examinePbx() with a wrong $what says what to check", async ({ change, name, code, says }) => {
  const diagnosis = await examine(await simulated(), change);
  expect(diagnosis).toMatchObject({ ok: false, asteriskVersion: null, queues: 0 });
  expect(lacks(diagnosis)).toEqual([name]);
  expect(check(diagnosis, name)?.detail).toContain(says);
  expect(check(diagnosis, name)?.code).toBe(code);
});

test("examinePbx() with a port where nobody listens says what to check", async () => {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  const { port } = listener;
  listener.stop(true);
  const diagnosis = await examine(port);
  expect(check(diagnosis, "connection")?.detail).toContain("nobody listens there. Check the port, and enabled=yes");
});

test("examinePbx() knows what is not an Asterisk", async () => {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("Hello") });
  endings.push(() => server.stop(true));
  const spoken = peer("HTTP/1.1 400 Bad Request\r\n\r\n");
  expect(check(await examine(spoken), "connection")?.detail).toContain("is not an Asterisk manager: its first line is");
  // a web server waits to be asked first
  const silent = await examine(server.port ?? 0);
  expect(silent.ok).toBe(false);
  expect(check(silent, "connection")?.detail).toContain("does not greet as an Asterisk manager does. Check the port");
});

test.each([
  { version: { asterisk: "1.8.32", manager: "1.1" }, says: "too old: its manager speaks version 1.1" },
  { version: { asterisk: "10.12.4", manager: "1.3" }, says: "Asterisk 10.12.4 is too old: at least 11 is needed" },
])("examinePbx() refuses Asterisk $version.asterisk", async ({ version, says }) => {
  const diagnosis = await examine(await simulated({ version }));
  expect(diagnosis.ok).toBe(false);
  expect(check(diagnosis, "version")?.detail).toContain(says);
});

test.each([
  { what: "before its banner", port: () => peer("") },
  { what: "in the middle of its banner", port: () => peer("Asterisk Call Man") },
  { what: "after its banner", port: () => peer("Asterisk Call Manager/11.0.0\r\n") },
  {
    what: "after the login",
    port: () =>
      peer("Asterisk Call Manager/11.0.0\r\n", (text) => {
        const id = /ActionID: (\S+)/.exec(text)?.[1];
        if (text.includes("Challenge")) return `Response: Success\r\nActionID: ${id}\r\nChallenge: 1\r\n\r\n`;
        if (text.includes("Login"))
          return `Response: Success\r\nActionID: ${id}\r\n\r\nEvent: FullyBooted\r\nPrivilege: system,all\r\n\r\n`;
        return null;
      }),
  },
])("examinePbx() of a server that stops answering $what ends, and says so", async ({ port }) => {
  const diagnosis = await examine(port());
  expect(diagnosis.ok).toBe(false);
  expect(diagnosis.checks.at(-1)?.detail).toMatch(/took longer than 400 ms|ended:/);
});

test("examinePbx() keeps of what a connection says only the classes it speaks of, however much that is", () => {
  const sightings = new ReadSightings();
  const noise = Array.from({ length: 1_000 }, (_, n) => `Event: E${n}\r\nPrivilege: class${n},all\r\n\r\nNoise: ${n}`);
  const said = [
    `Asterisk Call Manager/11.0.0\r\n${noise.join("\r\n\r\n")}\r\n\r\n`,
    "Event: E\r\nPrivilege: call,all\r\n\r\n",
  ];
  for (const message of new AmiParser().push(new TextEncoder().encode(said.join("")))) sightings.take(message);
  expect([...sightings.classes]).toEqual(["call"]);
});
