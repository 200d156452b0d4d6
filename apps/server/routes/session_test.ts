/** Sessions, and who guesses passwords. */
import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { emptied, temporaryDatabase } from "../db/temporary.ts";
import { administrator, browsedOver, password, problemOf, tls } from "./browser_of_tests.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const { setUp } = browsedOver(sql);

beforeEach(async () => {
  await emptied(sql, "users", "sessions", "pbxs", "settings", "audit");
});

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
