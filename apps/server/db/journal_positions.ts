/** How far the journal of each PBX is recorded. */
import type { EpochMs, PbxId } from "@qmanager/core";
import type { Query } from "./connect.ts";

/** The number of the last recorded event of this journal; 0 when nothing of it is recorded yet. */
export async function findPosition(sql: Query, pbx: PbxId, journal: string): Promise<number> {
  const [row] = await sql<{ number: number }[]>`
    select number from journal_positions where pbx = ${pbx} and journal = ${journal}
  `;
  return row?.number ?? 0;
}

/** How far any journal of a PBX is recorded, and since when; null: none ever was. */
export async function lastPosition(
  sql: Query,
  pbx: PbxId,
): Promise<{ journal: string; number: number; recordedAt: EpochMs } | null> {
  const [row] = await sql<{ journal: string; number: number; recordedAt: EpochMs }[]>`
    select journal, number, recorded_at as "recordedAt" from journal_positions where pbx = ${pbx}
  `;
  return row ?? null;
}

export async function putPosition(
  sql: Query,
  pbx: PbxId,
  { journal, number }: { journal: string; number: number },
  at: EpochMs,
): Promise<void> {
  await sql`
    insert into journal_positions (pbx, journal, number, recorded_at) values (${pbx}, ${journal}, ${number}, ${at})
    on conflict (pbx) do update set
      journal = excluded.journal, number = excluded.number, recorded_at = excluded.recorded_at
  `;
}
