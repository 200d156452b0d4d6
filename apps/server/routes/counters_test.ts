import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { asInterface, queueName, uniqueid } from "@qmanager/core";
import { temporaryDatabase } from "../db/temporary.ts";
import { matriz, record, support, visitAt } from "../records/visits_of_tests.ts";
import { type Ask, appOf, signedIn } from "./app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
/** Nine in the morning in São Paulo. */
const nine = Date.parse("2026-03-02T12:00:00Z");
const hour = 3_600_000;
const quarter = hour / 4;

let ask: Ask;
beforeEach(async () => {
  await sql`truncate visits, queue_counters`;
  ask = await signedIn(sql);
});

const answered = (at: number, waitMs: number) =>
  visitAt(at, {
    ...{ outcome: "answered", endedBy: "agent", interface: asInterface("PJSIP/1001"), agent: "Ana" },
    ...{ waitMs, ringMs: 4_000, talkMs: 60_000, holdMs: 0, uniqueid: uniqueid(`${at / 1000}.2`) },
  });
const path = (query: string, queue = "suporte") => `/queues/matriz/${queue}/counters?${query}`;
interface Part {
  from: number;
  to: number;
  counters: { offered: number };
}
const offered = (parts: Part[]) => parts.map((part) => part.counters.offered);

describe("GET /queues/{pbx}/{queue}/counters", () => {
  test("sums up by quarters, hours and days of the site's clocks, and makes the figures", async () => {
    await record(sql, visitAt(nine), answered(nine + 60_000, 30_000), answered(nine + quarter, 70_000));
    await record(
      sql,
      visitAt(nine + 15 * hour),
      visitAt(nine, { queue: queueName("vendas"), uniqueid: uniqueid(`${nine / 1000}.9`) }),
    );
    const byQuarter = await ask("GET", path(`from=${nine}&to=${nine + hour}&step=quarter`));
    expect(byQuarter.status).toBe(200);
    expect(byQuarter.json.zone).toBe("America/Sao_Paulo");
    expect(offered(byQuarter.json.parts)).toEqual([2, 1, 0, 0]);
    expect(byQuarter.json.sum.counters).toMatchObject({ offered: 3, answered: 2, abandoned: 1, endedByAgent: 2 });
    expect(byQuarter.json.sum.figures).toMatchObject({
      ...{ serviceLevel: 1 / 3, meanWaitMs: 50_000, meanTalkMs: 60_000, longestWaitMs: 70_000 },
      satisfaction: { answers: 0, mean: null },
    });
    expect(byQuarter.json.parts[3].figures).toMatchObject({ serviceLevel: null, meanWaitMs: null });
    // From midnight to midnight there: the last one came at 00:00 of the next day.
    const day = `from=${nine - 9 * hour}&to=${nine + 39 * hour}&step=day`;
    const byDay = await ask("GET", path(day));
    expect(byDay.json.parts.map(({ from, to }: Part) => (to - from) / hour)).toEqual([24, 24]);
    expect(offered(byDay.json.parts)).toEqual([3, 1]);
    expect(offered((await ask("GET", path(`from=${nine}&to=${nine + 2 * hour}`))).json.parts)).toEqual([3, 0]);
  });

  test("makes the service level by the policy that is asked for", async () => {
    await record(sql, visitAt(nine), answered(nine + 60_000, 30_000));
    const level = async (policy: string) =>
      (await ask("GET", path(`from=${nine}&to=${nine + hour}&${policy}`))).json.sum.figures.serviceLevel;
    expect(await level("")).toBe(0.5);
    expect(await level("thresholdMs=29000")).toBe(0);
    expect(await level("formula=A")).toBe(1);
    expect(await level("shortMs=20000")).toBe(1);
  });

  test("makes a period longer to whole quarters", async () => {
    await record(sql, visitAt(nine));
    const { json } = await ask("GET", path(`from=${nine + 1}&to=${nine + 2}&step=quarter`));
    expect([json.parts.length, json.parts[0].from, json.parts[0].to]).toEqual([1, nine, nine + quarter]);
  });

  test.each([
    { query: "", problem: "bad-request" },
    { query: `from=${nine}&to=${nine}`, problem: "bad-request" },
    { query: `from=${nine}&to=${nine - 1}`, problem: "bad-request" },
    { query: `from=${nine}&to=${nine + hour}&step=year`, problem: "bad-request" },
    { query: `from=${nine}&to=${nine + hour}&thresholdMs=1500`, problem: "bad-request" },
    { query: `from=${nine}&to=${nine + 251 * hour}&step=quarter`, problem: "period-too-long" },
    { query: "from=0&to=250000000000000&step=day", problem: "period-too-long" },
  ])("refuses $query", async ({ query, problem }) => {
    await record(sql, visitAt(nine));
    const answer = await ask("GET", path(query));
    expect([answer.status, answer.problem]).toEqual([400, problem]);
  });

  test("tells of a queue that is not known, and knows one by its past or its present", async () => {
    const query = `from=${nine}&to=${nine + hour}`;
    for (const queue of ["suporte", "SUPORTE", "%20"]) {
      const answer = await ask("GET", path(query, queue));
      expect([answer.status, answer.problem]).toEqual([404, "queue-not-found"]);
    }
    const live = {
      ...{ pbxs: () => [], queue: () => null, heardAt: () => ({}), agentOf: () => null },
      queueNames: () => [{ pbx: matriz, queue: support }],
    };
    const now = await (await signedIn(sql, { live }))("GET", path(query));
    expect([now.status, now.json.sum.counters.offered]).toEqual([200, 0]);
    expect((await appOf(sql)("GET", path(query))).problem).toBe("sign-in-needed");
  });
});
