import { beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { type AgentId, type AgentInterval, asInterface, pbxId, queueName } from "@qmanager/core";
import { insertIntervals } from "../db/agent_intervals.ts";
import { insertAgent } from "../db/agents.ts";
import { Partitions } from "../db/partitions.ts";
import { emptied, temporaryDatabase } from "../db/temporary.ts";
import { type Ask, now, signedIn, signedInAs } from "./app_of_tests.ts";

setDefaultTimeout(60_000);

const { sql } = await temporaryDatabase();
let ask: Ask;
beforeEach(async () => {
  await emptied(sql, "agents", "agent_intervals");
  await sql`delete from pause_types where key <> 'default pause'`;
  await sql`update pause_types set daily_minutes = null, productive = false, position = 0`;
  ask = await signedIn(sql);
});

const lunch = { name: "Almoço", dailyMinutes: 60, productive: false, active: true };
const names = async () => (await ask("GET", "/pauses")).json.pauses.map((each: { name: string }) => each.name);
const audited = async () =>
  (await sql`select action, target, detail from audit where action like 'pause%' order by id`).map((row) => ({
    ...row,
  }));

test("Default Pause is there, and the pauses that are added stand after it", async () => {
  const added = await ask("POST", "/pauses", { ...lunch, name: "  Almoço " });
  expect(added.status).toBe(201);
  expect(added.json).toEqual({ id: expect.any(Number), ...lunch, builtIn: false });
  expect((await ask("POST", "/pauses", { name: "Café", dailyMinutes: null, productive: false })).json.active).toBe(
    true,
  );
  const { json } = await ask("GET", "/pauses");
  expect(json.pauses.map((each: { name: string; builtIn: boolean }) => [each.name, each.builtIn])).toEqual([
    ["Default Pause", true],
    ["Almoço", false],
    ["Café", false],
  ]);
});

test.each([
  { name: "is empty", body: { ...lunch, name: "  " }, path: "name" },
  { name: "is of 10,000 characters", body: { ...lunch, name: "a".repeat(10_000) }, path: "name" },
  { name: "has more bytes than Asterisk keeps", body: { ...lunch, name: "😀".repeat(20) }, path: "name" },
  { name: "has what parts Asterisk's members", body: { ...lunch, name: "a;b" }, path: "name" },
  { name: "has two lines", body: { ...lunch, name: "a\r\nAction: x" }, path: "name" },
  { name: "is allowed less than nothing", body: { ...lunch, dailyMinutes: -1 }, path: "dailyMinutes" },
  { name: "is allowed nothing", body: { ...lunch, dailyMinutes: 0 }, path: "dailyMinutes" },
  { name: "is longer than a day", body: { ...lunch, dailyMinutes: 1_441 }, path: "dailyMinutes" },
  { name: "is allowed part of a minute", body: { ...lunch, dailyMinutes: 1.5 }, path: "dailyMinutes" },
  { name: "is allowed a text", body: { ...lunch, dailyMinutes: "60" }, path: "dailyMinutes" },
  { name: "is neither productive nor not", body: { ...lunch, productive: "yes" }, path: "productive" },
])("a pause that $name is refused, and its field is named", async ({ body, path }) => {
  const refused = await ask("POST", "/pauses", body);
  expect([refused.status, refused.problem]).toEqual([400, "bad-request"]);
  expect(refused.json.errors.map((each: { path: string }) => each.path)).toContain(path);
  expect(await names()).toEqual(["Default Pause"]);
});

test("odd names are kept as they are written", async () => {
  const odd = ["☕ Café", "<img src=x onerror=alert(1)>", "' or 1=1 --", "=1+1", "昼休み"];
  for (const name of odd) expect((await ask("POST", "/pauses", { ...lunch, name })).status).toBe(201);
  expect(await names()).toEqual(["Default Pause", ...odd]);
});

test("of two administrators who add the same name at once one is told that it is there, whatever the case", async () => {
  const answers = await Promise.all(
    ["Reunião", "REUNIÃO", "reunião", "ReUnIãO"].map((name) => ask("POST", "/pauses", { ...lunch, name })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  const refused = answers.find(({ status }) => status === 409);
  expect(refused?.problem).toBe("pause-exists");
  expect(refused?.json.errors).toEqual([{ path: "name", detail: expect.stringContaining("another name") }]);
  expect((await ask("POST", "/pauses", { ...lunch, name: "default pause" })).status).toBe(409);
});

test("a pause is changed, and the audit tells what of it", async () => {
  const { id } = (await ask("POST", "/pauses", lunch)).json;
  await ask("POST", "/pauses", { ...lunch, name: "Café" });
  const changed = await ask("PUT", `/pauses/${id}`, { ...lunch, name: "almoço", dailyMinutes: 90 });
  expect(changed.json).toEqual({ id, ...lunch, name: "almoço", dailyMinutes: 90, builtIn: false });
  expect((await ask("PUT", `/pauses/${id}`, { ...lunch, name: "café" })).problem).toBe("pause-exists");
  expect((await ask("PUT", "/pauses/999999", lunch)).problem).toBe("pause-not-found");
  expect((await audited()).at(-1)).toEqual({
    ...{ action: "pause_changed", target: "Almoço" },
    detail: { before: { name: "Almoço", dailyMinutes: 60 }, after: { name: "almoço", dailyMinutes: 90 } },
  });
});

test("Default Pause takes an allowance and may be productive, and stays as it is called", async () => {
  const [{ id }] = (await ask("GET", "/pauses")).json.pauses;
  const wanted = { name: "Default Pause", dailyMinutes: 15, productive: true, active: true };
  expect((await ask("PUT", `/pauses/${id}`, wanted)).json).toMatchObject({ dailyMinutes: 15, productive: true });
  const renamed = await ask("PUT", `/pauses/${id}`, { ...wanted, name: "Pausa" });
  expect([renamed.problem, renamed.json.errors[0].path]).toEqual(["pause-built-in", "name"]);
  const hidden = await ask("PUT", `/pauses/${id}`, { ...wanted, active: false });
  expect([hidden.problem, hidden.json.errors[0].path]).toEqual(["pause-built-in", "active"]);
  expect((await ask("DELETE", `/pauses/${id}`)).problem).toBe("pause-built-in");
  expect(await names()).toEqual(["Default Pause"]);
});

test("a pause that was removed can be brought back where it stood, unless its name is another's by now", async () => {
  const { id } = (await ask("POST", "/pauses", lunch)).json;
  await ask("POST", "/pauses", { ...lunch, name: "Café" });
  expect((await ask("DELETE", `/pauses/${id}`)).status).toBe(204);
  expect(await names()).toEqual(["Default Pause", "Café"]);
  expect((await ask("DELETE", `/pauses/${id}`)).problem).toBe("pause-not-found");
  expect((await ask("POST", `/pauses/${id}/restore`)).json).toMatchObject({ ...lunch, id });
  expect(await names()).toEqual(["Default Pause", "Almoço", "Café"]);
  expect((await ask("POST", `/pauses/${id}/restore`)).problem).toBe("pause-not-found");
  await ask("DELETE", `/pauses/${id}`);
  await ask("POST", "/pauses", { ...lunch, name: "ALMOÇO" });
  expect((await ask("POST", `/pauses/${id}/restore`)).problem).toBe("pause-exists");
  expect((await audited()).map(({ action }) => action)).toEqual([
    ...["pause_added", "pause_added", "pause_removed", "pause_restored", "pause_removed", "pause_added"],
  ]);
});

test("the order is of all pauses, or nothing is moved", async () => {
  for (const name of ["Almoço", "Café"]) await ask("POST", "/pauses", { ...lunch, name });
  const ids: number[] = (await ask("GET", "/pauses")).json.pauses.map((each: { id: number }) => each.id);
  const [first, second, third] = ids as [number, number, number];
  expect((await ask("PUT", "/pauses/order", { ids: [third, first, second] })).status).toBe(200);
  expect(await names()).toEqual(["Café", "Default Pause", "Almoço"]);
  for (const wrong of [[first], [first, first, second], [...ids, 999_999]]) {
    expect((await ask("PUT", "/pauses/order", { ids: wrong })).problem).toBe("pauses-changed");
  }
  expect(await names()).toEqual(["Café", "Default Pause", "Almoço"]);
  expect((await audited()).at(-1)).toEqual({
    ...{ action: "pauses_ordered", target: null },
    detail: {
      before: { order: ["Default Pause", "Almoço", "Café"] },
      after: { order: ["Café", "Default Pause", "Almoço"] },
    },
  });
});

test("who may only view pauses changes none, and who sees the panel is offered them", async () => {
  const { id } = (await ask("POST", "/pauses", lunch)).json;
  const grant = { permissions: {}, spying: [], queues: "all", agents: "all" } as const;
  const supervisor = await signedInAs(ask, sql, "sup", { ...grant, role: "supervisor" });
  const wallboard = await signedInAs(ask, sql, "tv", { ...grant, role: "wallboard" });
  for (const own of [supervisor, wallboard]) {
    expect((await own("GET", "/pauses")).status).toBe(200);
    expect((await own("POST", "/pauses", { ...lunch, name: "Café" })).problem).toBe("forbidden");
    expect((await own("PUT", `/pauses/${id}`, lunch)).problem).toBe("forbidden");
    expect((await own("DELETE", `/pauses/${id}`)).problem).toBe("forbidden");
  }
});

const minute = 60_000;
const phone = asInterface("PJSIP/1001");
function pause(more: Partial<AgentInterval>): AgentInterval {
  return {
    ...{ pbx: pbxId("matriz"), kind: "pause", agent: "Ana", interface: phone, queue: queueName("suporte") },
    ...{ reason: "Almoço", from: now - 100 * minute, to: now - 70 * minute, ...more },
  };
}

test("of who pauses now it is told how long he paused today for the same reason, this pause with it", async () => {
  await ask("POST", "/pauses", lunch);
  const ana = await insertAgent(sql, { code: 1, name: "Ana" }, now);
  const bia = await insertAgent(sql, { code: 2, name: "Bia" }, now);
  await new Partitions(sql).have("agent_intervals", [now, now - 2_000 * minute]);
  const put = (agent: AgentId | null, open: boolean, ...intervals: AgentInterval[]) =>
    insertIntervals(sql, intervals, { open, seenAt: now, agentOf: () => agent });
  // Yesterday, at another phone of hers, in two queues at once, for another reason.
  await put(ana, false, pause({ from: now - 2_000 * minute, to: now - 1_900 * minute }));
  await put(ana, false, pause({ interface: asInterface("PJSIP/1002") }));
  await put(ana, false, pause({ queue: queueName("vendas") }), pause({ reason: "Café" }));
  await put(ana, true, pause({ reason: "almoço", from: now - 10 * minute, to: null }));
  await put(ana, true, pause({ reason: "almoço", from: now - 10 * minute, to: null, queue: queueName("vendas") }));
  // She pauses no more; he has no allowance.
  await put(bia, false, pause({ interface: asInterface("PJSIP/1003") }));
  await put(null, true, pause({ reason: "Outra", to: null, interface: asInterface("PJSIP/1004"), agent: null }));

  const { json } = await ask("GET", "/pauses/used?pbx=matriz");
  expect(json).toEqual({
    at: now,
    used: [{ interface: phone, reason: "almoço", usedMs: 40 * minute, since: now - 10 * minute, dailyMinutes: 60 }],
  });
  expect((await ask("GET", "/pauses/used?pbx=filial")).json.used).toEqual([]);
  const nobody = { items: [], groups: [] };
  const grant = { role: "supervisor", permissions: {}, spying: [], queues: "all", agents: nobody } as const;
  const blind = await signedInAs(ask, sql, "blind", grant);
  expect((await blind("GET", "/pauses/used?pbx=matriz")).json.used).toEqual([]);
});
