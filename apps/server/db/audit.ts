/** Who changed what: one row in the transaction of every change. */
import type { EpochMs, QueueActionType } from "@qmanager/core";
import type { Query } from "./connect.ts";

export type AuditAction =
  | "setup"
  | "signed_in"
  | "sign_in_refused"
  | "signed_out"
  | "pbx_added"
  | "pbx_changed"
  | "pbx_removed"
  | "import_begun"
  | "import_cancelled"
  | "extension_changed"
  | "extension_removed"
  | "agent_added"
  | "agent_alias_added"
  | "retention_changed"
  | "records_dropped"
  /** Of members of queues, by the type of the action. */
  | `member_${QueueActionType}`;

/** Plain JSON. */
export type AuditDetail = { readonly [name: string]: AuditValue };
export type AuditValue = string | number | boolean | null | undefined | readonly AuditValue[] | AuditDetail;

export interface AuditEntry {
  at: EpochMs;
  /** Null: nobody who is known. */
  user: { id: number | null; name: string } | null;
  action: AuditAction;
  /** What it was done to, by its own id. */
  target: string | null;
  /** What a reader needs to understand it; never a secret. */
  detail?: AuditDetail;
  address: string | null;
}

/** @returns the number of the row, for {@link concludeAudit} */
export async function insertAudit(sql: Query, entry: AuditEntry): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into audit (at, user_id, user_name, action, target, detail, address)
    values (
      ${entry.at}, ${entry.user?.id ?? null}, ${entry.user?.name ?? null}, ${entry.action}, ${entry.target},
      ${json(sql, entry.detail ?? {})}, ${entry.address}
    )
    returning id
  `;
  return row?.id ?? 0;
}

/** Adds what became of it to a row that was written before it was tried. */
export async function concludeAudit(sql: Query, id: number, detail: AuditDetail): Promise<void> {
  await sql`update audit set detail = detail || ${json(sql, detail)} where id = ${id}`;
}

/** The driver's type of JSON knows neither read-only lists nor absent fields; JSON itself drops the latter. */
function json(sql: Query, detail: AuditDetail) {
  return sql.json(detail as Parameters<Query["json"]>[0]);
}
