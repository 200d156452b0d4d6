/** What people say of queues: each queue's own, and the site's defaults. */
import {
  defaultQueueSettings,
  type EpochMs,
  noOwnSettings,
  type OwnQueueSettings,
  type PbxId,
  type QueueName,
  type QueueRef,
  type QueueSettings,
} from "@qmanager/core";
import type { Query } from "./connect.ts";
import { findSetting, putSetting } from "./settings.ts";

const defaultsName = "queue_defaults";

/** What an older version did not know of is as it comes with the product. */
export async function findQueueDefaults(sql: Query): Promise<QueueSettings> {
  const stored = (await findSetting(sql, defaultsName)) as Partial<QueueSettings> | null;
  return { ...defaultQueueSettings, ...stored };
}

export async function putQueueDefaults(sql: Query, defaults: QueueSettings, at: EpochMs): Promise<void> {
  await putSetting(sql, defaultsName, defaults, at);
}

export type StoredQueueSettings = QueueRef & { own: OwnQueueSettings };

export async function allQueueSettings(sql: Query): Promise<StoredQueueSettings[]> {
  const rows = await sql<(QueueRef & { settings: Partial<OwnQueueSettings> })[]>`
    select pbx, queue, settings from queue_settings order by pbx, queue
  `;
  return rows.map(({ settings, ...queue }) => ({ ...queue, own: { ...noOwnSettings, ...settings } }));
}

export async function putQueueSettings(
  sql: Query,
  { pbx, queue }: { pbx: PbxId; queue: QueueName },
  own: OwnQueueSettings,
  at: EpochMs,
): Promise<void> {
  await sql`
    insert into queue_settings (pbx, queue, settings, changed_at)
    values (${pbx}, ${queue}, ${JSON.stringify(own)}::text::jsonb, ${at})
    on conflict (pbx, queue) do update set settings = excluded.settings, changed_at = excluded.changed_at
  `;
}

export async function findQueueSettings(sql: Query, pbx: PbxId, queue: QueueName): Promise<OwnQueueSettings | null> {
  const [row] = await sql<{ settings: Partial<OwnQueueSettings> }[]>`
    select settings from queue_settings where pbx = ${pbx} and queue = ${queue}
  `;
  return row ? { ...noOwnSettings, ...row.settings } : null;
}

/** Any fixed number: one change after another, so that the audit tells of each what was before it. */
const lockKey = 7_236_508;

/** Until the transaction ends, nobody changes settings of queues. */
export async function lockQueueSettings(tx: Query): Promise<void> {
  await tx`select pg_advisory_xact_lock(${lockKey}::bigint)`;
}
