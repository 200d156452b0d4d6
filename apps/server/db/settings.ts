/** Settings of the site, each under its name. */
import type { EpochMs } from "@qmanager/core";
import type { Query } from "./connect.ts";

/** As it was put; null: it never was. */
export async function findSetting(sql: Query, name: string): Promise<unknown> {
  const [row] = await sql<{ value: unknown }[]>`select value from settings where name = ${name}`;
  return row?.value ?? null;
}

export async function putSetting(sql: Query, name: string, value: object, at: EpochMs): Promise<void> {
  await sql`
    insert into settings (name, value, changed_at) values (${name}, ${JSON.stringify(value)}::text::jsonb, ${at})
    on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at
  `;
}

/** @returns false when there was none */
export async function deleteSetting(sql: Query, name: string): Promise<boolean> {
  const rows = await sql`delete from settings where name = ${name} returning name`;
  return rows.length === 1;
}

/** Settings are changed one after another: until the transaction ends, nobody else changes any. */
export async function lockSettings(tx: Query): Promise<void> {
  await tx`lock table settings in share row exclusive mode`;
}
