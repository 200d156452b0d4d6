import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog, silentLog } from "../log.ts";
import { openPool } from "./connect.ts";
import { openDataFolder } from "./data_folder.ts";
import { type EmbeddedPostgres, startEmbedded } from "./embedded.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const isRoot = process.getuid?.() === 0;
const folders: string[] = [];
const running: EmbeddedPostgres[] = [];

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "qm-embedded-"));
  folders.push(path);
  return path;
}

async function start(path: string, log = silentLog): Promise<EmbeddedPostgres> {
  const started = await startEmbedded(openDataFolder(path), log);
  running.push(started);
  return started;
}

const postmaster = (path: string) =>
  Number.parseInt(readFileSync(join(path, "postgres", "postmaster.pid"), "utf8"), 10);

/** Asks until it answers: a database that was killed is started again. */
async function answer({ address }: EmbeddedPostgres, text: string): Promise<unknown> {
  for (let tries = 0; ; tries++) {
    const sql = openPool(address, 1);
    try {
      return (await sql.unsafe(text))[0];
    } catch (error) {
      if (tries === 200) throw error;
      await Bun.sleep(50);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

test("startEmbedded() makes a database, keeps it over a restart and stops it in order", async () => {
  const path = folder();
  const first = await start(path);
  await answer(first, "create table kept as select 42 as n");
  await first.stop();
  expect(() => postmaster(path)).toThrow();
  const second = await start(path);
  expect(await answer(second, "select n from kept")).toEqual({ n: 42 });
  expect(await answer(second, "show fsync")).toEqual({ fsync: "on" });
  expect(await answer(second, "show listen_addresses")).toEqual({ listen_addresses: "" });
});

test.skipIf(!isRoot)(
  "startEmbedded() as root runs the database as the folder's owner, else as nobody, and nobody else gets in",
  async () => {
    const ours = folder();
    await start(ours);
    const uidOf = (pid: number) => Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
    const nobody = Number(/^nobody:[^:]*:(\d+)/m.exec(readFileSync("/etc/passwd", "utf8"))?.[1]);
    expect(uidOf(postmaster(ours))).toBe(nobody);

    const theirs = folder();
    Bun.spawnSync(["chown", "daemon", theirs]);
    await start(theirs);
    expect(uidOf(postmaster(theirs))).toBe(statSync(theirs).uid);
    expect(statSync(theirs).uid).not.toBe(0);
    for (const each of ["postgres", "socket"]) expect(statSync(join(theirs, each)).mode & 0o077).toBe(0);
  },
);

test.skipIf(!isRoot)("openDataFolder() refuses a folder that the database's user cannot reach, and says so", () => {
  const path = folder();
  mkdirSync(join(path, "inner"));
  chmodSync(path, 0o700);
  expect(() => openDataFolder(join(path, "inner"))).toThrow(/cannot be reached by user \d+.*QM_DATA=/);
});

test("startEmbedded() starts the database again when it was killed", async () => {
  const path = folder();
  const lines: string[] = [];
  const started = await start(
    path,
    createLog((line) => lines.push(line), Date.now),
  );
  await answer(started, "create table kept as select 1 as n");
  process.kill(postmaster(path), "SIGKILL");
  while (!lines.some((line) => line.includes("answers again"))) await Bun.sleep(20);
  expect(await answer(started, "select n from kept")).toEqual({ n: 1 });
  expect(lines.some((line) => line.includes("The embedded database ended"))).toBe(true);
});

test("startEmbedded() goes on with a database that a killed server left running, and stops it in the end", async () => {
  const path = folder();
  const orphan = await start(path);
  const pid = postmaster(path);
  orphan.leave();
  const heir = await start(path);
  expect(postmaster(path)).toBe(pid);
  await heir.stop();
  expect(() => process.kill(pid, 0)).toThrow();
  expect(() => postmaster(path)).toThrow();
});

test("startEmbedded() is started by many at once, and one database serves them", async () => {
  const path = folder();
  const all = await Promise.all([start(path), start(path), start(path)]);
  const pids = await Promise.all(all.map((each) => answer(each, "select pg_postmaster_start_time()::text as at")));
  expect(new Set(pids.map((each) => JSON.stringify(each))).size).toBe(1);
});

test("startEmbedded() refuses the files of another version, and what is no database", async () => {
  const path = folder();
  await (await start(path)).stop();
  writeFileSync(join(path, "postgres", "PG_VERSION"), "13\n");
  await expect(start(path)).rejects.toThrow(/made by PostgreSQL 13 and this version brings \d+/);
  rmSync(join(path, "postgres", "PG_VERSION"));
  await expect(start(path)).rejects.toThrow(/is not a database that this user can read/);
});

test("startEmbedded() tells PostgreSQL's own last word when it cannot start", async () => {
  const path = folder();
  await (await start(path)).stop();
  rmSync(join(path, "postgres", "global"), { recursive: true });
  await expect(start(path)).rejects.toThrow(
    /The embedded database in .* does not start: .*could not find the database system.*global/,
  );
});

test("startEmbedded() refuses a folder whose path is too long for a socket", async () => {
  const outer = folder();
  chmodSync(outer, 0o711);
  const path = join(outer, "a".repeat(100));
  mkdirSync(path);
  await expect(start(path)).rejects.toThrow(
    /bytes too long for the database's socket. Choose a shorter one with QM_DATA/,
  );
});

test("openDataFolder() refuses a file, and a folder in one", () => {
  const file = join(folder(), "file");
  writeFileSync(file, "");
  for (const path of [file, join(file, "inner")]) {
    expect(() => openDataFolder(path)).toThrow(
      /Cannot use the data folder .*: there is a file of that name, not a folder/,
    );
  }
});

test.skipIf(!isRoot)("openDataFolder() says that a disk is full, and that one is read-only", () => {
  const path = folder();
  const mount = (...options: string[]) => Bun.spawnSync(["mount", "-t", "tmpfs", ...options, "tmpfs", path]);
  const unmount = () => Bun.spawnSync(["umount", path]);
  if (mount("-o", "size=8k").exitCode !== 0) return console.warn("SKIPPED: this machine allows no mount");
  try {
    Bun.spawnSync(["dd", "if=/dev/zero", `of=${join(path, "fill")}`, "bs=4096", "count=8"]);
    expect(() => openDataFolder(path)).toThrow(/the disk is full. Free some space/);
    unmount();
    mount("-o", "ro");
    expect(() => openDataFolder(path)).toThrow(/the file system is read-only/);
  } finally {
    unmount();
  }
});
