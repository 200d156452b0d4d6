import { afterEach, beforeEach, describe, expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { pbxId } from "@qmanager/core";
import { queueLogText } from "../../../test/simulator/queue_log_text.ts";
import { insertImport, setUploaded } from "../db/imports.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import type { Imports } from "../queue_log/imports.ts";
import { UploadSource } from "../queue_log/upload_source.ts";
import { type Ask, importsOf, signedIn } from "./app_of_tests.ts";

// A real database and a real disk, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const matriz = { id: pbxId("matriz"), name: "M", host: "127.0.0.1", port: 1, username: "u", secret: "s", tls: false };
const pbxs = {
  fixed: [matriz],
  configure: () => {},
  test: async () => ({ ok: true, asteriskVersion: null, amiVersion: null, queues: 0, checks: [] }),
  health: () => [],
};

let folder: string;
let imports: Imports;
let ask: Ask;
beforeEach(async () => {
  await sql`truncate visits, queue_counters, imports, log_positions, log_problems restart identity`;
  folder = mkdtempSync(join(tmpdir(), "qm-imports-"));
  imports = importsOf(sql, folder);
  ask = await signedIn(sql, { imports, pbxs });
});
afterEach(async () => {
  await imports.close();
  rmSync(folder, { recursive: true, force: true });
});

const log = (calls: number) => new TextEncoder().encode([...queueLogText({ calls, from: 1_700_000_000 })].join(""));
const onFile = async () => (await sql`select 1 from visits`).length;

describe("POST /imports", () => {
  test("records an upload, gzipped too, tells what came of it and who did it, and keeps no upload", async () => {
    const made = await ask("POST", "/imports?name=queue_log.1.gz", Bun.gzipSync(log(300)));
    expect(made.status).toBe(202);
    expect(made.json.import).toMatchObject({ id: 1, pbx: "matriz", name: "queue_log.1.gz", zone: "America/Sao_Paulo" });
    await imports.idle();
    const { json } = await ask("GET", "/imports/1");
    expect(json.import).toMatchObject({
      ...{ state: "done", visits: 300, since: 1_700_000_000_000, problems: 0, user: "admin", reason: null },
      ...{ firstAt: 1_700_000_000_000, bytesRead: made.json.import.bytes },
    });
    expect(await onFile()).toBe(300);
    expect(readdirSync(folder)).toEqual([]);
    const audit = await sql`select action, target, detail, user_name from audit where action like 'import%'`;
    expect([...audit]).toEqual([
      { action: "import_begun", target: "queue_log.1.gz", detail: { pbx: "matriz" }, user_name: "admin" },
    ]);
    await ask("POST", "/imports", log(300));
    await imports.idle();
    expect(await onFile()).toBe(300);
    const page = await ask("GET", "/imports?limit=1");
    expect([page.json.imports[0].id, page.json.next, page.json.zone]).toEqual([2, 2, "America/Sao_Paulo"]);
    expect(page.json.pbxs).toEqual([{ id: "matriz", name: "M" }]);
    const rest = await ask("GET", "/imports?limit=1&before=2");
    expect([rest.json.imports[0].id, rest.json.next]).toEqual([1, null]);
  });

  test("records the next one also where the file of one could not be closed", async () => {
    const closing = spyOn(UploadSource.prototype, "close").mockRejectedValueOnce(new Error("EIO"));
    await ask("POST", "/imports", log(30));
    await imports.idle();
    expect(closing).toHaveBeenCalledTimes(1);
    closing.mockRestore();
    await ask("POST", "/imports", log(60));
    await imports.idle();
    expect((await ask("GET", "/imports/2")).json.import.state).toBe("done");
    expect(await onFile()).toBe(60);
  });

  test("fails where no line is a row, says why, and shows the lines", async () => {
    await ask("POST", "/imports", new TextEncoder().encode("1700000000|1.1|fila\nwhat\n"));
    await imports.idle();
    expect((await ask("GET", "/imports/1")).json.import).toMatchObject({
      ...{ state: "failed", reasonCode: "not_understood", visits: null, lines: 2, problems: 2 },
      reason: "None of its lines was understood: it is no queue_log. Upload the file that Asterisk writes",
    });
    const { problems } = (await ask("GET", "/imports/1/problems")).json;
    const told = problems.map(({ line, code }: { line: string; code: string }) => [line, code]).sort();
    expect(told).toEqual([
      ["1700000000|1.1|fila", "fields"],
      ["what", "fields"],
    ]);
  });

  test("fails where there is no line at all", async () => {
    await ask("POST", "/imports", Bun.gzipSync(new Uint8Array()));
    await imports.idle();
    expect((await ask("GET", "/imports/1")).json.import).toMatchObject({ state: "failed", reasonCode: "no_lines" });
  });

  test("is done where at least one line is a row, and shows those that are none", async () => {
    await ask("POST", "/imports", new TextEncoder().encode("what\n1700000000|1.1|fila|NONE|ABANDON|1|1|6\n"));
    await imports.idle();
    expect((await ask("GET", "/imports/1")).json.import).toMatchObject({ state: "done", lines: 2, problems: 1 });
    expect((await ask("GET", "/imports/1/problems")).json.problems).toMatchObject([{ line: "what", code: "fields" }]);
  });

  test("tells these lines a page at a time", async () => {
    const lines = Array.from({ length: 5 }, (_, nth) => `what ${nth}`);
    await ask("POST", "/imports", new TextEncoder().encode(lines.join("\n")));
    await imports.idle();
    const told: string[] = [];
    const pages: number[] = [];
    for (let cursor = ""; ; ) {
      const { problems, next } = (await ask("GET", `/imports/1/problems?limit=2${cursor}`)).json;
      told.push(...problems.map(({ line }: { line: string }) => line));
      pages.push(problems.length);
      if (next === null) break;
      cursor = `&cursor=${next}`;
    }
    expect([pages, told.sort()]).toEqual([[2, 2, 1], lines]);
    expect(await ask("GET", "/imports/1/problems?cursor=none")).toMatchObject({ status: 400, problem: "cursor-wrong" });
    expect(await ask("GET", "/imports/1/problems?limit=0")).toMatchObject({ status: 400, problem: "bad-request" });
    expect(await ask("GET", "/imports/9/problems")).toMatchObject({ status: 404, problem: "import-not-found" });
  });

  test("says what to do with an upload that is packed in a way that is not read", async () => {
    await ask("POST", "/imports", new Uint8Array(zstdCompressSync(log(10))));
    await imports.idle();
    expect((await ask("GET", "/imports/1")).json.import).toMatchObject({
      ...{ state: "failed", lines: 0, problems: 0, reasonCode: "packed" },
      reason: "It is packed with zstd. Unpack it, or pack it with gzip, and upload it again",
    });
  });

  test("refuses a name that no database keeps, and reads nothing of the upload", async () => {
    expect((await ask("POST", "/imports?name=queue%00log", log(1))).problem).toBe("bad-request");
    expect((await ask("GET", "/imports")).json.imports).toEqual([]);
  });

  test("leaves room on the disk for the journal and the database", async () => {
    const greedy = importsOf(sql, folder, { leastFreeBytes: Number.MAX_SAFE_INTEGER });
    const asked = await signedIn(sql, { imports: greedy, pbxs });
    const { status, json } = await asked("POST", "/imports", log(1));
    expect([status, json.import.state, json.import.reasonCode, json.import.reason]).toEqual([
      ...[202, "failed", "disk_full"],
      expect.stringContaining("Free some space"),
    ]);
    expect(readdirSync(folder)).toEqual([]);
    await greedy.close();
  });

  test("says what is wrong with a damaged upload", async () => {
    const zipped = Bun.gzipSync(log(20_000));
    await ask("POST", "/imports", zipped.slice(0, zipped.length / 2));
    await imports.idle();
    const { json } = await ask("GET", "/imports/1");
    expect([json.import.state, json.import.reasonCode]).toEqual(["failed", "damaged"]);
    expect(json.import.reason).toStartWith("It cannot be unzipped to its end");
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ["?pbx=none", 404, "pbx-not-found"],
    ["?zone=Mars", 400, "bad-request"],
  ])("refuses %s", async (query, status, problem) => {
    expect(await ask("POST", `/imports${query}`, log(1))).toMatchObject({ status, problem });
    expect(await sql`select 1 from imports`).toHaveLength(0);
  });
});

describe("POST /imports/{id}/cancel", () => {
  test("ends an import, and what was recorded stays", async () => {
    await ask("POST", "/imports", log(30_000));
    while (imports.progress(1) === null || imports.progress(1)?.lines === 0) await Bun.sleep(5);
    const cancelled = await ask("POST", "/imports/1/cancel");
    expect([cancelled.status, cancelled.json.import.state]).toEqual([200, "cancelled"]);
    await imports.idle();
    expect(existsSync(join(folder, "1.upload"))).toBe(false);
    expect(await onFile()).toBeLessThan(30_000);
    expect(await ask("POST", "/imports/1/cancel")).toMatchObject({ status: 409, problem: "import-ended" });
    expect(await ask("POST", "/imports/9/cancel")).toMatchObject({ status: 404, problem: "import-not-found" });
    const audit = await sql`select target from audit where action = 'import_cancelled'`;
    expect([...audit]).toEqual([{ target: "queue_log" }]);
  });
});

test("an import that a stop of the server interrupts goes on at its next start, and makes no row twice", async () => {
  await ask("POST", "/imports", log(20_000));
  while (imports.progress(1) === null || imports.progress(1)?.lines === 0) await Bun.sleep(5);
  await imports.close();
  expect((await ask("GET", "/imports/1")).json.import.state).toBe("running");
  expect(await onFile()).toBeLessThan(20_000);
  imports = importsOf(sql, folder);
  await imports.start();
  await imports.idle();
  expect((await ask("GET", "/imports/1")).json.import).toMatchObject({ state: "done", visits: 20_000, problems: 0 });
});

test("imports that a restart interrupted go on, and those that were not whole have failed", async () => {
  const asked = { pbx: matriz.id, name: "queue_log", zone: "UTC", user: "admin", at: Date.now() };
  const [whole, cut] = [await insertImport(sql, asked), await insertImport(sql, asked)];
  const bytes = log(200);
  writeFileSync(join(folder, `${whole}.upload`), bytes);
  await setUploaded(sql, whole, bytes.length);
  await imports.start();
  await imports.idle();
  expect((await ask("GET", `/imports/${whole}`)).json.import).toMatchObject({ state: "done", visits: 200 });
  expect((await ask("GET", `/imports/${cut}`)).json.import).toMatchObject({
    ...{ reasonCode: "server_ended", reason: expect.stringContaining("Upload it again") },
  });
});

test("GET /pbxs/{id}/queue-log tells of a PBX without one, and of none", async () => {
  expect((await ask("GET", "/pbxs/matriz/queue-log")).json).toEqual({ log: null, problems: [] });
  expect((await ask("GET", "/pbxs/none/queue-log")).status).toBe(404);
});
