import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type AgentInterval, asInterface, type EpochMs, type PbxId, pbxId, type Visit } from "@qmanager/core";
import { Partitions } from "../db/partitions.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { silentLog } from "../log.ts";
import { LogRecorder } from "../queue_log/log_recorder.ts";
import { UploadSource } from "../queue_log/upload_source.ts";
import { AgentRegister } from "../records/agent_register.ts";
import { IntervalBook } from "../records/interval_book.ts";
import { matriz, recordWith, support, visitAt } from "../records/visits_of_tests.ts";
import { type Ask, appOf, now, signedIn } from "./app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
/** Nine in the morning in São Paulo, three hours before it is now. */
const nine = Date.parse("2026-03-02T12:00:00Z");
const minute = 60_000;
const quarter = 15 * minute;
const hour = 4 * quarter;
const filial = pbxId("filial");
const phone = asInterface("PJSIP/1001");

let agents: AgentRegister;
let ask: Ask;
beforeEach(async () => {
  await sql`truncate visits, queue_counters, agent_intervals, member_marks, log_positions, agent_calls, agent_counters, agents restart identity cascade`;
  agents = new AgentRegister(() => now);
  ask = await signedIn(sql, { agents });
});

/** He rang for four seconds; and what became of that. */
async function rang(at: EpochMs, result: "answered" | "noanswer", pbx: PbxId = matriz): Promise<void> {
  const attempts = [{ interface: phone, startedAt: at, endedAt: at + 4_000, result }];
  const answered: Partial<Visit> = {
    ...{ outcome: "answered", endedBy: "agent", interface: phone, agent: "Ana", answeredAt: at + 4_000 },
    ...{ endedAt: at + 64_000, waitMs: 4_000, ringMs: 4_000, talkMs: 60_000, holdMs: 0, csat: 5 },
  };
  await recordWith(sql, agents, [visitAt(at, { pbx, attempts, ...(result === "answered" ? answered : {}) })]);
}

/** He was there, or paused; without an end he still is. */
async function was(kind: "session" | "pause", from: EpochMs, to: EpochMs | null, reason: string | null = null) {
  const whole: AgentInterval = {
    ...{ pbx: matriz, agent: "Ana", interface: phone, kind, queue: support, reason, from, to },
  };
  await new Partitions(sql).have("agent_intervals", [from]);
  await sql.begin(async (tx) => {
    const agentOf = await agents.identify(tx, matriz, [whole]);
    const news = { begun: to === null ? [whole] : [], ended: [], whole: to === null ? [] : [whole] };
    return new IntervalBook([]).write(tx, news, { pbx: matriz, seenAt: now, agentOf });
  });
}

const path = (query: string, id = "1") => `/agents/${id}/counters?${query}`;
interface Part {
  from: number;
  to: number;
  counters: Record<string, number>;
}
const each = (parts: Part[], name: string) => parts.map((part) => part.counters[name]);

describe("GET /agents/{id}/counters", () => {
  test("sums up calls and times by quarters, hours and days of the site's clocks, and makes the figures", async () => {
    await was("session", nine, nine + hour);
    await was("pause", nine + 25 * minute, nine + 35 * minute, "Café");
    await was("pause", nine + 40 * minute, nine + 41 * minute);
    await rang(nine, "answered");
    await rang(nine + quarter, "noanswer");
    await rang(nine + 15 * hour, "answered");
    const byQuarter = await ask("GET", path(`from=${nine}&to=${nine + hour}&step=quarter`));
    expect([byQuarter.status, byQuarter.json.zone]).toEqual([200, "America/Sao_Paulo"]);
    const { parts, sum } = byQuarter.json;
    expect(each(parts, "inbound")).toEqual([1, 1, 0, 0]);
    expect(each(parts, "inboundMissed")).toEqual([0, 1, 0, 0]);
    expect(each(parts, "pausedMs")).toEqual([0, 5 * minute, 6 * minute, 0]);
    expect(sum.counters).toMatchObject({
      ...{ inbound: 2, inboundAnswered: 1, endedByAgent: 1, ringsNotAnswered: 1, scores: [0, 0, 0, 0, 1], logins: 1 },
      ...{ onlineMs: hour, availableMs: hour - 11 * minute, talkMs: minute, ringMs: 8_000 },
      inboundTalk: { count: 1, totalMs: minute, maxMs: minute },
      pauses: [
        { reason: null, count: 1, totalMs: minute },
        { reason: "Café", count: 1, totalMs: 10 * minute },
      ],
    });
    expect(sum.figures).toMatchObject({
      ...{ meanInboundRingMs: 4_000, meanInboundTalkMs: minute, meanInboundRingAndTalkMs: 64_000 },
      ...{ meanOutboundTalkMs: null, satisfaction: { answers: 1, mean: 5, satisfiedShare: 1, answeredShare: 1 } },
      ...{ idleMs: hour - 11 * minute - 68_000, occupancy: 68_000 / (hour - 11 * minute) },
    });
    expect(parts[3].figures).toMatchObject({ meanInboundTalkMs: null, occupancy: 0 });
    // From midnight to midnight there: the last call came at 00:00 of the next day.
    const byDay = (await ask("GET", path(`from=${nine - 9 * hour}&to=${nine + 39 * hour}&step=day`))).json.parts;
    expect(byDay.map(({ from, to }: Part) => (to - from) / hour)).toEqual([24, 24]);
    expect(each(byDay, "inbound")).toEqual([2, 1]);
  });

  test("counts what goes on up to now, also of one who did nothing else yet", async () => {
    await was("session", now - 20 * minute, null);
    const { json } = await ask("GET", path(`from=${now - hour}&to=${now + hour}&step=quarter`));
    expect(each(json.parts, "onlineMs")).toEqual([0, 0, 5 * minute, quarter, 0, 0, 0, 0]);
    expect(json.sum.counters.logins).toBe(1);
  });

  test("adds up the PBXs on which he is the same one, or tells of one alone", async () => {
    await rang(nine, "answered");
    await rang(nine, "answered", filial);
    const ana = (await ask("POST", "/agents", { code: 7, name: "Ana Souza" })).json.agent;
    for (const pbx of ["matriz", "filial"]) {
      await ask("POST", `/agents/${ana.id}/aliases`, { kind: "name", alias: "Ana", pbx });
    }
    const answered = async (more: string) =>
      (await ask("GET", path(`from=${nine}&to=${nine + hour}${more}`, ana.id))).json.sum.counters.inboundAnswered;
    expect([await answered(""), await answered("&pbx=filial"), await answered("&pbx=none")]).toEqual([2, 1, 0]);
  });

  test.each([
    ["", 400, "bad-request"],
    [`from=${nine}&to=${nine}`, 400, "bad-request"],
    [`from=${nine}&to=${nine + hour}&step=year`, 400, "bad-request"],
    [`from=${nine}&to=${nine + hour}&formula=A`, 400, "bad-request"],
    [`from=${nine}&to=${nine + 251 * hour}&step=quarter`, 400, "period-too-long"],
    ["from=0&to=250000000000000&step=day", 400, "period-too-long"],
  ])("refuses %s", async (query, status, problem) => {
    await rang(nine, "answered");
    const answer = await ask("GET", path(query));
    expect([answer.status, answer.problem]).toEqual([status, problem]);
  });

  test("tells of an agent that is not known, and nothing to who is not signed in", async () => {
    const query = `from=${nine}&to=${nine + hour}`;
    expect(await ask("GET", path(query, "99"))).toMatchObject({ status: 404, problem: "agent-not-found" });
    expect(await ask("GET", path(query, "none"))).toMatchObject({ status: 400, problem: "bad-request" });
    expect((await appOf(sql)("GET", path(query))).problem).toBe("sign-in-needed");
  });
});

describe("of a queue_log", () => {
  /** Minutes after nine. */
  const at = (minutes: number) => (nine + minutes * minute) / 1_000;
  const imported = async (name: string, lines: readonly string[]) => {
    const path = join(mkdtempSync(join(tmpdir(), "qm-agent-log-")), "queue_log");
    writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
    const run = new LogRecorder({
      ...{ pbx: matriz, name, source: new UploadSource(path), zone: "UTC", follow: false },
      ...{ sql, partitions: new Partitions(sql), agents, log: silentLog, now: () => now },
    });
    await run.run();
    await run.stop();
    rmSync(dirname(path), { recursive: true });
  };
  const rows = [
    `${at(0)}|MANAGER|suporte|SIP/1001|ADDMEMBER|`,
    `${at(20)}|NONE|suporte|SIP/1001|PAUSE|Almoço`,
    `${at(50)}|NONE|suporte|SIP/1001|UNPAUSE|`,
    `${at(60)}|MANAGER|suporte|SIP/1001|REMOVEMEMBER|`,
  ];
  const shown = async () => {
    const { json } = await ask("GET", path(`from=${nine}&to=${nine + hour}&step=hour`));
    const timeline = await ask("GET", `/agents/1/timeline?from=${nine}&to=${nine + hour}`);
    return {
      ...{ online: json.sum.counters.onlineMs, paused: json.sum.counters.pausedMs },
      intervals: timeline.json.intervals.map(
        ({ kind, from, to }: AgentInterval) => `${kind} ${(from! - nine) / minute}–${(to! - nine) / minute}`,
      ),
    };
  };
  const whole = {
    ...{ online: hour, paused: 30 * minute },
    intervals: ["session 0–60", "pause 20–50"],
  };

  test("are his sessions and pauses, told in parts, and again", async () => {
    await imported("import/1", rows.slice(2));
    await imported("import/2", rows.slice(0, 2));
    expect(await shown()).toEqual(whole);
    await imported("import/3", rows);
    expect(await shown()).toEqual(whole);
  });
});
