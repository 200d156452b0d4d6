/** What the API says of itself. */
import { beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { emptied, temporaryDatabase } from "../db/temporary.ts";
import { browsedOver } from "../routes/browser_of_tests.ts";
import { needs } from "../sign_in/needs.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const { setting, setUp } = browsedOver(sql);

beforeEach(async () => {
  await emptied(sql, "users", "sessions", "pbxs", "settings", "audit");
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
