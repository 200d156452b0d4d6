/** Every route of the API, called by everybody: who may, may; nobody else gets further than the refusal. */
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type Access, type Feature, features, pbxId, permissions, queueName, roles } from "@qmanager/core";
import { type AccessGrant, insertAccess } from "../db/accesses.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { type Ask, now, signedIn, signedInAs } from "../routes/app_of_tests.ts";
import { checkNeeds, isPermitted, needs } from "./needs.ts";
import { apiTokenPrefix, hashToken } from "./session.ts";

setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
let administrator: Ask;
beforeAll(async () => {
  administrator = await signedIn(sql);
});

/** Nobody's ids: what is asked for is not there, and nothing is changed. */
const ids: Readonly<Record<string, string>> = {
  pbx: "matriz",
  queue: "suporte",
  id: "987654321",
  session: "987654321",
};
const routes = Object.keys(needs).map((key) => {
  const [method = "", path = ""] = key.split(" ");
  return { key, method, path: path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? "1") };
});
const nothing: Pick<AccessGrant, "queues" | "agents"> = {
  queues: { items: [], groups: [] },
  agents: { items: [], groups: [] },
};
const grantOf = (own: Partial<AccessGrant>): AccessGrant => ({
  ...{ role: "custom", permissions: {}, spying: [], ...nothing, ...own },
});

/** Calls every route; what a route itself refuses is told apart by its words. */
async function refusedRoutes(ask: Ask): Promise<Record<string, number>> {
  const refused: Record<string, number> = {};
  for (const { key, method, path } of routes) {
    const answer = await ask(method, path, method === "GET" || method === "DELETE" ? undefined : {});
    expect([key, answer.status, answer.status < 500 || answer.status === 503]).toEqual([key, answer.status, true]);
    if (answer.status === 401) refused[key] = 401;
    if (answer.status === 403 && /needs: |sign in as a user/.test(answer.json.detail)) refused[key] = 403;
  }
  return refused;
}

function expected(access: Pick<Access, "administrator" | "permissions">, token: string | null): Record<string, number> {
  const full = { ...access, spying: [], queues: [], agents: [] };
  return Object.fromEntries(
    Object.entries(needs).flatMap(([key, need]) => (isPermitted(need, { access: full, token }) ? [] : [[key, 403]])),
  );
}

test("without signing in every route but those of signing in is refused, and so is a token that was made up", async () => {
  const all = Object.fromEntries(routes.map(({ key }) => [key, 401]));
  expect(await refusedRoutes(administrator.another())).toEqual(all);
  expect(await refusedRoutes(administrator.with(`${apiTokenPrefix}made-up`))).toEqual(all);
});

describe("every route lets pass who may, as a", () => {
  for (const role of roles.filter((each) => each !== "administrator" && each !== "custom")) {
    test(role, async () => {
      const ask = await signedInAs(administrator, sql, `a-${role}`, grantOf({ role }));
      const { user } = (await ask("GET", "/session")).json;
      expect(user.role).toBe(role);
      expect(await refusedRoutes(ask)).toEqual(expected(user, null));
    });
  }

  test("user with a single tick", async () => {
    for (const feature of features) {
      for (const what of permissions) {
        const own: Partial<Record<Feature, (typeof permissions)[number]>> = { [feature]: what };
        const ask = await signedInAs(administrator, sql, `${feature}-${what}`, grantOf({ permissions: own }));
        expect(await refusedRoutes(ask)).toEqual(expected({ administrator: false, permissions: own }, null));
      }
    }
  });

  test("user without any tick, who reaches only what is about himself", async () => {
    const ask = await signedInAs(administrator, sql, "nobody", grantOf({}));
    const reached = Object.keys(needs).filter((key) => needs[key] === "person" || needs[key] === "signed_in");
    const refused = Object.keys(await refusedRoutes(ask));
    expect(Object.keys(needs).filter((key) => !refused.includes(key))).toEqual(reached);
  });

  test("administrator", async () => {
    expect(await refusedRoutes(administrator)).toEqual({});
  });
});

describe("an API token", () => {
  async function tokenOf(owner: string, grant: AccessGrant, more: { expiresAt?: number; revokedAt?: number } = {}) {
    const token = `${apiTokenPrefix}${crypto.randomUUID()}`;
    const access = await insertAccess(sql, grant);
    await sql`
      insert into api_tokens (name, token_hash, user_id, access_id, created_at, expires_at, revoked_at)
      select ${`BI ${token}`}, ${hashToken(token)}, id, ${access}, ${now}, ${more.expiresAt ?? null}, ${more.revokedAt ?? null}
      from users where name = ${owner}
    `;
    return token;
  }

  test("may do what it allows and whom it belongs to may do, and nothing that is about a person", async () => {
    const full = grantOf({ role: "administrator" });
    const ask = administrator.with(await tokenOf("admin", full));
    expect(await refusedRoutes(ask)).toEqual(expected({ administrator: true, permissions: {} }, "BI"));
    const owned = await signedInAs(
      administrator,
      sql,
      "owner",
      grantOf({ permissions: { agents: "view", imports: "view" } }),
    );
    expect((await owned("GET", "/session")).status).toBe(200);
    const wide = administrator.with(await tokenOf("owner", full));
    const narrow = administrator.with(await tokenOf("owner", grantOf({ permissions: { agents: "modify" } })));
    const both = { administrator: false, permissions: { agents: "view", imports: "view" } } as const;
    expect(await refusedRoutes(wide)).toEqual(expected(both, "BI"));
    expect(await refusedRoutes(narrow)).toEqual(
      expected({ administrator: false, permissions: { agents: "view" } }, "BI"),
    );
  });

  test("that has expired, was revoked, or whose user may not sign in any more, does not hold", async () => {
    const grant = grantOf({ role: "administrator" });
    await signedInAs(administrator, sql, "leaver", grant);
    const held = await tokenOf("leaver", grant, { expiresAt: now + 1 });
    const over = [
      await tokenOf("leaver", grant, { expiresAt: now }),
      await tokenOf("leaver", grant, { revokedAt: now }),
    ];
    expect((await administrator.with(held)("GET", "/pbxs")).status).toBe(200);
    for (const token of over) expect((await administrator.with(token)("GET", "/pbxs")).status).toBe(401);
    await sql`update users set disabled_at = ${now} where name = 'leaver'`;
    expect((await administrator.with(held)("GET", "/pbxs")).status).toBe(401);
  });

  test("tells when it was used last", async () => {
    const token = await tokenOf("admin", grantOf({ role: "administrator" }));
    await administrator.with(token)("GET", "/pbxs");
    const [row] = await sql`select used_at, used_address from api_tokens where token_hash = ${hashToken(token)}`;
    expect(row).toEqual({ used_at: now, used_address: "192.168.0.7" });
  });
});

test("who may not sign in any more is out at once", async () => {
  const ask = await signedInAs(administrator, sql, "out", grantOf({ role: "supervisor" }));
  expect((await ask("GET", "/session")).status).toBe(200);
  await sql`update users set disabled_at = ${now} where name = 'out'`;
  expect((await ask("GET", "/session")).status).toBe(401);
  expect((await ask("POST", "/session", { name: "out", password: "correct horse" })).status).toBe(401);
});

test("queues and agents are seen by themselves and by their groups, as these are now", async () => {
  const [group] = await sql<{ id: number }[]>`
    insert into queue_groups (name, created_at, changed_at) values ('Comercial', ${now}, ${now}) returning id
  `;
  const [people] = await sql<{ id: number }[]>`
    insert into agent_groups (name, created_at, changed_at) values ('Turno da noite', ${now}, ${now}) returning id
  `;
  const [ana, bruno] = await sql<{ id: number }[]>`
    insert into agents (code, name, created_at, changed_at)
    values (101, 'Ana', ${now}, ${now}), (102, 'Bruno', ${now}, ${now}) returning id
  `;
  if (!group || !people || !ana || !bruno) throw new Error("They were not made");
  await sql`insert into queue_group_queues (group_id, pbx, queue) values (${group.id}, 'matriz', 'vendas')`;
  await sql`insert into agent_group_agents (group_id, agent_id) values (${people.id}, ${bruno.id})`;
  const support = { pbx: pbxId("matriz"), queue: queueName("suporte") };
  const grant = grantOf({
    role: "supervisor",
    queues: { items: [support], groups: [group.id] },
    agents: { items: [ana.id], groups: [people.id] },
  });
  const ask = await signedInAs(administrator, sql, "night", grant);
  const seen = async () => {
    const names = (await ask("GET", "/agents")).json.agents.map((each: { name: string }) => each.name);
    const asked = ["suporte", "vendas", "outra"].map((each) => `/queues/matriz/${each}/counters?from=0&to=900000`);
    return [names, ...(await Promise.all(asked.map(async (path) => (await ask("GET", path)).status)))];
  };
  // What may be seen and is not there is not found.
  expect(await seen()).toEqual([["Ana", "Bruno"], 404, 404, 403]);
  await sql`delete from queue_group_queues`;
  await sql`delete from agent_groups`;
  expect(await seen()).toEqual([["Ana"], 404, 403, 403]);
  expect((await ask("GET", `/agents/${bruno.id}/timeline?from=0&to=1`)).status).toBe(404);
  expect((await ask("GET", `/visits?agent=${bruno.id}`)).status).toBe(403);
});

test("a route that is not in the table does not start", () => {
  const routes = Object.keys(needs).map((key) => {
    const [method = "", path = ""] = key.split(" ");
    return { method, path };
  });
  expect(() => checkNeeds(routes)).not.toThrow();
  expect(() => checkNeeds([...routes, { method: "GET", path: "/secrets" }])).toThrow("GET /secrets");
  expect(() => checkNeeds(routes.slice(1))).toThrow("GET /live");
});
