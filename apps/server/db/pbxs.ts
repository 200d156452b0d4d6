/** The PBXs that were entered on the page. (Those of the environment are not stored.) */
import type { EpochMs, PbxId } from "@qmanager/core";
import type { PbxSettings } from "../pbx/settings.ts";
import type { Query } from "./connect.ts";

export async function listPbxs(sql: Query): Promise<PbxSettings[]> {
  return sql<
    PbxSettings[]
  >`select id, name, host, port, username, secret, tls, queue_log as "queueLog" from pbxs order by id`;
}

/** @returns false when there is one with this id */
export async function insertPbx(sql: Query, pbx: PbxSettings, at: EpochMs): Promise<boolean> {
  const rows = await sql`
    insert into pbxs (id, name, host, port, username, secret, tls, queue_log, created_at, changed_at)
    values (
      ${pbx.id}, ${pbx.name}, ${pbx.host}, ${pbx.port}, ${pbx.username}, ${pbx.secret}, ${pbx.tls}, ${pbx.queueLog ?? null},
      ${at}, ${at}
    )
    on conflict (id) do nothing
    returning id
  `;
  return rows.length === 1;
}

/** Locks the row for a change in the same transaction. */
export async function findPbxForUpdate(sql: Query, id: PbxId): Promise<PbxSettings | null> {
  const [row] = await sql<PbxSettings[]>`
    select id, name, host, port, username, secret, tls, queue_log as "queueLog" from pbxs where id = ${id} for update
  `;
  return row ?? null;
}

export async function updatePbx(sql: Query, pbx: PbxSettings, at: EpochMs): Promise<void> {
  await sql`
    update pbxs set
      name = ${pbx.name}, host = ${pbx.host}, port = ${pbx.port}, username = ${pbx.username}, secret = ${pbx.secret},
      tls = ${pbx.tls}, queue_log = ${pbx.queueLog ?? null}, changed_at = ${at}
    where id = ${pbx.id}
  `;
}

/** @returns false when there was none */
export async function deletePbx(sql: Query, id: PbxId): Promise<boolean> {
  const rows = await sql`delete from pbxs where id = ${id} returning id`;
  return rows.length === 1;
}
