/** The PBXs that were entered on the page, with their secrets sealed. (Those of the environment are not stored.) */
import type { EpochMs, PbxId } from "@qmanager/core";
import type { PbxSettings } from "../pbx/settings.ts";
import type { Query } from "./connect.ts";

/** As the database has it: nothing in it is secret any more. */
export interface StoredPbx extends Pick<PbxSettings, "id" | "name" | "host" | "port" | "username" | "tls"> {
  /** Sealed. */
  secret: string;
  /** The address of its queue_log, without the secret. */
  queueLog: string | null;
  /** Sealed; null: the log has none. */
  queueLogSecret: string | null;
}

const columns = (sql: Query) => sql`
  id, name, host, port, username, secret, tls, queue_log as "queueLog", queue_log_secret as "queueLogSecret"
`;

export async function listPbxs(sql: Query): Promise<StoredPbx[]> {
  return sql<StoredPbx[]>`select ${columns(sql)} from pbxs order by id`;
}

/** Those of a version that did not seal yet, locked for a change in the same transaction. */
export async function listPlainPbxs(sql: Query): Promise<PbxSettings[]> {
  return sql<PbxSettings[]>`
    select id, name, host, port, username, secret, tls, queue_log as "queueLog" from pbxs
    where not secret_sealed order by id for update
  `;
}

/** @returns false when there is one with this id */
export async function insertPbx(sql: Query, pbx: StoredPbx, at: EpochMs): Promise<boolean> {
  const rows = await sql`
    insert into pbxs (id, name, host, port, username, secret, tls, queue_log, queue_log_secret, secret_sealed, created_at, changed_at)
    values (
      ${pbx.id}, ${pbx.name}, ${pbx.host}, ${pbx.port}, ${pbx.username}, ${pbx.secret}, ${pbx.tls}, ${pbx.queueLog},
      ${pbx.queueLogSecret}, true, ${at}, ${at}
    )
    on conflict (id) do nothing
    returning id
  `;
  return rows.length === 1;
}

export async function findPbx(sql: Query, id: PbxId): Promise<StoredPbx | null> {
  const [row] = await sql<StoredPbx[]>`select ${columns(sql)} from pbxs where id = ${id}`;
  return row ?? null;
}

/** Locks the row for a change in the same transaction. */
export async function findPbxForUpdate(sql: Query, id: PbxId): Promise<StoredPbx | null> {
  const [row] = await sql<StoredPbx[]>`select ${columns(sql)} from pbxs where id = ${id} for update`;
  return row ?? null;
}

export async function updatePbx(sql: Query, pbx: StoredPbx, at: EpochMs): Promise<void> {
  await sql`
    update pbxs set
      name = ${pbx.name}, host = ${pbx.host}, port = ${pbx.port}, username = ${pbx.username}, secret = ${pbx.secret},
      tls = ${pbx.tls}, queue_log = ${pbx.queueLog}, queue_log_secret = ${pbx.queueLogSecret}, secret_sealed = true,
      changed_at = ${at}
    where id = ${pbx.id}
  `;
}

/** @returns false when there was none */
export async function deletePbx(sql: Query, id: PbxId): Promise<boolean> {
  const rows = await sql`delete from pbxs where id = ${id} returning id`;
  return rows.length === 1;
}
