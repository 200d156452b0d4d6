import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { queueName } from "@qmanager/core";
import { temporaryDatabase } from "../db/temporary.ts";
import { matriz } from "../records/visits_of_tests.ts";
import { digitPasswords } from "../secrets/digit_passwords.ts";
import { type Ask, now, signedIn, signedInAs } from "./app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const passwords = digitPasswords(async () => new Uint8Array(32).fill(7));
const live = {
  queueNames: () => ["suporte", "vendas"].map((queue) => ({ pbx: matriz, queue: queueName(queue) })),
  ...{ pbxs: () => [], queue: () => null, heardAt: () => ({}), agentOf: () => null },
};

let ask: Ask;
let limit: number | null = null;
beforeEach(async () => {
  await sql`truncate agents, agent_groups, pbxs restart identity cascade`;
  await sql`
    insert into pbxs (id, name, host, port, username, secret, tls, created_at, changed_at)
    values ('matriz', 'Matriz', '10.0.0.1', 5038, 'qm', 'secret', false, ${now}, ${now})
  `;
  limit = null;
  ask = await signedIn(sql, {
    live,
    passwords,
    seatLimit: async () => (limit === null ? { type: "unlimited" } : { type: "limited", limit }),
  });
  await ask("POST", "/agent-groups", { name: "Noite", members: [] });
});

const send = (text: string | Uint8Array, dryRun = false) =>
  ask("POST", `/agents/import?dryRun=${dryRun}`, typeof text === "string" ? new TextEncoder().encode(text) : text);
const all = async () => (await ask("GET", "/agents?limit=500&order=code")).json.agents;
const faults = (json: { problems: { line: number; field: string | null; fault: string }[] }) =>
  json.problems.map(({ line, field, fault }) => `${line} ${field} ${fault}`);

const file = `código;nome;e-mail;ramal;senha;entrada;saída;grupos;filas
101;Ana Souza;ana@litoral.example;PJSIP/2014;4071;08:00;17:00;Noite;suporte:0|vendas:3
00102;"Lima; Bruno";;;;;;;
`;

describe("a file of agents", () => {
  test("is looked at first, and then taken in as it was told", async () => {
    const looked = await send(file, true);
    expect([looked.status, looked.json]).toEqual([
      200,
      {
        ...{
          done: false,
          read: 2,
          added: 2,
          changed: 0,
          unchanged: 0,
          problems: [],
          moved: { visits: 0, intervals: 0 },
        },
        lines: [
          { line: 2, code: 101, name: "Ana Souza", does: "add", fields: [] },
          { line: 3, code: 102, name: "Lima; Bruno", does: "add", fields: [] },
        ],
      },
    ]);
    expect(await all()).toEqual([]);
    const done = await send(file);
    expect(done.json).toEqual({ ...looked.json, done: true });
    const [ana, bruno] = await all();
    expect(ana).toMatchObject({
      ...{ code: 101, name: "Ana Souza", email: "ana@litoral.example", hasPassword: true, joinsQueues: true },
      ...{ extension: { pbx: "matriz", phone: "PJSIP/2014" }, shift: { start: "08:00", end: "17:00" } },
      groups: [{ id: 1, name: "Noite" }],
      queues: [
        { pbx: "matriz", queue: "suporte", penalty: 0 },
        { pbx: "matriz", queue: "vendas", penalty: 3 },
      ],
    });
    expect(bruno).toMatchObject({
      code: 102,
      name: "Lima; Bruno",
      extension: null,
      hasPassword: false,
      joinsQueues: false,
    });
    const [row] = await sql<{ hash: string }[]>`select password_hash as hash from agents where code = 101`;
    expect(await passwords.verify("4071", row?.hash ?? null)).toBe(true);
    const [audit] = await sql`select detail from audit where action = 'agents_imported'`;
    expect(audit?.detail).toEqual({ added: 2, changed: 0, unchanged: 0, visits: 0, intervals: 0 });
    const added = await sql`select target, detail from audit where action = 'agent_added' order by id`;
    expect(added.map(({ target }) => target)).toEqual(["Ana Souza", "Lima; Bruno"]);
    expect(added[0]?.detail.after).toMatchObject({
      code: 101,
      password: "•••",
      queues: ["matriz/suporte: 0", "matriz/vendas: 3"],
    });
    expect(JSON.stringify(added)).not.toContain("argon2id");
  });

  test("changes whom it names in the columns that it has, takes away what is empty, and touches nobody else", async () => {
    await send(file);
    const again = await send("name,code,e-mail\nAna Souza,101,\nBruno Lima,102,bruno@litoral.example\n", true);
    expect(again.json.lines).toEqual([
      { line: 2, code: 101, name: "Ana Souza", does: "change", fields: ["email"] },
      { line: 3, code: 102, name: "Bruno Lima", does: "change", fields: ["name", "email"] },
    ]);
    await send("Nome\tCódigo\tE-mail\tSenha\nAna Souza\t101\t\t\n");
    const [ana, bruno] = await all();
    expect(ana).toMatchObject({ email: null, hasPassword: true, shift: { start: "08:00", end: "17:00" } });
    expect(bruno.name).toBe("Lima; Bruno");
    const audit = await sql`select target, detail from audit where action = 'agent_changed'`;
    expect([...audit]).toEqual([
      { target: "Ana Souza", detail: { before: { email: "ana@litoral.example" }, after: { email: null } } },
    ]);
  });

  test("that is exported comes in again without a change, formulas and all", async () => {
    await send(file);
    await ask("POST", "/agents", { code: 103, name: '=HYPERLINK("x")' });
    await ask("POST", "/agents", { code: 104, name: "'=1" });
    await ask("POST", "/agents/1/deactivate");
    for (const language of ["pt", "es", "en"]) {
      const text = await exported(`language=${language}&state=active&state=deactivated`);
      expect(text.match(/^[=+\-@]|;[=+\-@]/gm)).toBeNull();
      const looked = await send(text, true);
      expect([looked.json.problems, looked.json.read, looked.json.unchanged]).toEqual([[], 4, 4]);
    }
    const [header, first] = (await exported("")).split("\r\n");
    expect(header).toBe("\ufeffCódigo;Nome;E-mail;Ramal;Senha;Entrada;Saída;Grupos;Filas;Entra nas filas");
    expect(first).toStartWith("102;");
    const rows = await sql`select detail from audit where action = 'agents_exported'`;
    expect(rows.at(-1)?.detail).toEqual({ agents: 3 });
  });

  test("is read as Excel writes it in Brazil", async () => {
    await send(Uint8Array.from(Buffer.from("C\u00f3digo;Nome\r\n7;Jo\u00e3o Concei\u00e7\u00e3o\r\n", "latin1")));
    expect((await all())[0].name).toBe("João Conceição");
  });

  test("with anything wrong is not taken in, and each mistake is told by its line and field", async () => {
    await ask("POST", "/agents", { code: 9, name: "Caio", extension: { pbx: "matriz", phone: "PJSIP/2099" } });
    const rows = [
      "code;name;email;extension;password;start;end;groups;queues;joins queues",
      ";Ana;;;;;;;;",
      "x;;ana;2014;12a4;17:00;08:00;Dia;nenhuma|suporte:x|suporte|suporte;talvez",
      "101;Bia;;PJSIP/2099;;08:00;;;;",
      "102;Bia;;PJSIP/1;;;;;;;extra",
      "0102;Bia;;pjsip/1;;;;;;",
      `103;${"x".repeat(10_000)};;outro:PJSIP/2;;;;;outro/suporte:1;`,
    ];
    const looked = await send(rows.join("\n"), true);
    expect(faults(looked.json)).toEqual([
      ...["2 code empty", "3 code not_code", "3 name empty", "3 email not_email", "3 password not_digits"],
      ...[
        "3 end end_first",
        "3 extension not_phone",
        "3 queues no_queue",
        "3 queues not_penalty",
        "3 queues queue_twice",
      ],
      ...["3 joins not_yes_no", "3 groups no_group", "4 end end_missing", "5 null too_many_cells"],
      ...["6 code code_twice", "6 extension extension_twice", "7 name long", "7 extension no_pbx", "7 queues no_queue"],
    ]);
    const taken = await send("code;name;extension\n101;Bia;PJSIP/2099\n", true);
    expect(taken.json.problems).toEqual([
      {
        ...{ line: 2, field: "extension", fault: "extension_taken", values: { code: 9, name: "Caio" } },
        detail: "It is the extension of Caio, who has the code 9. Take it from that one first",
      },
    ]);
    const refused = await send(rows.join("\n"));
    expect([refused.status, refused.problem, refused.json.errors[1]]).toEqual([
      ...[400, "agent-file-wrong"],
      { path: "line.3.code", detail: "Write a whole number from 1 to 999999999" },
    ]);
    expect(refused.json.detail).toStartWith("6 lines are wrong");
    expect(await all()).toHaveLength(1);
  });

  test.each([
    ["", "1 null file_empty"],
    ["código;nome\n", "1 null file_empty"],
    ["101;Ana\n102;Bia\n", "1 null column_unknown"],
    ["código;nome;cor\n1;A;B\n", "1 null column_unknown"],
    ["código;nome;Nome\n1;A;B\n", "1 null column_twice"],
    ["código;e-mail\n1;A\n", "1 null column_missing"],
    ['código;nome\n1;"Ana\n2;Bia\n', "2 null open_quote"],
    [`código;nome\n${"1;A\n".repeat(10_001)}`, "1 null file_long"],
    ["\0\x01\x02", "1 null file_empty"],
  ])("is refused as a whole, as %#", async (text, fault) => {
    expect(faults((await send(text, true)).json)[0]).toBe(fault);
    expect((await send(text)).problem).toBe("agent-file-wrong");
  });

  test("gives a phone from one to another in it", async () => {
    await send("code;name;extension\n1;Ana;PJSIP/1\n2;Bia;PJSIP/2\n");
    const swapped = await send("code;name;extension\n1;Ana;PJSIP/2\n2;Bia;PJSIP/1\n");
    expect([swapped.status, swapped.json.changed]).toEqual([200, 2]);
    expect((await all()).map((each: { extension: { phone: string } }) => each.extension.phone)).toEqual([
      "PJSIP/2",
      "PJSIP/1",
    ]);
    expect((await ask("GET", "/agents/1")).json.agent.aliases).toEqual([
      { pbx: "matriz", kind: "phone", alias: "pjsip/2" },
    ]);
  });

  test("says which PBX where there are several", async () => {
    await sql`
      insert into pbxs (id, name, host, port, username, secret, tls, created_at, changed_at)
      values ('filial', 'Filial', '10.0.0.2', 5038, 'qm', 'secret', false, ${now}, ${now})
    `;
    expect(faults((await send("code;name;extension\n1;Ana;PJSIP/1\n", true)).json)).toEqual(["2 extension which_pbx"]);
    const text = "code;name;extension;queues\n1;Ana;filial:PJSIP/1;matriz/suporte:2\n";
    expect((await send(text)).status).toBe(200);
    expect((await send(await exported(""), true)).json.unchanged).toBe(1);
  });

  test("of 2,000 with one line in a hundred wrong is refused whole, and without them taken in whole", async () => {
    const line = (code: number, mail: string) =>
      `${code};Agent ${code};${mail};PJSIP/${code};;08:00;17:00;Noite;suporte:1`;
    const lines = (isWrong: (at: number) => boolean) =>
      Array.from({ length: 2_000 }, (_, at) => line(at + 1, isWrong(at) ? "none" : `a${at}@litoral.example`));
    const header = "code;name;email;extension;password;start;end;groups;queues";
    const refused = await send([header, ...lines((at) => at % 100 === 0)].join("\r\n"));
    expect([refused.status, refused.json.errors.length]).toEqual([400, 20]);
    expect(refused.json.errors[1]).toEqual({
      path: "line.102.email",
      detail: "Write one address, as ana@center.example",
    });
    expect((await ask("GET", "/agents")).json.counts.active).toBe(0);
    const done = await send([header, ...lines(() => false)].join("\r\n"));
    expect([done.status, done.json.added]).toEqual([200, 2_000]);
    expect((await ask("GET", "/agents")).json.counts.active).toBe(2_000);
    const [sum] =
      await sql`select (select count(*) from agent_queues) as queues, (select count(*) from agent_aliases) as phones`;
    expect(sum).toEqual({ queues: 2_000, phones: 2_000 });
  });

  test("takes the seats that it needs, or nothing", async () => {
    limit = 1;
    const refused = await send("code;name\n1;Ana\n2;Bia\n");
    expect([refused.status, refused.problem]).toEqual([409, "licence-limit"]);
    expect(await all()).toEqual([]);
    expect((await send("code;name\n1;Ana\n")).status).toBe(200);
    expect((await send("code;name\n1;Ana Souza\n")).status).toBe(200);
  });

  test("is for who sees all agents; a file of those in sight may be had by who sees some", async () => {
    await send(file);
    const own = await signedInAs(ask, sql, "leader", {
      ...{ role: "custom", permissions: { agents: "modify" }, spying: [] },
      ...{
        queues: { items: [{ pbx: matriz, queue: queueName("vendas") }], groups: [] },
        agents: { items: [1], groups: [] },
      },
    });
    expect((await own("POST", "/agents/import", new TextEncoder().encode(file))).problem).toBe("forbidden");
    const text = await exported("", own);
    expect(text.split("\r\n")[1]).toEndWith(";vendas:3;sim");
    expect(text).not.toContain("Bruno");
  });
});

async function exported(query: string, who = ask): Promise<string> {
  return (await who("GET", `/agents/export?${query}`)).json;
}
