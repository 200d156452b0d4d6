/** Links sent by e-mail: who has one chooses a password, once. */
import type { EpochMs } from "@qmanager/core";
import type { Query } from "./connect.ts";

export interface NewPasswordLink {
  tokenHash: Uint8Array;
  userId: number;
  at: EpochMs;
  expiresAt: EpochMs;
}

export async function insertPasswordLink(sql: Query, link: NewPasswordLink): Promise<void> {
  await sql`delete from password_links where expires_at <= ${link.at}`;
  await sql`
    insert into password_links (token_hash, user_id, created_at, expires_at)
    values (${link.tokenHash}, ${link.userId}, ${link.at}, ${link.expiresAt})
  `;
}

/** Whose the link is that holds at `at`, if he may sign in; null: nobody's. */
export async function findPasswordLink(sql: Query, tokenHash: Uint8Array, at: EpochMs): Promise<number | null> {
  const [row] = await sql<{ id: number }[]>`
    select users.id from password_links join users on users.id = user_id
    where token_hash = ${tokenHash} and expires_at > ${at} and disabled_at is null
  `;
  return row?.id ?? null;
}

/** Whose the link was: of two who use it at once one has it, and the other null. */
export async function takePasswordLink(tx: Query, tokenHash: Uint8Array, at: EpochMs): Promise<number | null> {
  const [row] = await tx<{ id: number }[]>`
    delete from password_links using users
    where users.id = user_id and token_hash = ${tokenHash} and expires_at > ${at} and disabled_at is null
    returning users.id
  `;
  return row?.id ?? null;
}
