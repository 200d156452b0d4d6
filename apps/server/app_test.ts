import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pbxId } from "@qmanager/core";
import { withoutLimit } from "./agents/seats.ts";
import { type AppParts, createApp, createStartingApp } from "./app.ts";
import { openPool } from "./db/connect.ts";
import { emptied, temporaryDatabase } from "./db/temporary.ts";
import { createLog, silentLog } from "./log.ts";
import type { PbxAccess } from "./pbx/access.ts";
import type { PbxSettings } from "./pbx/settings.ts";
import { storedLines } from "./pbx/stored_lines.ts";
import { AgentRegister } from "./records/agent_register.ts";
import { QueueBook } from "./records/queue_book.ts";
import type { RecordKeeping } from "./records/records.ts";
import { importsOf, licences, secrets, settingsOfTests } from "./routes/app_of_tests.ts";
import { digitPasswords } from "./secrets/digit_passwords.ts";
import { SiteClock } from "./settings/site_clock.ts";
import { needs } from "./sign_in/needs.ts";
import { noMail } from "./sign_in/password_links.ts";
import { SetupGate } from "./sign_in/setup_gate.ts";
import { createPage } from "./web/page.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const password = "correct horse";
const administrator = expect.objectContaining({ name: "admin", role: "administrator", administrator: true });
const matriz = {
  id: "matriz",
  name: "Matriz",
  host: "127.0.0.1",
  port: 5038,
  username: "qm",
  secret: "amiSecret",
  tls: false,
};

class Lines implements PbxAccess {
  fixed: PbxSettings[] = [];
  configured: readonly PbxSettings[] = [];
  configure(stored: readonly PbxSettings[]): void {
    this.configured = stored;
  }
  async test(pbx: PbxSettings) {
    return { ok: true, asteriskVersion: null, amiVersion: pbx.host, queues: 0, checks: [] };
  }
  health() {
    return [];
  }
}

function setting(overrides: Partial<AppParts> = {}) {
  const pbxs = new Lines();
  const time = { now: Date.parse("2026-03-02T12:00:00Z") };
  const gate = new SetupGate(() => time.now, "abcd-efgh-jkmn");
  const signedOut: Uint8Array[] = [];
  const files = new Map([
    [
      "/index.html",
      { bytes: new TextEncoder().encode("<!doctype html>"), type: "text/html;charset=utf-8", isImmutable: false },
    ],
    ["/assets/main-1.js", { bytes: new TextEncoder().encode("1"), type: "text/javascript", isImmutable: true }],
  ]);
  const app = createApp({
    ...{ passwords: digitPasswords(async () => new Uint8Array(32)), seatLimit: withoutLimit, licences },
    ...{ sql, now: () => time.now, log: silentLog, version: "1.2.3", gate, pbxs },
    ...{ secrets, follow: storedLines(sql, secrets, pbxs) },
    ...{ imports: importsOf(sql), logs: { state: () => null } },
    desks: { desk: () => null },
    ...{
      site: new SiteClock("America/Sao_Paulo"),
      ...settingsOfTests,
      keeping: () => null,
      partitions: { forget: () => {} },
      agents: new AgentRegister(Date.now),
      queueBook: new QueueBook(),
    },
    client: { trustedProxies: ["10.9.9.9"], hostname: "center.example" },
    live: { pbxs: () => [], queueNames: () => [], queue: () => null, heardAt: () => ({}), agentOf: () => null },
    hub: { counts: { clients: 0, slowed: 0 } },
    mail: noMail,
    signedOut: (hash) => signedOut.push(hash),
    accessChanged: async () => {},
    page: createPage(files),
    ...overrides,
  });

  /** A browser at an address, with its cookies. */
  function browser(address = "192.168.0.7", host = "192.168.0.2:8080", extra: Record<string, string> = {}) {
    let cookie: string | null = null;
    return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const init: RequestInit = {
        method,
        headers: {
          ...{ host, origin: `http://${host}`, ...extra },
          ...(cookie === null ? {} : { cookie }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
      };
      if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
      const response = await app.request(path, init, { address });
      const set = response.headers.get("set-cookie");
      if (set !== null) cookie = set.split(";")[0] ?? null;
      const text = await response.text();
      const isJson = (response.headers.get("content-type") ?? "").includes("json");
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: isJson ? JSON.parse(text) : null,
        setCookie: set,
      };
    };
  }
  return { app, browser, pbxs, gate, time, signedOut };
}

async function setUp() {
  const all = setting();
  const browser = all.browser();
  expect((await browser("POST", "/api/v1/setup", { adminPassword: password })).status).toBe(201);
  return { ...all, signedInBrowser: browser };
}

const problemOf = (answer: { json: { type?: string } | null }) =>
  answer.json?.type?.replace("urn:q-manager:problem:", "");

beforeEach(async () => {
  await emptied(sql, "users", "sessions", "pbxs", "settings", "audit");
});

describe("the first access", () => {
  test("sets the password, keeps the PBX, signs in, and then is over", async () => {
    const { browser, pbxs } = setting();
    const visitor = browser();
    expect((await visitor("GET", "/api/v1/setup")).json).toEqual({
      needed: true,
      agentsPending: false,
      codeRequired: false,
      databaseReady: true,
    });
    const trial = await visitor("POST", "/api/v1/setup/test-pbx", { pbx: matriz });
    expect([trial.status, trial.json.amiVersion]).toEqual([200, "127.0.0.1"]);
    const done = await visitor("POST", "/api/v1/setup", { adminPassword: password, pbx: matriz });
    expect([done.status, done.json]).toEqual([201, { user: administrator }]);
    expect(pbxs.configured).toMatchObject([matriz]);
    expect((await visitor("GET", "/api/v1/session")).json.user.name).toBe("admin");

    expect((await visitor("GET", "/api/v1/setup")).json).toEqual({
      needed: false,
      agentsPending: true,
      codeRequired: false,
      databaseReady: true,
    });
    for (const [path, body] of [
      ["/api/v1/setup", { adminPassword: "another one" }],
      ["/api/v1/setup/test-pbx", { pbx: matriz }],
    ] as const) {
      const again = await visitor("POST", path, body);
      expect([again.status, problemOf(again)]).toEqual([409, "setup-done"]);
    }
    expect((await visitor("POST", "/api/v1/session", { name: "admin", password })).status).toBe(200);
  });

  test("is won by one of many at the same time", async () => {
    const { browser } = setting();
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, each) =>
        browser()("POST", "/api/v1/setup", { adminPassword: `${password} ${each}` }),
      ),
    );
    expect(answers.map((each) => each.status).sort()).toEqual([201, 409, 409, 409, 409]);
    expect(await sql`select from users`).toHaveLength(1);
  });

  test.each([
    { from: "a public address", address: "203.0.113.5", host: "203.0.113.9:8080" },
    { from: "a name that the world's DNS may point here", address: "192.168.0.7", host: "rebind.example:8080" },
    {
      from: "a proxy that is not trusted",
      address: "127.0.0.1",
      host: "192.168.0.2",
      extra: { "x-forwarded-for": "192.168.0.9" },
    },
    { from: "a trusted proxy that does not say for whom", address: "10.9.9.9", host: "192.168.0.2" },
  ])("from $from asks for the code, also for testing a PBX", async ({ address, host, extra }) => {
    const { browser } = setting();
    // Over TLS by a trusted proxy where the address is public: plain HTTP from there is refused for itself.
    const visitor = address === "203.0.113.5" ? browser("10.9.9.9", host, tls(address)) : browser(address, host, extra);
    expect((await visitor("GET", "/api/v1/setup")).json).toMatchObject({ needed: true, codeRequired: true });
    const origin = address === "203.0.113.5" ? { origin: `https://${host}` } : {};
    for (const code of [undefined, "abcd-efgh-jkmm"]) {
      const refused = await visitor("POST", "/api/v1/setup", { adminPassword: password, code }, origin);
      expect(refused.status).toBe(403);
      const trial = await visitor("POST", "/api/v1/setup/test-pbx", { pbx: matriz, code }, origin);
      expect(trial.status).toBe(403);
    }
    expect(await sql`select from users`).toHaveLength(0);
  });

  test("takes the code as people type it", async () => {
    const { browser } = setting();
    const visitor = browser("192.168.0.7", "rebind.example:8080");
    const wrong = await visitor("POST", "/api/v1/setup", { adminPassword: password });
    expect(problemOf(wrong)).toBe("setup-code-wrong");
    expect((await visitor("POST", "/api/v1/setup", { adminPassword: password, code: " ABCD efghjkmn" })).status).toBe(
      201,
    );
  });

  test("lets nobody guess the code for long", async () => {
    const { browser, time } = setting();
    const guess = (code: string) =>
      browser("192.168.0.7", "rebind.example")("POST", "/api/v1/setup", { adminPassword: password, code });
    for (let i = 0; i < 10; i++) expect((await guess(`guess-${i}`)).status).toBe(403);
    const blocked = await guess("abcd-efgh-jkmn");
    expect([blocked.status, problemOf(blocked), blocked.headers.get("retry-after")]).toEqual([
      429,
      "too-many-attempts",
      "10",
    ]);
    time.now += 10_000;
    expect((await guess("abcd-efgh-jkmn")).status).toBe(201);
  });

  test("takes no password over plain HTTP from outside, even with the code", async () => {
    const { browser } = setting();
    const answer = await browser("203.0.113.5", "203.0.113.9")("POST", "/api/v1/setup", {
      adminPassword: password,
      code: "abcd-efgh-jkmn",
    });
    expect([answer.status, problemOf(answer)]).toEqual([403, "tls-needed"]);
  });

  test("cannot be skipped: nobody signs in, nothing else answers", async () => {
    const { browser } = setting();
    const signIn = await browser()("POST", "/api/v1/session", { name: "admin", password: "admin123" });
    expect([signIn.status, problemOf(signIn)]).toEqual([409, "setup-needed"]);
    for (const path of ["/api/v1/pbxs", "/api/v1/queues", "/api/v1/live"]) {
      expect((await browser()("GET", path)).status).toBe(401);
    }
  });

  test.each([
    { body: { adminPassword: "short" }, path: "adminPassword" },
    { body: { adminPassword: password, pbx: { ...matriz, port: 0 } }, path: "pbx.port" },
    { body: { adminPassword: password, pbx: { ...matriz, id: "Ma triz" } }, path: "pbx.id" },
    { body: { adminPassword: password, pbx: { ...matriz, secret: "a\r\nAction: Command" } }, path: "pbx.secret" },
    { body: { adminPassword: password, pbx: { ...matriz, host: "a b" } }, path: "pbx.host" },
  ])("names the field that is wrong: $path", async ({ body, path }) => {
    const { browser } = setting();
    const answer = await browser()("POST", "/api/v1/setup", body);
    expect([answer.status, problemOf(answer)]).toEqual([400, "bad-request"]);
    expect(answer.json.errors).toMatchObject([{ path }]);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  test.each(["", "{", "[]", "null", '{"adminPassword":null}', '{"adminPassword":"\\ud800'])(
    "survives the body %p",
    async (body) => {
      const { browser } = setting();
      const answer = await browser()("POST", "/api/v1/setup", body);
      expect([answer.status, problemOf(answer)]).toEqual([400, "bad-request"]);
    },
  );
});

const tls = (address: string) => ({ "x-forwarded-for": address, "x-forwarded-proto": "https" });

describe("a session", () => {
  test("begins with the right password and ends with signing out", async () => {
    const { browser, signedOut } = await setUp();
    const visitor = browser();
    const wrong = await visitor("POST", "/api/v1/session", { name: "admin", password: "wrong one" });
    expect([wrong.status, problemOf(wrong), wrong.setCookie]).toEqual([401, "sign-in-refused", null]);
    const unknown = await visitor("POST", "/api/v1/session", { name: "root", password });
    expect([unknown.status, problemOf(unknown)]).toEqual([401, "sign-in-refused"]);
    expect((await visitor("GET", "/api/v1/pbxs")).status).toBe(401);
    const right = await visitor("POST", "/api/v1/session", { name: "ADMIN", password });
    expect(right.json).toEqual({ user: administrator });
    expect((await visitor("GET", "/api/v1/pbxs")).status).toBe(200);
    const cookie = right.setCookie?.split(";")[0] ?? "";
    expect((await visitor("DELETE", "/api/v1/session")).status).toBe(204);
    expect(signedOut).toHaveLength(1);
    expect((await browser()("GET", "/api/v1/pbxs", undefined, { cookie })).status).toBe(401);
  });

  test("has a cookie that scripts and other sites cannot use, with a prefix over TLS", async () => {
    const { browser } = await setUp();
    const plain = await browser()("POST", "/api/v1/session", { name: "admin", password });
    expect(plain.setCookie).toMatch(/^qm=[\w-]{43}; .*Path=\/; HttpOnly; SameSite=Strict$/);
    const secure = browser("10.9.9.9", "center.example", { ...tls("203.0.113.5"), origin: "https://center.example" });
    const answer = await secure("POST", "/api/v1/session", { name: "admin", password });
    expect(answer.setCookie).toMatch(/^__Host-qm=[\w-]{43}; .*Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(answer.headers.get("strict-transport-security")).not.toBeNull();
    expect((await secure("GET", "/api/v1/session")).status).toBe(200);
  });

  test("is kept as a hash only", async () => {
    const { browser } = await setUp();
    const answer = await browser()("POST", "/api/v1/session", { name: "admin", password });
    const token = /=([\w-]{43});/.exec(answer.setCookie ?? "")?.[1] ?? "";
    const rows = await sql<{ all: string }[]>`select sessions::text as all from sessions`;
    expect(token).toHaveLength(43);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row.all).not.toContain(token);
      expect(row.all).not.toContain(Buffer.from(token, "base64url").toString("hex"));
    }
  });

  test("does not count over plain HTTP from outside", async () => {
    const { browser } = await setUp();
    const inside = await browser()("POST", "/api/v1/session", { name: "admin", password });
    const cookie = inside.setCookie?.split(";")[0] ?? "";
    expect((await browser()("GET", "/api/v1/session", undefined, { cookie })).status).toBe(200);
    expect((await browser("203.0.113.5", "203.0.113.9")("GET", "/api/v1/session", undefined, { cookie })).status).toBe(
      401,
    );
    const signIn = await browser("203.0.113.5", "203.0.113.9")("POST", "/api/v1/session", { name: "admin", password });
    expect([signIn.status, problemOf(signIn)]).toEqual([403, "tls-needed"]);
  });

  test("goes on while it is used, ends after 12 hours without use and after 30 days in any case", async () => {
    const hour = 3_600_000;
    const idle = await setUp();
    idle.time.now += 12 * hour;
    expect((await idle.signedInBrowser("GET", "/api/v1/session")).status).toBe(401);

    await sql`truncate users cascade`;
    const used = await setUp();
    let hours = 0;
    while ((await used.signedInBrowser("GET", "/api/v1/session")).status === 200) {
      used.time.now += 10 * hour;
      hours += 10;
    }
    expect(hours).toBe(30 * 24);
  });

  test("has who guesses a password wait, longer each time, and lets the user in from elsewhere meanwhile", async () => {
    const { browser, time } = await setUp();
    const guess = (address: string, given: string) =>
      browser(address)("POST", "/api/v1/session", { name: "admin", password: given });
    const guesses = await Promise.all(Array.from({ length: 7 }, (_, each) => guess("192.168.0.66", `guess ${each}`)));
    expect(guesses.map((each) => each.status).sort()).toEqual([...Array(5).fill(401), 429, 429]);
    for (const seconds of ["1", "2", "4", "8", "16", "32", "60", "60"]) {
      const blocked = await guess("192.168.0.66", password);
      expect([blocked.status, problemOf(blocked), blocked.headers.get("retry-after")]).toEqual([
        429,
        "too-many-attempts",
        seconds,
      ]);
      time.now += Number(seconds) * 1_000;
      expect((await guess("192.168.0.66", "guess")).status).toBe(401);
    }
    expect((await guess("192.168.0.7", password)).status).toBe(200);
    time.now += 60_000;
    expect((await guess("192.168.0.66", password)).status).toBe(200);
  });
});

test("whoever has a whole network of IPv6 guesses no more passwords than others", async () => {
  const { browser } = await setUp();
  const statuses = [];
  for (let each = 0; each < 7; each++)
    statuses.push(
      (await browser(`fd00::${each}`, "[fd00::99]:8080")("POST", "/api/v1/session", { name: "admin", password: "no" }))
        .status,
    );
  expect(statuses).toEqual([...Array(5).fill(401), 429, 429]);
});

describe("a request from another site's page", () => {
  test.each([
    { headers: { origin: "http://evil.example" } },
    { headers: { origin: "null" } },
    { headers: { origin: "http://192.168.0.2:8081" } },
    { headers: { origin: "http://192.168.0.2:8080.evil.example" } },
    { headers: { "sec-fetch-site": "cross-site" } },
    { headers: { "sec-fetch-site": "same-site" } },
    { headers: { "sec-fetch-site": "none" } },
  ])("is refused, JSON or not: %j", async ({ headers }) => {
    const { signedInBrowser: visitor } = await setUp();
    for (const [method, path] of [
      ["POST", "/api/v1/pbxs"],
      ["PUT", "/api/v1/pbxs/matriz"],
      ["DELETE", "/api/v1/session"],
      ["POST", "/nowhere"],
    ] as const) {
      const answer = await visitor(method, path, matriz, headers);
      expect([answer.status, problemOf(answer)]).toEqual([403, "foreign-origin"]);
    }
    const handshake = await visitor("GET", "/api/v1/live", undefined, { ...headers, upgrade: "websocket" });
    expect([handshake.status, problemOf(handshake)]).toEqual([403, "foreign-origin"]);
    // A link or an address that somebody typed is harmless; of a page with another origin no cookie counts.
    const read = await visitor("GET", "/api/v1/session", undefined, headers);
    expect(read.status).toBe("origin" in headers ? 401 : 200);
  });

  test("does not stop a program without Origin, nor our own page", async () => {
    const { signedInBrowser: visitor, app } = await setUp();
    expect((await visitor("POST", "/api/v1/pbxs", matriz, { "sec-fetch-site": "same-origin" })).status).toBe(201);
    const init = { method: "POST", headers: { host: "192.168.0.2", "content-type": "application/json" } };
    const body = JSON.stringify({ name: "admin", password });
    expect((await app.request("/api/v1/session", { ...init, body }, { address: "192.168.0.9" })).status).toBe(200);
  });
});

describe("PBXs", () => {
  test("are added, changed and removed, and the lines follow", async () => {
    const { signedInBrowser: visitor, pbxs } = await setUp();
    const added = await visitor("POST", "/api/v1/pbxs", matriz);
    const { secret: _, ...open } = matriz;
    expect([added.status, added.json]).toEqual([201, { pbx: { ...open, queueLog: null, source: "page" } }]);
    expect(pbxs.configured).toMatchObject([matriz]);
    const again = await visitor("POST", "/api/v1/pbxs", matriz);
    expect([again.status, problemOf(again)]).toEqual([409, "pbx-exists"]);

    const renamed = await visitor("PUT", "/api/v1/pbxs/matriz", { ...open, name: "Head office" });
    expect([renamed.status, renamed.json.pbx.name]).toEqual([200, "Head office"]);
    expect(pbxs.configured).toMatchObject([{ name: "Head office", secret: "amiSecret" }]);

    expect((await visitor("DELETE", "/api/v1/pbxs/matriz")).status).toBe(204);
    expect(pbxs.configured).toEqual([]);
    const gone = await visitor("DELETE", "/api/v1/pbxs/matriz");
    expect([gone.status, problemOf(gone)]).toEqual([404, "pbx-not-found"]);
    expect(problemOf(await visitor("PUT", "/api/v1/pbxs/matriz", open))).toBe("pbx-not-found");
  });

  test("are tested as given, or as they are kept", async () => {
    const { signedInBrowser: visitor } = await setUp();
    expect((await visitor("POST", "/api/v1/pbxs/test", { pbx: { ...matriz, host: "given" } })).json.amiVersion).toBe(
      "given",
    );
    expect(problemOf(await visitor("POST", "/api/v1/pbxs/matriz/test"))).toBe("pbx-not-found");
    await visitor("POST", "/api/v1/pbxs", matriz);
    expect((await visitor("POST", "/api/v1/pbxs/matriz/test")).json.amiVersion).toBe(matriz.host);
  });

  test("are tested as they would be changed, with the secret on file, which goes nowhere else", async () => {
    const { signedInBrowser: visitor } = await setUp();
    await visitor("POST", "/api/v1/pbxs", matriz);
    const { secret: _, id: __, ...open } = matriz;
    const renamed = await visitor("POST", "/api/v1/pbxs/matriz/test", { pbx: { ...open, username: "other" } });
    expect([renamed.status, renamed.json.amiVersion]).toEqual([200, matriz.host]);
    const moved = await visitor("POST", "/api/v1/pbxs/matriz/test", { pbx: { ...open, host: "10.6.6.6" } });
    expect([moved.status, problemOf(moved)]).toEqual([422, "pbx-secret-needed"]);
    const given = await visitor("POST", "/api/v1/pbxs/matriz/test", { pbx: { ...matriz, host: "10.6.6.6" } });
    expect(given.json.amiVersion).toBe("10.6.6.6");
  });

  test("have their queue_log tested, as given or as it is kept", async () => {
    const { signedInBrowser: visitor } = await setUp();
    const folder = mkdtempSync(join(tmpdir(), "qm-log-"));
    const file = join(folder, "queue_log");
    const tried = async (body: object) => (await visitor("POST", "/api/v1/pbxs/test-queue-log", body)).json;
    expect(await tried({ queueLog: file })).toMatchObject({
      code: "file_missing",
      text: expect.stringContaining(file),
    });
    writeFileSync(file, "");
    expect(await tried({ queueLog: file })).toMatchObject({ code: "empty", rows: 0 });
    writeFileSync(file, "1772452800|NONE|NONE|NONE|QUEUESTART|\n");
    expect(await tried({ queueLog: file })).toEqual({ code: "good", rows: 1, more: false, text: "" });
    const queueLog = "mysql://snep:logSecret@127.0.0.1:1/snep/queue_log";
    await visitor("POST", "/api/v1/pbxs", { ...matriz, queueLog });
    const kept = await tried({ of: "matriz" });
    expect(kept).toMatchObject({ code: "unreadable", text: expect.stringContaining("127.0.0.1:1") });
    expect(JSON.stringify(kept)).not.toContain("logSecret");
    const thief = { of: "matriz", queueLog: "mysql://snep@10.6.6.6/snep/queue_log" };
    expect(problemOf(await visitor("POST", "/api/v1/pbxs/test-queue-log", thief))).toBe("pbx-secret-needed");
    expect(problemOf(await visitor("POST", "/api/v1/pbxs/test-queue-log", { of: "none" }))).toBe("pbx-not-found");
    const wrong = await visitor("POST", "/api/v1/pbxs/test-queue-log", { queueLog: "/etc/shadow" });
    expect([wrong.status, wrong.json.errors[0].path]).toEqual([400, "queueLog"]);
    rmSync(folder, { recursive: true, force: true });
  });

  test("never give their secret away, nor send it elsewhere", async () => {
    const { signedInBrowser: visitor } = await setUp();
    await visitor("POST", "/api/v1/pbxs", matriz);
    expect((await visitor("GET", "/api/v1/pbxs")).text).not.toContain(matriz.secret);
    const { secret: _, ...open } = matriz;
    for (const moved of [{ host: "10.6.6.6" }, { port: 5039 }, { tls: true }]) {
      const answer = await visitor("PUT", "/api/v1/pbxs/matriz", { ...open, ...moved });
      expect([answer.status, problemOf(answer)]).toEqual([422, "pbx-secret-needed"]);
    }
    expect((await visitor("PUT", "/api/v1/pbxs/matriz", { ...matriz, host: "10.6.6.6" })).status).toBe(200);
  });

  test("of the environment are listed and left alone", async () => {
    const { signedInBrowser: visitor, pbxs } = await setUp();
    const { id, ...rest } = matriz;
    pbxs.fixed = [{ ...rest, id: "fixed" as PbxSettings["id"] }];
    expect((await visitor("GET", "/api/v1/pbxs")).json.pbxs).toMatchObject([{ id: "fixed", source: "environment" }]);
    expect(problemOf(await visitor("PUT", "/api/v1/pbxs/fixed", rest))).toBe("pbx-from-environment");
    expect(problemOf(await visitor("DELETE", "/api/v1/pbxs/fixed"))).toBe("pbx-from-environment");
    expect(problemOf(await visitor("POST", "/api/v1/pbxs", { ...rest, id: "fixed" }))).toBe("pbx-exists");
    expect(id).toBe("matriz");
  });
});

test("a PBX keeps where its queue_log is, and shows it without its secret", async () => {
  const { browser, pbxs } = setting();
  const visitor = browser();
  await visitor("POST", "/api/v1/setup", { adminPassword: password });
  const queueLog = "mysql://snep:logSecret@10.0.0.5/snep/queue_log";
  const wrong = await visitor("POST", "/api/v1/pbxs", { ...matriz, queueLog: "mysql://snep:logSecret@10.0.0.5/snep" });
  expect([wrong.status, wrong.text.includes("logSecret")]).toEqual([400, false]);
  expect((await visitor("POST", "/api/v1/pbxs", { ...matriz, queueLog })).status).toBe(201);
  const { secret: _, id: __, ...open } = matriz;
  const changed = await visitor("PUT", "/api/v1/pbxs/matriz", { ...open, name: "Head office" });
  const shown = "mysql://snep@10.0.0.5:3306/snep/queue_log";
  expect(changed.json.pbx.queueLog).toBe(shown);
  expect(changed.text).not.toContain("logSecret");
  const kept = (part: string) => `mysql://snep:logSecret@10.0.0.5:3306/snep/${part}`;
  expect(pbxs.configured).toMatchObject([{ name: "Head office", queueLog: kept("queue_log") }]);
  expect(JSON.stringify(await sql`select * from pbxs`)).not.toContain("logSecret");
  // As it is shown, with another table: the secret stays. At another place, it is not sent there.
  const other = await visitor("PUT", "/api/v1/pbxs/matriz", { ...open, queueLog: `${shown}2?zone=America/Bahia` });
  expect(other.json.pbx.queueLog).toBe(`${shown}2?zone=America/Bahia`);
  expect(pbxs.configured).toMatchObject([{ queueLog: `${kept("queue_log2")}?zone=America/Bahia` }]);
  const places = ["snep@10.6.6.6/snep/queue_log", "snep@10.0.0.5:3307/snep/queue_log", "root@10.0.0.5/snep/queue_log"];
  for (const place of places) {
    const moved = await visitor("PUT", "/api/v1/pbxs/matriz", { ...open, queueLog: `mysql://${place}` });
    expect([moved.status, problemOf(moved), moved.json.errors[0].path]).toEqual([422, "pbx-secret-needed", "queueLog"]);
  }
  await visitor("PUT", "/api/v1/pbxs/matriz", { ...open, queueLog: null });
  expect(pbxs.configured).toMatchObject([{ queueLog: null }]);
});

test("every change leaves an audit row, without a secret", async () => {
  const { signedInBrowser: visitor } = await setUp();
  await visitor("POST", "/api/v1/pbxs", matriz);
  await visitor("PUT", "/api/v1/pbxs/matriz", { ...matriz, name: "Other" });
  await visitor("DELETE", "/api/v1/pbxs/matriz");
  await visitor("POST", "/api/v1/session", { name: "admin", password: "not this" });
  await visitor("POST", "/api/v1/session", { name: "admin", password });
  await visitor("DELETE", "/api/v1/session");
  const rows = await sql<{ action: string; who: string | null; target: string; address: string; all: string }[]>`
    select action, user_name as who, target, address, audit::text as all from audit order by id
  `;
  expect(rows.map(({ action, who, target }) => [action, who, target])).toEqual([
    ["setup", "admin", "admin"],
    ["pbx_added", "admin", "matriz"],
    ["pbx_changed", "admin", "matriz"],
    ["pbx_removed", "admin", "matriz"],
    ["sign_in_refused", null, "admin"],
    ["signed_in", "admin", "admin"],
    ["signed_out", "admin", "admin"],
  ]);
  for (const row of rows) {
    expect(row.address).toBe("192.168.0.7");
    for (const secret of [password, matriz.secret, "not this"]) expect(row.all).not.toContain(secret);
  }
});

describe("every answer", () => {
  test("has the headers that keep the page to itself", async () => {
    const { browser } = setting();
    for (const path of ["/", "/api/v1/setup", "/nowhere", "/assets/none.js"]) {
      const { headers } = await browser()("GET", path);
      expect(headers.get("content-security-policy")).toMatch(
        /^default-src 'none'; script-src 'self';.* frame-ancestors 'none'$/,
      );
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
    }
  });

  test("of the page is kept as long as it is the same; the API's is not kept", async () => {
    const { browser } = setting();
    const asset = await browser()("GET", "/assets/main-1.js");
    expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const page = await browser()("GET", "/any/place/of/the/page%00");
    expect([page.status, page.text, page.headers.get("cache-control")]).toEqual([200, "<!doctype html>", "no-cache"]);
    const same = await browser()("GET", "/", undefined, { "if-none-match": page.headers.get("etag") ?? "" });
    expect(same.status).toBe(304);
    expect((await browser()("GET", "/api/v1/setup")).headers.get("cache-control")).toBe("no-store");
  });

  test("is a problem where there is nothing", async () => {
    const { browser } = setting();
    for (const path of ["/api/v1/nothing", "/assets/none.js"]) {
      const answer = await browser()("GET", path);
      expect([answer.status, problemOf(answer)]).toEqual([
        path.startsWith("/api/") ? 401 : 404,
        path.startsWith("/api/") ? "sign-in-needed" : "not-found",
      ]);
    }
  });

  test.each([
    ["POST", "/api/v1/session", { name: "a\0b", password }],
    ["POST", "/api/v1/pbxs", { ...matriz, name: "Ma\0triz" }],
    ["PUT", "/api/v1/pbxs/%00", { ...matriz, id: undefined }],
    ["DELETE", "/api/v1/pbxs/%00", undefined],
    ["POST", "/api/v1/pbxs/%00/test", undefined],
  ])("to a character that no database keeps says what is wrong: %s %s", async (method, path, body) => {
    const { signedInBrowser } = await setUp();
    const answer = await signedInBrowser(method, path, body);
    expect([answer.status, problemOf(answer)]).toEqual([400, "bad-request"]);
  });

  test.each(["/api/v1/agents/import", "/api/v1/imports?pbx=matriz"])(
    "to a file in a form says how to send it: %s",
    async (path) => {
      const { signedInBrowser } = await setUp();
      const before = await signedInBrowser("GET", "/api/v1/imports");
      const type = { "content-type": "multipart/form-data; boundary=abc" };
      const form = await signedInBrowser("POST", path, "--abc\r\n\r\ncode;name\r\n--abc--", type);
      expect([form.status, form.json.detail]).toEqual([400, expect.stringContaining("--data-binary")]);
      expect((await signedInBrowser("GET", "/api/v1/imports")).json).toEqual(before.json);
    },
  );

  test("to a body that is too large says so", async () => {
    const { browser } = setting();
    const answer = await browser()(
      "POST",
      "/api/v1/setup",
      { adminPassword: "x".repeat(300_000) },
      { "content-length": "300100" },
    );
    expect([answer.status, problemOf(answer)]).toEqual([413, "too-large"]);
  });
});

test("GET /openapi.json describes every route", async () => {
  const { browser } = setting();
  const { json } = await browser()("GET", "/openapi.json");
  expect(Object.keys(json.paths).sort()).toEqual([
    "/api/v1/access-choices",
    "/api/v1/actions",
    "/api/v1/agent-groups",
    "/api/v1/agent-groups/{id}",
    "/api/v1/agents",
    "/api/v1/agents/export",
    "/api/v1/agents/import",
    "/api/v1/agents/{id}",
    "/api/v1/agents/{id}/aliases",
    "/api/v1/agents/{id}/counters",
    "/api/v1/agents/{id}/deactivate",
    "/api/v1/agents/{id}/deletion",
    "/api/v1/agents/{id}/reactivate",
    "/api/v1/agents/{id}/timeline",
    "/api/v1/audit",
    "/api/v1/audit.csv",
    "/api/v1/audit/users",
    "/api/v1/branding",
    "/api/v1/calls",
    "/api/v1/calls/{id}",
    "/api/v1/calls/{id}/events",
    "/api/v1/cors",
    "/api/v1/health",
    "/api/v1/imports",
    "/api/v1/imports/{id}",
    "/api/v1/imports/{id}/cancel",
    "/api/v1/imports/{id}/problems",
    "/api/v1/licence",
    "/api/v1/licence/seats",
    "/api/v1/password-reset",
    "/api/v1/pauses",
    "/api/v1/pauses/order",
    "/api/v1/pauses/used",
    "/api/v1/pauses/{id}",
    "/api/v1/pauses/{id}/restore",
    "/api/v1/pbxs",
    "/api/v1/pbxs/test",
    "/api/v1/pbxs/test-queue-log",
    "/api/v1/pbxs/{id}",
    "/api/v1/pbxs/{id}/queue-log",
    "/api/v1/pbxs/{id}/records",
    "/api/v1/pbxs/{id}/test",
    "/api/v1/profile",
    "/api/v1/profile/extensions",
    "/api/v1/profile/extensions/{pbx}",
    "/api/v1/profile/password",
    "/api/v1/profile/preferences",
    "/api/v1/profile/sessions",
    "/api/v1/profile/sessions/{session}",
    "/api/v1/queue-groups",
    "/api/v1/queue-groups/{id}",
    "/api/v1/queues",
    "/api/v1/queues/settings",
    "/api/v1/queues/{pbx}/{queue}/candidates",
    "/api/v1/queues/{pbx}/{queue}/counters",
    "/api/v1/queues/{pbx}/{queue}/settings",
    "/api/v1/retention",
    "/api/v1/retention/dry-run",
    "/api/v1/retention/run",
    "/api/v1/session",
    "/api/v1/settings",
    "/api/v1/settings/branding",
    "/api/v1/settings/branding/logo",
    "/api/v1/settings/https",
    "/api/v1/settings/mail",
    "/api/v1/settings/mail/test",
    "/api/v1/settings/recordings",
    "/api/v1/settings/site",
    "/api/v1/settings/snep",
    "/api/v1/setup",
    "/api/v1/setup/agents",
    "/api/v1/setup/test-pbx",
    "/api/v1/tokens",
    "/api/v1/tokens/{id}",
    "/api/v1/users",
    "/api/v1/users/{id}",
    "/api/v1/users/{id}/disable",
    "/api/v1/users/{id}/enable",
    "/api/v1/users/{id}/password",
    "/api/v1/users/{id}/sessions",
    "/api/v1/users/{id}/sessions/{session}",
    "/api/v1/visits",
    "/api/v1/visits/{id}",
  ]);
});

test("GET /openapi.json says of each route which right it needs", async () => {
  const { browser } = setting();
  const { paths } = (await browser()("GET", "/openapi.json")).json;
  const refusal = (path: string, method: string) => paths[`/api/v1${path}`][method].responses[403]?.description;
  expect(refusal("/pbxs", "post")).toBe("You may not. It needs: settings: modify");
  expect(refusal("/audit", "get")).toEndWith(". It needs: audit: view");
  expect(refusal("/session", "delete")).toBeUndefined();
  const untold = Object.entries(needs).flatMap(([route, need]) => {
    const [method = "", path = ""] = route.split(" ");
    return need === "signed_in" || route === "GET /live" || refusal(path, method.toLowerCase()) ? [] : [route];
  });
  expect(untold).toEqual([]);
});

test("GET /openapi.json tells patterns that fit the examples beside them", async () => {
  const { browser } = setting();
  const { text } = await browser()("GET", "/openapi.json");
  let fitted = 0;
  JSON.parse(text, (_, value) => {
    if (typeof value?.pattern !== "string" || typeof value.example !== "string") return value;
    expect(value.example).toMatch(new RegExp(value.pattern, "u"));
    fitted++;
    return value;
  });
  expect(fitted).toBeGreaterThan(50);
});

test("GET /api/docs shows every route and schema as a page that our own policy allows", async () => {
  const { browser } = setting();
  const { json } = await browser()("GET", "/openapi.json");
  const page = await browser()("GET", "/api/docs");
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
  for (const path of Object.keys(json.paths)) expect(page.text).toContain(`<code>${path}</code>`);
  for (const name of Object.keys(json.components.schemas)) expect(page.text).toContain(`id="schema-${name}"`);
  const anchors = [...page.text.matchAll(/href="#([^"]+)"/g)].map((match) => match[1] ?? "");
  expect(anchors.length).toBeGreaterThan(0);
  for (const anchor of anchors) expect(page.text).toContain(`id="${anchor}"`);
  expect(page.text).not.toMatch(/<script|<style|\sstyle=|https?:|undefined|\[object/);
  const style = await browser()("GET", /href="([^"]+\.css)"/.exec(page.text)?.[1] ?? "");
  expect([style.status, style.headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
  for (const [, name] of style.text
    .split("Frame")
    .at(-1)
    ?.matchAll(/var\((--[\w-]+)/g) ?? []) {
    expect(style.text).toContain(`${name}:`);
  }
});

test("the API is described once, however often anybody asks for it", async () => {
  const { app, browser } = setting();
  const describe = app.getOpenAPI31Document;
  let times = 0;
  app.getOpenAPI31Document = (...asked) => {
    times++;
    return describe(...asked);
  };
  for (const path of ["/openapi.json", "/api/docs", "/openapi.json", "/api/docs"])
    expect((await browser()("GET", path)).status).toBe(200);
  expect(times).toBe(1);
});

test("GET /openapi.json says of each route whether it needs a session, as it does", async () => {
  const { browser } = await setUp();
  const { json } = await browser()("GET", "/openapi.json");
  for (const [path, methods] of Object.entries<Record<string, { security?: unknown }>>(json.paths)) {
    for (const [method, { security }] of Object.entries(methods)) {
      const answer = await browser()(
        method.toUpperCase(),
        path.replace(/\{\w+\}/g, "none"),
        method === "get" ? undefined : {},
      );
      const isOpen = /^\/api\/v1\/(?:health|session|setup(?!\/agents)|password-reset|branding)/.test(path);
      expect([path, method, security === undefined]).toEqual([path, method, isOpen]);
      if (!isOpen) expect([path, answer.status]).toEqual([path, 401]);
    }
  }
});

test("GET /api/v1/live tells a plain request that it is a WebSocket", async () => {
  const { signedInBrowser } = await setUp();
  const answer = await signedInBrowser("GET", "/api/v1/live");
  expect([answer.status, problemOf(answer)]).toEqual([426, "websocket-needed"]);
});

test("an outage of the database is told as one, and health says it", async () => {
  const away = openPool({ socket: "/nowhere", user: "nobody", database: "none" }, 1);
  const { browser } = setting({ sql: away });
  const answer = await browser()("POST", "/api/v1/session", { name: "admin", password });
  expect([answer.status, problemOf(answer), answer.headers.get("retry-after")]).toEqual([503, "database-away", "2"]);
  const health = await browser()("GET", "/api/v1/health");
  expect([health.status, health.json]).toMatchObject([503, { status: "degraded", database: "away", version: "1.2.3" }]);
  await away.end();
});

test("health says of each PBX whether what it tells is recorded, waits for the database, or is refused by the disk", async () => {
  const line = { ...{ status: "live", asteriskVersion: null, heardAt: null }, drift: { checks: 0 } };
  const health = (["a", "b", "c"] as const).map((id) => ({ ...line, pbx: pbxId(id) }) as never);
  const kept = { journal: "j", taken: 9, gap: null, isAway: false };
  const keptOf: Record<string, RecordKeeping> = {
    a: kept,
    b: { ...kept, isAway: true },
    c: { ...kept, isAway: true, gap: { since: 1, reason: "No space left on device" } },
  };
  const answer = async (some: typeof health) => {
    const { browser } = setting({
      pbxs: Object.assign(new Lines(), { health: () => some }),
      keeping: (pbx) => keptOf[pbx] ?? null,
    });
    const { status, json } = await browser()("GET", "/api/v1/health");
    return [status, json.status, json.pbxs.map(({ records }: { records: string }) => records)];
  };
  expect(await answer(health)).toEqual([200, "degraded", ["ok", "waiting", "refused"]]);
  expect(await answer(health.slice(0, 1))).toEqual([200, "ok", ["ok"]]);
});

test("a full disk of the database is told as one", async () => {
  const { signedInBrowser: visitor } = await setUp();
  // As PostgreSQL does it, with its own code (53100, disk_full).
  await sql.unsafe(`
    create function full_disk() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
    create trigger full_disk before insert on pbxs execute function full_disk();
  `);
  const answer = await visitor("POST", "/api/v1/pbxs", matriz);
  await sql.unsafe("drop trigger full_disk on pbxs; drop function full_disk");
  expect([answer.status, problemOf(answer)]).toEqual([507, "disk-full"]);
  expect(await sql`select from audit where action = 'pbx_added'`).toHaveLength(0);
});

test("an error of our own is logged and not shown", async () => {
  const lines: string[] = [];
  const broken = new Lines();
  broken.health = () => {
    throw new Error("secret inner thing");
  };
  const { browser } = setting({
    pbxs: broken,
    log: createLog(
      (line) => lines.push(line),
      () => 0,
    ),
  });
  const answer = await browser()("GET", "/api/v1/health");
  expect([answer.status, problemOf(answer)]).toEqual([500, "internal-error"]);
  expect(answer.text).not.toContain("secret inner thing");
  expect(lines.join("")).toMatch(
    /A request failed method=GET path=\/api\/v1\/health reason="secret inner thing" at=.*app_test/,
  );
});

test("createStartingApp() shows the page and says that the database is not ready", async () => {
  const page = createPage(new Map());
  const app = createStartingApp({ client: { trustedProxies: [], hostname: "h" }, log: silentLog, page });
  const setup = await app.request("/api/v1/setup", {}, { address: null });
  expect(await setup.json()).toMatchObject({ needed: false, codeRequired: false, databaseReady: false });
  const other = await app.request("/api/v1/session", {}, { address: null });
  expect([other.status, other.headers.get("retry-after")]).toEqual([503, "1"]);
});
