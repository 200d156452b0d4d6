/**
 * One server works on a database at a time. The lease is a row with an epoch: who takes it raises the epoch, and a holder
 * that finds another epoch than its own has lost it and must stop.
 *
 * It is free when nobody holds it, when the holder's connection is gone (it crashed, or was killed: at once), or
 * when it was not renewed for {@link expiryMs} (it hangs, or the network broke without a word). The clock is the database's.
 *
 * It is taken before migrations are run, so its table is made here.
 */
import { Fault, reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import { type DatabaseAddress, nameOf, openPool, type Sql } from "./connect.ts";

const expiryMs = 20_000;

export interface Holder {
  host: string;
  pid: number;
}

export interface Lease {
  readonly epoch: number;
  /** Gives it back, so that the next server need not wait. */
  release(): Promise<void>;
}

interface LeaseRow extends Holder {
  epoch: number;
  since: number;
}

/**
 * Takes the lease and keeps it until it is released.
 *
 * @param lost called when another server has taken it over; the caller must stop writing
 * @throws {Fault} that says who holds it
 */
export async function takeLease(
  address: DatabaseAddress,
  holder: Holder,
  log: Log,
  lost: (reason: string) => void,
  options: { renewMs: number } = { renewMs: 5_000 },
): Promise<Lease> {
  // A connection of its own: its life is the proof of ours, and no slow query can hold up a renewal.
  const sql = openPool(address, 1);
  let epoch: number;
  try {
    await makeTable(sql);
    epoch = await take(sql, holder, nameOf(address));
  } catch (error) {
    await sql.end({ timeout: 1 });
    throw error;
  }
  let renewing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renew(sql, epoch).then(
      (kept) => {
        if (kept) return;
        clearInterval(timer);
        lost("another server took over the database");
      },
      // An outage alone loses nothing: the next renewal finds out whether somebody came in the meantime.
      (error) => log.warn("The lease on the database could not be renewed", { reason: reasonOf(error) }),
    );
  }, options.renewMs);
  return {
    epoch,
    async release() {
      clearInterval(timer);
      await renewing;
      try {
        await sql`delete from lease where epoch = ${epoch}`;
      } catch (error) {
        log.warn("The lease on the database could not be given back; it ends with our connection", {
          reason: reasonOf(error),
        });
      }
      await sql.end({ timeout: 1 });
    },
  };
}

/** Any fixed number: two servers that make the table at the same time wait for each other on it. */
const lockKey = 7_236_502;

async function makeTable(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${lockKey}::bigint)`;
    await tx`
      create table if not exists lease (
        one boolean primary key default true check (one),
        epoch bigint not null,
        host text not null,
        pid integer not null,
        since timestamptz not null,
        renewed_at timestamptz not null,
        -- The holder's connection: when it is gone, so is the holder.
        backend_pid integer not null,
        backend_start timestamptz not null
      )
    `;
  });
}

async function take(sql: Sql, holder: Holder, database: string): Promise<number> {
  const [taken] = await sql<{ epoch: number }[]>`
    insert into lease as held (epoch, host, pid, since, renewed_at, backend_pid, backend_start)
    select
      -- An epoch is never given twice, also after the row was deleted: it grows with the clock.
      (extract(epoch from clock_timestamp()) * 1000)::bigint, ${holder.host}, ${holder.pid}, now(), now(), pid, backend_start
    from pg_stat_activity where pid = pg_backend_pid()
    on conflict (one) do update set
      epoch = greatest(excluded.epoch, held.epoch + 1), host = excluded.host, pid = excluded.pid, since = excluded.since,
      renewed_at = excluded.renewed_at, backend_pid = excluded.backend_pid, backend_start = excluded.backend_start
    where held.renewed_at < now() - ${expiryMs} * interval '1 millisecond'
      or not exists (
        select from pg_stat_activity as activity
        where activity.pid = held.backend_pid and activity.backend_start = held.backend_start
      )
    returning epoch
  `;
  if (taken) return taken.epoch;
  const [held] = await sql<LeaseRow[]>`select epoch, host, pid, since from lease`;
  if (!held) return take(sql, holder, database);
  throw new Fault(
    `Another Q-Manager already works on the database ${database}: process ${held.pid} on ${held.host}, ` +
      `since ${new Date(held.since).toISOString()}. Stop that one first, or give this one a database of its own (QM_DATA or DATABASE_URL)`,
  );
}

/** @returns whether the lease is still ours */
async function renew(sql: Sql, epoch: number): Promise<boolean> {
  const rows = await sql`
    update lease set renewed_at = now(), backend_pid = activity.pid, backend_start = activity.backend_start
    from pg_stat_activity as activity
    where lease.epoch = ${epoch} and activity.pid = pg_backend_pid()
    returning lease.epoch
  `;
  return rows.length === 1;
}
