/** Tables in monthly parts: a month's part is made before anything is written into it. */
import type { EpochMs } from "@qmanager/core";
import type { Query, Sql } from "./connect.ts";

/** Tables that are parted by month. */
export const partedTables = ["visits", "agent_calls", "calls", "agent_intervals"] as const;
export type PartedTable = (typeof partedTables)[number];

/** What goes with the rows of another table, in parts of the same months. */
const companions: Partial<Record<PartedTable, PartedTable>> = { visits: "agent_calls", calls: "agent_calls" };

/** So many months are made before they come: this one and those after it. */
const monthsAhead = 3;

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
    const months = new Set<string>();
    for (const at of instants) months.add(monthOf(at));
    await this.#make([...months].map((month) => ({ table, month })));
  }

  /** Makes the parts of this month and the next two of every table: so a month's turn finds them there. */
  async ahead(now: EpochMs): Promise<void> {
    const months: string[] = [];
    for (let at = Date.parse(`${monthOf(now)}-01T00:00:00Z`); months.length < monthsAhead; at = nextMonth(at)) {
      months.push(monthOf(at));
    }
    await this.#make(partedTables.flatMap((table) => months.map((month) => ({ table, month }))));
  }

  /** Some may have been dropped: they are looked for again. */
  forget(): void {
    this.#made.clear();
  }

  async #make(parts: readonly { table: PartedTable; month: string }[]): Promise<void> {
    const missing = new Map<string, { table: PartedTable; month: string }>();
    const need = (table: PartedTable, month: string) => {
      const key = `${table} ${month}`;
      if (!this.#made.has(key)) missing.set(key, { table, month });
    };
    for (const { table, month } of parts) {
      need(table, month);
      const companion = companions[table];
      if (companion) need(companion, month);
    }
    if (missing.size === 0) return;
    await this.#sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${lockKey}::bigint)`;
      for (const { table, month } of missing.values()) await makePart(tx, table, month);
    });
    for (const key of missing.keys()) this.#made.add(key);
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
