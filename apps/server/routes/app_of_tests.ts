/** The application over a real database, for tests of routes. */
import { expect } from "bun:test";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settledSettings } from "@qmanager/core";
import { realClock } from "../../../test/manager/scripted_manager.ts";
import { withoutLimit } from "../agents/seats.ts";
import { type AppParts, createApp } from "../app.ts";
import type { AccessGrant } from "../db/accesses.ts";
import type { Sql } from "../db/connect.ts";
import { Partitions } from "../db/partitions.ts";
import { emptied } from "../db/temporary.ts";
import { insertUser } from "../db/users.ts";
import { Licences } from "../licence/licences.ts";
import { silentLog } from "../log.ts";
import { PbxLines } from "../pbx/lines.ts";
import { Imports, type ImportsOptions } from "../queue_log/imports.ts";
import { AgentRegister } from "../records/agent_register.ts";
import { QueueBook } from "../records/queue_book.ts";
import { unrecorded } from "../records/unrecorded.ts";
import { digitPasswords } from "../secrets/digit_passwords.ts";
import { MasterKey } from "../secrets/master_key.ts";
import { SecretBox } from "../secrets/secret_box.ts";
import { SiteClock } from "../settings/site_clock.ts";
import { hashPassword } from "../sign_in/password.ts";
import { noMail } from "../sign_in/password_links.ts";
import { SetupGate } from "../sign_in/setup_gate.ts";
import { createPage } from "../web/page.ts";

export const now = Date.parse("2026-03-02T15:00:00Z");

/** Seals as a server with a key of its own does. */
export const secrets = new SecretBox(new MasterKey(new Uint8Array(32).fill(7), "the tests"));

/** Of a server without HTTPS. */
export const settingsOfTests = {
  https: { state: () => ({ port: null, certificate: null, fault: null }) },
  ...{ databaseOfEnvironment: false, tlsCa: null, settingChanged: async () => {} },
};

/** Of an installation that knows no issuer of licences. */
export const licences = new Licences({ secrets, keys: null, now: () => now, zone: () => "America/Sao_Paulo" });

/** Imports into a folder of their own. */
export function importsOf(
  sql: Sql,
  folder = join(tmpdir(), `qm-imports-${process.pid}`),
  more: Partial<ImportsOptions> = {},
): Imports {
  const agents = new AgentRegister(Date.now);
  return new Imports({ folder, sql, partitions: new Partitions(sql), agents, log: silentLog, now: Date.now, ...more });
}

/** The lines of a server without any PBX: the real ones, so that a route asks them as it asks a server's. */
const linesOfTests = () =>
  new PbxLines({
    ...{ fixed: [], clock: realClock, log: silentLog, site: { zone: "America/Sao_Paulo" } },
    open: () => Promise.reject(new Error("There is no PBX")),
    ...{ records: () => unrecorded, settingsOf: () => settledSettings(), agentOf: () => null },
    ...{ publish: () => {}, replace: () => {} },
  });

/** An application without any PBX, and somebody who may sign in to it. */
export const appOf = (sql: Sql, parts: Partial<AppParts> = {}): Ask => asker(bareApp(sql, parts));

/** An application without any PBX. */
export function bareApp(sql: Sql, parts: Partial<AppParts> = {}): ReturnType<typeof createApp> {
  return createApp({
    ...{ sql, now: () => now, log: silentLog, version: "1", gate: new SetupGate(() => now) },
    pbxs: {
      fixed: [],
      configure: () => {},
      test: async () => ({ ok: true, asteriskVersion: null, amiVersion: null, queues: 0, checks: [] }),
      health: () => [],
    },
    ...{
      desks: { desk: () => null },
      secrets,
      follow: async () => {},
      signedOut: () => {},
      accessChanged: async () => {},
    },
    live: linesOfTests(),
    ...{
      site: new SiteClock("America/Sao_Paulo"),
      ...settingsOfTests,
      keeping: () => null,
      partitions: { forget: () => {} },
      agents: new AgentRegister(Date.now),
      queueBook: new QueueBook(),
      passwords: digitPasswords(async () => new Uint8Array(32)),
      seatLimit: withoutLimit,
      licences,
    },
    ...{ imports: importsOf(sql), logs: { state: () => null } },
    client: { trustedProxies: [], hostname: "center.example" },
    mail: noMail,
    hub: { counts: { clients: 0, slowed: 0 } },
    page: createPage(new Map()),
    ...parts,
  });
}

/** Asks as one browser, with its cookie; or, with a token, as a program. What is no JSON comes as its text. */
export interface Ask {
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers is what the tests look into
  (method: string, path: string, body?: unknown): Promise<{ status: number; json: any; problem: string | null }>;
  /** Another browser, of whom nobody knows who it is. */
  another: () => Ask;
  with: (token: string) => Ask;
  /** The answer as it is. */
  raw: (path: string) => Promise<Response>;
}

function asker(app: ReturnType<typeof createApp>, token: string | null = null): Ask {
  let cookie = "";
  const ask = async (method: string, path: string, body?: unknown) => {
    const isUpload = body instanceof Uint8Array;
    const type = isUpload ? "application/octet-stream" : "application/json";
    const own = token === null ? { cookie } : { authorization: `Bearer ${token}` };
    const headers = { host: "192.168.0.2", ...own, ...(body !== undefined && { "content-type": type }) };
    const sent = isUpload ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body);
    const init: RequestInit = { method, headers, ...(body !== undefined && { body: sent }) };
    const answer = await app.request(`/api/v1${path}`, init, { address: "192.168.0.7" });
    cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get("content-type") ?? "");
    const json = text === "" ? null : isJson ? JSON.parse(text) : text;
    const problem: string | null = answer.status < 400 ? null : String(json.type).replace("urn:q-manager:problem:", "");
    return { status: answer.status, json, problem };
  };
  const raw = async (path: string) =>
    app.request(`/api/v1${path}`, { headers: { cookie } }, { address: "192.168.0.7" });
  return Object.assign(ask, { raw, another: () => asker(app), with: (given: string) => asker(app, given) });
}

/** Somebody with this access, signed in; his name is given once. */
export async function signedInAs(ask: Ask, sql: Sql, name: string, grant: AccessGrant): Promise<Ask> {
  const password = "correct horse";
  passwordHash ??= await hashPassword(password);
  await insertUser(sql, { name, fullName: "", email: null, passwordHash, grant }, now);
  const own = ask.another();
  expect((await own("POST", "/session", { name, password })).status).toBe(200);
  return own;
}
let passwordHash: string | null = null;

/** Sets the administrator's password, and is he. */
export async function signedIn(sql: Sql, parts: Partial<AppParts> = {}): Promise<Ask> {
  await emptied(sql, "users", "sessions", "settings", "audit");
  const ask = appOf(sql, parts);
  expect((await ask("POST", "/setup", { adminPassword: "correct horse" })).status).toBe(201);
  return ask;
}
