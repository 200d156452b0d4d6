/** Who signs in to the dashboard. */
import type { Access, EpochMs, Role } from "@qmanager/core";
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

export interface User {
  id: number;
  /** With which he signs in. */
  name: string;
  /** Empty: nobody said it. */
  fullName: string;
  email: string | null;
  role: Role;
  access: Access;
  preferences: Preferences;
  /** A machine made his password, for this once: he may do nothing before he has one of his own. */
  passwordDue: boolean;
}

/** How the page speaks and looks for somebody; what is missing is his browser's own. */
export interface Preferences {
  language?: "pt" | "es" | "en";
  theme?: "light" | "dark";
  clock?: "24" | "12";
}

/** The first user of every installation. */
export const administratorName = "admin";

type UserFields = Pick<User, "id" | "name" | "fullName" | "email" | "preferences" | "passwordDue">;
export type UserRow = UserFields & AccessRow;

/** The columns of a {@link UserRow}, of a statement that has `users` and `accesses`. */
export const userColumns = (sql: Query) => sql`
  users.id, users.name, users.full_name as "fullName", users.email, users.preferences,
  users.password_expires_at is not null as "passwordDue", ${accessColumns(sql)}
`;

export function userOf({ id, name, fullName, email, preferences, passwordDue, role, ...rest }: UserRow): User {
  return { id, name, fullName, email, preferences, passwordDue, role, access: accessOf({ role, ...rest }) };
}

export async function countUsers(sql: Query): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*) as count from users`;
  return row?.count ?? 0;
}

export interface Credentials {
  id: number;
  passwordHash: string;
  /** Null: it is his own. */
  passwordExpiresAt: EpochMs | null;
}

/**
 * Of who may sign in by this name; names are compared without regard to case. What he may see is not read: the time that it
 * takes would tell that there is one.
 */
export async function findCredentials(sql: Query, name: string): Promise<Credentials | null> {
  const [row] = await sql<Credentials[]>`
    select id, password_hash as "passwordHash", password_expires_at as "passwordExpiresAt"
    from users where lower(name) = lower(${name}) and disabled_at is null
  `;
  return row ?? null;
}

export async function findUser(sql: Query, id: number): Promise<User | null> {
  return (await findUsers(sql, [id])).get(id) ?? null;
}

/** Those who are there, by their ids. */
export async function findUsers(sql: Query, ids: readonly number[]): Promise<Map<number, User>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<UserRow[]>`
    select ${userColumns(sql)} from users join accesses on accesses.id = access_id
    where users.id = any(${[...ids]}::integer[])
  `;
  return new Map(rows.map((row) => [row.id, userOf(row)]));
}

/** Creates the administrator, unless there is a user already: null. Callers at the same time wait for each other. */
export async function createAdministrator(
  tx: Query,
  passwordHash: string,
  at: EpochMs,
  email: string | null = null,
): Promise<User | null> {
  await lockUsers(tx);
  if ((await countUsers(tx)) > 0) return null;
  const grant = { role: "administrator", permissions: {}, spying: [], queues: "all", agents: "all" } as const;
  return insertUser(tx, { name: administratorName, fullName: "", email, passwordHash, grant }, at);
}

/** Until the transaction ends, nobody else changes users: what is decided by looking at all of them holds. */
export async function lockUsers(tx: Query): Promise<void> {
  await tx`lock table users in share row exclusive mode`;
}

export interface UserInput {
  name: string;
  fullName: string;
  email: string | null;
  title?: string;
  grant: AccessGrant;
}

export interface NewUser extends UserInput {
  passwordHash: string;
  /** Null, or left out: it is his own. */
  passwordExpiresAt?: EpochMs | null;
}

/** Null: there is one of this name. */
export async function insertUser(
  tx: Query,
  { name, fullName, email, title = "", passwordHash, passwordExpiresAt = null, grant }: NewUser,
  at: EpochMs,
): Promise<User | null> {
  const access = await insertAccess(tx, grant);
  const [row] = await tx<{ id: number }[]>`
    insert into users (
      name, full_name, email, title, access_id, password_hash, password_expires_at, created_at, changed_at
    )
    values (
      ${name}, ${fullName}, ${email}, ${title}, ${access}, ${passwordHash}, ${passwordExpiresAt}, ${at}, ${at}
    )
    on conflict ((lower(name))) do nothing
    returning id
  `;
  if (row) return findUser(tx, row.id);
  await deleteAccess(tx, access);
  return null;
}

/** A user as he was entered, for who looks after users. */
export interface EnteredUser extends Required<UserInput> {
  id: number;
  /** Null: he may sign in. */
  disabledAt: EpochMs | null;
  /** Null: he never did. */
  seenAt: EpochMs | null;
  createdAt: EpochMs;
  passwordDue: boolean;
  preferences: Preferences;
}

type EnteredRow = Omit<EnteredUser, "grant"> & GrantRow;

const enteredColumns = (sql: Query) => sql`
  users.id, users.name, users.full_name as "fullName", users.email, users.title, users.disabled_at as "disabledAt",
  users.seen_at as "seenAt", users.created_at as "createdAt", users.password_expires_at is not null as "passwordDue",
  users.preferences, ${grantColumns(sql)}
`;

function enteredOf({ role, permissions, spying, allQueues, allAgents, ...row }: EnteredRow): EnteredUser {
  const { queues, queueGroups, agents, agentGroups, ...rest } = row;
  const grant = grantOf({ role, permissions, spying, allQueues, allAgents, queues, queueGroups, agents, agentGroups });
  return { ...rest, grant };
}

/** By name as it is read, and by login. */
export async function listEnteredUsers(sql: Query): Promise<EnteredUser[]> {
  const rows = await sql<EnteredRow[]>`
    select ${enteredColumns(sql)} from users join accesses on accesses.id = access_id
    order by lower(coalesce(nullif(full_name, ''), name)), users.id
  `;
  return rows.map(enteredOf);
}

export async function findEnteredUser(sql: Query, id: number): Promise<EnteredUser | null> {
  const [row] = await sql<EnteredRow[]>`
    select ${enteredColumns(sql)} from users join accesses on accesses.id = access_id where users.id = ${id}
  `;
  return row ? enteredOf(row) : null;
}

/** Those of this e-mail address who may sign in. */
export async function findUsersByEmail(sql: Query, email: string): Promise<Pick<User, "id" | "name">[]> {
  return sql<Pick<User, "id" | "name">[]>`
    select id, name from users where lower(email) = lower(${email}) and disabled_at is null order by id
  `;
}

/** How many administrators may sign in, this one left out. After {@link lockUsers}. */
export async function countOtherAdministrators(tx: Query, id: number): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*) as count from users join accesses on accesses.id = access_id
    where role = 'administrator' and disabled_at is null and users.id <> ${id}
  `;
  return row?.count ?? 0;
}

/** False: another one has this name. */
export async function updateUser(tx: Query, id: number, input: Required<UserInput>, at: EpochMs): Promise<boolean> {
  const { name, fullName, email, title, grant } = input;
  const [row] = await tx<{ access: number }[]>`
    update users set name = ${name}, full_name = ${fullName}, email = ${email}, title = ${title}, changed_at = ${at}
    where id = ${id} and not exists (select from users where lower(name) = lower(${name}) and id <> ${id})
    returning access_id as access
  `;
  if (!row) return false;
  await updateAccess(tx, row.access, grant);
  return true;
}

export async function updateOwnFields(
  tx: Query,
  id: number,
  { fullName, email }: Pick<User, "fullName" | "email">,
  at: EpochMs,
): Promise<void> {
  await tx`update users set full_name = ${fullName}, email = ${email}, changed_at = ${at} where id = ${id}`;
}

export async function updatePreferences(sql: Query, id: number, preferences: Preferences): Promise<void> {
  await sql`update users set preferences = ${JSON.stringify(preferences)}::text::jsonb where id = ${id}`;
}

/** @param expiresAt of one that a machine made; null: it is his own */
export async function updatePassword(
  tx: Query,
  id: number,
  passwordHash: string,
  expiresAt: EpochMs | null,
  at: EpochMs,
): Promise<void> {
  await tx`
    update users set password_hash = ${passwordHash}, password_expires_at = ${expiresAt}, changed_at = ${at}
    where id = ${id}
  `;
  // Whoever has a link to an older one has no use for it any more.
  await tx`delete from password_links where user_id = ${id}`;
}

/** @param disabledAt null: he may sign in */
export async function updateDisabled(tx: Query, id: number, disabledAt: EpochMs | null): Promise<void> {
  await tx`update users set disabled_at = ${disabledAt} where id = ${id}`;
}

/** With his sessions, his tokens and what they may. */
export async function deleteUser(tx: Query, id: number): Promise<void> {
  const accesses = await tx<{ id: number }[]>`
    select access_id as id from users where id = ${id} union select access_id from api_tokens where user_id = ${id}
  `;
  await tx`delete from users where id = ${id}`;
  for (const access of accesses) await deleteAccess(tx, access.id);
}
