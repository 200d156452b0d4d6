import { expect, setDefaultTimeout, test } from "bun:test";
import { silentLog } from "../log.ts";
import { openPool } from "./connect.ts";
import { takeLease } from "./lease.ts";
import { temporaryDatabase } from "./temporary.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql, address } = await temporaryDatabase({ migrated: false });
const nobodyLoses = (reason: string) => {
  throw new Error(reason);
};

test("takeLease() refuses a second server and says who holds the database", async () => {
  const first = await takeLease(address, { host: "alpha", pid: 11 }, silentLog, nobodyLoses);
  await expect(takeLease(address, { host: "beta", pid: 22 }, silentLog, nobodyLoses)).rejects.toThrow(
    /Another Q-Manager already works on the database .*: process 11 on alpha, since \d{4}-/,
  );
  await first.release();
  const second = await takeLease(address, { host: "beta", pid: 22 }, silentLog, nobodyLoses);
  expect(second.epoch).toBeGreaterThan(first.epoch);
  await second.release();
});

test("takeLease() gives the lease to one of many who ask at once", async () => {
  const asked = await Promise.allSettled(
    Array.from({ length: 8 }, (_, pid) => takeLease(address, { host: "crowd", pid }, silentLog, nobodyLoses)),
  );
  const won = asked.filter((each) => each.status === "fulfilled");
  expect(won).toHaveLength(1);
  for (const each of won) await each.value.release();
});

async function holderHost(): Promise<string | undefined> {
  const [row] = await sql<{ host: string }[]>`select host from lease`;
  return row?.host;
}

/** What a server leaves behind that was killed: the row, and no connection. */
async function crashedHolder(renewedAgo: string): Promise<void> {
  const connection = openPool(address, 1);
  await connection`
    insert into lease (one, epoch, host, pid, since, renewed_at, backend_pid, backend_start)
    select true, 7, 'gone', 33, now(), now() - ${renewedAgo}::interval, pid, backend_start
    from pg_stat_activity where pid = pg_backend_pid()
  `;
  await connection.end();
}

test("takeLease() takes over at once from a holder whose connection is gone", async () => {
  await crashedHolder("1 second");
  const lease = await takeLease(address, { host: "alpha", pid: 1 }, silentLog, nobodyLoses);
  expect(lease.epoch).toBeGreaterThan(7);
  await lease.release();
});

test("takeLease() takes over from a holder that is connected but has not renewed for long", async () => {
  const hung = openPool(address, 1);
  await hung`
    insert into lease (one, epoch, host, pid, since, renewed_at, backend_pid, backend_start)
    select true, 9, 'hung', 44, now(), now() - interval '21 seconds', pid, backend_start
    from pg_stat_activity where pid = pg_backend_pid()
  `;
  const lease = await takeLease(address, { host: "alpha", pid: 1 }, silentLog, nobodyLoses);
  expect(await holderHost()).toBe("alpha");
  await hung.end();
  await lease.release();
});

test("a holder learns that another server took over", async () => {
  const lost = Promise.withResolvers<string>();
  const lease = await takeLease(address, { host: "alpha", pid: 1 }, silentLog, lost.resolve, { renewMs: 20 });
  await sql`update lease set epoch = epoch + 1, host = 'beta'`;
  expect(await lost.promise).toBe("another server took over the database");
  await lease.release();
  expect(await holderHost()).toBe("beta");
  await sql`delete from lease`;
});
