/** Who changed what: one row in the transaction of every change. A row is never changed: the database refuses it. */
import type { EpochMs } from "@qmanager/core";
import type { AuditAction, AuditField } from "@qmanager/core/audit";
import type { Query } from "./connect.ts";

export type { AuditAction } from "@qmanager/core/audit";

/** Plain JSON. */
export type AuditValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly AuditValue[]
  | { readonly [name: string]: AuditValue };
/** Fields that the page has words for: a new one is added to `auditFields` of core. */
export type AuditFields = { readonly [Field in AuditField]?: AuditValue };
/** Of a change `before` and `after`, the changed fields only; of anything else, the fields themselves. */
export type AuditDetail = AuditFields & { readonly before?: AuditFields; readonly after?: AuditFields };

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
  /** What a reader needs to understand it; never a secret. */
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

/** Many at once, in their order. */
export async function insertAudits(sql: Query, entries: readonly AuditEntry[]): Promise<void> {
  const rows = entries.map(({ at, user, token, address, userAgent, action, target, detail = {} }) => ({
    ...{ at: new Date(at).toISOString(), user_id: user?.id ?? null, user_name: user?.name ?? null },
    ...{ user_email: user?.email ?? null, token_name: token ?? null, address, user_agent: userAgent ?? null },
    ...{ action, target, detail },
  }));
  await sql`
    insert into audit (at, user_id, user_name, user_email, token_name, address, user_agent, action, target, detail)
    select * from json_to_recordset(${JSON.stringify(rows)}::text::json) as told (
      at timestamptz, user_id integer, user_name text, user_email text, token_name text, address text, user_agent text,
      action text, target text, detail jsonb
    )
  `;
}

/** Says what became of what a row told before it was tried: in a row of its own, which is read together with it. */
export async function concludeAudit(sql: Query, id: number, at: EpochMs, detail: AuditFields): Promise<void> {
  await sql`
    insert into audit (at, user_id, user_name, user_email, token_name, address, user_agent, action, target, of_id, detail)
    select ${at}, user_id, user_name, user_email, token_name, address, user_agent, action, target, id, ${json(sql, detail)}
    from audit where id = ${id}
  `;
}

/** The driver's type of JSON knows neither read-only lists nor absent fields; JSON itself drops the latter. */
function json(sql: Query, detail: AuditDetail) {
  return sql.json(detail as Parameters<Query["json"]>[0]);
}
