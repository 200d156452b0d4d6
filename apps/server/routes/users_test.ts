/** Users over a real database: what may be done to whom, by whom, and what of it nobody can do. */
import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { pbxId, queueName } from "@qmanager/core";
import type { AccessGrant } from "../db/accesses.ts";
import type { Query } from "../db/connect.ts";
import { deleteSessionsOf } from "../db/sessions.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { lockUsers, updateDisabled, updatePassword } from "../db/users.ts";
import type { Mail } from "../sign_in/password_links.ts";
import { hashToken } from "../sign_in/session.ts";
import { type Ask, appOf, now, signedIn, signedInAs } from "./app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const time = { now };
const mails: Mail[] = [];
let isMailSet = true;
/** How often those who look on were looked at again. */
let reviews = 0;
const parts = {
  now: () => time.now,
  accessChanged: async () => {
    reviews++;
  },
  mail: {
    origin: async () => (isMailSet ? "https://centro.example" : null),
    send: async (mail: Mail) => {
      if (mail.to.startsWith("bounces")) throw new Error("550 no such mailbox");
      mails.push(mail);
    },
  },
  live: {
    ...{ pbxs: () => [], queue: () => null, heardAt: () => ({}), agentOf: () => null },
    queueNames: () => [
      { pbx: pbxId("matriz"), queue: queueName("suporte") },
      { pbx: pbxId("matriz"), queue: queueName("vendas") },
    ],
  },
};

let admin: Ask;
beforeEach(async () => {
  await sql`truncate agents, agent_groups, queue_groups, visits, queue_counters, api_tokens restart identity cascade`;
  Object.assign(time, { now });
  [mails.length, isMailSet, reviews] = [0, true, 0];
  admin = await signedIn(sql, parts);
  await sql`delete from accesses where id not in (select access_id from users)`;
});

const all: AccessGrant = { role: "custom", permissions: {}, spying: [], queues: "all", agents: "all" };
const supervisor: AccessGrant = { ...all, role: "supervisor" };
const administrator: AccessGrant = { ...all, role: "administrator" };
const support = { pbx: "matriz", queue: "suporte" };
const input = (own: Record<string, unknown> = {}) => ({
  ...{ name: "renata", fullName: "Renata Azevedo", email: "renata@centro.example", title: "Gestora" },
  ...{ grant: supervisor, ...own },
});
const chosen = (password = "quatro gatos no telhado") => ({ type: "chosen", password });
const add = async (own: Record<string, unknown> = {}, ask = admin) => {
  const answer = await ask("POST", "/users", { ...input(own), password: own.password ?? chosen() });
  expect([answer.status, answer.json.detail]).toEqual([201, undefined]);
  return answer.json.user;
};
const signIn = async (name: string, password = "quatro gatos no telhado") => {
  const own = admin.another();
  const { status } = await own("POST", "/session", { name, password });
  return { own, status };
};
const audit = async () =>
  sql<{ user_name: string; action: string; target: string; detail: object }[]>`
    select user_name, action, target, detail from audit where action not like 'sign%' and action <> 'setup' order by id
  `;
/** The fields that are wrong. */
const fields = ({ json }: { json: { errors?: { path: string }[] } }) => json.errors?.map(({ path }) => path);

describe("a user", () => {
  test("is added, listed, changed and deleted, and the audit tells what changed", async () => {
    const user = await add();
    expect(user).toMatchObject({ id: 2, name: "renata", title: "Gestora", grant: supervisor, disabledAt: null });
    expect((await signIn("RENATA")).status).toBe(200);
    const { users } = (await admin("GET", "/users")).json;
    expect(users.map((each: { name: string }) => each.name)).toEqual(["admin", "renata"]);
    expect(users[1].seenAt).toBe(now);
    const grant = { ...all, permissions: { queue_panel: "view" }, queues: { items: [support], groups: [] } };
    const changed = await admin("PUT", "/users/2", input({ title: "Supervisora", grant }));
    expect([changed.status, changed.json.user]).toEqual([200, { ...users[1], title: "Supervisora", grant }]);
    expect((await admin("GET", "/users/2")).json.user).toEqual(changed.json.user);
    expect((await admin("DELETE", "/users/2")).status).toBe(204);
    expect((await admin("GET", "/users/2")).problem).toBe("user-not-found");
    expect((await audit()).map(({ action, target, detail }) => [action, target, detail])).toMatchObject([
      ["user_added", "renata", { after: { title: "Gestora", role: "supervisor", queues: "all" } }],
      [
        "user_changed",
        "renata",
        {
          before: { title: "Gestora", role: "supervisor", permissions: {}, queues: "all" },
          after: { title: "Supervisora", role: "custom", queues: ["matriz/suporte"] },
        },
      ],
      ["user_removed", "renata", { before: { fullName: "Renata Azevedo" } }],
    ]);
    expect(JSON.stringify(await audit())).not.toContain("telhado");
    expect(await sql`select 1 from accesses`).toHaveLength(1);
  });

  test("who was deleted or disabled is out at once, with his tokens, and stays in the audit by name", async () => {
    for (const end of ["DELETE /users/2", "POST /users/2/disable"]) {
      admin = await signedIn(sql, parts);
      await add({ grant: administrator });
      const { own } = await signIn("renata");
      expect((await own("PUT", "/users/1", input({ name: "admin", grant: administrator }))).status).toBe(200);
      await sql`
        with access as (insert into accesses (role, all_queues, all_agents) values ('administrator', true, true) returning id)
        insert into api_tokens (name, token_hash, user_id, access_id, created_at)
        select 'BI', ${hashToken("qm_bi")}, 2, id, ${now} from access
      `;
      const token = admin.with("qm_bi");
      expect((await token("GET", "/users")).status).toBe(200);
      reviews = 0;
      const [method = "", path = ""] = end.split(" ");
      expect((await admin(method, path)).status).toBeLessThan(300);
      expect([reviews, (await own("GET", "/users")).status, (await token("GET", "/users")).status]).toEqual([
        1, 401, 401,
      ]);
      expect((await signIn("renata")).status).toBe(401);
      expect((await audit()).map(({ user_name, action }) => `${user_name} ${action}`)).toContain("renata user_changed");
    }
    expect((await admin("POST", "/users/2/enable")).json.user.disabledAt).toBeNull();
    expect((await signIn("renata")).status).toBe(200);
  });

  test.each([
    ["got another password", (tx: Query, id: number) => updatePassword(tx, id, "another", null, now)],
    ["was disabled", (tx: Query, id: number) => updateDisabled(tx, id, now)],
  ])("who %s while his password was looked at does not come in by it", async (_what, change) => {
    const { id } = await add();
    const he = admin.another();
    const credentials = { name: "renata", password: chosen().password };
    const answer = await sql.begin(async (tx) => {
      await lockUsers(tx);
      await change(tx, id);
      const asked = he("POST", "/session", credentials);
      // His password was right; his session waits for us.
      while ((await sql`select from pg_locks where not granted`).count === 0) await Bun.sleep(5);
      await deleteSessionsOf(tx, id, null);
      return () => asked;
    });
    expect((await answer()).problem).toBe("sign-in-refused");
    expect(await sql`select from sessions where user_id = ${id}`).toHaveLength(0);
    expect((await he("GET", "/session")).status).toBe(401);
  });

  test("follows a change of what he may at once", async () => {
    await add();
    const { own } = await signIn("renata");
    expect((await own("GET", "/visits")).status).toBe(200);
    await admin("PUT", "/users/2", input({ grant: all }));
    expect([(await own("GET", "/visits")).status, reviews]).toEqual([403, 1]);
  });

  test("keeps his name to himself, in capitals or small letters, also when two are added at once", async () => {
    await add();
    for (const name of ["renata", "RENATA", "  Renata "]) {
      const again = await admin("POST", "/users", { ...input({ name }), password: chosen() });
      expect([again.status, again.problem, fields(again)]).toEqual([409, "user-exists", ["name"]]);
    }
    const both = await Promise.all(
      ["caio", "Caio"].map((name) => admin("POST", "/users", { ...input({ name }), password: chosen() })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const taken = await admin("PUT", "/users/2", input({ name: "CAIO" }));
    expect([taken.status, fields(taken)]).toEqual([409, ["name"]]);
    // One's own may change its capitals.
    expect((await admin("PUT", "/users/2", input({ name: "Renata" }))).status).toBe(200);
    expect(await sql`select 1 from accesses`).toHaveLength(3);
  });
});

describe("the last administrator who may sign in", () => {
  const demoted = input({ name: "admin" });

  test("is not deleted, disabled or demoted", async () => {
    // One who may not sign in does not count.
    await add({ grant: administrator });
    await admin("POST", "/users/2/disable");
    for (const answer of [
      await admin("DELETE", "/users/1"),
      await admin("POST", "/users/1/disable"),
      await admin("PUT", "/users/1", demoted),
    ]) {
      expect([answer.status, answer.problem]).toEqual([409, "last-administrator"]);
    }
    await admin("POST", "/users/2/enable");
    expect((await admin("PUT", "/users/1", demoted)).status).toBe(200);
  });

  test("stays when all of them take each other's right away at the same time", async () => {
    for (const end of ["demote", "disable", "delete"]) {
      admin = await signedIn(sql, parts);
      const names = ["one", "two", "three", "four"];
      for (const name of names) await add({ name, grant: administrator });
      const others = await Promise.all(names.map(async (name) => (await signIn(name)).own));
      const everybody = [admin, ...others];
      // Each at the next one, in a ring.
      const answers = await Promise.all(
        everybody.map((ask, at) => {
          const id = ((at + 1) % everybody.length) + 1;
          const name = ["admin", ...names][id - 1];
          if (end === "delete") return ask("DELETE", `/users/${id}`);
          if (end === "disable") return ask("POST", `/users/${id}/disable`);
          return ask("PUT", `/users/${id}`, input({ name }));
        }),
      );
      for (const { status } of answers) expect([200, 204, 401, 403, 404, 409]).toContain(status);
      const [left] = await sql<{ count: number }[]>`
        select count(*) as count from users join accesses on accesses.id = access_id
        where role = 'administrator' and disabled_at is null
      `;
      expect(left?.count).toBeGreaterThanOrEqual(1);
    }
  });

  test("two who demote each other: one does, the other is told why not", async () => {
    for (let round = 0; round < 5; round++) {
      admin = await signedIn(sql, parts);
      await add({ grant: administrator });
      const { own } = await signIn("renata");
      const answers = await Promise.all([admin("PUT", "/users/2", input()), own("PUT", "/users/1", demoted)]);
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses[0]).toBe(200);
      expect([403, 409]).toContain(statuses[1] ?? 0);
    }
  });
});

describe("who looks after users and is no administrator", () => {
  const limited: AccessGrant = {
    ...{ role: "custom", permissions: { users: "modify", queue_report: "view" }, spying: ["listen"] },
    ...{ queues: { items: [{ pbx: pbxId("matriz"), queue: queueName("suporte") }], groups: [] } },
    agents: { items: [], groups: [] },
  };
  const own = { queues: limited.queues, agents: limited.agents };
  let helper: Ask;
  beforeEach(async () => {
    helper = await signedInAs(admin, sql, "helper", limited);
  });

  test.each([
    [{ ...all, ...own, role: "administrator", queues: "all", agents: "all" }, "grant.role"],
    [{ ...all, ...own, permissions: { queue_report: "modify" } }, "grant.permissions.queue_report"],
    [{ ...all, ...own, permissions: { audit: "view" } }, "grant.permissions.audit"],
    [{ ...all, ...own, role: "wallboard" }, "grant.permissions.wallboard"],
    [{ ...all, ...own, spying: ["barge"] }, "grant.spying"],
    [{ ...all, ...own, queues: "all" }, "grant.queues"],
    [{ ...all, ...own, queues: { items: [{ pbx: "matriz", queue: "vendas" }], groups: [] } }, "grant.queues"],
    [{ ...all, ...own, agents: "all" }, "grant.agents"],
  ])("gives nobody more than he has: %#", async (grant, field) => {
    const added = await helper("POST", "/users", { ...input({ grant }), password: chosen() });
    expect([added.status, added.problem, fields(added)]).toEqual([403, "forbidden", expect.arrayContaining([field])]);
    const id = (await add({ grant: { ...all, ...own } }, helper)).id;
    const changed = await helper("PUT", `/users/${id}`, input({ grant }));
    expect([changed.status, fields(changed)]).toEqual([403, expect.arrayContaining([field])]);
    expect((await helper("GET", `/users/${id}`)).json.user.grant).toMatchObject({ role: "custom", permissions: {} });
  });

  test("gives no group that holds more than he sees", async () => {
    const [group] = await sql<{ id: number }[]>`
      insert into queue_groups (name, created_at, changed_at) values ('Comercial', ${now}, ${now}) returning id
    `;
    const grant = { ...all, ...own, queues: { items: [], groups: [group?.id] } };
    expect((await admin("GET", "/access-choices")).json.queueGroups).toHaveLength(1);
    await add({ name: "empty", grant }, helper);
    await sql`insert into queue_group_queues (group_id, pbx, queue) values (${group?.id ?? 0}, 'matriz', 'vendas')`;
    const added = await helper("POST", "/users", { ...input({ grant }), password: chosen() });
    expect([added.status, fields(added)]).toEqual([403, ["grant.queues"]]);
    const { queues, queueGroups } = (await helper("GET", "/access-choices")).json;
    expect([queues, queueGroups]).toEqual([[support], []]);
  });

  test("is offered nobody who was removed, but whom somebody was given to see already", async () => {
    const [, given] = await sql<{ id: number }[]>`
      insert into agents (code, name, created_at, changed_at, removed_at)
      values (1, '', ${now}, ${now}, ${now}), (2, '', ${now}, ${now}, ${now}), (3, 'Bia', ${now}, ${now}, null) returning id
    `;
    const codes = async () =>
      (await admin("GET", "/access-choices")).json.agents.map(({ code }: { code: number }) => code).sort();
    expect(await codes()).toEqual([3]);
    await add({ grant: { ...all, ...own, agents: { items: [given?.id], groups: [] } } });
    expect(await codes()).toEqual([2, 3]);
  });

  test("gives all that he has", async () => {
    expect((await add({ grant: limited }, helper)).grant).toEqual(limited);
  });

  test("touches nobody who may more: his password would open it", async () => {
    const id = (await add({ grant: supervisor })).id;
    const touched = await Promise.all([
      helper("PUT", `/users/${id}`, input({ grant: { ...all, ...own } })),
      helper("DELETE", `/users/${id}`),
      helper("POST", `/users/${id}/disable`),
      helper("PUT", `/users/${id}/password`, chosen()),
      helper("PUT", "/users/1/password", { type: "link" }),
      helper("DELETE", `/users/${id}/sessions`),
      // From where he comes, and with what, is nobody's business but who may end it.
      helper("GET", "/users/1/sessions"),
      helper("DELETE", "/users/1"),
    ]);
    expect(touched.map(({ status }) => status)).toEqual(Array(8).fill(403));
    expect(mails).toEqual([]);
  });
});

describe("what is typed wrong", () => {
  const long = "x".repeat(10_000);
  test.each([
    [{ name: "" }, ["name"]],
    [{ name: "   " }, ["name"]],
    [{ name: long }, ["name"]],
    [{ name: "ana 🎧" }, ["name"]],
    [{ name: "<b>ana</b>" }, ["name"]],
    [{ name: "ana'; drop table users; --" }, ["name"]],
    [{ name: "ana\u0000" }, ["name"]],
    [{ fullName: long }, ["fullName"]],
    [{ fullName: "Ana\nSouza" }, ["fullName"]],
    [{ title: long }, ["title"]],
    [{ email: "nobody" }, ["email"]],
    [{ email: "" }, ["email"]],
    [{ email: `${long}@centro.example` }, ["email", "email"]],
    [{ grant: { ...all, role: "king" } }, ["grant.role"]],
    [{ grant: { ...all, permissions: { everything: "view" } } }, ["grant.permissions"]],
    [{ grant: { ...all, permissions: { wallboard: "modify" } } }, ["grant.permissions.wallboard"]],
    [{ grant: { ...supervisor, permissions: { audit: "view" } } }, ["grant.permissions"]],
    [{ grant: { ...supervisor, spying: ["barge"] } }, ["grant.spying"]],
    [{ grant: { ...all, queues: "some" } }, ["grant.queues"]],
    [{ grant: { ...all, agents: { items: ["ana"], groups: [] } } }, ["grant.agents"]],
    [{ grant: { ...administrator, queues: { items: [], groups: [] } } }, ["grant.queues"]],
    [{ grant: { ...all, agents: { items: [99], groups: [98] } } }, ["grant.agents", "grant.agents"]],
    [
      { grant: { ...all, queues: { items: [{ pbx: "matriz", queue: "sumiu" }], groups: [98] } } },
      ["grant.queues", "grant.queues"],
    ],
    [{ password: chosen("short") }, ["password.password"]],
    [{ password: chosen(long) }, ["password.password"]],
    [{ password: chosen("Senha123") }, ["password.password"]],
    [{ password: chosen("renata.2026") }, ["password.password"]],
    [{ password: { type: "none" } }, ["password.type"]],
    [{ email: null, password: { type: "link" } }, ["email"]],
    [{ more: 1 }, [""]],
  ])("is told field by field, and nothing is made of it: %#", async (own, paths) => {
    const answer = await admin("POST", "/users", { ...input(), password: chosen(), ...own });
    expect([answer.status, fields(answer)]).toEqual([400, paths]);
    expect([await sql`select 1 from users`, await sql`select 1 from accesses`].map(({ length }) => length)).toEqual([
      1, 1,
    ]);
    expect(answer.json.errors[0].detail).not.toMatch(/^Invalid input/);
  });

  test("is kept as it is where it is only unusual", async () => {
    const own = { fullName: "<script>alert('🎧')</script>", title: "'; drop table users; --" };
    expect(await add(own)).toMatchObject(own);
  });

  test("a queue is known by its calls too, and by who named it before", async () => {
    const grant = { ...all, queues: { items: [{ pbx: "matriz", queue: "antiga" }], groups: [] } };
    const unknown = await admin("POST", "/users", { ...input({ grant }), password: chosen() });
    expect(unknown.json.errors).toEqual([{ path: "grant.queues", detail: "There is no queue matriz/antiga" }]);
    await sql`insert into access_queues (access_id, pbx, queue) select access_id, 'matriz', 'antiga' from users`;
    await add({ grant });
    expect((await admin("GET", "/access-choices")).json.queues).toContainEqual({ pbx: "matriz", queue: "antiga" });
  });
});

describe("a password", () => {
  test("that the server makes is shown once, is good for days, and opens the way to one of his own only", async () => {
    const added = await admin("POST", "/users", { ...input(), password: { type: "generated" } });
    const { password, user } = added.json;
    expect([password.length, user.passwordDue]).toEqual([20, true]);
    const { own, status } = await signIn("renata", password);
    expect([status, (await own("GET", "/session")).json.user.passwordDue]).toEqual([200, true]);
    for (const path of ["/visits", "/profile", "/live"]) {
      const refused = await own("GET", path);
      expect([refused.status, refused.problem]).toEqual([403, "password-due"]);
    }
    const same = await own("PUT", "/profile/password", { current: password, password });
    expect([same.status, fields(same)]).toEqual([400, ["password"]]);
    const next = { current: password, password: "um dia de cada vez" };
    expect((await own("PUT", "/profile/password", next)).status).toBe(204);
    expect((await own("GET", "/visits")).status).toBe(200);
    expect((await signIn("renata", password)).status).toBe(401);

    const reset = (await admin("PUT", "/users/2/password", { type: "generated" })).json.password;
    expect((await own("GET", "/visits")).status).toBe(401);
    time.now += 7 * 24 * 3_600_000;
    const late = await admin.another()("POST", "/session", { name: "renata", password: reset });
    expect([late.status, late.problem]).toEqual([401, "password-expired"]);
  });

  test("that an administrator gives ends the sessions there are, but not the one in which he gives his own", async () => {
    await add();
    const { own } = await signIn("renata");
    expect((await admin("PUT", "/users/2/password", chosen("um dia de cada vez"))).json).toEqual({
      password: null,
      linkSent: null,
    });
    expect((await own("GET", "/profile")).status).toBe(401);
    expect((await signIn("renata", "um dia de cada vez")).status).toBe(200);
    expect((await admin("PUT", "/users/1/password", chosen("um dia de cada vez"))).status).toBe(200);
    expect((await admin("GET", "/users")).status).toBe(200);
    const named = await admin("PUT", "/users/2/password", chosen("renata-azevedo"));
    expect([named.status, fields(named)]).toEqual([400, ["password.password"]]);
  });

  test("is chosen by who is added, by a link", async () => {
    const added = await admin("POST", "/users", { ...input(), password: { type: "link" } });
    expect([added.json.linkSent, added.json.password, mails.map(({ to }) => to)]).toEqual([
      true,
      null,
      ["renata@centro.example"],
    ]);
    const token = /https:\/\/centro\.example\/password#(\S+)/.exec(mails[0]?.text ?? "")?.[1];
    const bounced = await admin("POST", "/users", {
      ...input({ name: "bia", email: "bounces@centro.example" }),
      password: { type: "link" },
    });
    expect([bounced.status, bounced.json.linkSent]).toEqual([201, false]);
    isMailSet = false;
    const unset = await admin("PUT", "/users/2/password", { type: "link" });
    expect([unset.status, unset.problem]).toEqual([409, "mail-not-set"]);
    isMailSet = true;
    time.now += 23 * 3_600_000;
    const used = await admin.another()("PUT", "/password-reset", { token, password: "um dia de cada vez" });
    expect(used.status).toBe(204);
    expect((await signIn("renata", "um dia de cada vez")).status).toBe(200);
  });
});

describe("a link for a new password", () => {
  const ask = (email: string) => admin.another()("POST", "/password-reset", { email });
  const use = (token: string, password = "um dia de cada vez") =>
    admin.another()("PUT", "/password-reset", { token, password });
  async function tokenFor(email: string): Promise<string> {
    const before = mails.length;
    expect((await ask(email)).status).toBe(204);
    while (mails.length === before) await Bun.sleep(5);
    return /#(\S+)/.exec(mails.at(-1)?.text ?? "")?.[1] ?? "";
  }

  test("is the same answer for an address that nobody has, or whose user is disabled, and goes to nobody else", async () => {
    await add();
    await add({ name: "gone", email: "gone@centro.example" });
    await admin("POST", "/users/3/disable");
    const answers = [await ask("nobody@centro.example"), await ask("gone@centro.example")];
    const token = await tokenFor("RENATA@centro.example");
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
      [204, null],
      [204, null],
    ]);
    expect(mails.map(({ to }) => to)).toEqual(["renata@centro.example"]);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await sql`select 1 from password_links where token_hash = ${hashToken(token)}`).toHaveLength(1);
  });

  test("holds once, also when it is used twice at the same time, and ends all sessions", async () => {
    await add();
    const { own } = await signIn("renata");
    const token = await tokenFor("renata@centro.example");
    const weak = await use(token, "renata.azevedo");
    expect([weak.status, fields(weak)]).toEqual([400, ["password"]]);
    const both = await Promise.all([use(token), use(token, "outra senha bem boa")]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 410]);
    expect((await own("GET", "/profile")).status).toBe(401);
    expect((await use(token)).problem).toBe("link-gone");
    expect((await use("made up")).problem).toBe("link-gone");
  });

  test("holds for half an hour, and not after the password was changed otherwise", async () => {
    await add();
    const late = await tokenFor("renata@centro.example");
    time.now += 30 * 60_000;
    expect((await use(late)).status).toBe(410);
    const token = await tokenFor("renata@centro.example");
    await admin("PUT", "/users/2/password", chosen("outra senha bem boa"));
    expect((await use(token)).status).toBe(410);
  });

  test("is not for asking again and again, and not there without a mail server", async () => {
    const statuses = [];
    for (let each = 0; each < 7; each++) statuses.push((await ask("nobody@centro.example")).status);
    expect(statuses).toEqual([204, 204, 204, 204, 204, 429, 429]);
    expect((await admin.another()("GET", "/password-reset")).json).toEqual({ available: true });
    isMailSet = false;
    expect((await admin.another()("GET", "/password-reset")).json).toEqual({ available: false });
    expect((await ask("renata@centro.example")).problem).toBe("mail-not-set");
  });
});

describe("one's own account", () => {
  test("tells and changes name, address and how the page looks, in any browser", async () => {
    await add();
    const { own } = await signIn("renata");
    const wanted = { language: "es", theme: "dark", clock: null };
    expect((await own("PUT", "/profile/preferences", wanted)).json).toEqual(wanted);
    expect((await own("PUT", "/profile/preferences", { ...wanted, language: "fr" })).status).toBe(400);
    const changed = await own("PUT", "/profile", { fullName: "Renata A.", email: null });
    expect(changed.json).toEqual({
      ...{
        name: "renata",
        fullName: "Renata A.",
        email: null,
        title: "Gestora",
        role: "supervisor",
        preferences: wanted,
      },
    });
    const other = (await signIn("renata")).own;
    expect((await other("GET", "/session")).json.user).toMatchObject({ fullName: "Renata A.", preferences: wanted });
    expect((await audit()).at(-1)).toMatchObject({
      ...{ user_name: "renata", action: "profile_changed" },
      detail: { before: { fullName: "Renata Azevedo" }, after: { fullName: "Renata A.", email: null } },
    });
  });

  test("changes its password by the present one, which cannot be guessed, and ends its other sessions", async () => {
    await add();
    const [here, there] = [(await signIn("renata")).own, (await signIn("renata")).own];
    const change = (current: string, password = "um dia de cada vez") =>
      here("PUT", "/profile/password", { current, password });
    const wrong = await change("guess");
    expect([wrong.status, wrong.problem, fields(wrong)]).toEqual([403, "password-wrong", ["current"]]);
    for (let each = 1; each < 5; each++) await change("guess");
    expect((await change("guess")).status).toBe(429);
    time.now += 1_000;
    expect((await change("quatro gatos no telhado")).status).toBe(204);
    expect([(await here("GET", "/profile")).status, (await there("GET", "/profile")).status]).toEqual([200, 401]);
    expect((await signIn("renata", "um dia de cada vez")).status).toBe(200);
  });

  test("lists where it is signed in, and ends one of them or all others, and nobody else's", async () => {
    await add();
    const browsers = [];
    for (let each = 0; each < 4; each++) browsers.push((await signIn("renata")).own);
    const [here, second, third] = browsers as [Ask, Ask, Ask, Ask];
    const { sessions } = (await here("GET", "/profile/sessions")).json;
    expect(sessions).toHaveLength(4);
    expect(sessions.filter((each: { current: boolean }) => each.current)).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ createdAt: now, seenAt: now, address: "192.168.0.7", browser: null });
    const own = (await second("GET", "/profile/sessions")).json.sessions.find(
      (each: { current: boolean }) => each.current,
    );
    expect((await here("DELETE", `/profile/sessions/${own.id}`)).status).toBe(204);
    expect((await here("DELETE", `/profile/sessions/${own.id}`)).problem).toBe("session-not-found");
    expect([(await second("GET", "/profile")).status, (await third("GET", "/profile")).status]).toEqual([401, 200]);
    expect((await here("DELETE", "/profile/sessions")).status).toBe(204);
    expect([(await here("GET", "/profile")).status, (await third("GET", "/profile")).status]).toEqual([200, 401]);

    const [admins] = (await admin("GET", "/profile/sessions")).json.sessions;
    expect((await here("DELETE", `/profile/sessions/${admins.id}`)).status).toBe(404);
    const seen = (await admin("GET", "/users/2/sessions")).json.sessions;
    expect(seen.map((each: { current: boolean }) => each.current)).toEqual([false]);
    expect((await admin("DELETE", `/users/1/sessions/${seen[0].id}`)).status).toBe(404);
    expect((await admin("DELETE", `/users/2/sessions/${seen[0].id}`)).status).toBe(204);
    expect((await here("GET", "/profile")).status).toBe(401);
    await signIn("renata");
    expect((await admin("DELETE", "/users/2/sessions")).status).toBe(204);
    expect((await admin("GET", "/users/2/sessions")).json.sessions).toEqual([]);
    expect((await admin("GET", "/users/9/sessions")).problem).toBe("user-not-found");
  });
});

test("an application whose mails go nowhere offers no link", async () => {
  expect((await appOf(sql)("GET", "/password-reset")).json).toEqual({ available: false });
});
