/**
 * The live path of the whole server: a manager event in, a WebSocket message out, under the load of a large call centre;
 * and what the server costs when nothing happens: memory, and the time of a warm start.
 *
 * Everything is a process of its own over TCP: simulated PBX, server with its database, and this one, which stands between
 * them as a relay and reads the clock when an event's bytes pass and again when the page hears of it.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AmiMessage, AmiParser } from "@qmanager/ami";
import type { Change, LiveMessage } from "@qmanager/core";

const queues = 50;
const agents = 200;
const callsPerSecond = 20;
const warmUpMs = 10_000;
const measuredMs = Number(process.env.BENCH_SECONDS ?? 30) * 1000;
const password = "only for this bench";
const root = join(import.meta.dir, "..", "..");
const goals = { latencyP95Ms: 20, idleMb: 120, warmStartMs: 2_000 };

const stops: (() => unknown)[] = [];

async function simulator(callsPerMinute: number): Promise<number> {
  const load = ["--queues", queues, "--agents", agents, "--calls-per-minute", callsPerMinute, "--talk-seconds", 5];
  const child = Bun.spawn(
    [process.execPath, join(root, "test/simulator/main.ts"), "--port", "0", "--all-day", ...load.map(String)],
    { stdout: "pipe", stderr: "inherit" },
  );
  stops.push(() => child.kill());
  const reader = child.stdout.getReader();
  let said = "";
  while (!said.includes("\n")) said += new TextDecoder().decode((await reader.read()).value);
  reader.releaseLock();
  return Number(/on [\d.]+:(\d+)/.exec(said)?.[1]);
}

/** Passes bytes on, and shows those from the PBX to `look` just before. Deaf until told: then the server connects anew. */
function relay(port: number, look: (bytes: Uint8Array, at: number) => void) {
  const listener = Bun.listen<{ pbx: Promise<Bun.Socket<unknown>> | null }>({
    hostname: "127.0.0.1",
    port: 0,
    data: { pbx: null },
    socket: {
      open(server) {
        server.data = {
          pbx: Bun.connect({
            hostname: "127.0.0.1",
            port,
            socket: {
              data(_, bytes) {
                const at = performance.now();
                // The server reads faster than a simulated PBX speaks; what a full buffer leaves over is not measured.
                server.write(bytes);
                look(bytes, at);
              },
              close: () => void server.end(),
            },
          }),
        };
      },
      data: (server, bytes) => void server.data.pbx?.then((pbx) => pbx.write(bytes)),
      close: (server) => void server.data.pbx?.then((pbx) => pbx.end()),
    },
  });
  stops.push(() => listener.stop(true));
  return listener.port;
}

interface Server {
  address: string;
  pid: number;
  /** From the start of the process to the page, and to an answer to a sign-in. */
  pageMs: number;
  readyMs: number;
  stop(): Promise<unknown>;
}

async function server(data: string, port: number, pbx: number | null): Promise<Server> {
  const began = performance.now();
  const child = Bun.spawn([process.execPath, join(root, "apps/server/main.ts")], {
    env: {
      ...{
        PATH: process.env.PATH ?? "",
        QM_HOST: "127.0.0.1",
        QM_PORT: String(port),
        QM_DATA: data,
        QM_ADMIN_PASSWORD: password,
      },
      ...(pbx === null ? {} : { QM_PBX_BENCH: `ami://qmanager:qmanager@127.0.0.1:${pbx}` }),
    },
    stdout: "ignore",
    stderr: "inherit",
  });
  const stop = () => {
    child.kill();
    return child.exited;
  };
  stops.push(stop);
  const address = `http://127.0.0.1:${port}`;
  const until = async (path: string, holds: (answer: Response) => Promise<boolean>) => {
    for (;;) {
      const answer = await fetch(address + path).catch(() => null);
      if (answer && (await holds(answer))) return performance.now() - began;
      if (child.exitCode !== null) throw new Error("The server ended");
      await Bun.sleep(5);
    }
  };
  const pageMs = await until("/", async (answer) => answer.ok && (await answer.text()).includes("<title>"));
  const readyMs = await until("/api/v1/setup", async (answer) => (await answer.json()).databaseReady);
  return { address, pid: child.pid, pageMs, readyMs, stop };
}

function memoryMb(pid: number): number {
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  return kilobytes / 1024;
}

function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => {} } });
  listener.stop(true);
  return listener.port;
}

/** What each of these events must make the page show: queue, then thing, then which. */
function expected(message: AmiMessage): string | null {
  const queue = message.get("Queue");
  const caller = message.get("Uniqueid");
  switch (message.event) {
    case "QueueCallerJoin":
      return `${queue} waiting ${caller}`;
    case "QueueCallerLeave":
      return `${queue} gone ${caller}`;
    case "AgentCalled":
      return `${queue} ringing ${caller} ${message.get("Interface")}`;
    case "AgentConnect":
      return `${queue} talking ${caller} ${message.get("Interface")}`;
    case "QueueMemberPause":
      return `${queue} paused=${message.get("Paused") === "1"} ${message.get("Interface")}`;
    default:
      return null;
  }
}

function shown(change: Change): string[] {
  switch (change.kind) {
    case "waiting":
      return [`${change.queue} waiting ${change.caller.uniqueid}`];
    case "waiting_removed":
      return [`${change.queue} gone ${change.uniqueid}`];
    case "member": {
      const { member } = change;
      const call = member.call
        ? [`${change.queue} ${member.call.phase} ${member.call.uniqueid} ${member.interface}`]
        : [];
      return [...call, `${change.queue} paused=${member.paused} ${member.interface}`];
    }
    default:
      return [];
  }
}

async function cookieOf(address: string): Promise<string> {
  const answer = await fetch(`${address}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "admin", password }),
  });
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

/** Subscribes to everything, as a page with all queues open would. */
function page(address: string, cookie: string, hear: (message: LiveMessage, at: number) => void): void {
  const options = { headers: { cookie, origin: address } };
  const socket = new WebSocket(`${address.replace("http", "ws")}/api/v1/live`, options as unknown as string[]);
  stops.push(() => socket.close());
  const subscribed = new Set<string>();
  const subscribe = (topics: string[]) => {
    const fresh = topics.filter((topic) => !subscribed.has(topic));
    for (const topic of fresh) subscribed.add(topic);
    if (fresh.length > 0) socket.send(JSON.stringify({ type: "subscribe", topics: fresh }));
  };
  socket.onopen = () => subscribe(["queues"]);
  socket.onmessage = (event) => {
    const at = performance.now();
    const message: LiveMessage = JSON.parse(String(event.data));
    if ("data" in message && message.data.topic === "queues") {
      subscribe(message.data.queues.map(({ pbx, queue }) => `queue/${pbx}/${queue}`));
    }
    hear(message, at);
  };
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function run(): Promise<boolean> {
  const data = mkdtempSync(join(tmpdir(), "qm-bench-"));
  stops.push(() => rmSync(data, { recursive: true, force: true }));
  const parser = new AmiParser();
  /** When an event's bytes passed, by what it must make the page show. */
  const sent = new Map<string, number>();
  /** What the page was told lately, and when: a thing may be told by an earlier event. */
  const told = new Map<string, number>();
  const latencies: number[] = [];
  let isMeasuring = false;
  let events = 0;
  let messages = 0;
  let early = 0;

  const port = freePort();
  const cold = await server(data, port, null);
  await cold.stop();
  const pbx = relay(await simulator(callsPerSecond * 60), (bytes, at) => {
    for (const message of parser.push(bytes)) {
      if (message.kind !== "event") continue;
      if (isMeasuring) events++;
      const key = expected(message);
      if (key === null || !isMeasuring) continue;
      if (at - (told.get(key) ?? Number.NEGATIVE_INFINITY) < 1_000) early++;
      else sent.set(key, at);
    }
  });
  // As a site is at night: connected, all queues and agents known, no calls.
  const idle = await server(data, port, await simulator(0));
  await Bun.sleep(3_000);
  const idleMb = memoryMb(idle.pid);
  await idle.stop();

  const busy = await server(data, port, pbx);
  page(busy.address, await cookieOf(busy.address), (message, at) => {
    if (isMeasuring) messages++;
    if (message.type !== "patch") return;
    for (const change of message.changes) {
      for (const key of shown(change)) {
        told.set(key, at);
        const since = sent.get(key);
        if (since === undefined) continue;
        sent.delete(key);
        latencies.push(at - since);
      }
    }
  });
  await Bun.sleep(warmUpMs);
  isMeasuring = true;
  await Bun.sleep(measuredMs);
  isMeasuring = false;
  await Bun.sleep(1_000);
  const busyMb = memoryMb(busy.pid);
  const health = await (await fetch(`${busy.address}/api/v1/health`)).json();
  await busy.stop();

  latencies.sort((a, b) => a - b);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(latencies, share));
  const seconds = measuredMs / 1000;
  const ms = (value: number | undefined) => `${(value ?? Number.NaN).toFixed(1)} ms`;
  const rows = [
    [
      "load",
      `${queues} queues, ${agents} agents, ${callsPerSecond} calls/s: ${Math.round(events / seconds)} events/s in, ${Math.round(messages / seconds)} messages/s out`,
    ],
    [
      "event in → message out",
      `p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}, of ${latencies.length} (goal: p95 ≤ ${goals.latencyP95Ms} ms)`,
    ],
    ["not measured", `${early} told before by another event, ${sent.size} overtaken by what came after`],
    ["drift", JSON.stringify(health.pbxs[0].drift)],
    [
      "memory, idle",
      `${idleMb.toFixed(0)} MB without PostgreSQL (goal: ≤ ${goals.idleMb} MB); under this load ${busyMb.toFixed(0)} MB`,
    ],
    ["start, warm", `page ${ms(idle.pageMs)}, ready ${ms(idle.readyMs)} (goal: page ≤ ${goals.warmStartMs} ms)`],
    ["start, first ever", `page ${ms(cold.pageMs)}, ready ${ms(cold.readyMs)}`],
  ];
  for (const [name, value] of rows) console.log(`${name?.padEnd(24)} ${value}`);
  return (
    (p95 ?? Number.POSITIVE_INFINITY) <= goals.latencyP95Ms &&
    idleMb <= goals.idleMb &&
    idle.pageMs <= goals.warmStartMs
  );
}

let isMet = false;
try {
  isMet = await run();
} finally {
  for (const stop of stops.reverse()) await stop();
}
process.exit(isMet ? 0 : 1);
