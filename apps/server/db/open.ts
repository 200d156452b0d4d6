/** Brings up the database we work on: the embedded one or the one of DATABASE_URL, ours alone, and up to date. */
import { Fault, reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import { checkDatabase, type DatabaseAddress, nameOf, openPool, type Sql } from "./connect.ts";
import type { DataFolder } from "./data_folder.ts";
import { startEmbedded } from "./embedded.ts";
import { type Holder, type Lease, takeLease } from "./lease.ts";
import { migrate } from "./migrate.ts";

/** Containers start in any order: an outer database that is not there yet is waited for. */
const outerWaitMs = 10_000;

export interface OpenDatabase {
  sql: Sql;
  lease: Lease;
  /** Gives the lease back, closes all connections and stops the database if it is the embedded one. */
  close(): Promise<void>;
  /** The lease is lost: closes our connections and leaves the database to who has it now. */
  abandon(): Promise<void>;
}

/**
 * @param url of DATABASE_URL; null for the embedded one in `folder`
 * @param lost called when another server has taken the database over
 * @throws {Fault} when it cannot be had, and why
 */
export async function openDatabase(
  url: string | null,
  folder: DataFolder,
  holder: Holder,
  log: Log,
  lost: (reason: string) => void,
): Promise<OpenDatabase> {
  const embedded = url === null ? await startEmbedded(folder, log) : null;
  const address: DatabaseAddress = embedded ? embedded.address : { url: url ?? "" };
  const sql = openPool(address);
  let lease: Lease;
  try {
    await checkDatabase(sql, address, outerWaitMs);
    lease = await takeLease(address, holder, log, lost);
  } catch (error) {
    // Not ours: it is left as it is, running.
    await sql.end({ timeout: 1 });
    embedded?.leave();
    throw asFault(error, address);
  }
  const close = async () => {
    await lease.release();
    await sql.end({ timeout: 5 });
    await embedded?.stop();
  };
  try {
    const count = await migrate(sql);
    if (count > 0) log.info("The database was brought up to date", { migrations: count });
  } catch (error) {
    await close();
    throw asFault(error, address);
  }
  return {
    sql,
    lease,
    close,
    async abandon() {
      embedded?.leave();
      await lease.release();
      await sql.end({ timeout: 1 });
    },
  };
}

function asFault(error: unknown, address: DatabaseAddress): Fault {
  if (error instanceof Fault) return error;
  return new Fault(`Cannot use the database at ${nameOf(address)}: ${reasonOf(error)}`, { cause: error });
}
