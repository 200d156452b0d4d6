import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Partitions } from "../db/partitions.ts";
import { queueCounters } from "../db/queue_counters.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { AgentRegister } from "../records/agent_register.ts";
import { matriz, recordWith, support, visitAt } from "../records/visits_of_tests.ts";
import { type Ask, now, signedIn } from "./app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const partitions = new Partitions(sql);
const register = new AgentRegister(() => now);
let ask: Ask;

const keepAll = { visits: null, intervals: null, counters: null, audit: null, unreadableLines: null };
/** Today is the second of March 2026: of one month, what is of January or before is too old. */
const oneMonth = { ...keepAll, visits: 1 };
const december = Date.parse("2025-12-10T12:00:00Z");
const lastOfJanuary = Date.parse("2026-01-31T23:59:50Z");
const february = Date.parse("2026-02-01T00:00:05Z");

beforeEach(async () => {
  await sql`truncate visits, calls, agent_calls, queue_counters, agent_counters`;
  partitions.forget();
  ask = await signedIn(sql, { partitions });
  // The last of January ends in February.
  const visits = [december, december + 1_000, lastOfJanuary, february].map((at) => visitAt(at));
  await recordWith(sql, register, visits, partitions);
});

const visits = () => sql<{ at: number }[]>`select entered_at as at from visits order by 1`;
const part = (name: string) => sql`select 1 from pg_class where relname = ${name}`;

describe("retention", () => {
  test("is off, and takes nothing away", async () => {
    expect((await ask("GET", "/retention")).json).toEqual(keepAll);
    expect((await ask("POST", "/retention/run")).json).toEqual({ months: [], rows: 0, bytes: 0 });
    expect(await visits()).toHaveLength(4);
  });

  test("tells what would go, and takes just that away: months as parts, what is younger stays, counters stay", async () => {
    const dry = await ask("POST", "/retention/dry-run", oneMonth);
    expect(dry.json.months).toMatchObject([{ kind: "visits", table: "visits", month: "2025-12", rows: 2 }]);
    expect(dry.json.bytes).toBeGreaterThan(100);
    expect(await visits()).toHaveLength(4);
    expect(await part("visits_2025_12")).toHaveLength(1);

    expect((await ask("PUT", "/retention", oneMonth)).status).toBe(200);
    expect((await ask("POST", "/retention/run")).json).toEqual(dry.json);
    expect([...(await visits())]).toEqual([{ at: lastOfJanuary }, { at: february }]);
    expect(await part("visits_2025_12")).toHaveLength(0);
    expect(await part("visits_2026_01")).toHaveLength(1);
    const kept = () => queueCounters(sql, { pbx: matriz, queue: support, from: december - 3_600_000, to: now });
    const before = await kept();
    expect(before.map(({ counters }) => counters.offered)).toEqual([2, 1, 1]);
    // Told late, it is on file again, and does not count in the place of those that are gone.
    await recordWith(sql, register, [visitAt(december)], partitions);
    expect(await kept()).toEqual(before);
    expect([...(await sql`select action from audit where action like 're%' order by id`)]).toEqual([
      { action: "retention_changed" },
      { action: "records_dropped" },
    ]);
  });

  test.each([
    { name: "no month at all", wrong: { ...keepAll, visits: 0 } },
    { name: "less than a month", wrong: { ...keepAll, audit: 0.5 } },
    { name: "a kind left out", wrong: { visits: 3 } },
  ])("refuses $name, and says why", async ({ wrong }) => {
    for (const [method, path] of [
      ["PUT", "/retention"],
      ["POST", "/retention/dry-run"],
    ] as const) {
      expect((await ask(method, path, wrong)).problem).toBe("bad-request");
    }
    expect((await ask("GET", "/retention")).json).toEqual(keepAll);
  });
});
