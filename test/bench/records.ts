/**
 * The way of an event onto file: manager events in, rows of the database out, under far more calls than a call centre has. How
 * many events a second one core can record, how long after its event a visit can be read, and what a visit takes on disk.
 */
import { readFileSync } from "node:fs";
import { type AmiMessage, AmiParser } from "@qmanager/ami";
import { openPool, type Sql } from "../../apps/server/db/connect.ts";
import { dataFolder, freePort, memoryMb, relay, server, simulator, stopAll } from "./live_rig.ts";

const load = { queues: 50, agents: 1_000, callsPerSecond: Number(process.env.BENCH_CALLS ?? 60), talkSeconds: 5 };
const warmUpMs = 10_000;
const measuredMs = Number(process.env.BENCH_SECONDS ?? 30) * 1000;
const pollMs = 10;
const goals = { eventsPerCore: 5_000, visibleMs: 250, bytesPerVisit: 1_536 };

/** User and system time of a process, ms; ticks are hundredths of a second. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** What a call writes, and by what a row of it is told from its copies. Sessions grow with the hours, not with the calls. */
const perCall = {
  visits: "called_at",
  calls: "called_at",
  agent_calls: "called_at",
  queue_counters: "from_at",
  agent_counters: "from_at",
};
const copies = 100;

/**
 * What a visit takes, with what belongs to it and all indexes: all that was recorded is written again, each time as of another
 * second, so that pages are as full as after months and what is left of a table's beginning does not count.
 */
async function storage(sql: Sql): Promise<{ visits: number; bytes: number }> {
  const size = async () =>
    (
      await sql<{ bytes: number }[]>`
        select coalesce(sum(pg_total_relation_size(relid)), 0)::bigint as bytes from pg_stat_user_tables
        where relname ~ ${`^(${Object.keys(perCall).join("|")})(_\\d|$)`}
      `
    )[0]?.bytes ?? 0;
  const [counted] = await sql<{ visits: number }[]>`select count(*) as visits from visits`;
  const before = await size();
  for (const [table, key] of Object.entries(perCall)) {
    const columns = await sql<{ name: string }[]>`
      select column_name as name from information_schema.columns
      where table_name = ${table} and is_generated = 'NEVER' and is_identity = 'NO' and table_schema = current_schema()
    `;
    if (columns.length === 0) continue;
    const names = columns.map(({ name }) => name);
    const values = names.map((name) => (name === key ? `${name} - copy * interval '1 second'` : name));
    await sql.unsafe(
      `insert into ${table} (${names.join(", ")}) select ${values.join(", ")} from ${table}, generate_series(1, ${copies}) as copy`,
    );
  }
  const visits = (counted?.visits ?? 0) * copies;
  return { visits, bytes: (await size()) - before };
}

async function run(): Promise<boolean> {
  const seen = new Map<string, number>();
  const parser = new AmiParser();
  const entered = (message: AmiMessage, at: number) => {
    const id = message.get("Uniqueid");
    if (message.event === "QueueCallerJoin" && id !== undefined && !seen.has(id)) seen.set(id, at);
  };
  const port = relay(await simulator(load), (bytes, at) => {
    for (const message of parser.push(bytes)) entered(message, at);
  });
  const data = dataFolder();
  const busy = await server(data, freePort(), port);
  const sql = openPool({ socket: `${data}/socket`, user: "qmanager", database: "qmanager" }, 2);
  try {
    await Bun.sleep(warmUpMs);
    seen.clear();
    const read = async () => (await sql<{ number: number }[]>`select number from journal_positions`)[0]?.number ?? 0;
    const [fromNumber, fromCpu, from] = [await read(), cpuMs(busy.pid), performance.now()];
    const latencies: number[] = [];
    while (performance.now() - from < measuredMs) {
      const rows = await sql<{ uniqueid: string }[]>`
        select uniqueid from visits where counted_at > ${Date.now() - 3_000} order by counted_at desc limit 500
      `;
      const at = performance.now();
      for (const { uniqueid } of rows) {
        const since = seen.get(uniqueid);
        if (since === undefined) continue;
        latencies.push(at - since);
        seen.delete(uniqueid);
      }
      await Bun.sleep(pollMs);
    }
    const seconds = (performance.now() - from) / 1000;
    const events = (await read()) - fromNumber;
    const perCore = events / ((cpuMs(busy.pid) - fromCpu) / 1000);
    latencies.sort((a, b) => a - b);
    const share = (part: number) => latencies[Math.floor(latencies.length * part)] ?? Number.NaN;
    const late = [...seen].filter(([, at]) => performance.now() - at > 3_000).map(([id]) => id);
    const onFile = await sql<
      { uniqueid: string }[]
    >`select distinct uniqueid from visits where uniqueid in ${sql(["", ...late])}`;
    const stored = await storage(sql);
    const perVisit = stored.bytes / stored.visits;
    const rows = [
      ["load", `${load.queues} queues, ${load.agents} agents, ${load.callsPerSecond} calls/s wanted`],
      [
        "recorded",
        `${Math.round(events / seconds)} events/s; the server could record ${Math.round(perCore)} events/s on one core (goal: ≥ ${goals.eventsPerCore})`,
      ],
      [
        "event in → on file",
        `p50 ${share(0.5).toFixed(0)} ms, p95 ${share(0.95).toFixed(0)} ms, p99 ${share(0.99).toFixed(0)} ms, of ${latencies.length} visits (goal: p95 ≤ ${goals.visibleMs} ms)`,
      ],
      ["not on file", `${late.length - onFile.length} visits after 3 s; ${late.length} not looked at in time`],
      [
        "storage",
        `${Math.round(perVisit)} bytes a visit with everything that belongs to it and all indexes, of ${stored.visits} visits (goal: ≤ ${goals.bytesPerVisit})`,
      ],
      ["memory", `${memoryMb(busy.pid).toFixed(0)} MB without PostgreSQL`],
    ];
    for (const [name, value] of rows) console.log(`${name?.padEnd(24)} ${value}`);
    return perCore >= goals.eventsPerCore && share(0.95) <= goals.visibleMs && perVisit <= goals.bytesPerVisit;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

let isMet = false;
try {
  isMet = await run();
} finally {
  await stopAll();
}
process.exit(isMet ? 0 : 1);
