/** Tables in monthly parts: a month's part is made before anything is written into it. */
import type { EpochMs } from "@qmanager/core";
import type { Query, Sql } from "./connect.ts";

/** Tables that are parted by month. */
export type PartedTable = "visits" | "calls" | "agent_intervals";

/** Any fixed number: two connections that make a part at the same time wait for each other on it. */
const lockKey = 7_236_503;

/** Makes the parts that are missing, and remembers those that are there. */
export class Partitions {
  readonly #sql: Sql;
  readonly #made = new Set<string>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Sees to it that a table has the parts of these instants. */
  async have(table: PartedTable, instants: Iterable<EpochMs>): Promise<void> {
    const missing = new Set<string>();
    for (const at of instants) {
      const month = monthOf(at);
      if (!this.#made.has(`${table} ${month}`)) missing.add(month);
    }
    if (missing.size === 0) return;
    await this.#sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${lockKey}::bigint)`;
      for (const month of missing) await makePart(tx, table, month);
    });
    for (const month of missing) this.#made.add(`${table} ${month}`);
  }
}

async function makePart(sql: Query, table: PartedTable, month: string): Promise<void> {
  const from = Date.parse(`${month}-01T00:00:00Z`);
  const part = `${table}_${month.replace("-", "_")}`;
  await sql`
    create table if not exists ${sql(part)} partition of ${sql(table)}
    for values from (${sql.unsafe(quoted(from))}) to (${sql.unsafe(quoted(nextMonth(from)))})
  `;
}

/** `2026-11`, of UTC. */
function monthOf(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 7);
}

function nextMonth(from: EpochMs): EpochMs {
  const date = new Date(from);
  return date.setUTCMonth(date.getUTCMonth() + 1);
}

/** Bounds of a part take no parameters. */
function quoted(at: EpochMs): string {
  return `'${new Date(at).toISOString()}'`;
}
