/** Licences over a real database, with real signatures: which are taken in, what each lets one do, and who gets the last seat. */
import { beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { LicenceClaims } from "@qmanager/core/licence";
import { CompactSign, importJWK, type JWK } from "jose";
import { emptied, temporaryDatabase } from "../db/temporary.ts";
import { makeKeys, signLicence } from "../licence/licence_token.ts";
import { Licences } from "../licence/licences.ts";
import { MasterKey } from "../secrets/master_key.ts";
import { SecretBox } from "../secrets/secret_box.ts";
import { type Ask, appOf, now, secrets, signedIn } from "./app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const time = { now };
let issuer: { privateKey: JWK; publicKey: JWK };
beforeAll(async () => {
  issuer = await makeKeys();
});

function licencesWith(own: Partial<ConstructorParameters<typeof Licences>[0]> = {}): Licences {
  const keys = { keys: [issuer.publicKey] };
  return new Licences({ secrets, keys, now: () => time.now, zone: () => "America/Sao_Paulo", ...own });
}
const asked = (licences: Licences) => signedIn(sql, { now: () => time.now, licences, seatLimit: licences.seatLimit });

let ask: Ask;
beforeEach(async () => {
  await sql`truncate agents restart identity cascade`;
  time.now = now;
  ask = await asked(licencesWith());
});

/** The tests' day is the 2nd of March 2026. */
const claims: LicenceClaims = {
  ...{ customer: "Central Empresa", agents: 3, services: ["recordings", "wallboard"] },
  ...{ issuedAt: now - 3_600_000, from: "2026-03-01", until: "2026-03-31" },
};
const licence = (own: Partial<LicenceClaims> = {}) => signLicence(issuer.privateKey, { ...claims, ...own });
const put = (token: string) => ask("PUT", "/licence", { token });
const read = async () => (await ask("GET", "/licence")).json;
const addAgent = (code: number) => ask("POST", "/agents", { code, name: `Agent ${code}` });
const dayMs = 24 * 3_600_000;
const endOf = Date.parse("2026-04-01T03:00:00Z");

describe("without a licence", () => {
  test("it is the community edition, without a limit, and its number stays the same", async () => {
    const first = await read();
    expect(first).toEqual({
      ...{ edition: "community", customer: null, agents: { used: 0, limit: null }, services: [], from: null },
      ...{
        until: null,
        token: null,
        problem: null,
        zone: "America/Sao_Paulo",
        installation: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    });
    for (const code of [1, 2, 3, 4]) expect((await addAgent(code)).status).toBe(201);
    expect((await read()).installation).toBe(first.installation);
    expect((await ask("GET", "/licence/seats")).json).toEqual({ used: 4, limit: null, problem: null });
  });
});

describe("a licence", () => {
  test("is taken in, shown without its token, kept sealed, and taken away again; the audit tells it", async () => {
    const token = await licence();
    const kept = await put(` ${token}\n`);
    expect([kept.status, kept.json]).toMatchObject([
      200,
      {
        ...{ edition: "licensed", customer: "Central Empresa", agents: { used: 0, limit: 3 }, until: endOf },
        ...{ services: ["recordings", "wallboard"], token: `…${token.slice(-4)}`, problem: null },
      },
    ]);
    expect(await read()).toEqual(kept.json);
    const removed = await ask("DELETE", "/licence");
    expect([removed.status, removed.json.edition, removed.json.token]).toEqual([200, "community", null]);
    await ask("DELETE", "/licence");
    const told = await sql`select action, detail from audit where action like 'licence%' order by id`;
    expect([...told]).toMatchObject([
      { action: "licence_changed", detail: { before: {}, after: { customer: "Central Empresa", licence: "•••" } } },
      { action: "licence_removed", detail: { before: { seats: 3, until: "2026-03-31" } } },
    ]);
    await put(token);
    const onFile = JSON.stringify([await sql`select * from settings`, await sql`select * from audit`]);
    expect(onFile).not.toContain(token.split(".")[1] ?? token);
  });

  test("lets as many agents work as it says, and of those who race for the last seat one gets it", async () => {
    await put(await licence());
    for (const code of [1, 2]) expect((await addAgent(code)).status).toBe(201);
    const racers = await Promise.all([11, 12, 13, 14, 15].map(addAgent));
    expect(racers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    expect(racers.find(({ status }) => status === 409)).toMatchObject({
      problem: "licence-limit",
      json: { detail: expect.stringContaining("The licence is for 3 agents: 3 work already, and 1 more would") },
    });
    expect((await ask("GET", "/licence/seats")).json).toEqual({ used: 3, limit: 3, problem: null });
    // A place that becomes free can be taken.
    const [first] = (await ask("GET", "/agents")).json.agents;
    await ask("POST", `/agents/${first.id}/deactivate`);
    const both = await Promise.all([addAgent(21), ask("POST", `/agents/${first.id}/reactivate`)]);
    expect(both.filter(({ status }) => status < 300)).toHaveLength(1);
  });

  test("for fewer than work already says so, and stops only that more are added", async () => {
    for (const code of [1, 2, 3, 4]) await addAgent(code);
    expect((await put(await licence())).json).toMatchObject({ agents: { used: 4, limit: 3 }, problem: "over_limit" });
    expect((await addAgent(5)).problem).toBe("licence-limit");
    const [first] = (await ask("GET", "/agents")).json.agents;
    expect((await ask("PATCH", `/agents/${first.id}`, { name: "Outra" })).status).toBe(200);
    expect((await ask("POST", `/agents/${first.id}/deactivate`)).status).toBe(200);
    expect((await read()).problem).toBeNull();
  });

  test("that has ended lets nobody be added, and says why, until it is taken away", async () => {
    await put(await licence());
    await sql`update sessions set expires_at = ${endOf + dayMs}`;
    time.now = endOf;
    expect(await read()).toMatchObject({ edition: "licensed", until: endOf, problem: "expired" });
    const refused = await addAgent(1);
    expect([refused.status, refused.problem]).toEqual([409, "licence-limit"]);
    expect(refused.json.detail).toContain("has ended");
    await ask("DELETE", "/licence");
    expect((await addAgent(1)).status).toBe(201);
  });

  test("goes on with what it was after a start with other keys, which cannot check it", async () => {
    await put(await licence());
    const other = await makeKeys();
    const problemWith = async (own: Parameters<typeof licencesWith>[0]): Promise<unknown> => {
      const licences = licencesWith(own);
      const { state } = await licences.current(sql);
      return "fault" in state ? [state.fault, await licences.seatLimit(sql)] : state.type;
    };
    const stopped = (problem: string) => [problem, { type: "stopped", problem }];
    expect(await problemWith({ keys: null })).toEqual(stopped("no_keys"));
    expect(await problemWith({ keys: { keys: [other.publicKey] } })).toEqual(stopped("unknown_key"));
    const wrong = { ...other.publicKey, kid: issuer.publicKey.kid as string };
    expect(await problemWith({ keys: { keys: [wrong] } })).toEqual(stopped("wrong_signature"));
    const box = new SecretBox(new MasterKey(new Uint8Array(32).fill(8), "another"));
    expect(await problemWith({ secrets: box })).toEqual(stopped("unreadable"));
    // A key that comes new beside the old one changes nothing.
    expect(await problemWith({ keys: { keys: [other.publicKey, issuer.publicKey] } })).toBe("licensed");
  });
});

describe("TRIAL", () => {
  test("is 15 days of everything from when it was first entered, and entering it again renews nothing", async () => {
    expect((await put("trial")).json).toMatchObject({
      ...{ edition: "trial", token: "TRIAL", from: now, until: now + 15 * dayMs, problem: null },
      agents: { limit: null },
    });
    await sql`update sessions set expires_at = ${now + 30 * dayMs}`;
    time.now = now + 10 * dayMs;
    await ask("DELETE", "/licence");
    expect((await put("TRIAL")).json).toMatchObject({ edition: "trial", until: now + 15 * dayMs });
    await sql`update sessions set expires_at = ${now + 30 * dayMs}`;
    time.now = now + 15 * dayMs;
    expect((await put("TRIAL")).json).toMatchObject({ edition: "community", problem: "trial_over" });
    // It is the community edition: there is no limit.
    for (const code of [1, 2, 3, 4]) expect((await addAgent(code)).status).toBe(201);
    await put(await licence({ until: "2026-12-31", agents: 20 }));
    expect((await read()).edition).toBe("licensed");
  });
});

describe("a token is refused, and what was entered before stays,", () => {
  const header = (own: object = {}) => ({ alg: "EdDSA", typ: "qm-licence", kid: issuer.publicKey.kid, ...own });
  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const body = () => ({ ...claims, iat: Math.floor(claims.issuedAt / 1_000), agents: 1_000 });

  const wrong: Record<string, () => Promise<string> | string> = {
    "that another key signed under the known name": async () =>
      signLicence({ ...(await makeKeys()).privateKey, kid: issuer.publicKey.kid as string }, claims),
    "that a key signed which nobody knows": async () => signLicence((await makeKeys()).privateKey, claims),
    "whose claims were changed": async () => {
      const [head, , signature] = (await licence()).split(".");
      return `${head}.${base64(body())}.${signature}`;
    },
    "whose signature was cut off": async () => (await licence()).replace(/[^.]*$/, ""),
    "whose last character is another": async () => {
      const token = await licence();
      return token.slice(0, -2) + (token.at(-2) === "A" ? "B" : "A") + token.slice(-1);
    },
    "that says alg none": () => `${base64(header({ alg: "none" }))}.${base64(body())}.`,
    "that takes the public key for a shared secret (HS256)": () => {
      const head = `${base64(header({ alg: "HS256" }))}.${base64(body())}`;
      const secret = JSON.stringify(issuer.publicKey);
      return `${head}.${new Bun.CryptoHasher("sha256", secret).update(head).digest("base64url")}`;
    },
    "that takes the bytes of the public key for a shared secret": () => {
      const head = `${base64(header({ alg: "HS256" }))}.${base64(body())}`;
      const secret = Buffer.from(issuer.publicKey.x as string, "base64url");
      return `${head}.${new Bun.CryptoHasher("sha256", secret).update(head).digest("base64url")}`;
    },
    "that has ended": () => licence({ until: "2026-03-01" }),
    "that begins tomorrow": () => licence({ from: "2026-03-03" }),
    "that was issued after now, by a clock that is right": () => licence({ issuedAt: now + 3_600_000 }),
    "of another kind, signed with the same key": async () =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(body())))
        .setProtectedHeader(header({ typ: "JWT" }) as never)
        .sign(await importJWK(issuer.privateKey, "EdDSA")),
    "without the number of agents": async () =>
      new CompactSign(new TextEncoder().encode(JSON.stringify({ ...body(), agents: undefined })))
        .setProtectedHeader(header() as never)
        .sign(await importJWK(issuer.privateKey, "EdDSA")),
    "that is no JSON inside": async () =>
      new CompactSign(new TextEncoder().encode("{"))
        .setProtectedHeader(header() as never)
        .sign(await importJWK(issuer.privateKey, "EdDSA")),
    "that is garbage of 100 kB": () => "é~.".repeat(33_000),
    "that is dots": () => "..",
    "that is SQL": () => "'); drop table settings;--",
  };

  const problems: Record<string, string> = {
    "that another key signed under the known name": "licence-changed",
    "that a key signed which nobody knows": "licence-key-unknown",
    "whose claims were changed": "licence-changed",
    "whose signature was cut off": "licence-changed",
    "whose last character is another": "licence-changed",
    "that has ended": "licence-expired",
    "that begins tomorrow": "licence-not-yet",
    "that was issued after now, by a clock that is right": "licence-not-yet",
  };
  for (const [what, make] of Object.entries(wrong)) {
    const problem = problems[what] ?? "licence-malformed";
    test(what, async () => {
      const before = (await put(await licence())).json;
      const answer = await put(await make());
      const errors = answer.json.errors as { path: string; detail: string }[];
      expect([answer.status, answer.problem]).toEqual([400, problem]);
      expect(errors.map(({ path }) => path)).toEqual(["token"]);
      expect(errors[0]?.detail.length).toBeLessThan(200);
      expect(await read()).toEqual(before);
    });
  }

  test("where no keys are known", async () => {
    const own = await asked(licencesWith({ keys: null }));
    const answer = await own("PUT", "/licence", { token: await licence() });
    expect([answer.status, answer.json.detail]).toEqual([400, expect.stringContaining("QM_LICENCE_KEYS")]);
    expect((await own("PUT", "/licence", { token: "TRIAL" })).status).toBe(200);
  });

  test("that is empty, or too long for a request", async () => {
    expect((await put("  ")).status).toBe(400);
    expect((await put("x".repeat(400_000))).status).toBe(413);
  });
});

describe("the first access", () => {
  const setup = async (given: string) => {
    await emptied(sql, "users", "sessions", "settings", "audit");
    const licences = licencesWith();
    const own = appOf(sql, { now: () => time.now, licences, seatLimit: licences.seatLimit });
    const answer = await own("POST", "/setup", { adminPassword: "correct horse", licence: given });
    return { own, answer };
  };

  test("takes a licence, or TRIAL, or none", async () => {
    for (const [given, edition] of [
      [await licence(), "licensed"],
      ["TRIAL", "trial"],
      ["  ", "community"],
    ] as const) {
      const { own, answer } = await setup(given);
      expect([answer.status, (await own("GET", "/licence")).json.edition]).toEqual([201, edition]);
    }
  });

  test("with a licence that is wrong says so, and nobody is made", async () => {
    const { answer } = await setup("wrong");
    expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([400, "licence"]);
    expect(await sql`select from users`).toHaveLength(0);
    expect((await setup(await licence())).answer.status).toBe(201);
  });
});
