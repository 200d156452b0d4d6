/** The audit as it is read: newest first, a page at a time. What became of an action stands in the row that tells of it. */
import type { EpochMs } from "@qmanager/core";
import type { AuditAction } from "@qmanager/core/audit";
import type { AuditDetail } from "./audit.ts";
import type { Query } from "./connect.ts";

export interface AuditRow {
  id: number;
  at: EpochMs;
  /** Null: nobody who is known, or the server itself. */
  userId: number | null;
  /** As he was called then. */
  userName: string | null;
  userEmail: string | null;
  /** Of the API token. */
  tokenName: string | null;
  /** Null: of no request. */
  address: string | null;
  userAgent: string | null;
  action: AuditAction;
  target: string | null;
  detail: AuditDetail;
}

/** What is left out is not asked. */
export interface AuditFilter {
  from?: EpochMs | undefined;
  to?: EpochMs | undefined;
  /** Any of these; null among them: nobody who is known, or the server itself. */
  users?: readonly (number | null)[] | undefined;
  actions?: readonly AuditAction[] | undefined;
  /** A part of the item, in any case, or of the address. */
  text?: string | undefined;
}

export interface AuditPage {
  /** The last row of the page before. */
  after: Pick<AuditRow, "at" | "id"> | null;
  limit: number;
}

export async function listAudit(
  sql: Query,
  { from, to, users, actions, text }: AuditFilter,
  { after, limit }: AuditPage,
): Promise<AuditRow[]> {
  const found = `%${(text ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  const known = users?.filter((each) => each !== null) ?? [];
  return sql<AuditRow[]>`
    select audit.id, audit.at, audit.user_id as "userId", audit.user_name as "userName", audit.user_email as "userEmail",
      audit.token_name as "tokenName", audit.address, audit.user_agent as "userAgent", audit.action, audit.target,
      audit.detail || coalesce(ends.detail, '{}') as detail
    from audit left join audit as ends on ends.of_id = audit.id
    where audit.of_id is null
      ${from === undefined ? sql`` : sql`and audit.at >= ${from}`}
      ${to === undefined ? sql`` : sql`and audit.at < ${to}`}
      ${after === null ? sql`` : sql`and (audit.at, audit.id) < (${after.at}::timestamptz, ${after.id}::bigint)`}
      ${
        users === undefined
          ? sql``
          : sql`and (audit.user_id = any(${known}::integer[]) ${users.includes(null) ? sql`or audit.user_id is null` : sql``})`
      }
      ${actions === undefined ? sql`` : sql`and audit.action = any(${[...actions]}::text[])`}
      ${text === undefined ? sql`` : sql`and (audit.target ilike ${found} or audit.address ilike ${found})`}
    order by audit.at desc, audit.id desc
    limit ${limit}
  `;
}

/** Who is in the audit, by his last name in it: also who is no user any more. From one to the next by the index. */
export async function listAuditUsers(sql: Query): Promise<{ id: number; name: string }[]> {
  return sql<{ id: number; name: string }[]>`
    with recursive who as (
      (select user_id, user_name from audit
        where of_id is null and user_id is not null order by user_id, at desc, id desc limit 1)
      union all
      select next.user_id, next.user_name from who cross join lateral (
        select user_id, user_name from audit
        where of_id is null and user_id > who.user_id order by user_id, at desc, id desc limit 1
      ) as next
    )
    select user_id as id, user_name as name from who order by lower(user_name), user_id
  `;
}
