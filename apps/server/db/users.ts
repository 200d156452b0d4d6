/** Who signs in to the dashboard. */
import type { EpochMs } from "@qmanager/core";
import type { Query } from "./connect.ts";

export type Role = "administrator";

export interface User {
  id: number;
  name: string;
  role: Role;
}

/** The first user of every installation. */
export const administratorName = "admin";

export async function countUsers(sql: Query): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*) as count from users`;
  return row?.count ?? 0;
}

/** The user with his password's hash; names are compared without regard to case. */
export async function findUserByName(sql: Query, name: string): Promise<(User & { passwordHash: string }) | null> {
  const [row] = await sql<(User & { passwordHash: string })[]>`
    select id, name, role, password_hash as "passwordHash" from users where lower(name) = lower(${name})
  `;
  return row ?? null;
}

/** Creates the administrator, unless there is a user already: null. Callers at the same time wait for each other. */
export async function createAdministrator(sql: Query, passwordHash: string, at: EpochMs): Promise<User | null> {
  await sql`lock table users in share row exclusive mode`;
  const [row] = await sql<User[]>`
    insert into users (name, role, password_hash, created_at, changed_at)
    select ${administratorName}, 'administrator', ${passwordHash}, ${at}, ${at}
    where not exists (select from users)
    returning id, name, role
  `;
  return row ?? null;
}
