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

/** Who did it, and when: of a request, `auditBy` tells it. */
export interface AuditBy {
  at: EpochMs;
  /** As he is called now. Null: nobody who is known, or the server itself. */
  user: { id: number; name: string; email?: string | null } | null;
  /** The name of the API token; null: none was used. */
  token?: string | null;
  address: string | null;
  userAgent?: string | null;
}

export interface AuditEntry extends AuditBy {
  action: AuditAction;
  /** What it was done to, by the name that people know; where it has none, by its id. */
  target: string | null;
  /** What a reader needs to understand it; of a change `{ before, after }`, the changed fields only. Never a secret. */
  detail?: AuditDetail;
}

/** @returns the number of the row, for {@link concludeAudit} */
export async function insertAudit(sql: Query, entry: AuditEntry): Promise<number> {
  const { user } = entry;
  const [row] = await sql<{ id: number }[]>`
    insert into audit (at, user_id, user_name, user_email, token_name, address, user_agent, action, target, detail)
    values (
      ${entry.at}, ${user?.id ?? null}, ${user?.name ?? null}, ${user?.email ?? null}, ${entry.token ?? null},
      ${entry.address}, ${entry.userAgent ?? null}, ${entry.action}, ${entry.target}, ${json(sql, entry.detail ?? {})}
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
