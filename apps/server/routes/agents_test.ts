import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  type AgentInterval,
  asInterface,
  type EpochMs,
  type Interface,
  pbxId,
  queueName,
  type Visit,
} from "@qmanager/core";
import { insertIntervals, timelineOf } from "../db/agent_intervals.ts";
import { Partitions } from "../db/partitions.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { sealed } from "../http/opaque.ts";
import { AgentRegister } from "../records/agent_register.ts";
import { matriz, recordWith, support, visitAt } from "../records/visits_of_tests.ts";
import { type Ask, appOf, now, signedIn } from "./app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const start = Date.parse("2026-03-02T12:00:00Z");
const minute = 60_000;
const filial = pbxId("filial");

let agents: AgentRegister;
let ask: Ask;
let visits = 0;
beforeEach(async () => {
  await sql`truncate visits, queue_counters, agent_intervals, agent_calls, agent_counters, agents restart identity cascade`;
  agents = new AgentRegister(() => now);
  visits = 0;
  ask = await signedIn(sql, { agents });
});

/** Who took a call, and at which phone. */
const answer = async (agent: string | null, phone: string | null, rest: Partial<Visit> = {}) => {
  const at = start + visits++ * minute;
  const taken = { outcome: "answered", endedBy: "agent", answeredAt: at + 5_000, agent } as const;
  await recordWith(sql, agents, [
    visitAt(at, { ...taken, interface: phone === null ? null : asInterface(phone), ...rest }),
  ]);
};
const did = async (interval: Partial<AgentInterval> & { from: EpochMs }, open = false) => {
  const whole: AgentInterval = {
    ...{ pbx: matriz, agent: "Ana", interface: asInterface("PJSIP/1001"), kind: "talk", queue: support },
    ...{ reason: null, to: null, ...interval },
  };
  await new Partitions(sql).have("agent_intervals", [interval.from]);
  await sql.begin(async (tx) => {
    const agentOf = await agents.identify(tx, whole.pbx, [whole]);
    await insertIntervals(tx, [whole], { open, seenAt: start, agentOf });
  });
};
const add = async (code: number, name: string) => (await ask("POST", "/agents", { code, name })).json;
const give = (id: number, kind: "name" | "phone", alias: string, pbx = "matriz") =>
  ask("POST", `/agents/${id}/aliases`, { kind, alias, pbx });
/** Whose each visit is, oldest first: a known one's name, or his id. */
const owners = async () =>
  (await ask("GET", "/visits?order=oldest")).json.visits.map(
    (each: { agentName: string | null; agentId: number | null }) => each.agentName ?? each.agentId,
  );
const unknown = async () =>
  (await ask("GET", "/agents?state=unknown")).json.agents.map((each: { name: string }) => each.name);

describe("whoever answers", () => {
  test("is unknown by his name, the same one for each PBX, until somebody says who he is", async () => {
    await answer("Ana", "PJSIP/1001");
    await answer("Ana", "PJSIP/1002");
    await answer("Ana", "PJSIP/1001", { pbx: filial });
    await answer(null, "PJSIP/1009");
    await recordWith(sql, agents, [visitAt(start + 9 * minute)]);
    expect(await owners()).toEqual([1, 1, 2, 3, null]);
    const { json } = await ask("GET", "/agents?state=unknown");
    const nobody = { state: "unknown", code: null, email: null, extension: null, hasPassword: false, shift: null };
    const nothing = { joinsQueues: false, queues: [], groups: [], deactivatedAt: null, ...nobody };
    const called = (pbx: string, name: string) => ({ name, aliases: [{ pbx, kind: "name", alias: name }] });
    expect(
      json.agents.map(({ firstCallAt: _, lastRecordAt: __, ...each }: { [field: string]: unknown }) => each),
    ).toEqual([
      { id: 1, ...nothing, ...called("matriz", "Ana"), calls: 2 },
      { id: 2, ...nothing, ...called("filial", "Ana"), calls: 1 },
      { id: 3, ...nothing, ...called("matriz", "PJSIP/1009"), calls: 1 },
    ]);
    expect([json.next, json.counts]).toEqual([null, { active: 0, deactivated: 0, unknown: 3, found: 3 }]);
  });

  test("is known by a code in his name, and what he did before he was known becomes his", async () => {
    await answer("Agent/101", "PJSIP/1001");
    await answer("agent/0101", "PJSIP/1002", { pbx: filial });
    await answer("Agent/1010", "PJSIP/1003");
    await did({ agent: "Agent/101", from: start });
    const { agent, moved } = await add(101, "Bruno Lima");
    expect([agent.code, agent.name, moved]).toEqual([101, "Bruno Lima", { visits: 2, intervals: 1 }]);
    await answer("Agent/101", "PJSIP/1007");
    expect(await owners()).toEqual(["Bruno Lima", "Bruno Lima", 3, "Bruno Lima"]);
    expect(await unknown()).toEqual(["Agent/1010"]);
  });

  test("is known by a name that was given to him, on that PBX alone, with all that was done under it", async () => {
    await answer("Ana", "PJSIP/1001");
    await answer("Ana", "PJSIP/1001", { pbx: filial });
    await answer("Bia", "PJSIP/1001");
    await did({ agent: "Ana", from: start });
    const { agent } = await add(7, "Ana Souza");
    const given = await give(agent.id, "name", "Ana");
    expect([given.status, given.json.moved]).toEqual([200, { visits: 1, intervals: 1 }]);
    expect(given.json.agent.aliases).toEqual([{ pbx: "matriz", kind: "name", alias: "Ana" }]);
    await answer("Ana", "PJSIP/1005");
    expect(await owners()).toEqual(["Ana Souza", 2, 3, "Ana Souza"]);
    expect(await unknown()).toEqual(["Ana", "Bia"]);
    // Said again, nothing is left to do.
    expect((await give(agent.id, "name", "Ana")).json.moved).toEqual({ visits: 0, intervals: 0 });
  });

  test("is known by his fixed phone, where no name tells better", async () => {
    await answer("SIP/2001", "SIP/2001");
    await answer(null, "sip/2001");
    await answer("SIP/2001", null);
    const ana = (await add(7, "Ana Souza")).agent;
    await give(ana.id, "name", "Ana");
    await answer("Ana", "SIP/2001");
    const rui = (await add(8, "Rui Dias")).agent;
    expect((await give(rui.id, "phone", "SIP/2001")).json.moved).toEqual({ visits: 3, intervals: 0 });
    await answer("Ana", "SIP/2001");
    await answer("Somebody", "SIP/2001");
    const [r, a] = ["Rui Dias", "Ana Souza"];
    expect(await owners()).toEqual([r, r, r, a, a, r]);
    expect(await unknown()).toEqual([]);
  });

  test("keeps what a name tells better when a phone or a code comes later", async () => {
    const ana = (await add(7, "Ana Souza")).agent;
    await give(ana.id, "name", "Agent/102");
    await answer("Agent/102", "PJSIP/1001");
    const rui = (await add(102, "Rui Dias")).agent;
    await give(rui.id, "phone", "PJSIP/1001");
    expect(await owners()).toEqual(["Ana Souza"]);
  });

  test("is one and the same, also for two who write of him for the first time at once", async () => {
    const other = new AgentRegister(() => now);
    const at = (second: number) => visitAt(start + second * 1_000, { outcome: "answered", agent: "Ana" });
    await Promise.all([agents, other].map((each, second) => recordWith(sql, each, [at(second)])));
    expect(await unknown()).toEqual(["Ana"]);
    expect(new Set(await owners()).size).toBe(1);
  });

  test("who was begun in a transaction that failed is begun anew", async () => {
    const agent = { agent: "Ana", interface: null as Interface | null };
    const failed = sql.begin(async (tx) => {
      await agents.identify(tx, matriz, [agent]);
      // Here he is there already, and nobody else must believe it.
      await agents.identify(tx, matriz, [agent]);
      throw new Error("on purpose");
    });
    await expect(failed).rejects.toThrow("on purpose");
    await answer("Ana", "PJSIP/1001");
    expect(await unknown()).toEqual(["Ana"]);
    expect(await owners()).toEqual([(await ask("GET", "/agents")).json.agents[0].id]);
  });
});

describe("GET /agents", () => {
  test("goes on from page to page", async () => {
    for (const name of ["Ana", "Bia", "Caio"]) await answer(name, null);
    await add(7, "Ana Souza");
    const first = await ask("GET", "/agents?limit=2");
    const second = await ask("GET", `/agents?limit=2&cursor=${first.json.next}`);
    const names = [first, second].map(({ json }) => json.agents.map((each: { name: string }) => each.name));
    expect(names).toEqual([
      ["Ana", "Ana Souza"],
      ["Bia", "Caio"],
    ]);
    expect(second.json.next).toBeNull();
    expect((await ask("GET", "/agents?state=active")).json.agents).toHaveLength(1);
  });

  test.each([
    ["/agents?state=perhaps", 400, "bad-request"],
    ["/agents?cursor=none", 400, "cursor-wrong"],
    [`/agents?cursor=${sealed(["a"])}`, 400, "cursor-wrong"],
  ])("refuses %s", async (path, status, problem) => {
    const answer = await ask("GET", path);
    expect([answer.status, answer.problem]).toEqual([status, problem]);
  });
});

describe("what is said of agents", () => {
  test("leaves an audit row each, and none where it was refused", async () => {
    await answer("Ana", "PJSIP/1001");
    const { agent } = await add(7, "Ana Souza");
    await give(agent.id, "name", "Ana");
    expect((await ask("POST", "/agents", { code: 7, name: "Rui" })).problem).toBe("agent-exists");
    const rows = await sql`select action, target, detail, user_name from audit where action like 'agent%' order by id`;
    expect([...rows]).toEqual([
      {
        ...{ action: "agent_added", target: "Ana Souza", user_name: "admin" },
        detail: { after: { code: 7, name: "Ana Souza" }, visits: 0, intervals: 0 },
      },
      {
        ...{ action: "agent_alias_added", target: "Ana Souza", user_name: "admin" },
        detail: { kind: "name", pbx: "matriz", alias: "Ana", visits: 1, intervals: 0 },
      },
    ]);
  });

  test("is refused where it cannot be", async () => {
    await answer("Bia", null);
    const ana = (await add(7, "Ana Souza")).agent;
    const rui = (await add(8, "Rui Dias")).agent;
    await give(ana.id, "name", "Ana");
    const taken = await give(rui.id, "name", "Ana");
    expect([taken.status, taken.problem, taken.json.detail]).toEqual([
      ...[409, "alias-taken", '"Ana" is Ana Souza\'s, who has the code 7'],
    ]);
    expect((await give(1, "name", "Bia")).problem).toBe("agent-unknown");
    expect((await give(99, "name", "Bia")).problem).toBe("agent-not-found");
    for (const alias of ["", "x".repeat(201), "a\nb", "a\0b"]) {
      expect((await give(ana.id, "name", alias)).problem).toBe("bad-request");
    }
    expect((await give(ana.id, "phone", "1001")).problem).toBe("bad-request");
    for (const body of [{ code: 0, name: "A" }, { code: 1.5, name: "A" }, { code: 9, name: "" }, { code: 9 }]) {
      expect((await ask("POST", "/agents", body)).problem).toBe("bad-request");
    }
    const stranger = appOf(sql);
    for (const [method, path] of [
      ["GET", "/agents"],
      ["POST", "/agents"],
      ["POST", "/agents/1/aliases"],
      ["GET", "/agents/1/timeline"],
    ] as const) {
      expect((await stranger(method, path)).problem).toBe("sign-in-needed");
    }
  });
});

describe("GET /agents/{id}/timeline", () => {
  const period = `from=${start}&to=${start + 60 * minute}`;
  const begun = async (query: string) =>
    (await ask("GET", `/agents/1/timeline?${query}`)).json.intervals.map(
      ({ kind, from }: AgentInterval) => `${kind} ${((from ?? 0) - start) / minute}`,
    );

  test("tells what went on in a period, and nothing of others", async () => {
    await did({ kind: "session", from: start - 90 * minute }, true);
    await did({ kind: "talk", from: start - 2 * minute, to: start });
    await did({ kind: "ring", from: start - minute });
    await did({ kind: "pause", reason: "Almoço", from: start - minute, to: start + minute });
    await did({ kind: "ring", from: start, to: start });
    await did({ kind: "talk", from: start + minute, to: start + 2 * minute, queue: null });
    await did({ kind: "talk", from: start + 60 * minute });
    await did({ kind: "talk", from: start + minute, agent: "Bia" });
    expect(await begun(period)).toEqual(["session -90", "pause -1", "ring 0", "talk 1"]);
    expect(await begun(`${period}&kind=talk&kind=ring`)).toEqual(["ring 0", "talk 1"]);
    const [pause] = (await ask("GET", `/agents/1/timeline?${period}&kind=pause`)).json.intervals;
    expect(pause).toEqual({
      ...{ pbx: "matriz", kind: "pause", agent: "Ana", interface: "PJSIP/1001", queue: "suporte", reason: "Almoço" },
      ...{ from: start - minute, fromKnown: true, to: start + minute, open: false },
    });
  });

  test("comes in pages, and holds the queues that one may see", async () => {
    for (const queue of [support, queueName("vendas"), null]) await did({ queue, from: start, to: start + minute });
    const first = await ask("GET", `/agents/1/timeline?${period}&limit=2`);
    const second = await ask("GET", `/agents/1/timeline?${period}&limit=2&cursor=${first.json.next}`);
    expect([first, second].flatMap(({ json }) => json.intervals.map((each: AgentInterval) => each.queue))).toEqual([
      ...["suporte", "vendas", null],
    ]);
    expect(second.json.next).toBeNull();
    const filter = { agent: 1, from: start, to: start + minute };
    const seen = await timelineOf(
      sql,
      filter,
      { queues: [{ pbx: matriz, queue: support }], agents: "all" },
      { after: null, limit: 9 },
    );
    // What he did without any queue is his own.
    expect(seen.map((each) => each.queue)).toEqual([support, null]);
  });

  test.each([
    ["/agents/1/timeline", 400, "bad-request"],
    [`/agents/1/timeline?from=${start}&to=${start}`, 400, "bad-request"],
    [`/agents/1/timeline?${period}&kind=sleep`, 400, "bad-request"],
    [`/agents/1/timeline?${period}&cursor=none`, 400, "cursor-wrong"],
    [`/agents/99/timeline?${period}`, 404, "agent-not-found"],
    [`/agents/none/timeline?${period}`, 400, "bad-request"],
    [`/agents/99999999999/timeline?${period}`, 400, "bad-request"],
  ])("refuses %s", async (path, status, problem) => {
    await did({ from: start });
    const answer = await ask("GET", path);
    expect([answer.status, answer.problem]).toEqual([status, problem]);
  });
});
