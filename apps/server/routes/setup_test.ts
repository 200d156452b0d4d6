/** The first access. */
import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { emptied, temporaryDatabase } from "../db/temporary.ts";
import { administrator, browsedOver, matriz, password, problemOf, tls } from "./browser_of_tests.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const { setting } = browsedOver(sql);

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
