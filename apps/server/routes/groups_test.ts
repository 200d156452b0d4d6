import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { queueName } from "@qmanager/core";
import { temporaryDatabase } from "../db/temporary.ts";
import { matriz } from "../records/visits_of_tests.ts";
import { type Ask, now, signedIn, signedInAs } from "./app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const queueOf = (name: string) => ({ pbx: matriz, queue: queueName(name) });
const live = {
  queueNames: () => ["suporte", "vendas", "caixa"].map(queueOf),
  ...{ pbxs: () => [], queue: () => null, heardAt: () => ({}), agentOf: () => null },
};

let ask: Ask;
let changes = 0;
beforeEach(async () => {
  await sql`truncate agents, agent_groups, queue_groups, pbxs restart identity cascade`;
  await sql`
    insert into pbxs (id, name, host, port, username, secret, tls, created_at, changed_at)
    values ('matriz', 'Matriz', '10.0.0.1', 5038, 'qm', 'secret', false, ${now}, ${now})
  `;
  const accessChanged = async () => {
    changes += 1;
  };
  ask = await signedIn(sql, { live, accessChanged });
  for (const [code, name] of [
    [1, "Ana"],
    [2, "Bruno"],
    [3, "Camila"],
  ] as const) {
    await ask("POST", "/agents", { code, name });
  }
  changes = 0;
});

const kinds = [
  { path: "/agent-groups", action: "agent_group", members: [1, 2, 3] },
  { path: "/queue-groups", action: "queue_group", members: ["suporte", "vendas", "caixa"].map(queueOf) },
] as const;

describe.each(kinds)("$path", ({ path, action, members: [first, second, third] }) => {
  const add = (name: string, members: unknown[]) => ask("POST", path, { name, members });

  test("makes, lists by name, changes and removes groups, each with an audit row", async () => {
    const made = await add(" Noite ", [first, first, second]);
    expect([made.status, made.json.group]).toEqual([
      201,
      { id: 1, name: "Noite", members: [first, second], hidden: 0, accesses: 0 },
    ]);
    await add("comercial", []);
    const names = (await ask("GET", path)).json.groups.map((each: { name: string }) => each.name);
    expect(names).toEqual(["comercial", "Noite"]);
    const changed = await ask("PUT", `${path}/1`, { name: "NOITE", members: [second, third] });
    expect([changed.status, changed.json.group.name, changed.json.group.members]).toEqual([
      200,
      "NOITE",
      [second, third],
    ]);
    expect((await ask("GET", path)).json.groups[1].members).toHaveLength(2);
    expect((await ask("DELETE", `${path}/1`)).status).toBe(204);
    expect((await ask("DELETE", `${path}/1`)).problem).toBe("group-not-found");
    expect(changes).toBe(2);
    const rows = await sql<{ action: string; target: string }[]>`
      select action, target from audit where action like ${`${action}_%`} order by id
    `;
    expect(rows.map((each) => `${each.action} ${each.target}`)).toEqual([
      ...[`${action}_added Noite`, `${action}_added comercial`, `${action}_changed Noite`, `${action}_removed NOITE`],
    ]);
  });

  test("gives a name once, whatever its capitals, to two at once too", async () => {
    await add("Noite", []);
    await add("Manhã", []);
    const refused = [await add("noite", []), await ask("PUT", `${path}/2`, { name: "NOITE", members: [] })];
    expect(refused.map(({ status, problem, json }) => [status, problem, json.errors[0].path])).toEqual([
      [409, "group-exists", "name"],
      [409, "group-exists", "name"],
    ]);
    const both = await Promise.all(["Tarde", "tarde"].map((name) => add(name, [])));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await ask("GET", path)).json.groups).toHaveLength(3);
  });

  test("takes more changes at once than the database has connections", async () => {
    await add("Noite", [first]);
    const many = Array.from({ length: 12 }, (_, n) =>
      ask("PUT", `${path}/1`, { name: `Noite ${n}`, members: [first, second] }),
    );
    expect((await Promise.all(many)).map(({ status }) => status)).toEqual(many.map(() => 200));
  });

  test.each(["", "  ", "x".repeat(10_000), "a\nb", "a|b"])("refuses the name %p", async (name) => {
    const refused = await add(name, []);
    expect([refused.status, refused.json.errors[0].path]).toEqual([400, "name"]);
  });

  test("asks before it removes one by which somebody's access goes", async () => {
    await add("Noite", [first]);
    const items = { items: [], groups: [1] };
    await signedInAs(ask, sql, "leader", {
      ...{ role: "supervisor", permissions: {}, spying: [] },
      ...{ agents: path === "/agent-groups" ? items : "all", queues: path === "/queue-groups" ? items : "all" },
    });
    expect((await ask("GET", path)).json.groups[0].accesses).toBe(1);
    const asked = await ask("DELETE", `${path}/1`);
    expect([asked.status, asked.problem]).toEqual([409, "group-in-use"]);
    expect(asked.json.detail).toStartWith("One user or token sees by this group");
    expect((await ask("DELETE", `${path}/1?confirmed=true`)).status).toBe(204);
    expect(changes).toBe(1);
  });

  test("shows to who sees some only those, and lets him neither add nor lose the others", async () => {
    await add("Mista", [first, second]);
    await add("Alheia", [third]);
    await add("Vazia", []);
    const permissions = { agent_groups: "modify", queue_groups: "modify" } as const;
    const isAgents = path === "/agent-groups";
    const own = await signedInAs(ask, sql, "leader", {
      ...{ role: "custom", permissions, spying: [] },
      agents: { items: isAgents ? [1] : [], groups: [] },
      queues: { items: isAgents ? [] : [queueOf("suporte")], groups: [] },
    });
    expect((await own("GET", path)).json.groups).toEqual([
      { id: 1, name: "Mista", members: [first], hidden: 1, accesses: 0 },
      { id: 3, name: "Vazia", members: [], hidden: 0, accesses: 0 },
    ]);
    expect((await own("PUT", `${path}/2`, { name: "Minha", members: [] })).status).toBe(404);
    expect((await own("DELETE", `${path}/2`)).status).toBe(404);
    const refused = await own("PUT", `${path}/1`, { name: "Mista", members: [first, third] });
    expect([refused.status, refused.json.errors[0].path]).toEqual([400, "members.1"]);
    expect((await own("PUT", `${path}/1`, { name: "Nova", members: [] })).json.group.members).toEqual([]);
    expect((await ask("GET", path)).json.groups.find((each: { id: number }) => each.id === 1)).toMatchObject({
      ...{ name: "Nova", members: [second] },
    });
    expect((await own("DELETE", `${path}/1`)).status).toBe(404);
    await ask("PUT", `${path}/1`, { name: "Nova", members: [first, second] });
    expect((await own("DELETE", `${path}/1`)).problem).toBe("forbidden");
  });

  test("refuses what is not there, and nothing is half done", async () => {
    const nowhere = path === "/agent-groups" ? 99 : queueOf("nenhuma");
    for (const members of [[nowhere], [first, nowhere], ["x"], [null]]) {
      expect((await add("Noite", members)).status).toBe(400);
    }
    expect((await ask("GET", path)).json.groups).toEqual([]);
    const { id } = (await add("Noite", [first])).json.group;
    expect((await ask("PUT", `${path}/${id}`, { name: "Outra", members: [nowhere] })).status).toBe(400);
    expect((await ask("GET", path)).json.groups[0]).toMatchObject({ name: "Noite", members: [first] });
  });
});

test("a group that is removed while agents are put into it keeps none of them from being made", async () => {
  const { id } = (await ask("POST", "/agent-groups", { name: "Noite", members: [] })).json.group;
  const made = await sql.begin(async (tx) => {
    await tx`delete from agent_groups where id = ${id}`;
    const asked = ask("POST", "/agents", { code: 7, name: "Davi", groups: [id] });
    while ((await sql`select from pg_locks where not granted`).count === 0) await Bun.sleep(5);
    return () => asked;
  });
  const { status, json } = await made();
  expect([status, json.agent?.groups]).toEqual([201, []]);
});

test("who is removed is in no group any more, and who saw him by it sees what he did", async () => {
  await ask("POST", "/agent-groups", { name: "Noite", members: [1, 2] });
  const own = await signedInAs(ask, sql, "leader", {
    ...{ role: "supervisor", permissions: {}, spying: [], queues: "all" },
    agents: { items: [], groups: [1] },
  });
  await ask("DELETE", "/agents/1");
  expect((await ask("GET", "/agent-groups")).json.groups[0]).toMatchObject({ members: [2], hidden: 0 });
  expect((await own("GET", "/agents?state=removed")).json.agents[0]).toMatchObject({ id: 1, code: 1 });
});
