/** The database for a command that is done in a moment, whether or not a server works on it. */
import type { Log } from "../log.ts";
import { checkDatabase, type DatabaseAddress, openPool, type Sql } from "./connect.ts";
import type { DataFolder } from "./data_folder.ts";
import { startEmbedded } from "./embedded.ts";
import { migrate } from "./migrate.ts";

/**
 * Without the lease: each change is one transaction, as a server's own are.
 *
 * @param url of DATABASE_URL; null for the embedded one in `folder`, which is started for the command if it does not run
 * @throws {Fault} when it cannot be had, and why
 */
export async function visitDatabase<T>(
  url: string | null,
  folder: () => DataFolder,
  log: Log,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  const embedded = url === null ? await startEmbedded(folder(), log) : null;
  const address: DatabaseAddress = embedded ? embedded.address : { url: url ?? "" };
  const sql = openPool(address, 1);
  try {
    await checkDatabase(sql, address, 0);
    // What a server works on is as that server wants it.
    if (embedded && !embedded.isFound) await migrate(sql);
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
    if (embedded?.isFound) embedded.leave();
    else await embedded?.stop();
  }
}
