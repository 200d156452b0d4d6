import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { temporaryDatabase } from "../db/temporary.ts";
import { SmtpServer } from "../mail/smtp_server_of_tests.ts";
import { storedMailDesk } from "../mail/stored_mail_desk.ts";
import { MasterKey } from "../secrets/master_key.ts";
import { SecretBox } from "../secrets/secret_box.ts";
import { SiteClock } from "../settings/site_clock.ts";
import { makeCertificate } from "../tls/self_signed.ts";
import { type Ask, secrets, signedIn, signedInAs } from "./app_of_tests.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const folder = mkdtempSync(join(tmpdir(), "qm-settings-"));
let ask: Ask;
let changed: string[] = [];
const servers: SmtpServer[] = [];
const settingChanged = async (name: string) => void changed.push(name);
beforeEach(async () => {
  ask = await signedIn(sql, { settingChanged });
  changed = [];
});
afterEach(() => {
  for (const each of servers.splice(0)) each.end();
});
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const initial = {
  site: { name: "", zone: null, language: "pt", address: null },
  recordings: { source: "none", place: null, format: "wav" },
  snep: { address: null, user: "admin", password: false },
  mail: {
    ...{ host: null, port: 587, security: "starttls", user: null, from: null, fromName: "Q-Manager", password: false },
  },
  branding: { name: "" },
  https: { certificate: "made", certificateFile: null, keyFile: null, names: [] },
};
type Name = keyof typeof initial;
const names = Object.keys(initial) as Name[];
const sent = (name: Name, more: object = {}) => {
  const { password: _, ...fields } = { password: false, ...initial[name] };
  return { ...fields, ...more };
};
const put = (name: Name, more: object) => ask("PUT", `/settings/${name}`, sent(name, more));
const audit = () => sql<{ target: string; detail: object }[]>`
  select target, detail from audit where action = 'settings_changed' order by id
`;

describe("the settings", () => {
  test("have a value for everything before anybody says one", async () => {
    for (const name of names) expect((await ask("GET", `/settings/${name}`)).json).toEqual(initial[name]);
    expect((await ask("GET", "/settings")).json).toMatchObject({
      ...{ zone: "America/Sao_Paulo", zoneOfEnvironment: "America/Sao_Paulo", secretsFault: null },
      https: { port: null, certificate: null, fault: null },
    });
  });

  const good: [Name, object][] = [
    ["site", { name: "Central 😀", zone: "America/Bahia", language: "es", address: "https://centro.empresa.com.br" }],
    ["recordings", { source: "folder", place: folder, format: "mp3" }],
    ["recordings", { source: "snep", place: "http://192.168.0.10/snep", format: "wav_gsm" }],
    ["snep", { address: "https://192.168.0.10/snep", user: "root" }],
    ["mail", { host: "smtp.empresa.com.br", from: "central@empresa.com.br", user: "central" }],
    ["branding", { name: "<b>Empresa</b>" }],
    ["https", { names: ["centro.empresa.com.br", "192.168.0.9"] }],
  ];
  test.each(good)("keep %s, tell the server, and write down what changed", async (name, more) => {
    const kept = await put(name, more);
    expect([kept.status, kept.json]).toEqual([200, { ...initial[name], ...more }]);
    expect((await ask("GET", `/settings/${name}`)).json).toEqual(kept.json);
    expect(changed).toEqual([name]);
    const [row] = await audit();
    expect(row).toEqual({ target: name, detail: { before: expect.any(Object), after: more } });
  });

  const long = "x".repeat(10_000);
  const wrong: [Name, object, string, string][] = [
    ["site", { name: long }, "name", "Write at most 100 characters"],
    ["site", { name: "a\u0000b" }, "name", "Write it on one line"],
    ["site", { zone: "Mars/Olympus" }, "zone", "Choose a time zone such as America/Sao_Paulo"],
    ["site", { zone: "'; drop table users; --" }, "zone", "Choose a time zone such as America/Sao_Paulo"],
    ["site", { address: "https://centro/with/path" }, "address", "Write it without a path"],
    ["site", { address: "javascript:alert(1)" }, "address", "Write it without a path"],
    ["site", { address: "https://user:secret@centro" }, "address", "Write it without a path"],
    ["site", { address: "bi.example" }, "address", "Write it with https:// before it"],
    ["site", { address: "localhost:3000" }, "address", "Write it with https:// before it"],
    ["recordings", { source: "folder", place: null }, "place", "Fill this in"],
    ["recordings", { source: "folder", place: "relative" }, "place", "Write the whole path"],
    ["recordings", { source: "folder", place: `${folder}/none` }, "place", "There is no such folder on the server's"],
    ["recordings", { source: "folder", place: import.meta.path }, "place", "There is a file of that name"],
    ["recordings", { source: "http", place: "ftp://host/" }, "place", "Write an address such as"],
    ["recordings", { source: "snep", place: "http://user:secret@host/" }, "place", "Write an address such as"],
    ["snep", { address: "snep" }, "address", "Write an address such as"],
    ["snep", { user: "" }, "user", "Fill this in"],
    ["snep", { password: "" }, "password", "Fill this in, or leave it out"],
    ["mail", { host: "smtp host" }, "host", "Write a host name or an address, without port"],
    ["mail", { host: "h", from: null }, "from", "Fill this in"],
    ["mail", { port: 0 }, "port", "Write a number from 1 to 65535"],
    ["mail", { port: 70_000 }, "port", "Write a number from 1 to 65535"],
    ["mail", { from: "no address" }, "from", "Write an address such as"],
    ["mail", { from: "a@b, c@d" }, "from", "Write an address such as"],
    ["mail", { fromName: "a\r\nBcc: x@y" }, "fromName", "Write it on one line"],
    ["mail", { password: "a\r\nb" }, "password", "Write it on one line"],
    ["branding", { name: long }, "name", "Write at most 60 characters"],
    ["https", { names: ["a b"] }, "names.0", "Write a host name or an address"],
    ["https", { certificate: "files", certificateFile: null }, "certificateFile", "Write the whole path"],
    [
      "https",
      { certificate: "files", certificateFile: "/no.pem", keyFile: "/no.key" },
      "certificateFile",
      "There is no",
    ],
  ];
  test.each(wrong)("refuse of %s %j, and say why beside the field", async (name, more, path, says) => {
    const answer = await put(name, more);
    expect([answer.status, answer.problem, answer.json.errors?.[0]?.path]).toEqual([400, "bad-request", path]);
    expect(answer.json.errors[0].detail).toStartWith(says);
    expect((await ask("GET", `/settings/${name}`)).json).toEqual(initial[name]);
    expect(await audit()).toHaveLength(0);
    expect(changed).toEqual([]);
  });

  test("take no field that they do not know, and no password where there is none", async () => {
    expect((await put("branding", { colour: "red" })).problem).toBe("bad-request");
    expect((await put("site", { password: "x" })).problem).toBe("bad-request");
    expect((await ask("PUT", "/settings/site", { name: "a" })).problem).toBe("bad-request");
  });

  test("of certificate files are kept when they are good", async () => {
    const pair = makeCertificate(["centro"], Date.now());
    const [certificateFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    writeFileSync(certificateFile, pair.cert);
    writeFileSync(keyFile, pair.key);
    expect((await put("https", { certificate: "files", certificateFile, keyFile })).status).toBe(200);
    const mixed = await put("https", { certificate: "files", certificateFile, keyFile: certificateFile });
    expect(mixed.json.errors[0].path).toBe("keyFile");
  });

  test("may be viewed by who may view them, and changed by who may change them", async () => {
    const grant = { role: "custom", spying: [], queues: "all", agents: "all" } as const;
    const viewer = await signedInAs(ask, sql, "viewer", { ...grant, permissions: { settings: "view" } } as never);
    expect((await viewer("GET", "/settings/mail")).status).toBe(200);
    for (const name of names) expect((await viewer("PUT", `/settings/${name}`, sent(name))).problem).toBe("forbidden");
    expect((await viewer("POST", "/settings/mail/test", { to: "a@b" })).problem).toBe("forbidden");
    expect((await ask.another()("GET", "/settings/site")).problem).toBe("sign-in-needed");
  });
});

describe("a password of the settings", () => {
  const own = "S3cret çã 'x'";
  const snep = { address: "http://192.168.0.10/snep", user: "admin" };

  test("is kept sealed, and never shown", async () => {
    const kept = await put("snep", { ...snep, password: own });
    expect(kept.json).toEqual({ ...snep, password: true });
    const all = JSON.stringify([await sql`select * from settings`, await sql`select * from audit`]);
    expect(all).not.toContain("S3cret");
    expect((await audit())[0]?.detail).toMatchObject({ after: { password: "•••" } });
    // With another path on the same machine it stays; null removes it.
    expect((await put("snep", { ...snep, address: "http://192.168.0.10/other" })).json.password).toBe(true);
    expect((await put("snep", { ...snep, password: null })).json.password).toBe(false);
  });

  test("is not sent to another place", async () => {
    await put("snep", { ...snep, password: own });
    for (const moved of [{ address: "http://192.168.6.6/snep" }, { user: "other" }, { address: null }]) {
      const answer = await put("snep", { ...snep, ...moved });
      expect([answer.status, answer.problem, answer.json.errors[0].path]).toEqual([422, "password-needed", "password"]);
    }
    expect((await put("snep", { ...snep, address: "http://192.168.6.6/snep", password: "x" })).status).toBe(200);
  });
});

describe("POST /settings/mail/test", () => {
  const user = { name: "central", password: "p@ss" };
  async function begin(options = {}) {
    const server = await SmtpServer.begin(options);
    servers.push(server);
    const { port } = server;
    return { server, mail: { host: "localhost", port, security: "none", from: "c@empresa.com.br", user: user.name } };
  }
  const tried = async (body: object) =>
    (await ask("POST", "/settings/mail/test", { to: "ana@empresa.com.br", ...body })).json;

  test("sends one by a draft, and by what is kept with its password", async () => {
    const { server, mail } = await begin({ user });
    expect(await tried({ mail: sent("mail", { ...mail, password: user.password }) })).toMatchObject({
      ok: true,
      text: "",
    });
    expect((await ask("POST", "/settings/mail/test", { to: "ana@empresa.com.br" })).problem).toBe("mail-not-set");
    await put("mail", { ...mail, password: user.password });
    expect(await tried({})).toMatchObject({ ok: true });
    expect(await tried({ mail: sent("mail", { ...mail, fromName: "Other" }) })).toMatchObject({ ok: true });
    expect(server.mails).toHaveLength(3);
  });

  test("tells what the mail server said against it", async () => {
    const { mail } = await begin({ user });
    expect(await tried({ mail: sent("mail", { ...mail, password: "wrong" }) })).toEqual({
      ...{ ok: false, code: "sign_in_refused", reply: "535 5.7.8 Username and Password not accepted" },
      text: expect.stringContaining("refused user or password"),
    });
  });

  test("sends the password on file nowhere else", async () => {
    const { mail } = await begin({ user });
    await put("mail", { ...mail, password: user.password });
    const thief = await begin({ user });
    const answer = await ask("POST", "/settings/mail/test", { to: "a@b.c", mail: sent("mail", thief.mail) });
    expect(answer.problem).toBe("password-needed");
    expect(thief.server.mails).toEqual([]);
  });

  test("says so where the password on file cannot be read", async () => {
    const { mail } = await begin({ user });
    await put("mail", { ...mail, password: user.password });
    const other = new SecretBox(new MasterKey(new Uint8Array(32).fill(9), "/data/secret.key"));
    const asked = await signedInAgain(other);
    const answer = await asked("POST", "/settings/mail/test", { to: "a@b.c" });
    expect([answer.status, answer.problem]).toEqual([503, "secret-unreadable"]);
    expect(answer.json.detail).toContain("Put the former key there");
  });

  test("needs an address to send to", async () => {
    expect((await ask("POST", "/settings/mail/test", { to: "nobody" })).json.errors[0].path).toBe("to");
  });

  test("mails of the product go the same way, with links to the address that is set", async () => {
    const { server, mail } = await begin({ user });
    const desk = storedMailDesk(sql, secrets, null);
    expect(await desk.origin()).toBeNull();
    await put("site", { address: "https://centro" });
    expect(await desk.origin()).toBeNull();
    await put("mail", { ...mail, password: user.password });
    expect(await desk.origin()).toBe("https://centro");
    await desk.send({ to: "ana@empresa.com.br", subject: "x", text: "y" });
    expect(server.mails).toMatchObject([{ to: "ana@empresa.com.br", user: user.name }]);
  });
});

/** The same administrator at a server with another key. */
async function signedInAgain(box: SecretBox): Promise<Ask> {
  const kept = await sql`select * from settings`;
  const asked = await signedIn(sql, { secrets: box, settingChanged });
  await sql`truncate settings`;
  for (const { name, value } of kept) {
    await sql`insert into settings (name, value, changed_at) values (${name}, ${sql.json(value)}, ${0})`;
  }
  return asked;
}

describe("the logo", () => {
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
  const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 1]);
  const webp = new TextEncoder().encode("RIFF\0\0\0\0WEBPVP8 ");

  test.each([
    { picture: png, type: "image/png" },
    { picture: jpeg, type: "image/jpeg" },
    { picture: webp, type: "image/webp" },
  ])("is kept as $type by what is in it, shown to anybody, and taken away", async ({ picture, type }) => {
    expect((await ask("PUT", "/settings/branding/logo", picture)).status).toBe(204);
    const visitor = ask.another();
    const { logo } = (await visitor("GET", "/branding")).json;
    const answer = await visitor.raw(logo.replace("/api/v1", ""));
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([...picture]);
    expect(answer.headers.get("content-type")).toBe(type);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await ask("DELETE", "/settings/branding/logo")).status).toBe(204);
    expect((await visitor("GET", "/branding")).json).toEqual({ name: "", logo: null, language: "pt" });
    expect((await audit()).map(({ target }) => target)).toEqual(["branding", "branding"]);
  });

  test.each([
    { name: "an SVG, which can hold scripts", picture: new TextEncoder().encode("<svg onload='alert(1)'/>") },
    { name: "a page", picture: new TextEncoder().encode("<!doctype html><script>alert(1)</script>") },
    { name: "nothing", picture: new Uint8Array() },
    { name: "a picture that is too large", picture: Uint8Array.from([...png, ...new Uint8Array(201 * 1024)]) },
  ])("is not $name", async ({ picture }) => {
    const answer = await ask("PUT", "/settings/branding/logo", picture);
    expect([answer.status, answer.json?.errors?.[0]?.path]).toEqual([400, "logo"]);
    expect((await ask("GET", "/branding")).json.logo).toBeNull();
  });
});

test("SiteClock goes by the environment, then by what is set, then by the machine", async () => {
  const [fixed, free] = [new SiteClock("America/Manaus"), new SiteClock(null)];
  expect(await free.read(sql)).toBe(false);
  await put("site", { zone: "Asia/Tokyo" });
  expect([await fixed.read(sql), fixed.zone]).toEqual([false, "America/Manaus"]);
  expect([await free.read(sql), free.zone, await free.read(sql)]).toEqual([true, "Asia/Tokyo", false]);
});
