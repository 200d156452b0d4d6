/** Tokens with which programs ask: each belongs to a user, and has an access of its own. */
import { type Access, commonAccess, type EpochMs } from "@qmanager/core";
import {
  type AccessGrant,
  type AccessRow,
  accessColumns,
  accessOf,
  deleteAccess,
  type GrantRow,
  grantColumns,
  grantOf,
  insertAccess,
  updateAccess,
} from "./accesses.ts";
import type { Query } from "./connect.ts";
import { findUsers, type User } from "./users.ts";

export interface FoundToken {
  id: number;
  tokenHash: Uint8Array;
  name: string;
  /** Whose it is. */
  user: User;
  /** What it allows, and he may too. */
  access: Access;
  usedAt: EpochMs | null;
}

/** Those of them that hold at `at`, of users who may still sign in. */
export async function findTokens(sql: Query, tokenHashes: readonly Uint8Array[], at: EpochMs): Promise<FoundToken[]> {
  if (tokenHashes.length === 0) return [];
  const rows = await sql<(AccessRow & Omit<FoundToken, "user" | "access"> & { userId: number })[]>`
    select api_tokens.id, token_hash as "tokenHash", api_tokens.name, user_id as "userId", used_at as "usedAt",
      ${accessColumns(sql)}
    from api_tokens join accesses on accesses.id = api_tokens.access_id join users on users.id = user_id
    where token_hash = any(${sql.array([...tokenHashes])}::bytea[]) and revoked_at is null
      and (expires_at is null or expires_at > ${at}) and disabled_at is null
  `;
  const users = await findUsers(sql, [...new Set(rows.map(({ userId }) => userId))]);
  return rows.flatMap((row) => {
    const { id, tokenHash, name, usedAt } = row;
    const user = users.get(row.userId);
    return user ? [{ id, tokenHash, name, user, usedAt, access: commonAccess(accessOf(row), user.access) }] : [];
  });
}

export async function noteTokenUse(sql: Query, id: number, at: EpochMs, address: string | null): Promise<void> {
  await sql`update api_tokens set used_at = ${at}, used_address = ${address} where id = ${id}`;
}

/** A token as it was made, for who looks after tokens. */
export interface EnteredToken {
  id: number;
  name: string;
  /** Whose it is. */
  user: { id: number; name: string; fullName: string; disabled: boolean };
  grant: AccessGrant;
  createdAt: EpochMs;
  /** Null: it holds until it is revoked. */
  expiresAt: EpochMs | null;
  revokedAt: EpochMs | null;
  /** Null: it never was. */
  usedAt: EpochMs | null;
  /** From where. */
  usedAddress: string | null;
}

const enteredColumns = (sql: Query) => sql`
  api_tokens.id, api_tokens.name, json_build_object(
    'id', users.id, 'name', users.name, 'fullName', users.full_name, 'disabled', users.disabled_at is not null
  ) as user,
  api_tokens.created_at as "createdAt", api_tokens.expires_at as "expiresAt", api_tokens.revoked_at as "revokedAt",
  api_tokens.used_at as "usedAt", api_tokens.used_address as "usedAddress", ${grantColumns(sql)}
`;

type EnteredRow = Omit<EnteredToken, "grant"> & GrantRow;

function enteredOf({ id, name, user, createdAt, expiresAt, revokedAt, usedAt, usedAddress, ...row }: EnteredRow) {
  return { id, name, user, grant: grantOf(row), createdAt, expiresAt, revokedAt, usedAt, usedAddress };
}

/** Those that were not revoked first, by name. */
export async function listTokens(sql: Query): Promise<EnteredToken[]> {
  const rows = await sql<EnteredRow[]>`
    select ${enteredColumns(sql)}
    from api_tokens join accesses on accesses.id = api_tokens.access_id join users on users.id = user_id
    order by revoked_at is not null, lower(api_tokens.name), api_tokens.id
  `;
  return rows.map(enteredOf);
}

/** Until the transaction ends, nobody else changes it. */
export async function findEnteredToken(tx: Query, id: number): Promise<EnteredToken | null> {
  const [row] = await tx<EnteredRow[]>`
    select ${enteredColumns(tx)}
    from api_tokens join accesses on accesses.id = api_tokens.access_id join users on users.id = user_id
    where api_tokens.id = ${id} for update of api_tokens
  `;
  return row ? enteredOf(row) : null;
}

export interface NewToken {
  name: string;
  tokenHash: Uint8Array;
  userId: number;
  grant: AccessGrant;
  expiresAt: EpochMs | null;
}

/** @returns its id; null: one that holds has this name */
export async function insertToken(tx: Query, token: NewToken, at: EpochMs): Promise<number | null> {
  const access = await insertAccess(tx, token.grant);
  const [row] = await tx<{ id: number }[]>`
    insert into api_tokens (name, token_hash, user_id, access_id, created_at, expires_at)
    values (${token.name}, ${token.tokenHash}, ${token.userId}, ${access}, ${at}, ${token.expiresAt})
    on conflict (lower(name)) where revoked_at is null do nothing
    returning id
  `;
  if (!row) await deleteAccess(tx, access);
  return row?.id ?? null;
}

/** False: another one that holds has this name. */
export async function renameToken(tx: Query, id: number, name: string): Promise<boolean> {
  // Two who choose the same name at once wait for each other: a unique index alone would fail the second one's transaction.
  await tx`lock table api_tokens in share row exclusive mode`;
  const { count } = await tx`
    update api_tokens set name = ${name} where id = ${id} and not exists (
      select from api_tokens where lower(name) = lower(${name}) and revoked_at is null and id <> ${id}
    )
  `;
  return count > 0;
}

export async function updateTokenAccess(tx: Query, id: number, grant: AccessGrant): Promise<void> {
  const [row] = await tx<{ access: number }[]>`select access_id as access from api_tokens where id = ${id}`;
  if (row) await updateAccess(tx, row.access, grant);
}

export async function revokeToken(tx: Query, id: number, at: EpochMs): Promise<void> {
  await tx`update api_tokens set revoked_at = ${at} where id = ${id}`;
}
