import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, copyFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MergedVisit, type PbxId, pbxId } from "@qmanager/core";
import { scenarios } from "../../../test/scenarios/scenario.ts";
import { wrongsOfSource } from "../../../test/scenarios/wrongs_of_source.ts";
import { queueLogText } from "../../../test/simulator/queue_log_text.ts";
import { type AgentStretch, recountAgents } from "../db/agent_counters.ts";
import { findLogPosition } from "../db/log_positions.ts";
import { listLogProblems } from "../db/log_problems.ts";
import { Partitions } from "../db/partitions.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { visitsSince } from "../db/visits.ts";
import { silentLog } from "../log.ts";
import { AgentRegister } from "../records/agent_register.ts";
import { FileSource } from "./file_source.ts";
import { LogRecorder } from "./log_recorder.ts";
import type { LogSource } from "./source.ts";
import { UploadSource } from "./upload_source.ts";

// A real database and a real disk, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql, address } = await temporaryDatabase();
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "qm-queue-log-"));
  stops.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

let count = 0;
const another = () => pbxId(`pbx-${++count}`);
/** After all recordings. */
const now = () => Date.parse("2026-12-31T00:00:00Z");

const recorder = (pbx: PbxId, source: LogSource, options: { name?: string; follow?: boolean; zone?: string } = {}) =>
  new LogRecorder({
    ...{ pbx, name: "queue_log", source, zone: "UTC", follow: false, ...options },
    ...{ sql, partitions: new Partitions(sql), agents: new AgentRegister(Date.now), log: silentLog, now },
  });

const onFile = (pbx: PbxId): Promise<MergedVisit[]> => visitsSince(sql, pbx, 0);
/** Sessions and pauses, with the pbx left out. */
const intervalsOnFile = (pbx: PbxId) =>
  sql`
    select kind, queue, agent, interface, reason, from_at, from_known, to_at from agent_intervals
    where pbx = ${pbx} order by from_at, kind, queue, interface, agent
  `;
const versions = (pbx: PbxId) =>
  sql`select *, xmin::text from visits where pbx = ${pbx} order by called_at, uniqueid, visit`;

/** What adds up, by the names of queues and agents. */
const counters = async (pbx: PbxId) => [
  ...(await sql`
    select name, from_at, counters from agent_counters join agents on agents.id = agent_id
    where pbx = ${pbx} order by name, from_at
  `),
  ...(await sql`select *, null as pbx from queue_counters where pbx = ${pbx} order by queue, from_at`),
];

async function importText(pbx: PbxId, text: string | Uint8Array, name: string, zone = "UTC"): Promise<LogRecorder> {
  const path = join(folder(), "upload");
  writeFileSync(path, text);
  const run = recorder(pbx, new UploadSource(path), { name, zone });
  await run.run();
  await run.stop();
  return run;
}

const busy = (await scenarios()).find(({ name }) => name === "asterisk-22/busy-hour")!;
const text = await busy.queueLogText();
const lines = text.split(/(?<=\n)/);

describe("LogRecorder of an upload", () => {
  test("records the visits as they were, gzipped too, and again without changing a row", async () => {
    const pbx = another();
    await importText(pbx, Bun.gzipSync(text), "import/1");
    expect(wrongsOfSource(busy, await onFile(pbx), "queue_log")).toEqual([]);
    const before = await versions(pbx);
    await importText(pbx, text, "import/2");
    await importText(pbx, lines.slice(Math.floor(lines.length / 3)).join(""), "import/3");
    expect(await versions(pbx)).toEqual(before);
  });

  test("records what was rotated, file by file, as one log", async () => {
    const pbx = another();
    const cut = Math.floor(lines.length / 2);
    await importText(pbx, lines.slice(0, cut).join(""), "import/1");
    await importText(pbx, lines.slice(cut).join(""), "import/2");
    expect(wrongsOfSource(busy, await onFile(pbx), "queue_log")).toEqual([]);
    const whole = another();
    await importText(whole, text, "import/1");
    const intervals = await intervalsOnFile(whole);
    expect(intervals.length).toBeGreaterThan(50);
    expect(await intervalsOnFile(pbx)).toEqual(intervals);
  });

  test("goes on where it was killed, and makes of it what one run makes", async () => {
    const path = join(folder(), "upload");
    const whole = [...queueLogText({ calls: 40_000, from: 1_700_000_000 })].join("");
    writeFileSync(path, whole);
    const [pbx, other] = [another(), another()];
    const child = Bun.spawn(
      [process.execPath, join(import.meta.dir, "import_of_tests.ts"), JSON.stringify(address), pbx, path],
      { stdout: "ignore", stderr: "inherit" },
    );
    // Killed after its first transaction, and before its last.
    for (;;) {
      const position = await findLogPosition(sql, pbx, "import/1");
      if (position) break;
      expect(child.exitCode).toBeNull();
      await Bun.sleep(5);
    }
    child.kill("SIGKILL");
    await child.exited;
    const killed = await findLogPosition(sql, pbx, "import/1");
    expect(killed!.lines).toBeLessThan(whole.split("\n").length - 1);
    const resumed = recorder(pbx, new UploadSource(path), { name: "import/1" });
    expect(await resumed.run()).toBe(true);
    await resumed.stop();
    expect(resumed.position.lines).toBe(whole.split("\n").length - 1);
    await importText(other, whole, "import/2");
    const bare = (visits: MergedVisit[]) => visits.map((visit) => ({ ...visit, pbx: null }));
    expect(bare(await onFile(pbx))).toEqual(bare(await onFile(other)));
    expect(await onFile(pbx)).toHaveLength(40_000);
    expect(await counters(pbx)).toEqual(await counters(other));
    const before = await counters(pbx);
    await sql.begin(async (tx) => {
      const stretches = await tx<AgentStretch[]>`
        select agent_id as agent, from_at as "from", to_at as "to" from agent_calls where pbx = ${pbx}
      `;
      await tx`delete from agent_counters where pbx = ${pbx}`;
      await recountAgents(tx, pbx, stretches);
    });
    expect(await counters(pbx)).toEqual(before);
  });

  test("keeps each line that is no row once, with its reason, and counts them all", async () => {
    const pbx = another();
    const garbage = ["\0\0\0\0\n", "not a row\n", "1795338600|1.1|fila\n", "2026-02-30 10:00:00|1.1|q|a|PAUSE|\n"];
    const mixed = lines.flatMap((line, n) => (n < garbage.length ? [line, garbage[n]!] : [line])).join("");
    const first = await importText(pbx, `${mixed}cut off in the mid`, "import/1");
    expect(first.position.problems).toBe(5);
    expect(wrongsOfSource(busy, await onFile(pbx), "queue_log")).toEqual([]);
    const kept = await listLogProblems(sql, pbx, "import/1", 100);
    expect(kept.map(({ line }) => line).sort()).toEqual(
      ["\ufffd\ufffd\ufffd\ufffd", ...garbage.slice(1).map((line) => line.trim()), "cut off in the mid"].sort(),
    );
    expect(kept.every(({ reason }) => reason.length > 10)).toBe(true);
    await importText(pbx, mixed, "import/2");
    expect(await sql`select 1 from log_problems where pbx = ${pbx}`).toHaveLength(5);
  });

  test("reads local times by the zone's clocks, also in the hour that they show twice", async () => {
    const pbx = another();
    const second = (time: string) => Date.parse(time) / 1000;
    const rows = [
      ["2018-02-17 23:50:00", `${second("2018-02-18T01:49:59Z")}.1`, "NONE", "ENTERQUEUE", "", "48999990000", "1"],
      ["2018-02-17 23:10:00.5", `${second("2018-02-18T01:49:59Z")}.1`, "Ana", "CONNECT", "1200", "9.1", "3"],
      ["2018-02-17 23:20:00", `${second("2018-02-18T01:49:59Z")}.1`, "Ana", "COMPLETECALLER", "1200", "600", "1"],
    ];
    const table = rows.map(([time, id, agent, ...rest]) => [time, id, "vendas", agent, ...rest].join("\t"));
    await importText(pbx, `time\tcallid\tqueuename\n${table.join("\n")}\n`, "import/1", "America/Sao_Paulo");
    expect(await onFile(pbx)).toMatchObject([
      {
        enteredAt: Date.parse("2018-02-18T01:50:00Z"),
        answeredAt: Date.parse("2018-02-18T02:10:00.500Z"),
        endedAt: Date.parse("2018-02-18T02:20:00Z"),
        waitMs: 1_200_000,
        talkMs: 600_000,
      },
    ]);
  });

  test("closes what has no end in a log that ended long ago, until another part tells it", async () => {
    const pbx = another();
    const old = [
      "1600000000|1600000000.1|vendas|NONE|ENTERQUEUE||4899|1\n",
      "1600000020|1600000000.1|vendas|NONE|ABANDON|1|1|20\n",
    ];
    await importText(pbx, old[0]!, "import/1");
    expect(await onFile(pbx)).toMatchObject([{ open: false, outcome: null, notes: ["no_end_in_log"] }]);
    await importText(pbx, old[1]!, "import/2");
    expect(await onFile(pbx)).toMatchObject([
      { open: false, outcome: "abandoned", waitMs: 20_000, position: 1, notes: [] },
    ]);
  });
});

describe("LogRecorder of a file", () => {
  const following = (pbx: PbxId, path: string) => {
    const run = recorder(pbx, new FileSource(path), { follow: true });
    run.start();
    return run;
  };
  const until = async (run: LogRecorder, read: number) => {
    while (run.position.lines < read) await Bun.sleep(20);
  };

  test("follows it through rotation and truncation, over restarts, and loses no row", async () => {
    const pbx = another();
    const path = join(folder(), "queue_log");
    const part = (n: number) =>
      lines.slice(Math.floor((lines.length * n) / 6), Math.floor((lines.length * (n + 1)) / 6));
    const upTo = (n: number) => Math.floor((lines.length * (n + 1)) / 6);
    let run = following(pbx, path);
    writeFileSync(path, part(0).join(""));
    await until(run, upTo(0));
    // Half a line is no line yet.
    const [first, ...rest] = part(1);
    appendFileSync(path, first!.slice(0, 10));
    await Bun.sleep(1_500);
    expect(run.position.problems).toBe(0);
    appendFileSync(path, first!.slice(10));
    await until(run, upTo(0) + 1);
    // Asterisk writes on into the old file until it is told to rotate.
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, rest.join(""));
    writeFileSync(path, part(2).join(""));
    await until(run, upTo(2));
    await run.stop();
    // Rotated twice while nobody looked.
    appendFileSync(path, part(3).slice(0, 5).join(""));
    renameSync(`${path}.1`, `${path}.2`);
    renameSync(path, `${path}.1`);
    writeFileSync(path, part(3).slice(5).join(""));
    await Bun.sleep(20);
    renameSync(`${path}.2`, `${path}.3`);
    renameSync(`${path}.1`, `${path}.2`);
    renameSync(path, `${path}.1`);
    writeFileSync(path, part(4).join(""));
    run = following(pbx, path);
    await until(run, upTo(4));
    // Copied and cut, by logrotate's copytruncate.
    appendFileSync(path, part(5).slice(0, 3).join(""));
    copyFileSync(path, `${path}-20261124`);
    truncateSync(path, 0);
    appendFileSync(path, part(5).slice(3).join(""));
    await until(run, upTo(5));
    await run.stop();
    expect(run.position).toMatchObject({ lines: lines.length, problems: 0 });
    expect(wrongsOfSource(busy, await onFile(pbx), "queue_log")).toEqual([]);
  });

  test("waits for one that is not there, and says why it cannot be read", async () => {
    const pbx = another();
    const path = join(folder(), "queue_log");
    const run = following(pbx, join(path, "queue_log"));
    writeFileSync(path, "");
    while (run.fault === null) await Bun.sleep(20);
    expect(run.fault).toContain("ENOTDIR");
    await run.stop();
  });
});
