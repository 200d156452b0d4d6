/** From when to when each PBX was watched. */
import type { EpochMs, PbxId, Watch } from "@qmanager/core";
import type { Query } from "./connect.ts";

/** Writes a watch, or how far one has gone since it was written. */
export async function putWatches(sql: Query, pbx: PbxId, watches: readonly Watch[]): Promise<void> {
  if (watches.length === 0) return;
  await sql`
    insert into watches ${sql(watches.map(({ from, to, missed }) => ({ pbx, from_at: from, to_at: to, missed: missed && sql.json(missed) })))}
    on conflict (pbx, from_at) do update set
      to_at = greatest(watches.to_at, excluded.to_at), missed = coalesce(watches.missed, excluded.missed)
  `;
}

/** Those that had not ended at an instant, oldest first. */
export async function watchesSince(sql: Query, pbx: PbxId, since: EpochMs): Promise<Watch[]> {
  return sql<Watch[]>`
    select from_at as "from", to_at as "to", missed from watches where pbx = ${pbx} and to_at >= ${since} order by from_at
  `;
}
