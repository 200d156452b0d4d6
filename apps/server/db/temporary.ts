/** A real PostgreSQL for tests: one per process, started by the first who asks, and a database of his own for each. */
import { afterAll } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../log.ts";
import { type DatabaseAddress, openPool, type Sql } from "./connect.ts";
import { openDataFolder } from "./data_folder.ts";
import { type EmbeddedPostgres, startEmbedded } from "./embedded.ts";
import { migrate } from "./migrate.ts";

let server: Promise<EmbeddedPostgres> | null = null;
let made = 0;

async function startServer(): Promise<EmbeddedPostgres> {
  const path = mkdtempSync(join(tmpdir(), "qm-test-"));
  const started = await startEmbedded(openDataFolder(path), silentLog);
  cleanUpAfterUs(path);
  await forgetPower(started.address);
  return started;
}

/** What these databases hold need not outlive the machine: waiting for its disk would be most of the tests' time. */
async function forgetPower(address: DatabaseAddress): Promise<void> {
  const admin = openPool(address, 1);
  for (const setting of ["fsync", "full_page_writes", "synchronous_commit"]) {
    await admin.unsafe(`alter system set ${setting} to off`);
  }
  await admin`select pg_reload_conf()`;
  await admin.end();
}

/** However this process ends, the shell reads the end of its input then. */
function cleanUpAfterUs(path: string): void {
  const script = 'cat > /dev/null; kill -QUIT "$(head -n 1 "$0/postgres/postmaster.pid")"; sleep 0.5; rm -rf "$0"';
  Bun.spawn(["sh", "-c", script, path], { stdin: "pipe", stdout: "ignore", stderr: "ignore", detached: true }).unref();
}

/** Empties tables, also the audit, out of which nothing goes otherwise. Numbers begin anew. */
export async function emptied(sql: Sql, ...tables: readonly string[]): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`truncate ${tx(tables)} restart identity cascade`;
  });
}

export interface TemporaryDatabase {
  sql: Sql;
  address: DatabaseAddress;
}

/** A database with nothing in it; `migrated` brings it up to date. Gone after the tests of the calling file. */
export async function temporaryDatabase(
  options: { migrated: boolean } = { migrated: true },
): Promise<TemporaryDatabase> {
  server ??= startServer();
  const { address } = await server;
  if (!("socket" in address)) throw new Error("The embedded database is reached by its socket");
  const name = `test_${process.pid}_${++made}`;
  const admin = openPool(address, 1);
  await admin`create database ${admin(name)}`;
  await admin.end();
  const own = { ...address, database: name };
  const sql = openPool(own, 4);
  if (options.migrated) await migrate(sql);
  afterAll(() => sql.end({ timeout: 1 }));
  return { sql, address: own };
}
