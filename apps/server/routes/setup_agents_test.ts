import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { asInterface, type Member, type PbxView, pbxId, queueName } from "@qmanager/core";
import { findSetting } from "../db/settings.ts";
import { emptied, temporaryDatabase } from "../db/temporary.ts";
import type { ActionDesk } from "../pbx/action_desk.ts";
import { type Ask, appOf, signedInAs } from "./app_of_tests.ts";

// The first test waits for PostgreSQL to start.
setDefaultTimeout(30_000);

const { sql } = await temporaryDatabase();
const pbx = pbxId("sim");
const member = (phone: string, name: string) =>
  ({ interface: asInterface(phone), name, membership: "static" }) as Member;
const members = [member("PJSIP/1001", "Mariana Alves"), member("PJSIP/1002", "Bruno"), member("PJSIP/9", "Agent/101")];
const places = members.map((facts) => ({ queue: queueName("suporte"), facts }));
/** Whose a member is, as the lines know it. */
const agentIds = new Map<string, number>();
const parts = {
  desks: { desk: () => ({ phones: () => [places] }) as unknown as ActionDesk },
  live: {
    pbxs: () => [{ pbx, status: "live" } as PbxView],
    queueNames: () => [{ pbx, queue: queueName("suporte") }],
    queue: () => ({ members }) as never,
    heardAt: () => ({}),
    agentOf: (_: unknown, { name }: { name: string | null }) => agentIds.get(name ?? "") ?? null,
  },
};
const sim = { id: "sim", name: "Sim", host: "127.0.0.1", port: 5038, username: "q", secret: "s", tls: false };
const setup = { adminPassword: "correct horse", email: "ti@center.example", language: "es", zone: "America/Bogota" };
let ask: Ask;
beforeEach(async () => {
  agentIds.clear();
  await emptied(sql, "users", "sessions", "pbxs", "settings", "audit", "agents", "agent_aliases");
  ask = appOf(sql, parts);
  expect((await ask("POST", "/setup", { ...setup, pbx: sim })).status).toBe(201);
});
const wanted = (name: string, code: number, phone: string | null = null) => ({
  ...{ pbx: "sim", member: name, code, name, phone },
});

test("POST /setup keeps language and zone of the site, and the e-mail of its administrator", async () => {
  expect(await findSetting(sql, "site")).toMatchObject({ value: { language: "es", zone: "America/Bogota" } });
  const [user] = await sql`select email from users`;
  expect(user?.email).toBe("ti@center.example");
});

test.each([
  ["email", "nobody"],
  ["zone", "Mars/Olympus"],
  ["language", "xx"],
])("POST /setup refuses a wrong %s, and sets up nothing", async (path, value) => {
  await emptied(sql, "users", "pbxs");
  const answer = await ask.another()("POST", "/setup", { ...setup, pbx: sim, [path]: value });
  expect([answer.status, answer.json.errors[0].path]).toEqual([400, path]);
  expect(await sql`select from users`).toHaveLength(0);
});

describe("/setup/agents", () => {
  test("proposes who is a member, with a code, and says so until somebody answered", async () => {
    expect((await ask("GET", "/setup")).json).toMatchObject({ needed: false, agentsPending: true });
    const { json } = await ask("GET", "/setup/agents");
    expect([json.pending, json.complete, json.queues]).toEqual([
      ...[true, true],
      [{ pbx: "sim", queue: "suporte", members: 3 }],
    ]);
    expect(json.agents.map((each: { code: number; name: string }) => [each.code, each.name])).toEqual([
      [101, "101"],
      [1002, "Bruno"],
      [1001, "Mariana Alves"],
    ]);
    expect((await ask("DELETE", "/setup/agents")).status).toBe(204);
    expect((await ask("GET", "/setup")).json.agentsPending).toBe(false);
  });

  test("writes down who ended the first access without making agents, once", async () => {
    for (const _ of ["first", "again"]) expect((await ask("DELETE", "/setup/agents")).status).toBe(204);
    const rows = await sql`select user_name, target, detail from audit where action = 'setup' order by id offset 1`;
    expect([...rows]).toEqual([{ user_name: "admin", target: null, detail: { added: 0 } }]);
  });

  test("is for who sees all agents, and tells him of no queue that he may not see", async () => {
    const none = { items: [], groups: [] };
    const grant = {
      role: "custom",
      permissions: { agents: "modify" },
      spying: [],
      queues: none,
      agents: none,
    } as const;
    const some = await signedInAs(ask, sql, "some", grant);
    for (const method of ["GET", "DELETE"]) expect((await some(method, "/setup/agents")).problem).toBe("forbidden");
    expect((await ask("GET", "/setup")).json.agentsPending).toBe(true);
    const people = await signedInAs(ask, sql, "people", { ...grant, agents: "all" });
    const { queues, agents } = (await people("GET", "/setup/agents")).json;
    expect([queues, agents.length]).toEqual([[], 3]);
    expect(agents.flatMap((each: { queues: string[] }) => each.queues)).toEqual([]);
  });

  test("proposes who is met by a name that nobody said whose it is, and not who is known", async () => {
    const [met, known] = await sql<{ id: number }[]>`
      insert into agents (code, name, created_at, changed_at)
      values (null, 'Bruno', now(), now()), (5, 'Mariana Alves', now(), now()) returning id
    `;
    await sql`insert into agent_aliases (pbx, kind, alias, agent_id) values ('sim', 'name', 'Bruno', ${met?.id ?? 0})`;
    agentIds.set("Bruno", met?.id ?? 0).set("Mariana Alves", known?.id ?? 0);
    const { json } = await ask("GET", "/setup/agents");
    expect(json.agents.map((each: { name: string; seen: string }) => [each.name, each.seen])).toEqual([
      ["101", "member"],
      ["Bruno", "member"],
    ]);
  });

  test("makes those who are chosen, in one go, with phone, alias and a row of the audit each", async () => {
    const agents = [wanted("Mariana Alves", 1001, "PJSIP/1001"), { ...wanted("Agent/101", 101), name: "Davi" }];
    const { status, json } = await ask("POST", "/setup/agents", { agents });
    expect([status, json.added, json.skipped]).toEqual([201, 2, 0]);
    const rows = await sql`
      select code, name, extension, (select array_agg(alias order by alias) from agent_aliases
        where agent_id = agents.id and kind = 'name') as named from agents order by code
    `;
    expect([...rows]).toEqual([
      { code: 101, name: "Davi", extension: null, named: null },
      { code: 1001, name: "Mariana Alves", extension: "PJSIP/1001", named: ["Mariana Alves"] },
    ]);
    expect(await sql`select from audit where action = 'agent_added' and user_name = 'admin'`).toHaveLength(2);
    expect((await ask("GET", "/setup")).json.agentsPending).toBe(false);
    // Once more: who is somebody already is left out.
    const again = await ask("POST", "/setup/agents", {
      agents: [wanted("Mariana Alves", 7, "PJSIP/1001"), wanted("Bruno", 8, "PJSIP/1001")],
    });
    expect([again.status, again.json?.added, again.json?.skipped]).toEqual([400, undefined, undefined]);
    const others = await ask("POST", "/setup/agents", { agents: [wanted("Mariana Alves", 7), wanted("Bruno", 8)] });
    expect([others.json.added, others.json.skipped]).toEqual([1, 1]);
  });

  test("makes none where a code is somebody's already, and names the field", async () => {
    await ask("POST", "/setup/agents", { agents: [wanted("Bruno", 1002)] });
    const taken = await ask("POST", "/setup/agents", { agents: [wanted("Eva", 7), wanted("Mariana Alves", 1002)] });
    expect([taken.status, taken.problem, taken.json.errors[0].path]).toEqual([409, "agent-exists", "agents.1.code"]);
    expect(await sql`select from agents where code = 7`).toHaveLength(0);
  });

  test.each([
    ["the same code twice", [wanted("Ana", 7), wanted("Eva", 7)], "agents.1.code"],
    ["the same member twice", [wanted("Ana", 7), wanted("Ana", 8)], "agents.1.member"],
    ["no name", [{ ...wanted("Ana", 7), name: "" }], "agents.0.name"],
    ["letters as a code", [{ ...wanted("Ana", 7), code: "x" }], "agents.0.code"],
    ["a phone that is none", [wanted("Ana", 7, "Ana")], "agents.0.phone"],
  ])("refuses %s", async (_what, agents, path) => {
    const answer = await ask("POST", "/setup/agents", { agents });
    expect([answer.status, answer.json.errors[0].path]).toEqual([400, path]);
    expect(await sql`select from agents`).toHaveLength(0);
  });
});
