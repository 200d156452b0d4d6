/**
 * The live path of the whole server: a manager event in, a WebSocket message out, under the load of a large call centre;
 * and what the server costs when nothing happens: memory, and the time of a warm start.
 *
 * Everything is a process of its own over TCP: simulated PBX, server with its database, and this one, which stands between
 * them as a relay and reads the clock when an event's bytes pass and again when the page hears of it.
 */
import { type AmiMessage, AmiParser } from "@qmanager/ami";
import type { Change } from "@qmanager/core";
import {
  cookieOf,
  dataFolder,
  freePort,
  memoryMb,
  page,
  percentile,
  relay,
  server,
  simulator,
  stopAll,
} from "./live_rig.ts";

const queues = 50;
const agents = 200;
const callsPerSecond = 20;
const warmUpMs = 10_000;
const measuredMs = Number(process.env.BENCH_SECONDS ?? 30) * 1000;
const goals = { latencyP95Ms: 20, idleMb: 120, warmStartMs: 2_000 };

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

async function run(): Promise<boolean> {
  const data = dataFolder();
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
  const pbx = relay(await simulator({ queues, agents, callsPerSecond }), (bytes, at) => {
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
  const idle = await server(data, port, await simulator({ queues, agents, callsPerSecond: 0 }));
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
  await stopAll();
}
process.exit(isMet ? 0 : 1);
