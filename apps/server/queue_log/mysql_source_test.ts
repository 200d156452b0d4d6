import { afterAll, afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type PbxId, pbxId } from "@qmanager/core";
import { scenarios } from "../../../test/scenarios/scenario.ts";
import { wrongsOfSource } from "../../../test/scenarios/wrongs_of_source.ts";
import { Partitions } from "../db/partitions.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { visitsSince } from "../db/visits.ts";
import { silentLog } from "../log.ts";
import { AgentRegister } from "../records/agent_register.ts";
import { signedIn } from "../routes/app_of_tests.ts";
import { SiteClock } from "../settings/site_clock.ts";
import { type MysqlAddress, readLogAddress } from "./address.ts";
import { LogRecorder } from "./log_recorder.ts";
import { startMariadb } from "./mariadb_of_tests.ts";
import { MysqlSource } from "./mysql_source.ts";

// Real databases, on machines that have other work too.
setDefaultTimeout(60_000);

const mariadb = await startMariadb();
if (typeof mariadb === "string") {
  if (process.env.CI === "true") throw new Error(`MariaDB is needed here: ${mariadb}`);
  console.error(`queue_log: SKIPPED the tests with MariaDB: ${mariadb}`);
} else {
  afterAll(() => mariadb.remove());
  const { sql } = await temporaryDatabase();
  const { sql: theirs, port } = mariadb;
  const stops: (() => unknown)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  const now = () => Date.parse("2026-12-31T00:00:00Z");
  let count = 0;
  const another = () => pbxId(`pbx-${++count}`);

  /** SNEP's own table, and a user who may read it. */
  await theirs.unsafe("create database snep character set latin1");
  await theirs.unsafe("create database asteriskcdrdb");
  for (const host of ["127.0.0.1", "localhost"]) {
    await theirs.unsafe(`create user 'qm'@'${host}' identified by 'p@ss/w:rd%'`);
    await theirs.unsafe(`grant select on snep.* to 'qm'@'${host}'`);
    await theirs.unsafe(`grant select on asteriskcdrdb.* to 'qm'@'${host}'`);
  }
  const snep = async () => {
    await theirs.unsafe("drop table if exists snep.queue_log");
    await theirs.unsafe(
      `create table snep.queue_log (id int unsigned not null auto_increment primary key, time varchar(26),
      callid varchar(32) not null default '', queuename varchar(32) not null default '', agent varchar(32) not null default '',
      event varchar(32) not null default '', data1 varchar(32), data2 varchar(32), data3 varchar(32), data4 varchar(32),
      data5 varchar(32)) engine = InnoDB`,
    );
  };
  const addressOf = (rest: string): MysqlAddress => {
    const address = readLogAddress(`mysql://qm:p%40ss%2Fw%3Ard%25@127.0.0.1:${port}/${rest}`);
    if (typeof address === "string" || address.kind !== "mysql") throw new Error(String(address));
    return address;
  };
  const follow = (pbx: PbxId, rest = "snep/queue_log", zone = "America/Sao_Paulo") => {
    const recorder = new LogRecorder({
      ...{ pbx, name: "table", source: new MysqlSource(addressOf(rest), Date.now), zone, follow: true },
      ...{ sql, partitions: new Partitions(sql), agents: new AgentRegister(Date.now), log: silentLog, now },
    });
    recorder.start();
    stops.push(() => recorder.stop());
    return recorder;
  };
  const until = async (holds: () => boolean) => {
    while (!holds()) await Bun.sleep(20);
  };
  const recorded = async (pbx: PbxId, visits: number) => {
    for (;;) {
      const rows = await visitsSince(sql, pbx, 0);
      if (rows.length === visits && rows.every((row) => !row.open)) return rows;
      await Bun.sleep(50);
    }
  };

  const scenario = (await scenarios()).find(({ name }) => name === "asterisk-22/busy-hour")!;
  /** As SNEP's Asterisk writes them: the time as local text with microseconds. */
  const rows = (await scenario.queueLogText())
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [time, ...fields] = line.split("|");
      const local = new Date((Number(time) - 3 * 3600) * 1000).toISOString().slice(0, 19).replace("T", " ");
      return [`${local}.000000`, ...fields.slice(0, 9), ...Array(9).fill("")].slice(0, 10) as string[];
    });
  const insert = async (some: readonly string[][], table = "snep.queue_log") => {
    const columns = "time, callid, queuename, agent, event, data1, data2, data3, data4, data5";
    for (const row of some) {
      await theirs.unsafe(`insert into ${table} (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, row);
    }
  };

  describe("a table of MariaDB", () => {
    test("of SNEP is followed over restarts of both sides, and gives the visits as they were", async () => {
      await snep();
      const pbx = another();
      await insert(rows.slice(0, 40));
      const first = follow(pbx);
      await until(() => first.position.lines === 40);
      await first.stop();
      await insert(rows.slice(40, 80));
      const second = follow(pbx);
      await until(() => second.position.lines === 80);
      await mariadb.stop();
      await until(() => second.fault !== null);
      expect(second.fault).toContain(`Cannot read the database snep at 127.0.0.1:${port}`);
      expect(second.fault).not.toContain("p@ss");
      await mariadb.start();
      await insert(rows.slice(80));
      await until(() => second.position.lines === rows.length);
      await recorded(pbx, scenario.truth.calls.filter(({ outcome }) => outcome !== "refused").length);
      expect(second.position.problems).toBe(0);
      expect(wrongsOfSource(scenario, await visitsSince(sql, pbx, 0), "queue_log")).toEqual([]);
    });

    test("that was emptied is read from its beginning", async () => {
      await snep();
      const pbx = another();
      await insert(rows.slice(0, 9));
      const recorder = follow(pbx);
      await until(() => recorder.position.lines === 9);
      await theirs.unsafe("truncate table snep.queue_log");
      await insert(rows.slice(9, 12));
      await until(() => recorder.position.lines === 12);
    });

    test("is not read beyond an id that is on its way", async () => {
      await snep();
      const pbx = another();
      await insert(rows.slice(0, 3));
      const recorder = follow(pbx);
      await until(() => recorder.position.lines === 3);
      await theirs.unsafe(
        "insert into snep.queue_log (id, time, callid, event) values (5, '2026-11-22 10:00:00', '9.1', 'X')",
      );
      await Bun.sleep(1_500);
      expect(recorder.position.lines).toBe(3);
      await theirs.unsafe(
        "insert into snep.queue_log (id, time, callid, event) values (4, '2026-11-22 10:00:00', '9.1', 'X')",
      );
      await until(() => recorder.position.lines === 5);
      // One that never comes is not waited for for ever.
      await theirs.unsafe(
        "insert into snep.queue_log (id, time, callid, event) values (9, '2026-11-22 10:00:00', '9.1', 'X')",
      );
      await until(() => recorder.position.lines === 6);
    });

    test("of FreePBX, whose times may be timestamps, gives instants whatever the zone", async () => {
      await theirs.unsafe(
        `create table asteriskcdrdb.queuelog (id int unsigned not null auto_increment primary key, time timestamp(6) not null,
        callid varchar(40), queuename varchar(20), agent varchar(40), event varchar(20), data varchar(100), data1 varchar(40),
        data2 varchar(40), data3 varchar(40), data4 varchar(40), data5 varchar(40)) engine = MyISAM`,
      );
      const values =
        "(from_unixtime(1795338600.25), '1795338600.1', '400', 'NONE', 'ENTERQUEUE', '4899', '1'), (from_unixtime(1795338609.5), '1795338600.1', '400', 'NONE', 'ABANDON', '1', '1')";
      await theirs.unsafe(
        `insert into asteriskcdrdb.queuelog (time, callid, queuename, agent, event, data2, data3) values ${values}`,
      );
      const pbx = another();
      follow(pbx, "asteriskcdrdb/queuelog");
      const [visit] = await recorded(pbx, 1);
      expect(visit).toMatchObject({
        queue: "400",
        outcome: "abandoned",
        enteredAt: 1_795_338_600_250,
        callerNumber: "4899",
      });
    });

    const half = 1_800_000;
    test.each([
      ["America/Sao_Paulo", "2018-02-17T02:00:00Z", 25],
      ["America/Sao_Paulo", "2018-11-04T03:00:00Z", 23],
      ["America/Santiago", "2026-04-04T03:00:00Z", 25],
      ["America/Santiago", "2026-09-06T04:00:00Z", 23],
      ["Asia/Kolkata", "2026-03-01T18:30:00Z", 24],
    ])(
      "of %s, on the day that begins at %s, has %d hours over REST, with every call in its own",
      async (zone, begins, hours) => {
        await snep();
        const pbx = another();
        const from = Date.parse(begins);
        const to = from + hours * 2 * half;
        const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
        const row = (at: number, callid: string, event: string, data: string[]) =>
          [`${shown.format(at)}.250000`, callid, "suporte", "NONE", event, ...data, "", "", ""].slice(0, 10);
        // One every half hour, and one right before the day and one right after it.
        const entries = Array.from({ length: hours * 2 + 2 }, (_, n) => from + (n - 0.5) * half);
        await insert(
          entries.flatMap((at) => [
            row(at, `${at / 1000 - 1}.7`, "ENTERQUEUE", ["", "48999887766", "1"]),
            row(at + 20_000, `${at / 1000 - 1}.7`, "ABANDON", ["1", "1", "20"]),
          ]),
        );
        follow(pbx, "snep/queue_log", zone);
        await recorded(pbx, entries.length);
        const ask = await signedIn(sql, { site: new SiteClock(zone) });
        const { json } = await ask("GET", `/visits?pbx=${pbx}&from=${from}&to=${to}&order=oldest&limit=100`);
        const within = entries.slice(1, -1).map((at) => at + 250);
        expect(json.visits.map(({ enteredAt }: { enteredAt: number }) => enteredAt)).toEqual(within);
        const counted = async (step: string, [first, last]: [number, number]) => {
          const asked = `/queues/${pbx}/suporte/counters?from=${first}&to=${last}&step=${step}`;
          const { parts } = (await ask("GET", asked)).json as {
            parts: { from: number; to: number; counters: { offered: number } }[];
          };
          return parts.map((part) => [part.from, part.to, part.counters.offered]);
        };
        expect(await counted("day", [from - half, to + half])).toEqual([
          [from - half, from, 1],
          [from, to, hours * 2],
          [to, to + half, 1],
        ]);
        const perHour = Array.from({ length: hours }, (_, n) => [from + 2 * n * half, from + 2 * (n + 1) * half, 2]);
        expect(await counted("hour", [from, to])).toEqual(perHour);
      },
    );

    test.each([
      ["snep/nothing", "There is no table nothing in the database snep, or the user may not read it"],
      ["nowhere/queue_log", "it refuses the user"],
    ])("%s cannot be read, and says why", async (rest, reason) => {
      const recorder = follow(another(), rest);
      await until(() => recorder.fault !== null);
      expect(recorder.fault).toContain(reason);
      expect(recorder.fault).not.toContain("p@ss");
    });
  });
}
