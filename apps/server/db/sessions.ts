/** Who is signed in, by the hash of an opaque token. */
import type { EpochMs } from "@qmanager/core";
import type { Query } from "./connect.ts";
import { type User, type UserRow, userColumns, userOf } from "./users.ts";

export interface NewSession {
  tokenHash: Uint8Array;
  userId: number;
  at: EpochMs;
  expiresAt: EpochMs;
  address: string | null;
  userAgent: string | null;
}

export async function insertSession(sql: Query, session: NewSession): Promise<void> {
  await sql`
    insert into sessions (token_hash, user_id, created_at, seen_at, expires_at, address, user_agent)
    values (
      ${session.tokenHash}, ${session.userId}, ${session.at}, ${session.at}, ${session.expiresAt}, ${session.address},
      ${session.userAgent}
    )
  `;
}

export interface FoundSession {
  user: User;
  createdAt: EpochMs;
  seenAt: EpochMs;
}

/** The session that still holds at `at`, of a user who may still sign in; or null. */
export async function findSession(sql: Query, tokenHash: Uint8Array, at: EpochMs): Promise<FoundSession | null> {
  const [row] = await sql<(UserRow & { createdAt: EpochMs; seenAt: EpochMs })[]>`
    select ${userColumns(sql)}, sessions.created_at as "createdAt", sessions.seen_at as "seenAt"
    from sessions join users on users.id = sessions.user_id join accesses on accesses.id = access_id
    where token_hash = ${tokenHash} and expires_at > ${at} and disabled_at is null
  `;
  return row ? { user: userOf(row), createdAt: row.createdAt, seenAt: row.seenAt } : null;
}

export async function extendSession(sql: Query, tokenHash: Uint8Array, at: EpochMs, expiresAt: EpochMs): Promise<void> {
  await sql`update sessions set seen_at = ${at}, expires_at = ${expiresAt} where token_hash = ${tokenHash}`;
}

export async function deleteSession(sql: Query, tokenHash: Uint8Array): Promise<void> {
  await sql`delete from sessions where token_hash = ${tokenHash}`;
}

export async function deleteExpiredSessions(sql: Query, at: EpochMs): Promise<void> {
  await sql`delete from sessions where expires_at <= ${at}`;
}
