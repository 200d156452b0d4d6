import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { asInterface, type Member, type PbxView, pbxId, queueName } from "@qmanager/core";
import { findAgentsStep, putAgentsStep } from "./agents/proposals.ts";
import { withoutLimit } from "./agents/seats.ts";
import { findSetting } from "./db/settings.ts";
import { emptied, temporaryDatabase } from "./db/temporary.ts";
import { findCredentials } from "./db/users.ts";
import { unattendedAccess, unattendedAgents } from "./first_access.ts";
import { silentLog } from "./log.ts";
import type { ActionDesk } from "./pbx/action_desk.ts";
import { AgentRegister } from "./records/agent_register.ts";
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

describe("unattendedAgents()", () => {
  const pbx = pbxId("sim");
  const facts = { interface: asInterface("PJSIP/1001"), name: "Mariana Alves", membership: "static" } as Member;
  const setting = (status: PbxView["status"], found: readonly Member[]) => ({
    ...{ sql, agents: new AgentRegister(Date.now), seatLimit: withoutLimit, log: silentLog },
    live: { pbxs: () => [{ pbx, status } as PbxView], agentOf: () => null },
    desks: {
      desk: () =>
        ({
          phones: () => [found.map((each) => ({ queue: queueName("suporte"), facts: each }))],
        }) as unknown as ActionDesk,
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
