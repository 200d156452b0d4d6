import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { pbxId } from "@qmanager/core";
import { createStartingApp } from "./app.ts";
import { openPool } from "./db/connect.ts";
import { emptied, temporaryDatabase } from "./db/temporary.ts";
import { createLog, silentLog } from "./log.ts";
import type { RecordKeeping } from "./records/records.ts";
import { browsedOver, Lines, matriz, password, problemOf } from "./routes/browser_of_tests.ts";
import { createPage } from "./web/page.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const { setting, setUp } = browsedOver(sql);

beforeEach(async () => {
  await emptied(sql, "users", "sessions", "pbxs", "settings", "audit");
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
