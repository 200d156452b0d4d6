/** API tokens over a real database: who may make which, what is shown of them, and what listens when one is revoked. */
import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { closedSignedOut } from "@qmanager/core";
import type { AccessGrant } from "../db/accesses.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import type { LiveSource } from "../live/topics.ts";
import { type Ask, now, signedIn, signedInAs } from "./app_of_tests.ts";
import { servedApp } from "./served_app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const time = { now };
const served = servedApp(sql, { now: () => time.now });
/** What is live in a server: an object, whose methods want it. */
class NoQueues implements LiveSource {
  readonly #none: never[] = [];
  pbxs = () => [];
  queueNames() {
    return this.#none;
  }
  queue = () => null;
  heardAt = () => ({});
  agentOf = () => null;
}

let admin: Ask;
beforeEach(async () => {
  await sql`truncate api_tokens, agents, agent_groups, queue_groups restart identity cascade`;
  Object.assign(time, { now });
  admin = await signedIn(sql, { now: () => time.now, live: new NoQueues(), accessChanged: served.accessChanged });
  await sql`delete from accesses where id not in (select access_id from users)`;
});

const hour = 3_600_000;
const day = 24 * hour;
const all: AccessGrant = { role: "custom", permissions: {}, spying: [], queues: "all", agents: "all" };
const panel: AccessGrant = { ...all, permissions: { queue_panel: "view" } };
const input = (own: object = {}) => ({ name: "BI diário", grant: panel, expiresAt: now + 30 * day, ...own });
const add = async (own: object = {}, ask = admin) => {
  const answer = await ask("POST", "/tokens", input(own));
  expect([answer.status, answer.json.detail]).toEqual([201, undefined]);
  return answer.json as { token: { id: number; name: string }; secret: string };
};
const list = async (ask = admin) => (await ask("GET", "/tokens")).json.tokens;
const audit = () =>
  sql<{ action: string; target: string; detail: unknown }[]>`
    select action, target, detail from audit where action like 'token%' or action like 'origins%' order by id
  `;
const fields = ({ json }: { json: { errors?: { path: string }[] } }) => json.errors?.map(({ path }) => path);

describe("a token", () => {
  test("is shown once, asks as far as it may, and its use is told", async () => {
    const { token, secret } = await add({ expiresAt: now + hour });
    expect(secret).toMatch(/^qm_[A-Za-z0-9_-]{43}$/);
    const program = admin.with(secret);
    time.now = now + 5_000;
    expect([(await program("GET", "/queues")).status, (await program("GET", "/tokens")).status]).toEqual([200, 403]);
    const listed = await list();
    expect(listed).toEqual([
      {
        ...{ id: token.id, name: "BI diário", user: { id: 1, name: "admin", fullName: "", disabled: false } },
        ...{ grant: panel, state: "active", createdAt: now, expiresAt: now + hour, revokedAt: null },
        ...{ usedAt: now + 5_000, usedAddress: "192.168.0.7" },
      },
    ]);
    const kept = JSON.stringify([listed, await sql`select * from api_tokens`, await sql`select * from audit`]);
    expect(kept).not.toContain(secret);
    time.now = now + hour;
    expect((await program("GET", "/queues")).status).toBe(401);
    expect((await list())[0].state).toBe("expired");
  });

  test("is renamed and given another access at once, and the audit tells what changed", async () => {
    const { token, secret } = await add();
    const changed = await admin("PATCH", `/tokens/${token.id}`, {
      name: "Parede",
      grant: { ...all, role: "wallboard" },
    });
    expect([changed.status, changed.json.token.name, changed.json.token.grant.role]).toEqual([
      200,
      "Parede",
      "wallboard",
    ]);
    expect((await admin.with(secret)("GET", "/visits")).status).toBe(403);
    expect((await admin("PATCH", `/tokens/${token.id}`, { grant: { ...all, role: "integrator" } })).status).toBe(200);
    expect((await admin.with(secret)("GET", "/visits")).status).toBe(200);
    expect((await admin("DELETE", `/tokens/${token.id}`)).status).toBe(204);
    expect(await audit()).toMatchObject([
      { action: "token_added", target: "BI diário", detail: { after: { expires: "2026-04-01T15:00:00.000Z" } } },
      {
        action: "token_changed",
        detail: { before: { name: "BI diário", role: "custom" }, after: { name: "Parede", role: "wallboard" } },
      },
      { action: "token_changed", detail: { before: { role: "wallboard" }, after: { role: "integrator" } } },
      { action: "token_revoked", target: "Parede", detail: { before: { role: "integrator" } } },
    ]);
  });

  test("that was revoked stays in the list, holds no more and leaves its name to another", async () => {
    const { token, secret } = await add();
    time.now = now + 1_000;
    expect((await admin("DELETE", `/tokens/${token.id}`)).status).toBe(204);
    time.now = now + 2_000;
    expect((await admin("DELETE", `/tokens/${token.id}`)).status).toBe(204);
    expect((await admin.with(secret)("GET", "/queues")).status).toBe(401);
    expect((await admin("PATCH", `/tokens/${token.id}`, { name: "Outro" })).problem).toBe("token-not-found");
    await add();
    expect((await list()).map((each: { state: string; revokedAt: number }) => [each.state, each.revokedAt])).toEqual([
      ["active", null],
      ["revoked", now + 1_000],
    ]);
    expect((await audit()).filter(({ action }) => action === "token_revoked")).toHaveLength(1);
    expect((await admin("DELETE", "/tokens/987654321")).problem).toBe("token-not-found");
  });

  test("does not end by signing out, which is for who signed in, and the audit tells of none", async () => {
    const { secret } = await add();
    expect((await admin.with(secret)("DELETE", "/session")).status).toBe(204);
    expect((await admin.with(secret)("GET", "/session")).status).toBe(200);
    expect(await sql`select from audit where action = 'signed_out'`).toHaveLength(0);
  });

  test("that is revoked or expires has its live connection closed at once, and another's stays", async () => {
    const [gone, stays, ending] = [
      await add(),
      await add({ name: "Parede" }),
      await add({ name: "Teste", expiresAt: now + 1_000 }),
    ];
    const open = async (secret: string) => {
      const socket = new WebSocket(`${served.address.replace("http", "ws")}/api/v1/live`, ["qm.bearer", secret]);
      const closed = new Promise<number>((resolve) => {
        socket.onclose = ({ code }) => resolve(code);
      });
      await new Promise<void>((resolve, reject) => {
        socket.onopen = () => resolve();
        socket.onerror = () => reject(new Error("It was not opened"));
      });
      return { socket, closed };
    };
    const [first, second, third] = [await open(gone.secret), await open(stays.secret), await open(ending.secret)];
    expect((await admin("DELETE", `/tokens/${gone.token.id}`)).status).toBe(204);
    expect(await first.closed).toBe(closedSignedOut);
    expect([second.socket.readyState, third.socket.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
    time.now = now + 1_000;
    await served.accessChanged();
    expect(await third.closed).toBe(closedSignedOut);
    // It still is answered.
    const answered = new Promise((resolve) => {
      second.socket.onmessage = ({ data }) => resolve(JSON.parse(data).type);
    });
    second.socket.send('{"type":"subscribe","topics":["nothing"]}');
    expect(await answered).toBe("refused");
    second.socket.close();
  });
});

describe("who looks after tokens", () => {
  const keeper: AccessGrant = { ...all, permissions: { api_tokens: "modify", queue_panel: "view" } };

  test("sees all of them, and makes none that may do more than himself", async () => {
    await add({ name: "Do admin" });
    const ask = await signedInAs(admin, sql, "keeper", keeper);
    const tooMuch = { ...all, permissions: { queue_panel: "modify", users: "view" } };
    const refused = await ask("POST", "/tokens", input({ grant: tooMuch }));
    expect([refused.status, refused.problem, fields(refused)]).toEqual([
      ...[403, "forbidden", ["grant.permissions.queue_panel", "grant.permissions.users"]],
    ]);
    expect((await ask("POST", "/tokens", input({ grant: { ...all, role: "administrator" } }))).status).toBe(403);
    const { token } = await add({}, ask);
    expect((await list(ask)).map((each: { name: string }) => each.name)).toEqual(["BI diário", "Do admin"]);
    expect(fields(await ask("PATCH", `/tokens/${token.id}`, { grant: tooMuch }))).toHaveLength(2);
  });

  test("changes and revokes those of others that may not do more than himself", async () => {
    const [weak, strong] = [await add(), await add({ name: "Forte", grant: { ...all, role: "administrator" } })];
    const ask = await signedInAs(admin, sql, "keeper", keeper);
    for (const [method, body] of [
      ["PATCH", { name: "Meu" }],
      ["PATCH", { grant: panel }],
      ["DELETE", undefined],
    ] as const) {
      expect((await ask(method, `/tokens/${strong.token.id}`, body)).status).toBe(403);
    }
    expect((await ask("PATCH", `/tokens/${weak.token.id}`, { name: "Meu" })).status).toBe(200);
    expect((await ask("DELETE", `/tokens/${weak.token.id}`)).status).toBe(204);
  });

  test("by a token makes none that may do more than that token", async () => {
    const { secret } = await add({ grant: { ...all, permissions: { api_tokens: "modify", agents: "view" } } });
    const program = admin.with(secret);
    expect((await program("POST", "/tokens", input({ name: "Filho", grant: panel }))).status).toBe(403);
    const child = await program(
      "POST",
      "/tokens",
      input({ name: "Filho", grant: { ...all, permissions: { agents: "view" } } }),
    );
    expect([child.status, child.json.token.user.name]).toEqual([201, "admin"]);
  });

  test("who loses the right meanwhile makes none", async () => {
    const ask = await signedInAs(admin, sql, "keeper", keeper);
    const { users } = (await admin("GET", "/users")).json;
    const { id } = users.find((each: { name: string }) => each.name === "keeper");
    await sql`update users set disabled_at = ${now} where id = ${id}`;
    expect((await ask("POST", "/tokens", input())).status).toBe(401);
  });
});

describe("what is wrong", () => {
  test.each([
    ["an empty name", { name: "  " }, "name"],
    ["a name of 10,000 characters", { name: "x".repeat(10_000) }, "name"],
    ["a name of two lines", { name: "a\nb" }, "name"],
    ["an end that is over", { expiresAt: now }, "expiresAt"],
    ["an end that no calendar has", { expiresAt: Number.MAX_SAFE_INTEGER }, "expiresAt"],
    ["an end that is no instant", { expiresAt: "amanhã" }, "expiresAt"],
    [
      "a queue that is not there",
      { grant: { ...all, queues: { items: [{ pbx: "a", queue: "b" }], groups: [] } } },
      "grant.queues",
    ],
    ["an agent that is not there", { grant: { ...all, agents: { items: [99], groups: [] } } }, "grant.agents"],
    [
      "a right that there is none of",
      { grant: { ...all, permissions: { everything: "view" } } },
      "grant.permissions.everything",
    ],
  ])("is said of %s, and nothing is made", async (_what, own, path) => {
    const answer = await admin("POST", "/tokens", input(own));
    expect([answer.status, fields(answer)?.[0]]).toEqual([400, expect.stringContaining(path.split(".")[0] ?? "")]);
    expect(await list()).toEqual([]);
    expect(await sql`select from accesses where id not in (select access_id from users)`).toHaveLength(0);
  });

  test("is a name that another has, also for two who choose it at once", async () => {
    const both = await Promise.all([1, 2].map(() => admin("POST", "/tokens", input({ name: "Mesmo" }))));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const made = [await add({ name: "Um" }), await add({ name: "Dois" })];
    const renamed = await Promise.all(made.map(({ token }) => admin("PATCH", `/tokens/${token.id}`, { name: "TRÊS" })));
    expect(renamed.map(({ status }) => status).sort()).toEqual([200, 409]);
    const taken = renamed.find(({ status }) => status === 409);
    expect([taken?.problem, taken && fields(taken)]).toEqual(["token-exists", ["name"]]);
  });

  test("keeps HTML, SQL and emoji as they were typed", async () => {
    const name = "<b>Robert'); drop table api_tokens;--</b> 🤖";
    expect((await add({ name })).token.name).toBe(name);
  });
});

describe("the listed sites", () => {
  test("are kept as browsers write them, each once, and the audit tells it", async () => {
    expect((await admin("GET", "/cors")).json).toEqual({ origins: [] });
    const origins = ["https://CRM.empresa.com.br/", "https://crm.empresa.com.br:443", "http://localhost:3000"];
    const put = await admin("PUT", "/cors", { origins });
    expect(put.json).toEqual({ origins: ["https://crm.empresa.com.br", "http://localhost:3000"] });
    expect((await admin("GET", "/cors")).json).toEqual(put.json);
    await admin("PUT", "/cors", put.json);
    expect(await audit()).toMatchObject([
      { action: "origins_changed", target: null, detail: { before: { origins: [] }, after: put.json } },
    ]);
  });

  test.each([
    "*",
    "https://*.empresa.com.br",
    "null",
    "",
    "crm.empresa.com.br",
    "ftp://a.example",
    "https://a.example/path",
    "https://u:p@a.example",
    "file:///a",
  ])("are refused where one is no origin: %s", async (origin) => {
    const answer = await admin("PUT", "/cors", { origins: ["https://a.example", origin] });
    expect([answer.status, fields(answer)]).toEqual([400, ["origins.1"]]);
    expect((await admin("GET", "/cors")).json).toEqual({ origins: [] });
  });

  test("say that https:// is missing", async () => {
    const answer = await admin("PUT", "/cors", { origins: ["bi.example", "bi.example/path"] });
    expect(answer.json.errors).toEqual([
      { path: "origins.0", detail: expect.stringContaining("https:// before it") },
      { path: "origins.1", detail: expect.stringContaining("without a path") },
    ]);
  });
});
