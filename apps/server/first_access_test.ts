import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { asInterface, type Member, type PbxView, pbxId, queueName } from "@qmanager/core";
import { findAgentsStep, putAgentsStep } from "./agents/proposals.ts";
import { withoutLimit } from "./agents/seats.ts";
import { findSetting } from "./db/settings.ts";
import { emptied, temporaryDatabase } from "./db/temporary.ts";
import { findCredentials } from "./db/users.ts";
import { unattendedAccess, unattendedAgents, unattendedLicence } from "./first_access.ts";
import { makeKeys, signLicence } from "./licence/licence_token.ts";
import { Licences } from "./licence/licences.ts";
import { createLog, silentLog } from "./log.ts";
import { AgentRegister } from "./records/agent_register.ts";
import { KeyFault, MasterKey } from "./secrets/master_key.ts";
import { SecretBox } from "./secrets/secret_box.ts";
import { verifyPassword } from "./sign_in/password.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const plain = { adminEmail: null, language: null, agents: null };
beforeEach(() => emptied(sql, "users", "settings", "audit"));

async function isAdminPassword(password: string): Promise<boolean> {
  return verifyPassword(password, (await findCredentials(sql, "admin"))?.passwordHash ?? null);
}

test("unattendedAccess() takes the password of the environment, once", async () => {
  expect(await unattendedAccess(sql, { ...plain, adminPassword: "from outside", unattended: false }, 1)).toEqual({
    type: "created",
  });
  expect(await isAdminPassword("from outside")).toBe(true);
  const again = await unattendedAccess(sql, { ...plain, adminPassword: "another one", unattended: true }, 2);
  expect(again).toEqual({ type: "done", ignored: true });
  expect(await isAdminPassword("from outside")).toBe(true);
});

test("unattendedAccess() makes a password of its own that nobody guesses, and tells it once", async () => {
  const made = await unattendedAccess(sql, { ...plain, adminPassword: null, unattended: true }, 1);
  const password = made.type === "generated" ? made.password : "";
  expect(password).toMatch(/^[a-z2-9]{20}$/);
  expect(await isAdminPassword(password)).toBe(true);
  expect(await unattendedAccess(sql, { ...plain, adminPassword: null, unattended: true }, 2)).toEqual({
    type: "done",
    ignored: false,
  });
});

test("unattendedAccess() leaves it to the page otherwise", async () => {
  expect(await unattendedAccess(sql, { ...plain, adminPassword: null, unattended: false }, 1)).toEqual({
    type: "needed",
  });
  expect(await findCredentials(sql, "admin")).toBeNull();
});

test("unattendedAccess() sets e-mail and language, and keeps that members are to become agents", async () => {
  const said = { adminEmail: "ti@center.example", language: "es", agents: "auto" } as const;
  await unattendedAccess(sql, { ...said, adminPassword: "from outside", unattended: false }, 1);
  expect((await sql`select email from users`)[0]?.email).toBe("ti@center.example");
  expect(await findSetting(sql, "site")).toMatchObject({ value: { language: "es", zone: null } });
  expect(await findAgentsStep(sql)).toBe("auto");
});

describe("unattendedLicence()", async () => {
  const issuer = await makeKeys();
  const at = Date.parse("2026-03-02T12:00:00Z");
  const licence = (customer: string, until = "2026-03-31") => {
    const claims = { customer, agents: 3, services: [], issuedAt: at, from: "2026-03-01", until };
    return signLicence(issuer.privateKey, claims);
  };
  const goodKey = new MasterKey(new Uint8Array(32).fill(7), "the tests");
  const licencesWith = (key = goodKey, now = at) => {
    const parts = { secrets: new SecretBox(key), keys: { keys: [issuer.publicKey] } };
    return new Licences({ ...parts, now: () => now, zone: () => "UTC" });
  };
  /** @returns what the log says */
  const given = async (text: string, licences = licencesWith()) => {
    let said = "";
    const log = createLog(
      (line) => (said += line),
      () => at,
    );
    await unattendedLicence({ sql, licences, log }, text, at);
    return said;
  };
  const current = async () => {
    const { state } = await licencesWith().current(sql);
    return "claims" in state ? state.claims.customer : state.type;
  };
  const audit = () => sql`select user_name as who, detail from audit where action = 'licence_changed' order by id`;

  test("takes a licence in, once, and another one that is put in its place", async () => {
    const first = await licence("First");
    expect(await given(first)).toContain("was taken in edition=licensed");
    expect(await current()).toBe("First");
    expect(await given(first)).toBe("");
    await given(await licence("Second"));
    expect(await current()).toBe("Second");
    const rows = await audit();
    expect(rows.map(({ who, detail }) => [who, detail.after.customer])).toEqual([
      [null, "First"],
      [null, "Second"],
    ]);
    expect(JSON.stringify(rows)).not.toContain(first);
  });

  test("begins a trial where no licence is entered, and does not put it before one", async () => {
    await given("trial");
    expect(await current()).toBe("trial");
    expect(await given("TRIAL")).toBe("");
    await given(await licence("First"));
    await given("TRIAL");
    expect(await current()).toBe("First");
    expect(await audit()).toHaveLength(2);
  });

  test("says what is wrong with one, never what it is, and leaves the one that is on file", async () => {
    const over = await licence("Over", "2026-03-01");
    expect(await given("no-licence")).toMatch(
      / error The licence of QM_LICENCE is not used reason="It is no licence token\./,
    );
    expect(await current()).toBe("community");
    await given(await licence("First"));
    const said = await given(over);
    expect(said).toContain("It ended on 2026-03-01");
    expect(said).not.toContain(over);
    expect(await current()).toBe("First");
    expect(await audit()).toHaveLength(1);
  });

  test("goes on where nothing can be sealed, and says why", async () => {
    const keyless = new MasterKey(new KeyFault("There is no key"), "nowhere");
    const said = await given(await licence("First"), licencesWith(keyless));
    expect(said).toContain('The licence of QM_LICENCE is not used reason="There is no key"');
    expect(await current()).toBe("community");
  });
});

describe("unattendedAgents()", () => {
  const pbx = pbxId("sim");
  const facts = { interface: asInterface("PJSIP/1001"), name: "Mariana Alves", membership: "static" } as Member;
  const setting = (status: PbxView["status"], found: readonly Member[]) => ({
    ...{ sql, agents: new AgentRegister(Date.now), seatLimit: withoutLimit, log: silentLog },
    live: { pbxs: () => [{ pbx, status } as PbxView], agentOf: () => null },
    desks: {
      desk: () => ({
        phones: () => [found.map((facts) => ({ queue: queueName("suporte"), facts, state: "free" as const }))],
      }),
    },
  });

  test("waits until every PBX has told who is a member, and then makes agents of them once", async () => {
    await putAgentsStep(sql, "auto", 1);
    expect(await unattendedAgents(setting("connecting", [facts]), 1)).toBe(false);
    expect(await sql`select from agents`).toHaveLength(0);
    expect(await unattendedAgents(setting("live", [facts]), 1)).toBe(true);
    const [agent] = await sql`select code, name, extension, extension_pbx as pbx from agents`;
    expect(agent).toEqual({ code: 1001, name: "Mariana Alves", extension: "PJSIP/1001", pbx: "sim" });
    const [row] = await sql`select action, target, user_name as who, detail from audit`;
    expect(row).toMatchObject({ action: "agent_added", target: "Mariana Alves", who: null });
    expect(row?.detail.aliases).toEqual(["sim Mariana Alves"]);
    // Who comes later is made by hand.
    const later = { ...facts, interface: asInterface("PJSIP/1002"), name: "Bruno" };
    expect(await unattendedAgents(setting("live", [facts, later]), 2)).toBe(true);
    expect(await sql`select from agents`).toHaveLength(1);
  });

  test("makes nobody where nobody said so", async () => {
    expect(await unattendedAgents(setting("live", [{ ...facts, name: "Davi" }]), 1)).toBe(true);
    expect(await sql`select from agents where name = 'Davi'`).toHaveLength(0);
  });
});
