/** PBXs over a real database. */
import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emptied, temporaryDatabase } from "../db/temporary.ts";
import type { PbxSettings } from "../pbx/settings.ts";
import { browsedOver, matriz, password, problemOf } from "./browser_of_tests.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const { setting, setUp } = browsedOver(sql);

beforeEach(async () => {
  await emptied(sql, "users", "sessions", "pbxs", "settings", "audit");
});

describe("PBXs", () => {
  test("are added, changed and removed, and the lines follow", async () => {
    const { signedInBrowser: visitor, pbxs } = await setUp();
    const added = await visitor("POST", "/api/v1/pbxs", matriz);
    const { secret: _, ...open } = matriz;
    expect([added.status, added.json]).toEqual([201, { pbx: { ...open, queueLog: null, source: "page" } }]);
    expect(pbxs.configured).toMatchObject([matriz]);
    const again = await visitor("POST", "/api/v1/pbxs", matriz);
    expect([again.status, problemOf(again)]).toEqual([409, "pbx-exists"]);

    const renamed = await visitor("PUT", "/api/v1/pbxs/matriz", { ...open, name: "Head office" });
    expect([renamed.status, renamed.json.pbx.name]).toEqual([200, "Head office"]);
    expect(pbxs.configured).toMatchObject([{ name: "Head office", secret: "amiSecret" }]);

    expect((await visitor("DELETE", "/api/v1/pbxs/matriz")).status).toBe(204);
    expect(pbxs.configured).toEqual([]);
    const gone = await visitor("DELETE", "/api/v1/pbxs/matriz");
    expect([gone.status, problemOf(gone)]).toEqual([404, "pbx-not-found"]);
    expect(problemOf(await visitor("PUT", "/api/v1/pbxs/matriz", open))).toBe("pbx-not-found");
  });

  test("are tested as given, or as they are kept", async () => {
    const { signedInBrowser: visitor } = await setUp();
    expect((await visitor("POST", "/api/v1/pbxs/test", { pbx: { ...matriz, host: "given" } })).json.amiVersion).toBe(
      "given",
    );
    expect(problemOf(await visitor("POST", "/api/v1/pbxs/matriz/test"))).toBe("pbx-not-found");
    await visitor("POST", "/api/v1/pbxs", matriz);
    expect((await visitor("POST", "/api/v1/pbxs/matriz/test")).json.amiVersion).toBe(matriz.host);
  });

  test("are tested as they would be changed, with the secret on file, which goes nowhere else", async () => {
    const { signedInBrowser: visitor } = await setUp();
    await visitor("POST", "/api/v1/pbxs", matriz);
    const { secret: _, id: __, ...open } = matriz;
    const renamed = await visitor("POST", "/api/v1/pbxs/matriz/test", { pbx: { ...open, username: "other" } });
    expect([renamed.status, renamed.json.amiVersion]).toEqual([200, matriz.host]);
    const moved = await visitor("POST", "/api/v1/pbxs/matriz/test", { pbx: { ...open, host: "10.6.6.6" } });
    expect([moved.status, problemOf(moved)]).toEqual([422, "pbx-secret-needed"]);
    const given = await visitor("POST", "/api/v1/pbxs/matriz/test", { pbx: { ...matriz, host: "10.6.6.6" } });
    expect(given.json.amiVersion).toBe("10.6.6.6");
  });

  test("have their queue_log tested, as given or as it is kept", async () => {
    const { signedInBrowser: visitor } = await setUp();
    const folder = mkdtempSync(join(tmpdir(), "qm-log-"));
    const file = join(folder, "queue_log");
    const tried = async (body: object) => (await visitor("POST", "/api/v1/pbxs/test-queue-log", body)).json;
    expect(await tried({ queueLog: file })).toMatchObject({
      code: "file_missing",
      text: expect.stringContaining(file),
    });
    writeFileSync(file, "");
    expect(await tried({ queueLog: file })).toMatchObject({ code: "empty", rows: 0 });
    writeFileSync(file, "1772452800|NONE|NONE|NONE|QUEUESTART|\n");
    expect(await tried({ queueLog: file })).toEqual({ code: "good", rows: 1, more: false, text: "" });
    const queueLog = "mysql://snep:logSecret@127.0.0.1:1/snep/queue_log";
    await visitor("POST", "/api/v1/pbxs", { ...matriz, queueLog });
    const kept = await tried({ of: "matriz" });
    expect(kept).toMatchObject({ code: "unreadable", text: expect.stringContaining("127.0.0.1:1") });
    expect(JSON.stringify(kept)).not.toContain("logSecret");
    const thief = { of: "matriz", queueLog: "mysql://snep@10.6.6.6/snep/queue_log" };
    expect(problemOf(await visitor("POST", "/api/v1/pbxs/test-queue-log", thief))).toBe("pbx-secret-needed");
    expect(problemOf(await visitor("POST", "/api/v1/pbxs/test-queue-log", { of: "none" }))).toBe("pbx-not-found");
    const wrong = await visitor("POST", "/api/v1/pbxs/test-queue-log", { queueLog: "/etc/shadow" });
    expect([wrong.status, wrong.json.errors[0].path]).toEqual([400, "queueLog"]);
    rmSync(folder, { recursive: true, force: true });
  });

  test("never give their secret away, nor send it elsewhere", async () => {
    const { signedInBrowser: visitor } = await setUp();
    await visitor("POST", "/api/v1/pbxs", matriz);
    expect((await visitor("GET", "/api/v1/pbxs")).text).not.toContain(matriz.secret);
    const { secret: _, ...open } = matriz;
    for (const moved of [{ host: "10.6.6.6" }, { port: 5039 }, { tls: true }]) {
      const answer = await visitor("PUT", "/api/v1/pbxs/matriz", { ...open, ...moved });
      expect([answer.status, problemOf(answer)]).toEqual([422, "pbx-secret-needed"]);
    }
    expect((await visitor("PUT", "/api/v1/pbxs/matriz", { ...matriz, host: "10.6.6.6" })).status).toBe(200);
  });

  test("of the environment are listed and left alone", async () => {
    const { signedInBrowser: visitor, pbxs } = await setUp();
    const { id, ...rest } = matriz;
    pbxs.fixed = [{ ...rest, id: "fixed" as PbxSettings["id"] }];
    expect((await visitor("GET", "/api/v1/pbxs")).json.pbxs).toMatchObject([{ id: "fixed", source: "environment" }]);
    expect(problemOf(await visitor("PUT", "/api/v1/pbxs/fixed", rest))).toBe("pbx-from-environment");
    expect(problemOf(await visitor("DELETE", "/api/v1/pbxs/fixed"))).toBe("pbx-from-environment");
    expect(problemOf(await visitor("POST", "/api/v1/pbxs", { ...rest, id: "fixed" }))).toBe("pbx-exists");
    expect(id).toBe("matriz");
  });
});

test("a PBX keeps where its queue_log is, and shows it without its secret", async () => {
  const { browser, pbxs } = setting();
  const visitor = browser();
  await visitor("POST", "/api/v1/setup", { adminPassword: password });
  const queueLog = "mysql://snep:logSecret@10.0.0.5/snep/queue_log";
  const wrong = await visitor("POST", "/api/v1/pbxs", { ...matriz, queueLog: "mysql://snep:logSecret@10.0.0.5/snep" });
  expect([wrong.status, wrong.text.includes("logSecret")]).toEqual([400, false]);
  expect((await visitor("POST", "/api/v1/pbxs", { ...matriz, queueLog })).status).toBe(201);
  const { secret: _, id: __, ...open } = matriz;
  const changed = await visitor("PUT", "/api/v1/pbxs/matriz", { ...open, name: "Head office" });
  const shown = "mysql://snep@10.0.0.5:3306/snep/queue_log";
  expect(changed.json.pbx.queueLog).toBe(shown);
  expect(changed.text).not.toContain("logSecret");
  const kept = (part: string) => `mysql://snep:logSecret@10.0.0.5:3306/snep/${part}`;
  expect(pbxs.configured).toMatchObject([{ name: "Head office", queueLog: kept("queue_log") }]);
  expect(JSON.stringify(await sql`select * from pbxs`)).not.toContain("logSecret");
  // As it is shown, with another table: the secret stays. At another place, it is not sent there.
  const other = await visitor("PUT", "/api/v1/pbxs/matriz", { ...open, queueLog: `${shown}2?zone=America/Bahia` });
  expect(other.json.pbx.queueLog).toBe(`${shown}2?zone=America/Bahia`);
  expect(pbxs.configured).toMatchObject([{ queueLog: `${kept("queue_log2")}?zone=America/Bahia` }]);
  const places = ["snep@10.6.6.6/snep/queue_log", "snep@10.0.0.5:3307/snep/queue_log", "root@10.0.0.5/snep/queue_log"];
  for (const place of places) {
    const moved = await visitor("PUT", "/api/v1/pbxs/matriz", { ...open, queueLog: `mysql://${place}` });
    expect([moved.status, problemOf(moved), moved.json.errors[0].path]).toEqual([422, "pbx-secret-needed", "queueLog"]);
  }
  await visitor("PUT", "/api/v1/pbxs/matriz", { ...open, queueLog: null });
  expect(pbxs.configured).toMatchObject([{ queueLog: null }]);
});
