/** Numbered `.sql` files, run in order, once, forward only. A published one is never changed: a hash says so. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Fault, reasonOf } from "../fault.ts";
import type { Sql } from "./connect.ts";

export interface Migration {
  number: number;
  name: string;
  sql: string;
  /** SHA-256 of the text, in hexadecimal. */
  hash: string;
}

/** Any fixed number: servers that migrate at the same time wait for each other on it. */
const lockKey = 7_236_501;

/** Reads `0001_reason.sql` and its like, in order. */
export function readMigrations(folder = join(import.meta.dir, "..", "migrations")): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file, index) => {
      const parts = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file);
      if (!parts || Number(parts[1]) !== index + 1) {
        throw new Fault(`Migration ${file} is out of line: expected ${String(index + 1).padStart(4, "0")}_reason.sql`);
      }
      const sql = readFileSync(join(folder, file), "utf8");
      return {
        number: index + 1,
        name: parts[2] ?? "",
        sql,
        hash: new Bun.CryptoHasher("sha256").update(sql).digest("hex"),
      };
    });
}

/**
 * Brings the database up to date, each migration in a transaction of its own.
 *
 * @returns how many were run
 * @throws {Fault} when the database is of a newer version, when a migration that was run has changed, or when one fails
 */
export async function migrate(sql: Sql, migrations: readonly Migration[] = readMigrations()): Promise<number> {
  const connection = await sql.reserve();
  try {
    await connection`select pg_advisory_lock(${lockKey}::bigint)`;
    await connection`
      create table if not exists migrations (
        number integer primary key,
        name text not null,
        hash text not null,
        run_at timestamptz not null default now()
      )
    `;
    const done = await connection<{ number: number; name: string; hash: string }[]>`
      select number, name, hash from migrations order by number
    `;
    checkHistory(done, migrations);
    const missing = migrations.slice(done.length);
    for (const each of missing) {
      const label = `${String(each.number).padStart(4, "0")}_${each.name}`;
      try {
        await connection.unsafe("begin");
        await connection.unsafe(each.sql);
        await connection`insert into migrations (number, name, hash) values (${each.number}, ${each.name}, ${each.hash})`;
        await connection.unsafe("commit");
      } catch (error) {
        await connection.unsafe("rollback");
        throw new Fault(`Migration ${label} failed and changed nothing: ${reasonOf(error)}`, { cause: error });
      }
    }
    return missing.length;
  } finally {
    // Reached also when the connection is gone, and with it the lock.
    await connection`select pg_advisory_unlock(${lockKey}::bigint)`.catch(() => null);
    connection.release();
  }
}

function checkHistory(
  done: readonly { number: number; name: string; hash: string }[],
  known: readonly Migration[],
): void {
  if (done.length > known.length) {
    throw new Fault(
      `The database was brought to version ${done.length} by a newer Q-Manager; this one knows ${known.length}. ` +
        "Start the newer one, or restore a backup",
    );
  }
  for (const [index, each] of done.entries()) {
    if (known[index]?.hash === each.hash) continue;
    throw new Fault(
      `Migration ${each.number} (${each.name}) is not the one that was run on this database. ` +
        "Restore the published file: a migration is never changed, a new one is added",
    );
  }
}
