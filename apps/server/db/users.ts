/** Who signs in to the dashboard. */
import type { Access, EpochMs, Role } from "@qmanager/core";
import { type AccessGrant, type AccessRow, accessColumns, accessOf, deleteAccess, insertAccess } from "./accesses.ts";
import type { Query } from "./connect.ts";

export interface User {
  id: number;
  /** With which he signs in. */
  name: string;
  /** Empty: nobody said it. */
  fullName: string;
  email: string | null;
  role: Role;
  access: Access;
}

/** The first user of every installation. */
export const administratorName = "admin";

type UserFields = Pick<User, "id" | "name" | "fullName" | "email">;
export type UserRow = UserFields & AccessRow;

/** The columns of a {@link UserRow}, of a statement that has `users` and `accesses`. */
export const userColumns = (sql: Query) => sql`
  users.id, users.name, users.full_name as "fullName", users.email, ${accessColumns(sql)}
`;

export function userOf({ id, name, fullName, email, role, ...rest }: UserRow): User {
  return { id, name, fullName, email, role, access: accessOf({ role, ...rest }) };
}

export async function countUsers(sql: Query): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*) as count from users`;
  return row?.count ?? 0;
}

/** Who may sign in by this name, with his password's hash; names are compared without regard to case. */
export async function findUserByName(sql: Query, name: string): Promise<(User & { passwordHash: string }) | null> {
  const [row] = await sql<(UserRow & { passwordHash: string })[]>`
    select ${userColumns(sql)}, password_hash as "passwordHash"
    from users join accesses on accesses.id = access_id
    where lower(name) = lower(${name}) and disabled_at is null
  `;
  return row ? { ...userOf(row), passwordHash: row.passwordHash } : null;
}

export async function findUser(sql: Query, id: number): Promise<User | null> {
  const [row] = await sql<UserRow[]>`
    select ${userColumns(sql)} from users join accesses on accesses.id = access_id where users.id = ${id}
  `;
  return row ? userOf(row) : null;
}

/** Creates the administrator, unless there is a user already: null. Callers at the same time wait for each other. */
export async function createAdministrator(
  tx: Query,
  passwordHash: string,
  at: EpochMs,
  email: string | null = null,
): Promise<User | null> {
  await tx`lock table users in share row exclusive mode`;
  if ((await countUsers(tx)) > 0) return null;
  const grant = { role: "administrator", permissions: {}, spying: [], queues: "all", agents: "all" } as const;
  return insertUser(tx, { name: administratorName, fullName: "", email, passwordHash, grant }, at);
}

export interface NewUser {
  name: string;
  fullName: string;
  email: string | null;
  passwordHash: string;
  grant: AccessGrant;
}

/** Null: there is one of this name. */
export async function insertUser(
  tx: Query,
  { name, fullName, email, passwordHash, grant }: NewUser,
  at: EpochMs,
): Promise<User | null> {
  const access = await insertAccess(tx, grant);
  const [row] = await tx<{ id: number }[]>`
    insert into users (name, full_name, email, access_id, password_hash, created_at, changed_at)
    values (${name}, ${fullName}, ${email}, ${access}, ${passwordHash}, ${at}, ${at})
    on conflict ((lower(name))) do nothing
    returning id
  `;
  if (row) return findUser(tx, row.id);
  await deleteAccess(tx, access);
  return null;
}
