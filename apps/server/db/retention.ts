/**
 * How long records are kept, and taking away what is older: whole months, as parts of tables where nothing in them is
 * younger or goes on, else row by row.
 */

import { z } from "@hono/zod-openapi";
import type { EpochMs } from "@qmanager/core";
import type { Query, Sql } from "./connect.ts";
import { partedTables } from "./partitions.ts";
import { findSetting, putSetting } from "./settings.ts";

export const retentionKinds = ["visits", "intervals", "counters", "audit", "unreadableLines"] as const;
export type RetentionKind = (typeof retentionKinds)[number];

const advice = "Write whole months, 1 or more, or null to keep them for ever";
const months = z
  .int(advice)
  .min(1, advice)
  .max(1_200, "Write at most 1200 months, or null to keep them for ever")
  .nullable();

/** Of each kind, how many months it is kept; null: for ever. */
export const retention = z.strictObject({
  visits: months,
  intervals: months,
  counters: months,
  audit: months,
  unreadableLines: months,
});
export type Retention = z.infer<typeof retention>;

/** Off, until somebody says otherwise. */
const keepAll: Retention = { visits: null, intervals: null, counters: null, audit: null, unreadableLines: null };

const settingName = "retention";
const goneName = "records_gone";

export async function findRetention(sql: Query): Promise<Retention> {
  const read = retention.safeParse(await findSetting(sql, settingName));
  return read.success ? read.data : keepAll;
}

export async function putRetention(sql: Query, wanted: Retention, at: EpochMs): Promise<void> {
  await putSetting(sql, settingName, wanted, at);
}

/** The first month that is kept: what is older is so by the months that are set, and by up to one more. */
export function horizonOf(keptMonths: number, now: EpochMs): EpochMs {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - keptMonths, 1);
}

/** Rows of one month that are too old. */
export interface OldMonth {
  kind: RetentionKind;
  table: string;
  /** `2026-03`, of UTC. */
  month: string;
  rows: number;
  bytes: number;
}

interface Table {
  name: string;
  /** When a row is over: SQL. */
  at: string;
  /** Whether a row goes on: SQL. */
  open: string;
}

const table = (name: string, at: string, open = "false"): Table => ({ name, at, open });
const tables: Record<RetentionKind, readonly Table[]> = {
  visits: [
    table("visits", "greatest(counted_at, ended_at, called_at)", "open"),
    table("agent_calls", "greatest(called_at, to_at)", "open"),
    table("calls", "greatest(called_at, ended_at, listed_at)", "open"),
  ],
  intervals: [table("agent_intervals", "coalesce(to_at, from_at)", "open"), table("member_marks", "at")],
  counters: [table("queue_counters", "from_at"), table("agent_counters", "from_at")],
  audit: [table("audit", "at")],
  unreadableLines: [table("log_problems", "seen_at")],
};

const isOld = (sql: Query, { at, open }: Table, horizon: EpochMs) =>
  sql`not (${sql.unsafe(open)}) and ${sql.unsafe(at)} < ${horizon}::timestamptz`;

/** What these settings would take away now. */
export async function oldMonths(sql: Query, wanted: Retention, now: EpochMs): Promise<OldMonth[]> {
  const found: OldMonth[] = [];
  for (const { kind, each, horizon } of concerned(wanted, now)) {
    const rows = await sql<{ month: string; rows: number; bytes: number }[]>`
      select to_char(${sql.unsafe(each.at)} at time zone 'UTC', 'YYYY-MM') as month, count(*) as rows,
        sum(pg_column_size(kept.*))::bigint as bytes
      from ${sql(each.name)} as kept where ${isOld(sql, each, horizon)} group by 1 order by 1
    `;
    found.push(...rows.map((row) => ({ kind, table: each.name, ...row })));
  }
  return found;
}

function concerned(wanted: Retention, now: EpochMs) {
  return retentionKinds.flatMap((kind) => {
    const kept = wanted[kind];
    return kept === null ? [] : tables[kind].map((each) => ({ kind, each, horizon: horizonOf(kept, now) }));
  });
}

/** Takes it away. @returns what went, as {@link oldMonths} told it before */
export async function dropOld(sql: Sql, wanted: Retention, now: EpochMs): Promise<OldMonth[]> {
  return sql.begin(async (tx) => {
    // Whoever writes a record waits for the end, and we not for long for him.
    await tx`set local lock_timeout = '10s'`;
    const old = await oldMonths(tx, wanted, now);
    if (old.length === 0) return old;
    const gone = [wanted.visits, wanted.intervals].flatMap((kept) => (kept === null ? [] : [horizonOf(kept, now)]));
    if (gone.length > 0) {
      const before = Math.max(await goneBefore(tx), ...gone);
      await putSetting(tx, goneName, { before }, now);
    }
    for (const { each, horizon } of concerned(wanted, now)) {
      if ((partedTables as readonly string[]).includes(each.name)) await dropParts(tx, each, horizon);
      await tx`delete from ${tx(each.name)} as kept where ${isOld(tx, each, horizon)}`;
    }
    return old;
  }) as Promise<OldMonth[]>;
}

/** Whole parts, where nothing in them has to stay. */
async function dropParts(tx: Query, each: Table, horizon: EpochMs): Promise<void> {
  const parts = await tx<{ name: string }[]>`
    select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = ${each.name}::regclass order by relname
  `;
  for (const { name } of parts) {
    const month = /_(\d{4})_(\d{2})$/.exec(name);
    if (!month || Date.UTC(Number(month[1]), Number(month[2])) > horizon) continue;
    const [young] = await tx`select 1 from ${tx(name)} as kept where not (${isOld(tx, each, horizon)}) limit 1`;
    if (!young) await tx`drop table ${tx(name)}`;
  }
}

/**
 * Records that are older than this are gone, and what adds up of them stays: it must not be made anew from the few that are
 * told late.
 */
export async function goneBefore(sql: Query): Promise<EpochMs> {
  const read = z.object({ before: z.number() }).safeParse(await findSetting(sql, goneName));
  return read.success ? read.data.before : 0;
}
