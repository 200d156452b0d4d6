/**
 * The way to PostgreSQL. Here, and nowhere else, an instant changes its form: `timestamptz` in SQL, epoch milliseconds
 * everywhere in the program.
 */
import postgres from "postgres";
import { codeOf, Fault, reasonOf } from "../fault.ts";

/** A database by its address on the network, or by the folder of its Unix socket. */
export type DatabaseAddress = { url: string } | { socket: string; user: string; database: string };

const types = {
  instant: {
    to: 1184,
    from: [1184],
    serialize: (at: number | Date) => new Date(at).toISOString(),
    parse: (text: string) => Date.parse(text),
  },
  wholeNumber: {
    to: 20,
    from: [20],
    serialize: (value: number | bigint) => String(value),
    // Counts and our own ids stay far below 2^53.
    parse: (text: string) => Number(text),
  },
};

export type Sql = postgres.Sql<{ instant: number; wholeNumber: number }>;
export type Transaction = postgres.TransactionSql<{ instant: number; wholeNumber: number }>;
/** What a query needs: the pool, or a transaction of it. */
export type Query = Sql | Transaction;

/** The oldest PostgreSQL that is supported, as `server_version_num`. */
const oldestVersion = 150_000;

/** A pool of connections, opened as they are needed. Connecting is tried anew by itself after a loss. */
export function openPool(address: DatabaseAddress, connections = 8): Sql {
  const options = {
    max: connections,
    types,
    connect_timeout: 5,
    // Long-lived: the lease's connection says by its existence that we live.
    max_lifetime: null,
    onnotice: () => {},
    connection: { application_name: "q-manager", TimeZone: "UTC" },
  };
  return "url" in address
    ? postgres(address.url, options)
    : postgres({ ...options, host: address.socket, user: address.user, database: address.database });
}

/**
 * Has each statement of a transaction planned for the tables as they are now. A plan that was kept from when a table was
 * nearly empty reads all of it when a log that is imported has filled it by the hundred thousand.
 */
export async function planAnew(tx: Transaction): Promise<void> {
  await tx`set local plan_cache_mode = force_custom_plan`;
}

/**
 * Makes sure that the database answers and is recent enough.
 *
 * @param waitMs for how long a server that is not there yet is asked again (containers start in any order)
 * @throws {Fault} in words for whoever wrote DATABASE_URL; its password is not repeated
 */
export async function checkDatabase(sql: Sql, address: DatabaseAddress, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs;
  let outage: unknown = null;
  for (;;) {
    try {
      const version = await within(Math.max(leastAnswerMs, deadline - performance.now()), readVersion(sql));
      if (version.number >= oldestVersion) return;
      throw new Fault(
        `The database at ${nameOf(address)} is PostgreSQL ${version.name}; version 15 or later is needed. ` +
          "Upgrade it, or leave DATABASE_URL out to use the embedded one",
      );
    } catch (error) {
      if (error instanceof Fault) throw error;
      if (isOutage(error) && performance.now() < deadline) {
        outage = error;
        await Bun.sleep(250);
        continue;
      }
      // what was said before time ran out tells more than that it ran out
      const told = error instanceof NoAnswer ? (outage ?? error) : error;
      throw new Fault(`Cannot use the database at ${nameOf(address)}: ${advice(told)}`, { cause: told });
    }
  }
}

async function readVersion(sql: Sql): Promise<{ number: number; name: string }> {
  const [row] = await sql<{ number: string; name: string }[]>`
    select current_setting('server_version_num') as number, current_setting('server_version') as name
  `;
  if (!row) throw new NoAnswer();
  return { number: Number(row.number), name: row.name };
}

/** Every try has this long for its answer, however little time is left. */
const leastAnswerMs = 5_000;

/** Something is there and does not speak as PostgreSQL does: the driver would connect to it again and again, for ever. */
class NoAnswer extends Error {
  override readonly message = "what listens there does not answer as PostgreSQL does";
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Host, port and name of the database: what may be printed of its address. */
export function nameOf(address: DatabaseAddress): string {
  if ("socket" in address) return address.socket;
  const url = URL.parse(address.url);
  return url ? `${url.hostname || "localhost"}:${url.port || 5432}${url.pathname}` : "DATABASE_URL";
}

function advice(error: unknown): string {
  switch (codeOf(error)) {
    case "ECONNREFUSED":
      return "nothing answers there. Check host and port in DATABASE_URL and that PostgreSQL runs and listens on that address";
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "DNS_ENOTFOUND":
      return "the host name is unknown. Check it in DATABASE_URL";
    case "CONNECT_TIMEOUT":
    case "ETIMEDOUT":
      return "no answer. Check the address in DATABASE_URL and any firewall on the way";
    case "28P01":
    case "28000":
      return `it refuses the user (${reasonOf(error)}). Check user and password in DATABASE_URL and pg_hba.conf`;
    case "3D000":
      return `${reasonOf(error)}. Create it with CREATE DATABASE, or correct the name in DATABASE_URL`;
    case "42501":
      return `${reasonOf(error)}. Give the user the rights of an owner of this database`;
    case "53100":
      return "its disk is full. Free some space there";
    case "53300":
      return "it has no connection left for us. Raise max_connections or close other programs";
    default:
      return `${reasonOf(error)}. Check DATABASE_URL`;
  }
}

const outages = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE", "ETIMEDOUT", "CONNECT_TIMEOUT", "CONNECTION_CLOSED"],
  // Starting up, shutting down, crashed a moment ago, too many connections.
  ...["CONNECTION_ENDED", "CONNECTION_DESTROYED", "57P01", "57P02", "57P03", "53300", "08006", "08001"],
]);

/** Whether an error says that the database is away for now, rather than that the question was wrong. */
export function isOutage(error: unknown): boolean {
  const code = codeOf(error);
  return code !== null && outages.has(code);
}
