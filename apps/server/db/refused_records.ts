/** Records that the database would not take in, kept aside with the reason. */
import type { EpochMs, PbxId } from "@qmanager/core";
import type { Query } from "./connect.ts";
import { storable } from "./storable.ts";

export interface RefusedRecord {
  kind: "event" | "visit" | "call" | "interval";
  /** Tells it from others of its kind. */
  key: string;
  record: object;
  reason: string;
}

/** What is kept of each. */
const keptLength = 50_000;

export async function putRefusedRecord(
  sql: Query,
  pbx: PbxId,
  { kind, key, record, reason }: RefusedRecord,
  at: EpochMs,
): Promise<void> {
  const hash = new Bun.CryptoHasher("md5").update(key).digest("hex");
  await sql`
    insert into refused_records (pbx, kind, key_hash, record, reason, refused_at)
    values (
      ${pbx}, ${kind}, ${hash}, ${storable(JSON.stringify(record).slice(0, keptLength))},
      ${storable(reason.slice(0, keptLength))}, ${at}
    )
    on conflict (pbx, kind, key_hash) do update set
      record = excluded.record, reason = excluded.reason, refused_at = excluded.refused_at
  `;
}

export async function countRefusedRecords(sql: Query): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*) as count from refused_records`;
  return row?.count ?? 0;
}
