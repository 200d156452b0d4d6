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

export interface FoundSession {
  tokenHash: Uint8Array;
  user: User;
  createdAt: EpochMs;
  seenAt: EpochMs;
}

/** Those of them that still hold at `at`, of users who may still sign in. */
export async function findSessions(
  sql: Query,
  tokenHashes: readonly Uint8Array[],
  at: EpochMs,
): Promise<FoundSession[]> {
  if (tokenHashes.length === 0) return [];
  // What a user may see is put together once, however many sessions he has.
  const rows = await sql<(UserRow & Omit<FoundSession, "user">)[]>`
    with held as (
      select token_hash, user_id, created_at, seen_at from sessions
      where token_hash = any(${sql.array([...tokenHashes])}::bytea[]) and expires_at > ${at}
    ), who as materialized (
      select ${userColumns(sql)} from users join accesses on accesses.id = access_id
      where users.id in (select user_id from held) and disabled_at is null
    )
    select who.*, token_hash as "tokenHash", created_at as "createdAt", seen_at as "seenAt"
    from held join who on who.id = user_id
  `;
  return rows.map((row) => {
    const { tokenHash, createdAt, seenAt } = row;
    return { tokenHash, user: userOf(row), createdAt, seenAt };
  });
}

/** Notes that they are used. One that somebody else changes just now is left to the next time: nobody waits for that. */
export async function extendSessions(
  sql: Query,
  sessions: readonly { tokenHash: Uint8Array; expiresAt: EpochMs }[],
  at: EpochMs,
): Promise<void> {
  if (sessions.length === 0) return;
  const rows = await sql<{ user: number }[]>`
    with extended as (
      select sessions.id, asked.expires_at from sessions join unnest(
        ${sql.array(sessions.map(({ tokenHash }) => tokenHash))}::bytea[],
        ${sql.array(sessions.map(({ expiresAt }) => new Date(expiresAt).toISOString()))}::timestamptz[]
      ) as asked (token_hash, expires_at) using (token_hash)
      for no key update of sessions skip locked
    )
    update sessions set seen_at = ${at}, expires_at = extended.expires_at
    from extended where sessions.id = extended.id
    returning user_id as user
  `;
  await noteSeen(sql, [...new Set(rows.map(({ user }) => user))], at);
}

async function noteSeen(sql: Query, users: readonly number[], at: EpochMs): Promise<void> {
  await sql`
    update users set seen_at = ${at} where id in (
      select id from users where id = any(${[...users]}::integer[]) for no key update skip locked
    )
  `;
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
