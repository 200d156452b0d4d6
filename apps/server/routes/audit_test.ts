import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type AuditEntry, insertAudit } from "../db/audit.ts";
import { listAudit } from "../db/audit_list.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { type Ask, now, signedIn, signedInAs } from "./app_of_tests.ts";

// The first test waits for PostgreSQL to start.
setDefaultTimeout(30_000);

const { sql } = await temporaryDatabase();
const dayMs = 86_400_000;
const ana = { id: 7, name: "ana", email: "ana@center.example" };
const entries: AuditEntry[] = [
  { at: now - 9 * dayMs, user: ana, address: "10.20.1.44", action: "agent_added", target: "Bruno" },
  {
    ...{ at: now - dayMs, user: ana, address: "10.20.1.44", action: "user_changed", target: "=cmd" },
    detail: { before: { name: "Bia" }, after: { name: 'B"ia;\n' } },
  },
  { at: now - 1_000, user: null, address: null, action: "records_dropped", target: null },
];
let ask: Ask;
beforeEach(async () => {
  // The first row is that of the first access.
  ask = await signedIn(sql);
  for (const each of entries) await insertAudit(sql, each);
});

interface Shown {
  action: string;
}
const shownFor = async (query: string): Promise<string[]> =>
  (await ask("GET", `/audit${query}`)).json.entries.map(({ action }: Shown) => action);

describe("GET /audit", () => {
  test("tells who did what, when and from where, the newest first", async () => {
    const { status, json } = await ask("GET", "/audit");
    expect([status, json.next, json.zone]).toEqual([200, null, "America/Sao_Paulo"]);
    expect(json.entries.map(({ action }: Shown) => action)).toEqual([
      "setup",
      "records_dropped",
      "user_changed",
      "agent_added",
    ]);
    expect(json.entries[1]).toMatchObject({ user: null, address: null, feature: "settings", event: "dropped" });
    expect(json.entries[2]).toEqual({
      ...{
        id: expect.any(Number),
        at: now - dayMs,
        user: ana,
        token: null,
        address: "10.20.1.44",
        userAgent: null,
        browser: null,
      },
      ...{ action: "user_changed", feature: "users", event: "changed", item: "=cmd" },
      detail: { before: { name: "Bia" }, after: { name: 'B"ia;\n' } },
    });
  });

  test.each([
    ["?period=today", ["setup", "records_dropped"]],
    ["?period=last_7_days&feature=users&feature=agents", ["user_changed"]],
    ["?event=added&event=dropped", ["records_dropped", "agent_added"]],
    ["?feature=users&event=dropped", []],
    ["?user=7", ["user_changed", "agent_added"]],
    ["?user=none", ["records_dropped"]],
    ["?text=BRU", ["agent_added"]],
    ["?text=10.20.", ["user_changed", "agent_added"]],
    ["?text=", ["setup", "records_dropped", "user_changed", "agent_added"]],
    [`?from=${now - 2 * dayMs}&to=${now - dayMs}`, []],
    [`?from=${now - 2 * dayMs}&to=${now - dayMs + 1}`, ["user_changed"]],
  ])("filters by %s", async (query, want) => {
    expect(await shownFor(query)).toEqual(want);
  });

  test("goes on from page to page, neither skipping nor repeating", async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { json } = await ask("GET", `/audit?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`);
      seen.push(...json.entries.map(({ action }: Shown) => action));
      cursor = json.next;
    }
    expect(seen).toEqual(await shownFor(""));
  });

  test.each([
    ["?period=ever", "period"],
    ["?period=today&from=1", "period"],
    ["?from=2&to=1", "to"],
    ["?user=ana", "user.0"],
    ["?feature=all", "feature.0"],
    ["?event=done", "event.0"],
    [`?text=${"x".repeat(201)}`, "text"],
    ["?text=%00", "text"],
    ["?limit=0", "limit"],
    ["?who=7", ""],
  ])("refuses %s, and names what is wrong", async (query, path) => {
    const { status, problem, json } = await ask("GET", `/audit${query}`);
    expect([status, problem]).toEqual([400, "bad-request"]);
    expect(json.errors.map((each: { path: string }) => each.path)).toContain(path);
  });

  test("refuses a cursor that is none of ours", async () => {
    expect((await ask("GET", "/audit?cursor=WyJ4Il0")).problem).toBe("cursor-wrong");
  });

  test("is for who may see the audit, and for nobody else", async () => {
    const nothing = { items: [], groups: [] };
    const grant = { role: "custom", permissions: {}, spying: [], queues: nothing, agents: nothing } as const;
    const reader = await signedInAs(ask, sql, "reader", { ...grant, permissions: { audit: "view" } });
    const other = await signedInAs(ask, sql, "other", { ...grant, permissions: { users: "modify" } });
    for (const path of ["/audit", "/audit/users", "/audit.csv"]) {
      expect([path, (await reader("GET", path)).status, (await other("GET", path)).status]).toEqual([path, 200, 403]);
    }
  });
});

test("GET /audit/users gives who is in it, also who is no user", async () => {
  const { json } = await ask("GET", "/audit/users");
  expect(json.users.map(({ name }: { name: string }) => name)).toEqual(["admin", "ana"]);
});

describe("GET /audit.csv", () => {
  test("gives the same rows in the words, dates and separator of a language, and no formula", async () => {
    // What reads a text drops the mark of UTF-8 before it.
    const portuguese = (await ask("GET", "/audit.csv?user=7")).json as string;
    expect(portuguese).toBe(
      [
        "Data e hora;Usuário;E-mail;Token de API;Funcionalidade;Evento;Item;Antes;Depois;IP;Navegador",
        `01/03/2026 12:00:00;ana;ana@center.example;;Usuários;Edição;'=cmd;Nome: Bia;"Nome: B""ia;\n";10.20.1.44;`,
        "21/02/2026 12:00:00;ana;ana@center.example;;Operadores;Criação;Bruno;;;10.20.1.44;",
        "",
      ].join("\r\n"),
    );
    const english = (await ask("GET", "/audit.csv?user=none&language=en&bom=false")).json as string;
    expect(english.split("\r\n")).toEqual([
      "Date and time,User,E-mail,API token,Feature,Event,Item,Before,After,IP,Browser",
      "2026-03-02 11:59:59,System,,,Settings,Removed by retention,,,,,",
      "",
    ]);
    const spanish = (await ask("GET", "/audit.csv?user=none&language=es&separator=,")).json as string;
    expect(spanish.split("\r\n")[0]).toBe(
      "Fecha y hora,Usuario,Correo,Token de API,Funcionalidad,Evento,Ítem,Antes,Después,IP,Navegador",
    );
  });

  test("is itself in the audit, with what was asked and how many rows went out, and not in its own table", async () => {
    const text = (await ask("GET", "/audit.csv?feature=agents&feature=audit&from=0")).json as string;
    expect(text.trimEnd().split("\r\n")).toHaveLength(2);
    const [row] = await listAudit(sql, { actions: ["audit_exported"] }, { after: null, limit: 10 });
    expect(row).toMatchObject({
      ...{ userName: "admin", address: "192.168.0.7" },
      detail: { features: ["agents", "audit"], from: "1970-01-01T00:00:00.000Z", rows: 1 },
    });
  });

  test("is read to its end, however many pages that are", async () => {
    await sql`
      insert into audit (at, action, target) select to_timestamp(1000 + n / 100), 'agent_added', 'a' || n
      from generate_series(1, 2500) as n
    `;
    const text = (await ask("GET", "/audit.csv?to=1000000000")).json as string;
    const items = text.trimEnd().split("\r\n").slice(1);
    expect(items).toHaveLength(2500);
    expect(new Set(items).size).toBe(2500);
  });

  test("of a wrong period is a problem, and leaves no trace", async () => {
    expect((await ask("GET", "/audit.csv?from=2&to=1")).problem).toBe("bad-request");
    expect(await listAudit(sql, { actions: ["audit_exported"] }, { after: null, limit: 10 })).toEqual([]);
  });
});
