/**
 * How fast a queue_log is imported: parsed and folded alone, in lines a second of CPU time, and end to end into a real
 * PostgreSQL, in lines a second of the clock, with how much room its visits take there.
 *
 *     bun test/bench/import.ts [--calls n] [--strict]
 *
 * The log is that of a call centre with about four rows a call, one call each ten seconds.
 *
 * @module
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isRow, LogReader, pbxId, rowToEvent, VisitFold } from "@qmanager/core";
import { openPool, type Sql } from "../../apps/server/db/connect.ts";
import { openDataFolder } from "../../apps/server/db/data_folder.ts";
import { startEmbedded } from "../../apps/server/db/embedded.ts";
import { migrate } from "../../apps/server/db/migrate.ts";
import { Partitions } from "../../apps/server/db/partitions.ts";
import { silentLog } from "../../apps/server/log.ts";
import { LogRecorder } from "../../apps/server/queue_log/log_recorder.ts";
import { UploadSource } from "../../apps/server/queue_log/upload_source.ts";
import { AgentRegister } from "../../apps/server/records/agent_register.ts";
import { queueLogText } from "../simulator/queue_log_text.ts";

const goals = { foldedPerSecond: 500_000, importedPerSecond: 50_000, bytesPerVisit: 1_536 };
const from = 1_600_000_000;
/** The recorder asks for what changed piece by piece of a megabyte: about so many lines. */
const linesAtOnce = 15_000;
const pbx = pbxId("bench");

const { values } = parseArgs({ options: { calls: { type: "string" }, strict: { type: "boolean" } } });
const calls = Number(values.calls ?? 200_000);
if (!(calls >= 1)) {
  console.error(`--calls must be a number from 1 on, not "${values.calls}"`);
  process.exit(2);
}

const text = [...queueLogText({ calls, from })].join("");
const lines = text.trimEnd().split("\n");
const thousands = (count: number): string => Math.round(count).toLocaleString("en");

/** Lines a second of the best of some runs: what others do on the machine can only slow it down. */
function folded(zone?: string): number {
  let best = 0;
  const input = zone === undefined ? lines : lines.map((line) => localTime(line));
  for (let run = 0; run < 3; run++) {
    const before = process.cpuUsage();
    const reader = new LogReader(zone === undefined ? {} : { zone });
    const fold = new VisitFold(pbx, { source: "queue_log" });
    let [read, told] = [0, 0];
    for (const line of input) {
      const row = reader.line(line);
      const event = isRow(row) ? rowToEvent(row, { pbx }) : null;
      if (event) fold.take(event);
      if (++read % linesAtOnce === 0) told += fold.drain().length;
    }
    told += fold.drain().length;
    const { user, system } = process.cpuUsage(before);
    if (told < calls) throw new Error(`Only ${told} visits were told of ${calls}`);
    best = Math.max(best, input.length / ((user + system) / 1e6));
  }
  return best;
}

/** As a database has it, in São Paulo. */
function localTime(line: string): string {
  const [time, ...fields] = line.split("|");
  const local = new Date((Number(time) - 3 * 3600) * 1000).toISOString().slice(0, 19).replace("T", " ");
  return [`${local}.000000`, ...fields].join("|");
}

/**
 * What the machine's PostgreSQL does alone, without us: the rows that were written of the log are written again from a table
 * that holds them, with the same indexes.
 */
async function writtenAlone(sql: Sql): Promise<number> {
  let ms = 0;
  for (const table of ["visits", "agent_calls", "queue_counters", "agent_counters"]) {
    const columns = await sql<{ name: string }[]>`
      select attname as name from pg_attribute
      where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
    `;
    const names = sql(columns.map(({ name }) => name));
    await sql`create table held as select ${names} from ${sql(table)}`;
    await sql`truncate ${sql(table)}`;
    const before = performance.now();
    await sql`insert into ${sql(table)} (${names}) select ${names} from held`;
    ms += performance.now() - before;
    await sql`drop table held`;
  }
  return lines.length / (ms / 1000);
}

interface Imported {
  perSecond: number;
  againPerSecond: number;
  alonePerSecond: number;
  bytesPerVisit: number;
}

async function imported(): Promise<Imported> {
  const folder = mkdtempSync(join(tmpdir(), "qm-bench-import-"));
  chmodSync(folder, 0o755);
  const embedded = await startEmbedded(openDataFolder(join(folder, "data")), silentLog);
  const sql = openPool(embedded.address);
  try {
    await migrate(sql);
    const path = join(folder, "queue_log");
    writeFileSync(path, text);
    const run = async (name: string) => {
      const recorder = new LogRecorder({
        ...{ pbx, name, source: new UploadSource(path), zone: "UTC", follow: false, log: silentLog, now: Date.now },
        ...{ sql, partitions: new Partitions(sql), agents: new AgentRegister(Date.now) },
      });
      const began = performance.now();
      await recorder.run();
      await recorder.stop();
      return lines.length / ((performance.now() - began) / 1000);
    };
    const perSecond = await run("first");
    const againPerSecond = await run("again");
    const [size] = await sql<{ bytes: number; visits: number }[]>`
      select
        (select count(*) from visits) as visits,
        (select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = 'visits'::regclass)::bigint as bytes
    `;
    if (size?.visits !== calls) throw new Error(`${size?.visits} visits are on file, not ${calls}`);
    return { perSecond, againPerSecond, bytesPerVisit: size.bytes / calls, alonePerSecond: await writtenAlone(sql) };
  } finally {
    await sql.end({ timeout: 1 });
    await embedded.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

console.log(`${thousands(lines.length)} lines of ${thousands(calls)} calls`);
const epoch = folded();
console.log(`  parsed and folded, epoch seconds  ${thousands(epoch).padStart(10)} lines/s of CPU time`);
console.log(`  the same, local times             ${thousands(folded("America/Sao_Paulo")).padStart(10)}`);
const { perSecond, againPerSecond, alonePerSecond, bytesPerVisit } = await imported();
console.log(`  into PostgreSQL, end to end       ${thousands(perSecond).padStart(10)} lines/s`);
console.log(`  the same again, nothing changes   ${thousands(againPerSecond).padStart(10)} lines/s`);
console.log(`  PostgreSQL alone writes these rows ${thousands(alonePerSecond).padStart(9)} lines/s: the limit here`);
console.log(`  of that limit, the import reaches ${((100 * perSecond) / alonePerSecond).toFixed(0).padStart(10)} %`);
console.log(`  on disk, with indexes             ${thousands(bytesPerVisit).padStart(10)} bytes a visit`);
const reached =
  epoch >= goals.foldedPerSecond && perSecond >= goals.importedPerSecond && bytesPerVisit <= goals.bytesPerVisit;
console.log(
  `goals: ${thousands(goals.foldedPerSecond)}, ${thousands(goals.importedPerSecond)}, ${thousands(goals.bytesPerVisit)}: ${reached ? "reached" : "MISSED"}`,
);
if (values.strict && !reached) process.exit(1);
