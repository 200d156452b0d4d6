import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { asInterface, pbxId, queueName } from "@qmanager/core";
import { temporaryDatabase } from "../db/temporary.ts";
import { AgentRegister } from "../records/agent_register.ts";
import { matriz, recordWith, visitAt } from "../records/visits_of_tests.ts";
import { digitPasswords } from "../secrets/digit_passwords.ts";
import { type Ask, now, signedIn, signedInAs } from "./app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const passwords = digitPasswords(async () => new Uint8Array(32).fill(7));
const start = Date.parse("2026-03-02T12:00:00Z");
const names = ["suporte", "vendas", "caixa"].map((each) => ({ pbx: matriz, queue: queueName(each) }));
const live = {
  ...{ pbxs: () => [], queueNames: () => names, queue: () => null, heardAt: () => ({}), agentOf: () => null },
};

let agents: AgentRegister;
let ask: Ask;
let changes = 0;
let limit: number | null = null;
const open = () => {
  agents = new AgentRegister(() => now);
  const accessChanged = async () => {
    changes += 1;
  };
  return signedIn(sql, {
    agents,
    passwords,
    live,
    accessChanged,
    seatLimit: async () => (limit === null ? { type: "unlimited" } : { type: "limited", limit }),
  });
};
beforeEach(async () => {
  await sql`
    truncate visits, queue_counters, agent_intervals, agent_calls, agent_counters, agents, agent_groups, pbxs restart identity cascade
  `;
  await sql`
    insert into pbxs (id, name, host, port, username, secret, tls, created_at, changed_at)
    values ('matriz', 'Matriz', '10.0.0.1', 5038, 'qm', 'secret', false, ${now}, ${now})
  `;
  limit = null;
  ask = await open();
  changes = 0;
});

let visits = 0;
const answer = (agent: string | null, phone: string | null) => {
  const at = start + visits++ * 60_000;
  const taken = { outcome: "answered", endedBy: "agent", answeredAt: at + 5_000, agent } as const;
  return recordWith(sql, agents, [visitAt(at, { ...taken, interface: phone === null ? null : asInterface(phone) })]);
};
const shownVisits = async (): Promise<(string | number | null)[][]> =>
  (await ask("GET", "/visits?order=oldest")).json.visits.map(
    (each: { agentName: string | null; removedAgentCode: number | null; agent: string | null }) => [
      ...[each.agentName, each.removedAgentCode, each.agent],
    ],
  );
const ana = { code: 101, name: "Ana Souza" };
const wrong = async (method: string, path: string, body: unknown) => {
  const { status, problem, json } = await ask(method, path, body);
  return [status, problem, ...(json.errors ?? []).map((each: { path: string }) => each.path)];
};
const idOf = async (body: object) => (await ask("POST", "/agents", body)).json.agent.id as number;

describe("an agent", () => {
  const whole = {
    ...ana,
    email: "ana@litoralfibra.example",
    extension: { pbx: "matriz", phone: "PJSIP/2014" },
    shift: { start: "08:00", end: "17:00" },
    joinsQueues: true,
    queues: [
      { pbx: "matriz", queue: "suporte", penalty: 0 },
      { pbx: "matriz", queue: "vendas", penalty: 3 },
    ],
  };

  test("is kept with all that is said of him, and his password as nobody can read it", async () => {
    const [group] = await sql<{ id: number }[]>`
      insert into agent_groups (name, created_at, changed_at) values ('Suporte', ${now}, ${now}) returning id
    `;
    const made = await ask("POST", "/agents", { ...whole, password: "4071", groups: [group?.id] });
    expect(made.status).toBe(201);
    const { agent } = made.json;
    expect(agent).toEqual({
      ...{ id: 1, state: "active", ...whole, hasPassword: true, deactivatedAt: null },
      groups: [{ id: group?.id, name: "Suporte" }],
      aliases: [{ pbx: "matriz", kind: "phone", alias: "pjsip/2014" }],
    });
    expect((await ask("GET", "/agents/1")).json.agent).toEqual(agent);
    const [row] = await sql<{ hash: string }[]>`select password_hash as hash from agents`;
    expect(await passwords.verify("4071", row?.hash ?? null)).toBe(true);
    expect(await passwords.verify("4072", row?.hash ?? null)).toBe(false);
    expect(changes).toBe(1);
    const [audit] = await sql`select detail from audit where action = 'agent_added'`;
    expect(audit?.detail.after).toMatchObject({ password: "•••", groups: ["Suporte"], shift: "08:00 - 17:00" });
    expect(JSON.stringify(await sql`select detail from audit`)).not.toContain("argon2id");
  });

  test("is changed in what is said, and the rest stays, his password too", async () => {
    await ask("POST", "/agents", { ...whole, password: "4071" });
    const { json } = await ask("PATCH", "/agents/1", {
      email: null,
      queues: [],
      shift: { start: "09:00", end: "18:00" },
    });
    expect(json.agent).toMatchObject({
      ...{ ...whole, email: null, queues: [], shift: { start: "09:00", end: "18:00" }, hasPassword: true },
    });
    expect((await ask("PATCH", "/agents/1", { password: null })).json.agent.hasPassword).toBe(false);
    const rows = await sql<{ detail: object }[]>`select detail from audit where action = 'agent_changed' order by id`;
    expect(rows.map(({ detail }) => detail)).toEqual([
      {
        before: {
          email: "ana@litoralfibra.example",
          queues: ["matriz/suporte: 0", "matriz/vendas: 3"],
          shift: "08:00 - 17:00",
        },
        after: { email: null, queues: [], shift: "09:00 - 18:00" },
        ...{ visits: 0, intervals: 0 },
      },
      { before: {}, after: { password: null }, visits: 0, intervals: 0 },
    ]);
  });

  test("takes with a code what members of that name did, and with an extension what nobody known did there", async () => {
    await answer("Agent/101", "PJSIP/1001");
    await answer("SIP/2001", "SIP/2001");
    await answer("Bia", "PJSIP/1002");
    const made = await ask("POST", "/agents", { ...ana, extension: { pbx: "matriz", phone: "SIP/2001" } });
    expect(made.json.moved).toEqual({ visits: 2, intervals: 0 });
    const changed = await ask("PATCH", `/agents/${made.json.agent.id}`, { code: 102, extension: null });
    expect(changed.status).toBe(200);
    await answer("Agent/101", "PJSIP/1001");
    await answer("SIP/2001", "SIP/2001");
    await answer("Agent/102", "PJSIP/1001");
    const owners = (await shownVisits()).map(([name]) => name ?? null);
    // What he did before stays his.
    expect(owners).toEqual(["Ana Souza", "Ana Souza", null, null, null, "Ana Souza"]);
  });

  test("is made of an unknown one, with all that he did", async () => {
    await answer("Ana", "PJSIP/1001");
    await answer("Ana", "PJSIP/1002");
    const made = await ask("POST", "/agents", { ...ana, aliases: [{ pbx: "matriz", alias: "Ana" }] });
    expect([made.status, made.json.moved.visits]).toEqual([201, 2]);
    expect((await ask("GET", "/agents?state=unknown")).json.agents).toEqual([]);
    const second = await ask("POST", "/agents", { code: 7, name: "Bia", aliases: [{ pbx: "matriz", alias: "Ana" }] });
    expect([second.status, second.problem]).toEqual([409, "alias-taken"]);
    expect((await ask("GET", "/agents")).json.counts.active).toBe(1);
  });

  test("who was given a name by mistake gives it back, with what was done under it", async () => {
    await answer("Ana", "PJSIP/1001");
    await answer("Agent/7", "PJSIP/1001");
    await ask("POST", "/agents", ana);
    const [id] = (await sql<{ id: number }[]>`select id from agents where code = 101`).map((each) => each.id);
    for (const alias of ["Ana", "Agent/7"])
      await ask("POST", `/agents/${id}/aliases`, { kind: "name", pbx: "matriz", alias });
    await ask("POST", "/agents", { code: 7, name: "Bia" });
    expect((await shownVisits()).map(([name]) => name)).toEqual(["Ana Souza", "Ana Souza"]);
    const back = await ask("DELETE", `/agents/${id}/aliases?pbx=matriz&kind=name&alias=Ana`);
    expect([back.status, back.json.moved.visits, back.json.agent.aliases.length]).toEqual([200, 1, 1]);
    // His name tells another's code.
    await ask("DELETE", `/agents/${id}/aliases?pbx=matriz&kind=name&alias=Agent/7`);
    expect((await shownVisits()).map(([name]) => name)).toEqual([null, "Bia"]);
    const again = await ask("DELETE", `/agents/${id}/aliases?pbx=matriz&kind=name&alias=Ana`);
    expect([again.status, again.problem]).toEqual([404, "alias-not-found"]);
    expect((await ask("GET", "/agents?state=unknown")).json.agents[0].name).toBe("Ana");
  });

  test("of whom his extension is taken has none any more", async () => {
    await ask("POST", "/agents", whole);
    await ask("DELETE", "/agents/1/aliases?pbx=matriz&kind=phone&alias=pjsip/2014");
    expect((await ask("GET", "/agents/1")).json.agent).toMatchObject({ extension: null, aliases: [] });
  });

  test("who does not work any more stays in lists, with the time of his last record, and can be taken back", async () => {
    await ask("POST", "/agents", ana);
    await answer("Agent/101", "PJSIP/1001");
    const gone = await ask("POST", "/agents/1/deactivate");
    expect([gone.status, gone.json.agent.state, gone.json.agent.deactivatedAt]).toEqual([200, "deactivated", now]);
    expect((await ask("POST", "/agents/1/deactivate")).status).toBe(200);
    const { json } = await ask("GET", "/agents?state=deactivated");
    expect(json.counts).toEqual({ active: 0, deactivated: 1, unknown: 0, found: 1 });
    expect(json.agents[0].lastRecordAt).toBeGreaterThanOrEqual(start);
    await answer("Agent/101", "PJSIP/1001");
    expect((await shownVisits()).map(([name]) => name)).toEqual(["Ana Souza", "Ana Souza"]);
    expect((await ask("POST", "/agents/1/reactivate")).json.agent.state).toBe("active");
    const actions = await sql<
      { action: string }[]
    >`select action from audit where action like 'agent_%activated' order by id`;
    expect(actions.map(({ action }) => action)).toEqual(["agent_deactivated", "agent_reactivated"]);
  });

  test("who is removed leaves his calls under his code, which another may have then without getting them", async () => {
    await ask("POST", "/agents", { ...whole, password: "4071", aliases: [{ pbx: "matriz", alias: "Ana" }] });
    await answer("Agent/101", "PJSIP/1001");
    await answer("Ana", "PJSIP/1001");
    const before = await ask("GET", "/agents/1/deletion");
    expect(before.json).toMatchObject({ calls: 2, code: 101 });
    expect(before.json.firstAt).toBeLessThan(before.json.lastAt);
    expect((await ask("DELETE", "/agents/1")).status).toBe(204);
    expect((await ask("GET", "/agents")).json.agents).toEqual([]);
    const [left] = (await ask("GET", "/agents?state=removed")).json.agents;
    expect(left).toMatchObject({
      id: 1,
      code: 101,
      name: "",
      email: null,
      extension: null,
      hasPassword: false,
      aliases: [],
    });
    const second = await ask("POST", "/agents", { code: 101, name: "Bia", aliases: [{ pbx: "matriz", alias: "Ana" }] });
    expect([second.status, second.json.moved]).toEqual([201, { visits: 0, intervals: 0 }]);
    await answer("Agent/101", "PJSIP/1001");
    expect(await shownVisits()).toEqual([
      [null, 101, "Agent/101"],
      [null, 101, "Ana"],
      ["Bia", null, "Agent/101"],
    ]);
    expect((await ask("GET", `/agents/1/timeline?from=0&to=${start + 1}`)).status).toBe(200);
    for (const [method, path] of [
      ["PATCH", "/agents/1"],
      ["DELETE", "/agents/1"],
      ["POST", "/agents/1/reactivate"],
    ] as const) {
      expect((await ask(method, path, method === "PATCH" ? { name: "Ana" } : undefined)).problem).toBe(
        "agent-not-found",
      );
    }
  });

  test.each([
    [{ code: 101 }, "name"],
    [{ ...ana, code: 0 }, "code"],
    [{ ...ana, code: 1_000_000_000 }, "code"],
    [{ ...ana, code: "101" }, "code"],
    [{ ...ana, name: "" }, "name"],
    [{ ...ana, name: " \t " }, "name"],
    [{ ...ana, name: "x".repeat(10_000) }, "name"],
    [{ ...ana, name: "a\0b" }, "name"],
    [{ ...ana, email: "ana" }, "email"],
    [{ ...ana, email: `${"x".repeat(10_000)}@a.example` }, "email"],
    [{ ...ana, password: "12ab" }, "password"],
    [{ ...ana, password: "123" }, "password"],
    [{ ...ana, password: "1".repeat(10_000) }, "password"],
    [{ ...ana, shift: { start: "17:00", end: "08:00" } }, "shift.end"],
    [{ ...ana, shift: { start: "", end: "08:00" } }, "shift.start"],
    [{ ...ana, shift: { start: "", end: "" } }, "shift.start"],
    [{ ...ana, shift: { start: "8h", end: "17:00" } }, "shift.start"],
    [{ ...ana, extension: { pbx: "matriz", phone: "2014" } }, "extension.phone"],
    [{ ...ana, extension: { pbx: "nowhere", phone: "PJSIP/2014" } }, "extension.pbx"],
    [{ ...ana, queues: [{ pbx: "matriz", queue: "nenhuma", penalty: 0 }] }, "queues.0"],
    [{ ...ana, queues: [{ pbx: "matriz", queue: "suporte", penalty: -1 }] }, "queues.0.penalty"],
    [{ ...ana, queues: [0, 1].map((penalty) => ({ pbx: "matriz", queue: "suporte", penalty })) }, "queues.1"],
    [{ ...ana, groups: [99] }, "groups.0"],
  ])("is not made of %j", async (body, field) => {
    expect(await wrong("POST", "/agents", body)).toEqual([400, "bad-request", field]);
    expect((await ask("GET", "/agents")).json.counts.active).toBe(0);
  });

  test.each(["😀", "<img src=x onerror=alert(1)>", "'; drop table agents; --", "=1+1"])(
    "may be called %p",
    async (name) => {
      await ask("POST", "/agents", { code: 5, name });
      const found = await ask("GET", `/agents?search=${encodeURIComponent(name)}`);
      expect(found.json.agents.map((each: { name: string }) => each.name)).toEqual([name]);
    },
  );

  test("who has what another has already is not made, and two at once get one of them", async () => {
    await ask("POST", "/agents", whole);
    expect(await wrong("POST", "/agents", { ...ana, name: "Bia" })).toEqual([409, "agent-exists", "code"]);
    const phone = { pbx: "matriz", phone: "pjsip/2014" };
    expect(await wrong("POST", "/agents", { code: 7, name: "Bia", extension: phone })).toEqual([
      ...[409, "extension-taken", "extension"],
    ]);
    await ask("POST", "/agents", { code: 8, name: "Rui" });
    const [rui] = await sql<{ id: number }[]>`select id from agents where code = 8`;
    expect(await wrong("PATCH", `/agents/${rui?.id}`, { code: 101 })).toEqual([409, "agent-exists", "code"]);
    const both = await Promise.all(["Caio", "Davi"].map((name) => ask("POST", "/agents", { code: 9, name })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await sql`select from audit where action = 'agent_added'`).toHaveLength(3);
  });
});

describe("the seats", () => {
  test("that are left are all that can be taken, by however many at once", async () => {
    limit = 2;
    const made = await Promise.all([1, 2, 3, 4].map((code) => ask("POST", "/agents", { code, name: `Agent ${code}` })));
    expect(made.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409]);
    expect(made.find(({ status }) => status === 409)).toMatchObject({
      problem: "licence-limit",
      json: {
        detail:
          "The licence is for 2 agents: 2 work already, and 1 more would. Deactivate some, or enter a licence for more",
      },
    });
    const [first] = (await ask("GET", "/agents")).json.agents;
    await ask("POST", `/agents/${first.id}/deactivate`);
    expect((await ask("POST", "/agents", { code: 9, name: "Nine" })).status).toBe(201);
    expect((await ask("POST", `/agents/${first.id}/reactivate`)).problem).toBe("licence-limit");
    // Who works already may be changed.
    const [active] = (await ask("GET", "/agents?state=active")).json.agents;
    expect((await ask("PATCH", `/agents/${active.id}`, { name: "Other" })).status).toBe(200);
  });
});

describe("GET /agents", () => {
  beforeEach(async () => {
    const people = [
      { code: 30, name: "Álvaro Dias", extension: { pbx: "matriz", phone: "PJSIP/2002" } },
      { code: 4, name: "bruno Lima" },
      { code: 101, name: "Camila Rocha", extension: { pbx: "matriz", phone: "PJSIP/2001" } },
    ];
    for (const each of people) expect((await ask("POST", "/agents", each)).status).toBe(201);
  });
  const found = async (query: string) => {
    const names: string[] = [];
    for (let next: string | null = ""; next !== null; ) {
      const { json } = await ask("GET", `/agents?limit=2&${query}${next === "" ? "" : `&cursor=${next}`}`);
      names.push(...json.agents.map((each: { name: string }) => each.name.split(" ")[0]));
      next = json.next;
    }
    return names.join(" ");
  };

  test("sorts by each of its columns, whatever accents and capitals there are, from page to page", async () => {
    expect(await found("")).toBe("Álvaro bruno Camila");
    expect(await found("descending=true")).toBe("Camila bruno Álvaro");
    expect(await found("order=code")).toBe("bruno Álvaro Camila");
    expect(await found("order=code&descending=true")).toBe("Camila Álvaro bruno");
    expect(await found("order=extension")).toBe("Camila Álvaro bruno");
    expect(await found("order=extension&descending=true")).toBe("bruno Álvaro Camila");
  });

  test("finds by part of a name or an extension, or the beginning of a code", async () => {
    expect(await found("search=ALVARO")).toBe("Álvaro");
    expect(await found("search=pjsip/200")).toBe("Álvaro Camila");
    expect(await found("search=10")).toBe("Camila");
    expect(await found("search=%25")).toBe("");
    const { id } = (await ask("POST", "/agent-groups", { name: "Noite", members: [2] })).json.group;
    expect(await found(`group=${id}`)).toBe("bruno");
    expect(await found("group=99")).toBe("");
  });

  test("holds those that one may see, and only these can be read and changed", async () => {
    const own = await signedInAs(ask, sql, "leader", {
      ...{ role: "custom", permissions: { agents: "modify", agent_groups: "modify" }, spying: [] },
      queues: { items: [{ pbx: matriz, queue: queueName("suporte") }], groups: [] },
      agents: { items: [2], groups: [] },
    });
    await ask("PATCH", "/agents/2", {
      queues: [
        { pbx: "matriz", queue: "suporte", penalty: 1 },
        { pbx: "matriz", queue: "vendas", penalty: 2 },
      ],
    });
    const { json } = await own("GET", "/agents");
    expect([json.agents.map((each: { id: number }) => each.id), json.counts]).toEqual([
      [2],
      { active: 1, deactivated: 0, unknown: 0, found: 1 },
    ]);
    expect(json.agents[0].queues).toEqual([{ pbx: "matriz", queue: "suporte", penalty: 1 }]);
    for (const [method, path] of [
      ["GET", "/agents/1"],
      ["PATCH", "/agents/1"],
      ["POST", "/agents/1/deactivate"],
      ["GET", "/agents/1/deletion"],
      ["DELETE", "/agents/1"],
    ] as const) {
      const refused = await own(method, path, method === "PATCH" ? { name: "X" } : undefined);
      expect([path, refused.status]).toEqual([path, 404]);
    }
    // Queues that he does not see stay as they were.
    const changed = await own("PATCH", "/agents/2", { queues: [{ pbx: "matriz", queue: "suporte", penalty: 9 }] });
    expect(changed.json.agent.queues).toEqual([{ pbx: "matriz", queue: "suporte", penalty: 9 }]);
    expect((await ask("GET", "/agents/2")).json.agent.queues).toEqual([
      { pbx: "matriz", queue: "vendas", penalty: 2 },
      { pbx: "matriz", queue: "suporte", penalty: 9 },
    ]);
    expect((await own("PATCH", "/agents/2", { queues: [{ pbx: "matriz", queue: "caixa", penalty: 0 }] })).status).toBe(
      400,
    );
    // Who is who is said by those who see everybody.
    for (const [method, path, body] of [
      ["POST", "/agents", { code: 9, name: "Nine" }],
      ["PATCH", "/agents/2", { code: 9 }],
      ["PATCH", "/agents/2", { extension: { pbx: "matriz", phone: "PJSIP/9" } }],
      ["POST", "/agents/2/aliases", { kind: "name", pbx: "matriz", alias: "Nine" }],
    ] as const) {
      const refused = await own(method, path, body);
      expect([path, refused.status, refused.problem]).toEqual([path, 403, "forbidden"]);
    }
  });
});

test("a PBX that is gone stays where it was said, and is given to nobody anew", async () => {
  const id = await idOf({ ...ana, extension: { pbx: "matriz", phone: "PJSIP/1" } });
  await sql`delete from pbxs`;
  expect((await ask("PATCH", `/agents/${id}`, { extension: { pbx: "matriz", phone: "PJSIP/2" } })).status).toBe(200);
  expect(
    (await ask("POST", "/agents", { code: 5, name: "B", extension: { pbx: pbxId("matriz"), phone: "PJSIP/3" } }))
      .status,
  ).toBe(400);
});
