import { expect, setDefaultTimeout, test } from "bun:test";
import { checkDatabase, type DatabaseAddress, isOutage, nameOf, openPool } from "./connect.ts";
import { temporaryDatabase } from "./temporary.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql, address } = await temporaryDatabase();

test("openPool() turns an instant into epoch milliseconds and back, to the millisecond", async () => {
  const at = Date.parse("2026-03-29T00:59:59.987Z");
  const [row] = await sql<{ at: number; text: string; none: null; many: number[] }[]>`
    select ${at}::timestamptz as at, ${at}::timestamptz::text as text, null::timestamptz as none,
      array[${at}::timestamptz, ${at + 1}::timestamptz] as many
  `;
  expect(row).toEqual({ at, text: "2026-03-29 00:59:59.987+00", none: null, many: [at, at + 1] });
});

test("openPool() gives counts as numbers", async () => {
  const [row] = await sql<{ count: number }[]>`select count(*) as count from users`;
  expect(row).toEqual({ count: 0 });
});

async function refusal(wrong: DatabaseAddress): Promise<string> {
  const pool = openPool(wrong, 1);
  try {
    await checkDatabase(pool, wrong, 0);
    return "none";
  } catch (error) {
    return String(error);
  } finally {
    await pool.end({ timeout: 1 });
  }
}

test("checkDatabase() is content with what we bring", async () => {
  expect(await refusal(address)).toBe("none");
});

test.each([
  {
    what: "a database that is not there",
    wrong: { ...address, database: "nope" },
    says: /database "nope" does not exist. Create it with CREATE DATABASE/,
  },
  {
    what: "a user it does not know",
    wrong: { ...address, user: "nobody_we_know" },
    says: /it refuses the user \(.*nobody_we_know.*\). Check user and password in DATABASE_URL/,
  },
  {
    what: "a port where nobody listens",
    wrong: { url: "postgres://user:tOpSeCrEt@127.0.0.1:1/name" },
    says: /the database at 127.0.0.1:1\/name: nothing answers there. Check host and port in DATABASE_URL/,
  },
] as { what: string; wrong: DatabaseAddress; says: RegExp }[])(
  "checkDatabase() says what to do about $what",
  async ({ wrong, says }) => {
    const said = await refusal(wrong);
    expect(said).toMatch(says);
    expect(said).not.toContain("tOpSeCrEt");
  },
);

test("checkDatabase() gives up on something else that listens there and hangs up each time", async () => {
  const other = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { data: (socket) => void socket.end("-ERR unknown protocol\r\n") },
  });
  try {
    const said = await refusal({ url: `postgres://user:x@127.0.0.1:${other.port}/name` });
    expect(said).toMatch(/what listens there does not answer as PostgreSQL does/);
  } finally {
    other.stop(true);
  }
});

test("checkDatabase() waits for a database that is not there yet, and no longer than told", async () => {
  const away = { url: "postgres://user@127.0.0.1:1/name" };
  const pool = openPool(away, 1);
  const began = performance.now();
  await expect(checkDatabase(pool, away, 400)).rejects.toThrow("nothing answers there");
  expect(performance.now() - began).toBeGreaterThanOrEqual(400);
  await pool.end({ timeout: 1 });
});

test("nameOf() tells host, port and name, and no password", () => {
  expect(nameOf({ url: "postgres://user:tOpSeCrEt@db.example/qm" })).toBe("db.example:5432/qm");
});

test("isOutage() tells a lost connection from a wrong question", async () => {
  const wrong = await sql`select no_such_thing`.then(
    () => null,
    (error: unknown) => error,
  );
  expect(isOutage(wrong)).toBe(false);
  const pool = openPool(address, 1);
  const cut = pool`select pg_sleep(20)`.then(
    () => null,
    (error: unknown) => error,
  );
  while ((await sql`select from pg_stat_activity where query like 'select pg_sleep%'`).length === 0)
    await Bun.sleep(10);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep%'`;
  expect(isOutage(await cut)).toBe(true);
  await pool.end({ timeout: 1 });
});
