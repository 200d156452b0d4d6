/** The application over a real database as browsers ask it: each with its address, its host and its cookie. */
import { expect } from "bun:test";
import { withoutLimit } from "../agents/seats.ts";
import { type AppParts, createApp } from "../app.ts";
import type { Sql } from "../db/connect.ts";
import { silentLog } from "../log.ts";
import type { PbxAccess } from "../pbx/access.ts";
import type { PbxSettings } from "../pbx/settings.ts";
import { storedLines } from "../pbx/stored_lines.ts";
import { AgentRegister } from "../records/agent_register.ts";
import { QueueBook } from "../records/queue_book.ts";
import { digitPasswords } from "../secrets/digit_passwords.ts";
import { SiteClock } from "../settings/site_clock.ts";
import { noMail } from "../sign_in/password_links.ts";
import { SetupGate } from "../sign_in/setup_gate.ts";
import { createPage } from "../web/page.ts";
import { importsOf, licences, secrets, settingsOfTests } from "./app_of_tests.ts";

export const password = "correct horse";
export const administrator = expect.objectContaining({ name: "admin", role: "administrator", administrator: true });
export const matriz = {
  id: "matriz",
  name: "Matriz",
  host: "127.0.0.1",
  port: 5038,
  username: "qm",
  secret: "amiSecret",
  tls: false,
};

export class Lines implements PbxAccess {
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

/** The application over this database, asked as by browsers. */
export function browsedOver(sql: Sql) {
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
  return { setting, setUp };
}

export const problemOf = (answer: { json: { type?: string } | null }) =>
  answer.json?.type?.replace("urn:q-manager:problem:", "");

/** What our own proxy says of one who came over TLS. */
export const tls = (address: string) => ({ "x-forwarded-for": address, "x-forwarded-proto": "https" });
