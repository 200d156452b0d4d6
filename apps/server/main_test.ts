/** The whole server as a process: what it says and does when started, stopped, killed and started twice. */

import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyChange, type LiveMessage, type LiveRequest, type QueueTopicSnapshot } from "@qmanager/core";
import { SimulatedPbx } from "../../test/simulator/mod.ts";
import { openSocket } from "./live/open_socket_of_tests.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const password = "correct horse";
let stops: (() => unknown)[] = [];
async function stopAll(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
}
afterEach(stopAll);

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "qm-main-"));
  stops.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const postmaster = (data: string) =>
  Number.parseInt(readFileSync(join(data, "postgres", "postmaster.pid"), "utf8"), 10);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A server of its own; what it prints is kept. */
function start(environment: Record<string, string>, main = [join(import.meta.dir, "main.ts")]) {
  const child = Bun.spawn([process.execPath, ...main], {
    env: { PATH: process.env.PATH ?? "", QM_HOST: "127.0.0.1", QM_PORT: "0", ...environment },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const said = { out: "", error: "" };
  const read = async (stream: ReadableStream<Uint8Array>, name: "out" | "error") => {
    const decoder = new TextDecoder();
    for await (const bytes of stream) said[name] += decoder.decode(bytes, { stream: true });
  };
  const done = Promise.all([read(child.stdout, "out"), read(child.stderr, "error")]);
  stops.push(async () => {
    child.kill();
    await child.exited;
  });
  return {
    child,
    said,
    async ready(): Promise<string> {
      for (;;) {
        const address = /Q-Manager is at (http:\/\/\S+)/.exec(said.out)?.[1];
        if (address) return address;
        if (child.exitCode !== null) throw new Error(`The server ended: ${said.error}`);
        await Bun.sleep(20);
      }
    },
    async end(): Promise<{ code: number; out: string; error: string; last: string }> {
      const code = await child.exited;
      await done;
      return { code, ...said, last: said.error.trim().split("\n").at(-1) ?? "" };
    },
  };
}

async function signIn(address: string, given = password): Promise<string> {
  const answer = await fetch(`${address}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "admin", password: given }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** Looks on as the page does. */
async function look(address: string, cookie: string) {
  const url = `${address.replace("http", "ws")}/api/v1/live`;
  const socket = openSocket(url, { headers: { cookie, origin: address } });
  const messages: LiveMessage[] = [];
  const closed = Promise.withResolvers<number>();
  socket.onmessage = (event) => messages.push(JSON.parse(String(event.data)));
  socket.onclose = (event) => closed.resolve(event.code);
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error("The handshake was refused"));
  });
  stops.push(() => socket.close());
  return {
    messages,
    closed: closed.promise,
    say: (request: LiveRequest | string) =>
      socket.send(typeof request === "string" ? request : JSON.stringify(request)),
    async until(holds: (message: LiveMessage) => boolean): Promise<LiveMessage> {
      for (let tries = 0; ; tries++) {
        const found = messages.find(holds);
        if (found) return found;
        if (tries > 5_000) throw new Error(`Waited in vain; the last was ${JSON.stringify(messages.at(-1))}`);
        await Bun.sleep(20);
      }
    },
  };
}

async function serverWithPbx(environment: Record<string, string> = {}) {
  const pbx = new SimulatedPbx({ agents: 8, queues: 2, callsPerMinute: 60, byHour: false, speed: 5, seed: 3 });
  const port = await pbx.start(0);
  stops.push(() => pbx.stop());
  const data = folder();
  const server = start({
    ...{ QM_DATA: data, QM_ADMIN_PASSWORD: password, QM_ZONE: "America/Sao_Paulo" },
    QM_PBX_MATRIZ: `ami://qmanager@127.0.0.1:${port}?name=Matriz`,
    QM_PBX_MATRIZ_SECRET: "qmanager",
    ...environment,
  });
  const address = await server.ready();
  return { pbx, port, data, server, address, cookie: await signIn(address) };
}

describe("a page that looks on", () => {
  let shared: Awaited<ReturnType<typeof serverWithPbx>>;
  let stopShared: (() => unknown)[] = [];
  beforeAll(async () => {
    shared = await serverWithPbx();
    stopShared = stops;
    stops = [];
  });
  afterAll(async () => {
    stops = stopShared;
    await stopAll();
  });

  test("sees the queues live, patch by patch, as they are", async () => {
    const { address, cookie } = shared;
    const page = await look(address, cookie);
    page.say({ type: "subscribe", topics: ["pbxs", "queues"] });
    await page.until((each) => "data" in each && each.data.topic === "pbxs" && each.data.pbxs[0]?.status === "live");
    const list = await page.until(
      (each) => "data" in each && each.data.topic === "queues" && each.data.queues.length === 2,
    );
    const topics =
      "data" in list && list.data.topic === "queues"
        ? list.data.queues.map((each) => `queue/${each.pbx}/${each.queue}`)
        : [];
    page.say({ type: "subscribe", topics });
    // Until callers came, agents answered, and both were told.
    await page.until((each) => each.type === "patch" && each.changes.some((change) => change.kind === "waiting"));
    await page.until(
      (each) =>
        each.type === "patch" && each.changes.some((change) => change.kind === "today" && change.today.answered > 0),
    );
    await page.until((each) => each.type === "heartbeat" && each.heardAt["matriz" as never] !== null);

    const shown = new Map<string, { seq: number; queue: QueueTopicSnapshot }>();
    for (const message of page.messages) {
      if (message.type === "snapshot" && message.data.topic === "queue") {
        shown.set(message.topic, { seq: message.seq, queue: message.data.queue });
      } else if (message.type === "patch") {
        const before = shown.get(message.topic);
        expect(message.seq).toBe((before?.seq ?? Number.NaN) + 1);
        if (before)
          shown.set(message.topic, { seq: message.seq, queue: message.changes.reduce(applyChange, before.queue) });
      }
    }
    expect([...shown.keys()].sort()).toEqual(topics.sort());
    const members = [...shown.values()].flatMap(({ queue }) => queue.members);
    expect(members.some((member) => member.call !== null)).toBe(true);

    const answer = await fetch(`${address}/api/v1/queues`, { headers: { cookie } });
    const { queues } = (await answer.json()) as { queues: QueueTopicSnapshot[] };
    expect(queues.map(({ pbx, queue }) => `queue/${pbx}/${queue}`).sort()).toEqual(topics.sort());
  });

  test("is answered where it cannot be understood, goes on, and is closed when the session ends", async () => {
    const { address } = shared;
    const cookie = await signIn(address);
    const page = await look(address, cookie);
    page.say("{");
    await page.until((each) => each.type === "error" && each.detail.includes("no JSON"));
    page.say('{"type":"shout"}');
    await page.until((each) => each.type === "error" && each.detail.includes("subscribe"));
    page.say({ type: "subscribe", topics: ["queue/matriz/unknown", "pbxs"] });
    await page.until((each) => each.type === "refused" && each.reason === "not_found");
    await page.until((each) => each.type === "snapshot" && each.topic === "pbxs");
    await fetch(`${address}/api/v1/session`, { method: "DELETE", headers: { cookie } });
    expect(await page.closed).toBe(4401);
  });

  test("is let in with its session from its own origin only", async () => {
    const { address, cookie } = shared;
    await expect(look(address, "qm=nothing")).rejects.toThrow("refused");
    const url = `${address}/api/v1/live`;
    const handshake = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    };
    const foreign = await fetch(url, { headers: { ...handshake, cookie, origin: "http://evil.example" } });
    expect(foreign.status).toBe(403);
  });

  test("sees the PBX go and come back", async () => {
    const { pbx, address, cookie } = shared;
    const page = await look(address, cookie);
    page.say({ type: "subscribe", topics: ["pbxs"] });
    const isStatus = (status: string) => (each: LiveMessage) =>
      "data" in each && each.data.topic === "pbxs" && each.data.pbxs[0]?.status === status;
    await page.until(isStatus("live"));
    pbx.crash();
    await page.until(isStatus("reconnecting"));
    const seen = page.messages.length;
    await page.until((each) => page.messages.indexOf(each) >= seen && isStatus("live")(each));
  });
});

describe("the process", () => {
  test("makes everything, prints the code of the first access once and never a secret, and stops in order", async () => {
    const data = folder();
    const server = start({ QM_DATA: data, QM_PBX_MAIN: "ami://user:tOpSeCrEt@127.0.0.1:1" });
    const address = await server.ready();
    expect(await (await fetch(`${address}/api/v1/setup`)).json()).toEqual({
      needed: true,
      agentsPending: false,
      codeRequired: false,
      databaseReady: true,
    });
    expect(await (await fetch(address)).text()).toContain("<title>Q-Manager</title>");
    const pid = postmaster(data);
    server.child.kill("SIGTERM");
    const { code, out, error } = await server.end();
    expect(code).toBe(0);
    expect(out).toMatch(/asks for this code: [a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\n/);
    const printed = /this code: (\S+)/.exec(out)?.[1] ?? "";
    expect(error).not.toContain(printed);
    expect(out + error).not.toContain("tOpSeCrEt");
    expect(isAlive(pid)).toBe(false);
  });

  test("stops in order where whoever started it passes on a signal that it was told as well", async () => {
    const data = folder();
    const server = start({ QM_DATA: data });
    await server.ready();
    const pid = postmaster(data);
    // Two kinds: of one kind the second would be dropped while the first is pending.
    server.child.kill("SIGTERM");
    server.child.kill("SIGINT");
    expect((await server.end()).code).toBe(0);
    expect(isAlive(pid)).toBe(false);
  });

  test("makes a password where nobody is there to choose one, and tells it on standard output once", async () => {
    const data = folder();
    const first = start({ QM_DATA: data, QM_UNATTENDED: "true" });
    const address = await first.ready();
    const made = /shown only now: (\S+)/.exec(first.said.out)?.[1] ?? "";
    expect(await signIn(address, made)).toMatch(/^qm=/);
    first.child.kill("SIGINT");
    expect((await first.end()).error).not.toContain(made);
    const second = start({ QM_DATA: data, QM_UNATTENDED: "true" });
    await second.ready();
    expect(second.said.out).not.toContain("shown only now");
  });

  test("takes in the licence of the environment, and starts without one where it is wrong", async () => {
    const data = folder();
    const first = start({ QM_DATA: data, QM_ADMIN_PASSWORD: password, QM_LICENCE: "tOpSeCrEt" });
    const licence = async (address: string) => {
      const answer = await fetch(`${address}/api/v1/licence`, { headers: { cookie: await signIn(address) } });
      return answer.json();
    };
    expect(await licence(await first.ready())).toMatchObject({ edition: "community" });
    first.child.kill();
    const { out, error } = await first.end();
    expect(error).toContain("The licence of QM_LICENCE is not used");
    expect(out + error).not.toContain("tOpSeCrEt");
    const second = start({ QM_DATA: data, QM_LICENCE: "TRIAL" });
    expect(await licence(await second.ready())).toMatchObject({ edition: "trial", token: "TRIAL" });
  });

  test("starts without the key of its secrets too, says at the PBX what to do, and tells no secret", async () => {
    const data = folder();
    const pbx = {
      id: "sede",
      name: "Sede",
      host: "127.0.0.1",
      port: 1,
      username: "qm",
      secret: "tOpSeCrEt",
      tls: false,
    };
    const first = start({ QM_DATA: data, QM_ADMIN_PASSWORD: password });
    const address = await first.ready();
    const post = (at: string, cookie: string, path: string, body: unknown) =>
      fetch(`${at}/api/v1${path}`, {
        method: "POST",
        headers: { cookie, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    expect((await post(address, await signIn(address), "/pbxs", pbx)).status).toBe(201);
    first.child.kill();
    await first.end();
    rmSync(join(data, "secret.key"));

    const second = start({ QM_DATA: data });
    const again = await second.ready();
    const cookie = await signIn(again);
    const trial = await post(again, cookie, "/pbxs/sede/test", {});
    expect(await trial.json()).toMatchObject({ ok: false, checks: [{ code: "secret_unreadable" }] });
    const page = await look(again, cookie);
    page.say({ type: "subscribe", topics: ["pbxs"] });
    const isUnreadable = (each: LiveMessage) =>
      "data" in each && each.data.topic === "pbxs" && each.data.pbxs[0]?.problemCode === "secret_unreadable";
    await page.until(isUnreadable);
    const health = await fetch(`${again}/api/v1/pbxs`, { headers: { cookie } });
    expect(await health.text()).not.toContain("tOpSeCrEt");
    second.child.kill();
    const { error } = await second.end();
    expect(error).toMatch(/No line to the PBX pbx=sede .*Put the former key there and start anew/);
    expect(first.said.error + error).not.toContain("tOpSeCrEt");
  });

  test("answers over TLS of its own too: with a cookie for TLS only, the live socket, and a certificate that may change", async () => {
    const data = folder();
    const server = start({ QM_DATA: data, QM_ADMIN_PASSWORD: password });
    const plain = await server.ready();
    const secure = /https:\/\/\S+/.exec(server.said.out)?.[0] ?? "";
    const ca = () => readFileSync(join(data, "tls", "certificate.pem"), "utf8");
    const ask = (method: string, path: string, body?: object, cookie = "") =>
      fetch(`${secure}/api/v1${path}`, {
        method,
        headers: { cookie, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        tls: { ca: ca() },
      });
    const signedIn = await ask("POST", "/session", { name: "admin", password });
    expect(signedIn.headers.get("set-cookie")).toMatch(/^__Host-qm=.*; Secure/);
    // It would shut off plain HTTP on the other port.
    expect(signedIn.headers.get("strict-transport-security")).toBeNull();
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect((await ask("GET", "/session", undefined, cookie)).status).toBe(200);
    // A cookie that is for TLS only is none over plain HTTP.
    expect((await fetch(`${plain}/api/v1/session`, { headers: { cookie } })).status).toBe(401);
    const url = `${secure.replace("https", "wss")}/api/v1/live`;
    const options = { headers: { cookie, origin: secure }, tls: { ca: ca() } };
    const socket = openSocket(url, options);
    stops.push(() => socket.close());
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });

    const before = ca();
    const changed = { certificate: "made", certificateFile: null, keyFile: null, names: ["centro.example"] };
    const kept = ask("PUT", "/settings/https", changed, cookie);
    expect((await kept).status).toBe(200);
    expect(ca()).not.toBe(before);
    const overview = await ask("GET", "/settings", undefined, cookie);
    const { https } = (await overview.json()) as { https: { port: number; certificate: { names: string[] } } };
    expect(https.port).toBe(Number(new URL(secure).port));
    expect(https.certificate.names).toContain("centro.example");
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  test("has the day begin by the time zone that is set, at once and after a restart", async () => {
    const { data, port, server, address, cookie } = await serverWithPbx({ QM_ZONE: "" });
    const zoneAt = async (place: string, session: string) => {
      const answer = await fetch(`${place}/api/v1/visits?period=today`, { headers: { cookie: session } });
      return ((await answer.json()) as { zone: string }).zone;
    };
    const page = await look(address, cookie);
    page.say({ type: "subscribe", topics: ["pbxs"] });
    const isStatus = (status: string) => (each: LiveMessage) =>
      "data" in each && each.data.topic === "pbxs" && each.data.pbxs[0]?.status === status;
    await page.until(isStatus("live"));
    const seen = page.messages.length;
    const site = { name: "", zone: "Pacific/Kiritimati", language: "pt", address: null };
    const answer = await fetch(`${address}/api/v1/settings/site`, {
      ...{ method: "PUT", headers: { cookie, "content-type": "application/json" }, body: JSON.stringify(site) },
    });
    expect([answer.status, await zoneAt(address, cookie)]).toEqual([200, "Pacific/Kiritimati"]);
    // The line begins anew, with the figures of the other day.
    await page.until((each) => page.messages.indexOf(each) >= seen && isStatus("connecting")(each));
    await page.until((each) => page.messages.indexOf(each) >= seen && isStatus("live")(each));
    server.child.kill();
    await server.end();
    const second = start({ QM_DATA: data, QM_PBX_MATRIZ: `ami://qmanager:qmanager@127.0.0.1:${port}` });
    const again = await second.ready();
    expect(await zoneAt(again, await signIn(again))).toBe("Pacific/Kiritimati");
  });

  test("refuses to start twice on one data folder, says who has it, and leaves the first alone", async () => {
    const data = folder();
    const first = start({ QM_DATA: data, QM_ADMIN_PASSWORD: password });
    const address = await first.ready();
    const second = await start({ QM_DATA: data }).end();
    expect(second.code).toBe(1);
    expect(second.last).toMatch(
      new RegExp(`Another Q-Manager already works on the database .*: process ${first.child.pid} on .*, since 20`),
    );
    expect(await signIn(address)).toMatch(/^qm=/);
  });

  test("refuses a port that is in use, and says by whom where it can", async () => {
    const first = start({ QM_DATA: folder() });
    const port = new URL(await first.ready()).port;
    const second = await start({ QM_DATA: folder(), QM_PORT: port }).end();
    expect([second.code, second.last]).toEqual([
      1,
      `Cannot listen on 127.0.0.1:${port}: a Q-Manager runs there already. Stop it, or choose another port with QM_PORT`,
    ]);
    const other = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { data: (socket) => void socket.end("220 hello\r\n") },
    });
    stops.push(() => other.stop(true));
    const third = await start({ QM_DATA: folder(), QM_PORT: String(other.port) }).end();
    expect([third.code, third.last]).toEqual([
      1,
      `Cannot listen on 127.0.0.1:${other.port}: another program uses the port. Stop it, or choose another port with QM_PORT`,
    ]);
  });

  test("starts again at once after it was killed, on the database that was left running", async () => {
    const data = folder();
    const first = start({ QM_DATA: data, QM_ADMIN_PASSWORD: password });
    await first.ready();
    const pid = postmaster(data);
    first.child.kill("SIGKILL");
    await first.child.exited;
    expect(isAlive(pid)).toBe(true);
    const second = start({ QM_DATA: data });
    expect(await signIn(await second.ready())).toMatch(/^qm=/);
    second.child.kill();
    expect((await second.end()).code).toBe(0);
    expect(isAlive(pid)).toBe(false);
  });

  test("goes on with today's figures after it was killed, and says what it did not see", async () => {
    const { pbx, port, data, server, address, cookie } = await serverWithPbx();
    const ended: { queue: string; at: number }[] = [];
    pbx.simulation.onVisit = ({ queue, outcome }) => {
      // Of those who leave by a key, or come to nobody, Asterisk keeps no count.
      if (outcome !== "exit_key" && outcome !== "refused") ended.push({ queue, at: Date.now() });
    };
    const today = async (of: string, session: string) => {
      const answer = await fetch(`${of}/api/v1/queues`, { headers: { cookie: session } });
      const { queues } = (await answer.json()) as { queues: QueueTopicSnapshot[] };
      return new Map(queues.map((each) => [each.queue as string, each.today]));
    };
    const sum = (figures: Map<string, QueueTopicSnapshot["today"]>) =>
      [...figures.values()].reduce((all, each) => all + each.answered + each.abandoned + each.timeout, 0);
    let before = await today(address, cookie);
    while (sum(before) < 5) {
      await Bun.sleep(50);
      before = await today(address, cookie);
    }
    // What was shown a moment ago is on its way to the disk.
    await Bun.sleep(500);
    server.child.kill("SIGKILL");
    await server.child.exited;
    const second = start({
      ...{ QM_DATA: data, QM_ZONE: "America/Sao_Paulo" },
      QM_PBX_MATRIZ: `ami://qmanager:qmanager@127.0.0.1:${port}?name=Matriz`,
    });
    const again = await second.ready();
    const session = await signIn(again);
    const since = [...before.values()][0]?.since ?? Number.NaN;
    let after = await today(again, session);
    const isTold = (each: QueueTopicSnapshot["today"]) =>
      each.since === since && typeof each.missed[0]?.visits === "number";
    while (after.size < 2 || ![...after.values()].every(isTold)) {
      await Bun.sleep(50);
      after = await today(again, session);
    }
    for (const [queue, figures] of before) {
      const later = after.get(queue);
      for (const name of ["offered", "answered", "abandoned", "timeout"] as const) {
        expect({ queue, name, kept: (later?.[name] ?? 0) >= figures[name] }).toEqual({ queue, name, kept: true });
      }
      const { from, to, visits } = later?.missed[0] ?? { from: 0, to: 0, visits: null };
      // What ended at the edges was seen, or was not.
      const within = (edge: number) =>
        ended.filter((each) => each.queue === queue && each.at > from - edge && each.at < to + edge).length;
      expect(visits).toBeWithin(within(-2_000), within(2_000) + 1);
    }
  });

  test("outlives its database: the panel goes on, and all is well again after it", async () => {
    const { data, address, cookie } = await serverWithPbx();
    const page = await look(address, cookie);
    process.kill(postmaster(data), "SIGKILL");
    const seen = page.messages.length;
    await page.until((each) => each.type === "heartbeat" && page.messages.indexOf(each) > seen);
    for (let tries = 0; (await fetch(`${address}/api/v1/health`)).status !== 200; tries++) {
      if (tries > 1_500) throw new Error("The database did not come back");
      await Bun.sleep(50);
    }
    expect((await fetch(`${address}/api/v1/queues`, { headers: { cookie } })).status).toBe(200);
  });

  test.each([
    { environment: { QM_PORT: "eighty" }, code: 2, says: 'QM_PORT: "eighty" is not a port' },
    {
      environment: { DATABASE_URL: "postgres://u:tOpSeCrEt@no-such-host.invalid/qm" },
      code: 1,
      says: "Cannot use the database at no-such-host.invalid:5432/qm: the host name is unknown",
    },
    {
      environment: { QM_HOST: "203.0.113.77" },
      code: 1,
      says: "this machine does not have that address. Correct QM_HOST",
    },
  ])(
    "ends with one line that says what to do: $says",
    async ({ environment, code, says }) => {
      const ended = await start({ QM_DATA: folder(), ...environment } as Record<string, string>).end();
      expect(ended.code).toBe(code);
      expect(ended.last).toContain(says);
      expect(ended.out + ended.error).not.toContain("tOpSeCrEt");
    },
    30_000,
  );

  test("ends with one line where the data folder is none", async () => {
    const file = join(folder(), "file");
    writeFileSync(file, "");
    chmodSync(file, 0o644);
    const ended = await start({ QM_DATA: file }).end();
    expect([ended.code, ended.last]).toEqual([
      1,
      `Cannot use the data folder ${file}: there is a file of that name, not a folder. Choose another folder with QM_DATA`,
    ]);
  });

  test("is started by qm as well, which tells what it knows and what it does not", async () => {
    const qm = [join(import.meta.dir, "cli", "qm.ts")];
    const help = await start({}, qm).end();
    expect(help.code).toBe(0);
    expect(help.out).toStartWith("Usage: bun run qm <command>");
    for (const line of [/^ {2}start +Start the server/m, /^ {2}calls +Print the visits/m])
      expect(help.out).toMatch(line);
    const unknown = await start({}, [...qm, "fly"]).end();
    expect(unknown.code).toBe(2);
    expect(unknown.error).toStartWith('There is no command "fly". There are:');
    const server = start({ QM_DATA: folder() }, [...qm, "start"]);
    await server.ready();
    server.child.kill();
    expect((await server.end()).code).toBe(0);
  });
});
