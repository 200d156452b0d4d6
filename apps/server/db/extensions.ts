/** The phone that a user listens with, one on each PBX. */
import type { EpochMs, Interface, PbxId } from "@qmanager/core";
import type { Query } from "./connect.ts";

export interface UserExtension {
  pbx: PbxId;
  interface: Interface;
}

export async function listExtensions(sql: Query, userId: number): Promise<UserExtension[]> {
  return sql<UserExtension[]>`select pbx, interface from user_extensions where user_id = ${userId} order by pbx`;
}

export async function findExtension(sql: Query, userId: number, pbx: PbxId): Promise<Interface | null> {
  const [row] = await sql<UserExtension[]>`
    select pbx, interface from user_extensions where user_id = ${userId} and pbx = ${pbx}
  `;
  return row?.interface ?? null;
}

export async function putExtension(sql: Query, userId: number, extension: UserExtension, at: EpochMs): Promise<void> {
  await sql`
    insert into user_extensions (user_id, pbx, interface, changed_at)
    values (${userId}, ${extension.pbx}, ${extension.interface}, ${at})
    on conflict (user_id, pbx) do update set interface = excluded.interface, changed_at = excluded.changed_at
  `;
}

/** @returns false when there was none */
export async function deleteExtension(sql: Query, userId: number, pbx: PbxId): Promise<boolean> {
  const rows = await sql`delete from user_extensions where user_id = ${userId} and pbx = ${pbx} returning pbx`;
  return rows.length === 1;
}
