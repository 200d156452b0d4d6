/**
 * A table of MySQL or MariaDB into which Asterisk writes its `queue_log`: SNEP's `queue_log`, FreePBX's `queuelog`, and the
 * like of them. Read by its ids; nothing is ever written to it.
 */
import { SQL } from "bun";
import type { LogCursor } from "../db/log_positions.ts";
import { Fault, reasonOf } from "../fault.ts";
import type { MysqlAddress } from "./address.ts";
import type { LogPiece, LogSource } from "./source.ts";

const rowsAtOnce = 10_000;
/** A row that is written at the same time as a later one may be seen after it: a missing id is waited for so long. */
const missingMs = 5_000;

interface TableRow {
  id: number | bigint | string;
  fields: string[];
}

interface Columns {
  table: string;
  /** Of the time, as epoch seconds or as the text that stands there. */
  time: string;
  data: string[];
}

export class MysqlSource implements LogSource {
  readonly #address: MysqlAddress;
  readonly #now: () => number;
  readonly #sql: SQL;
  #columns: Columns | null = null;
  /** The first id that is missing at the end of what is read, and since when. */
  #missing: { id: number; since: number } | null = null;

  constructor(address: MysqlAddress, now: () => number) {
    this.#address = address;
    this.#now = now;
    const { host, port, user, secret, database } = address;
    this.#sql = new SQL({
      ...{ adapter: "mysql", hostname: host, port, username: user, password: secret, database },
      ...{ max: 1, connectionTimeout: 10, idleTimeout: 0 },
    });
  }

  async read(at: LogCursor | null): Promise<LogPiece> {
    try {
      return await this.#read(at === null ? 0 : Number(at.id));
    } catch (error) {
      throw error instanceof Fault ? error : new Fault(this.#advice(error), { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.#sql.close({ timeout: 1 });
  }

  async #read(after: number): Promise<LogPiece> {
    this.#columns ??= await this.#examined();
    const columns = this.#columns;
    let from = after;
    let rows = await this.#rowsAfter(columns, from);
    if (rows.length === 0 && from > 0 && (await this.#lastId(columns)) < from) {
      // Emptied, and its ids begin anew.
      from = 0;
      rows = await this.#rowsAfter(columns, from);
    }
    const isEnd = rows.length < rowsAtOnce;
    const whole = isEnd ? this.#upToMissing(rows, from) : rows;
    const id = whole.length === 0 ? from : Number(whole.at(-1)!.id);
    return { rows: whole.map(({ fields }) => fields), cursor: { id }, isEnd };
  }

  /** At the end of the table an id may be missing for a moment only. */
  #upToMissing(rows: readonly TableRow[], after: number): readonly TableRow[] {
    let last = after;
    for (const [n, { id }] of rows.entries()) {
      const isGap = last > 0 && Number(id) > last + 1 && n >= rows.length - 100;
      if (isGap) {
        if (this.#missing?.id !== last + 1) this.#missing = { id: last + 1, since: this.#now() };
        if (this.#now() - this.#missing.since < missingMs) return rows.slice(0, n);
      }
      last = Number(id);
    }
    return rows;
  }

  async #rowsAfter({ table, time, data }: Columns, after: number): Promise<TableRow[]> {
    // The names are those that the database itself gave.
    const columns = ["callid", "queuename", "agent", "event", ...data].map((each) => `coalesce(${named(each)}, '')`);
    const found: (string | number)[][] = await this.#sql
      .unsafe(
        `select id, cast(${time} as char), ${columns.join(", ")} from ${named(table)} where id > ? order by id limit ${rowsAtOnce}`,
        [after],
      )
      .values();
    return found.map(([id, ...fields]) => ({ id: id!, fields: fields.map(String) }));
  }

  async #lastId({ table }: Columns): Promise<number> {
    const [[id] = []]: (number | null)[][] = await this.#sql.unsafe(`select max(id) from ${named(table)}`).values();
    return Number(id ?? 0);
  }

  async #examined(): Promise<Columns> {
    const { table, database } = this.#address;
    const found: string[][] = await this.#sql
      .unsafe(
        "select lower(column_name), data_type from information_schema.columns where table_schema = database() and table_name = ?",
        [table],
      )
      .values();
    const types = new Map(found.map(([name, type]) => [name!, String(type)]));
    if (types.size === 0) {
      throw new Fault(
        `There is no table ${table} in the database ${database}, or the user may not read it. Check its name, and: grant select on ${database}.${table}`,
      );
    }
    const missing = ["id", "time", "callid", "queuename", "agent", "event"].filter((each) => !types.has(each));
    if (missing.length > 0) {
      throw new Fault(
        `The table ${database}.${table} has no column ${missing.join(", ")}: it is not a queue_log as Asterisk writes it`,
      );
    }
    const data = ["data1", "data2", "data3", "data4", "data5"].filter((each) => types.has(each));
    if (data.length === 0 && types.has("data")) data.push("data");
    // An instant, which would be shown as the clocks of the session have it.
    const time = types.get("time") === "timestamp" ? "unix_timestamp(time)" : "time";
    return { table, time, data };
  }

  #advice(error: unknown): string {
    const { host, port, user, database } = this.#address;
    const at = `the database ${database} at ${host}:${port}`;
    const number = typeof error === "object" && error !== null && "errno" in error ? error.errno : null;
    switch (number) {
      case 1045:
      case 1044:
      case 1142:
        return `Cannot read ${at}: it refuses the user "${user}". Check name and secret, and: grant select on ${database}.* to ${user}`;
      case 1049:
        return `Cannot read ${at}: there is no such database. Check its name in the address`;
      default:
        return `Cannot read ${at}: ${reasonOf(error)}. Check that it runs, listens on that address (bind-address) and lets this machine in`;
    }
  }
}

const named = (name: string): string => `\`${name.replaceAll("`", "``")}\``;
