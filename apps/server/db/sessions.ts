/** Who is signed in, by the hash of an opaque token; with it, when each user was here last. */
import type { EpochMs } from "@qmanager/core";
import type { Query } from "./connect.ts";
import { type User, type UserRow, userColumns, userOf } from "./users.ts";

export interface NewSession {
  tokenHash: Uint8Array;
  userId: number;
  /** Of the password that he gave. */
  passwordHash: string;
  at: EpochMs;
  expiresAt: EpochMs;
  address: string | null;
  userAgent: string | null;
}

/** False: meanwhile he got another password, or may not sign in any more. */
export async function insertSession(sql: Query, session: NewSession): Promise<boolean> {
  // His row first: whoever changes him waits for it, and ends this session with the others.
  const { count } = await sql`
    with seen as (
      update users set seen_at = ${session.at}
      where id = ${session.userId} and password_hash = ${session.passwordHash} and disabled_at is null
      returning id
    )
    insert into sessions (token_hash, user_id, created_at, seen_at, expires_at, address, user_agent)
    select
      ${session.tokenHash}::bytea, id, ${session.at}::timestamptz, ${session.at}::timestamptz,
      ${session.expiresAt}::timestamptz, ${session.address}::text, ${session.userAgent}::text
    from seen
  `;
  return count > 0;
}

async function noteSeen(sql: Query, user: number, at: EpochMs): Promise<void> {
  await sql`update users set seen_at = ${at} where id = ${user}`;
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
  const [row] = await sql<{ user: number }[]>`
    update sessions set seen_at = ${at}, expires_at = ${expiresAt} where token_hash = ${tokenHash}
    returning user_id as user
  `;
  if (row) await noteSeen(sql, row.user, at);
}

export interface ListedSession {
  id: number;
  createdAt: EpochMs;
  seenAt: EpochMs;
  address: string | null;
  userAgent: string | null;
  /** It is the one of `own`. */
  current: boolean;
}

/** Those of a user that hold at `at`, the last used first. */
export async function listSessions(sql: Query, user: number, own: Uint8Array, at: EpochMs): Promise<ListedSession[]> {
  return sql<ListedSession[]>`
    select id, created_at as "createdAt", seen_at as "seenAt", address, user_agent as "userAgent",
      token_hash = ${own} as current
    from sessions where user_id = ${user} and expires_at > ${at} order by seen_at desc, id desc
  `;
}

/** False: this user has none of this number. */
export async function deleteSessionOf(sql: Query, user: number, id: number): Promise<boolean> {
  const { count } = await sql`delete from sessions where user_id = ${user} and id = ${id}`;
  return count > 0;
}

/** @param kept the hash of one that stays; null: none. @returns how many were ended */
export async function deleteSessionsOf(sql: Query, user: number, kept: Uint8Array | null): Promise<number> {
  const { count } = await sql`
    delete from sessions where user_id = ${user} ${kept === null ? sql`` : sql`and token_hash <> ${kept}`}
  `;
  return count;
}

export async function deleteSession(sql: Query, tokenHash: Uint8Array): Promise<void> {
  await sql`delete from sessions where token_hash = ${tokenHash}`;
}

export async function deleteExpiredSessions(sql: Query, at: EpochMs): Promise<void> {
  await sql`delete from sessions where expires_at <= ${at}`;
}
