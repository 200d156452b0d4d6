import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type AuditEntry, concludeAudit, insertAudit } from "./audit.ts";
import { listAudit, listAuditUsers } from "./audit_list.ts";
import { putRetention } from "./retention.ts";
import { emptied, temporaryDatabase } from "./temporary.ts";

// The first test waits for PostgreSQL to start.
setDefaultTimeout(30_000);

const { sql } = await temporaryDatabase();
const now = Date.now();
const ana = { id: 7, name: "ana", email: "ana@center.example" };
const entry: AuditEntry = { at: now, user: ana, address: "192.168.0.7", action: "agent_added", target: "Bruno" };
const page = { after: null, limit: 10 };
const monthMs = 31 * 86_400_000;
const keepAll = { visits: null, intervals: null, counters: null, audit: null, unreadableLines: null };

beforeEach(() => emptied(sql, "audit", "settings"));

describe("a row of the audit", () => {
  test("is neither changed nor taken away, whoever asks the database for it", async () => {
    await insertAudit(sql, entry);
    for (const statement of [
      "update audit set target = 'Carla'",
      "update audit set target = 'Carla' where false",
      "delete from audit",
      "truncate audit",
    ]) {
      const refused = await sql.unsafe(statement).then(
        () => "done",
        (error: { code: string }) => error.code,
      );
      expect([statement, refused]).toEqual([statement, "42501"]);
    }
    expect(await listAudit(sql, {}, page)).toMatchObject([{ target: "Bruno" }]);
  });

  test("goes when it is older than the months that are set for the audit, and no sooner", async () => {
    await insertAudit(sql, { ...entry, at: now - 3 * monthMs });
    await insertAudit(sql, entry);
    await putRetention(sql, { ...keepAll, audit: 1 }, now);
    await expect(Promise.resolve(sql`delete from audit`)).rejects.toThrow("rows go when they are older");
    expect(await sql`delete from audit where at < ${now - 2 * monthMs} returning id`).toHaveLength(1);
    await putRetention(sql, { ...keepAll, visits: 1 }, now);
    await expect(Promise.resolve(sql`delete from audit`)).rejects.toThrow("rows go when they are older");
    expect(await listAudit(sql, {}, page)).toHaveLength(1);
  });

  test("tells who it was as he was then, also when he is no user", async () => {
    await insertAudit(sql, { ...entry, token: "integração", userAgent: "Firefox" });
    expect(await listAudit(sql, {}, page)).toMatchObject([
      {
        ...{ userId: 7, userName: "ana", userEmail: "ana@center.example", tokenName: "integração" },
        ...{ address: "192.168.0.7", userAgent: "Firefox" },
      },
    ]);
  });

  test("is told together with what became of it, once", async () => {
    const asked = { queue: "vendas", reason: "Almoço" };
    const id = await insertAudit(sql, { ...entry, action: "member_pause", target: "sim/PJSIP/1001", detail: asked });
    expect((await listAudit(sql, {}, page))[0]?.detail).toEqual(asked);
    const results = [{ done: true }];
    await concludeAudit(sql, id, now + 50, { results });
    expect(await listAudit(sql, {}, page)).toMatchObject([{ id, at: now, detail: { ...asked, results } }]);
    await expect(concludeAudit(sql, id, now + 60, { results })).rejects.toThrow("audit_ends");
  });
});

describe("listAudit()", () => {
  const rows: AuditEntry[] = [
    { ...entry, target: "100% Bruno" },
    { ...entry, user: { id: 8, name: "bia" }, action: "pbx_changed", target: "matriz", address: "10.20.1.44" },
    { ...entry, user: null, action: "records_dropped", target: null, address: null },
    { ...entry, action: "signed_in", target: "ana" },
  ];
  beforeEach(async () => {
    for (const [index, each] of rows.entries()) await insertAudit(sql, { ...each, at: now + index });
  });
  const actionsFor = async (filter: Parameters<typeof listAudit>[1]) =>
    (await listAudit(sql, filter, page)).map(({ action }) => action);

  test.each([
    ["everything, the newest first", {}, ["signed_in", "records_dropped", "pbx_changed", "agent_added"]],
    ["a half-open period", { from: now + 1, to: now + 3 }, ["records_dropped", "pbx_changed"]],
    ["users", { users: [7] }, ["signed_in", "agent_added"]],
    ["the server itself", { users: [null, 8] }, ["records_dropped", "pbx_changed"]],
    ["actions", { actions: ["pbx_changed", "signed_in"] as const }, ["signed_in", "pbx_changed"]],
    ["no action at all", { actions: [] }, []],
    ["a part of the item, whatever its case", { text: "BRUNO" }, ["agent_added"]],
    ["an item with a sign that stands for others in SQL", { text: "100%" }, ["agent_added"]],
    ["a sign that stands for others in SQL, where none has it", { text: "_" }, []],
    ["a part of the address", { text: "10.20." }, ["pbx_changed"]],
  ] as const)("finds %s", async (_what, filter, want) => {
    expect(await actionsFor(filter)).toEqual([...want]);
  });

  test("goes on after the last row of a page, also within one instant", async () => {
    await insertAudit(sql, { ...entry, at: now + 3, target: "outro" });
    const first = await listAudit(sql, {}, { after: null, limit: 1 });
    const rest = await listAudit(sql, {}, { after: first[0] ?? null, limit: 10 });
    expect([...first, ...rest].map(({ target }) => target)).toEqual(["outro", "ana", null, "matriz", "100% Bruno"]);
  });
});

test("listAuditUsers() gives everybody who is in it once, by the last name that he had", async () => {
  for (const [id, name] of [
    [7, "ana"],
    [9, "Bia"],
    [7, "ana.souza"],
    [8, "caio"],
  ] as const) {
    await insertAudit(sql, { ...entry, user: { id, name } });
  }
  await insertAudit(sql, { ...entry, user: null });
  expect([...(await listAuditUsers(sql))]).toEqual([
    { id: 7, name: "ana.souza" },
    { id: 9, name: "Bia" },
    { id: 8, name: "caio" },
  ]);
});
