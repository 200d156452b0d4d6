/** Tokens with which programs ask: each belongs to a user, and has an access of its own. */
import { type Access, commonAccess, type EpochMs } from "@qmanager/core";
import { type AccessRow, accessColumns, accessOf } from "./accesses.ts";
import type { Query } from "./connect.ts";
import { findUser, type User } from "./users.ts";

export interface FoundToken {
  id: number;
  name: string;
  /** Whose it is. */
  user: User;
  /** What it allows, and he may too. */
  access: Access;
  usedAt: EpochMs | null;
}

/** The token that holds at `at`, of a user who may still sign in; or null. */
export async function findToken(sql: Query, tokenHash: Uint8Array, at: EpochMs): Promise<FoundToken | null> {
  const [row] = await sql<(AccessRow & { id: number; name: string; userId: number; usedAt: EpochMs | null })[]>`
    select api_tokens.id, api_tokens.name, user_id as "userId", used_at as "usedAt", ${accessColumns(sql)}
    from api_tokens join accesses on accesses.id = api_tokens.access_id join users on users.id = user_id
    where token_hash = ${tokenHash} and revoked_at is null and (expires_at is null or expires_at > ${at})
      and disabled_at is null
  `;
  const user = row && (await findUser(sql, row.userId));
  if (!user) return null;
  const { id, name, usedAt } = row;
  return { id, name, user, usedAt, access: commonAccess(accessOf(row), user.access) };
}

export async function noteTokenUse(sql: Query, id: number, at: EpochMs, address: string | null): Promise<void> {
  await sql`update api_tokens set used_at = ${at}, used_address = ${address} where id = ${id}`;
}
