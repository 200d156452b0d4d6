/**
 * `qm user`: the way back in for who runs the machine. It works on the database itself, so it needs no password and no
 * running server; a running one sees the change at once, and closes what still listens within seconds.
 */
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { insertAudit } from "../db/audit.ts";
import type { Sql } from "../db/connect.ts";
import { findDataFolder } from "../db/data_folder.ts";
import { deleteSessionsOf } from "../db/sessions.ts";
import { type EnteredUser, listEnteredUsers, lockUsers, updateDisabled, updatePassword } from "../db/users.ts";
import { visitDatabase } from "../db/visit_database.ts";
import { codeOf, Fault, reasonOf } from "../fault.ts";
import { silentLog } from "../log.ts";
import { hashPassword } from "../sign_in/password.ts";
import { passwordFault } from "../sign_in/password_rules.ts";

export const summary = "List users, give one a new password, let one sign in again";

const help = `Usage: bun run qm user list
       bun run qm user password NAME
       bun run qm user enable NAME

  list            all users, who may sign in, and when each was here last
  password NAME   asks for a new password (or takes the first line of standard input), and ends the user's sessions
  enable NAME     lets a user sign in who was disabled

Run it as the user of the system that runs the server, and with its QM_DATA or DATABASE_URL. The server may run meanwhile.
`;

export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parsed(args);
  const [what, name, ...rest] = positionals;
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (rest.length > 0) throw new Fault(help.trimEnd(), { exitCode: 2 });
  if (what === "list" && name === undefined) return visit(list);
  if (what === "password" && name !== undefined) return visit((sql) => changePassword(sql, name));
  if (what === "enable" && name !== undefined) return visit((sql) => enable(sql, name));
  throw new Fault(help.trimEnd(), { exitCode: 2 });
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { help: { type: "boolean", short: "h" } } });
  } catch (error) {
    throw new Fault(`${reasonOf(error)}. See bun run qm user --help`, { exitCode: 2, cause: error });
  }
}

async function visit(work: (sql: Sql) => Promise<void>): Promise<number> {
  const { databaseUrl, data } = readConfig(process.env);
  try {
    await visitDatabase(databaseUrl, () => findDataFolder(data), silentLog, work);
  } catch (error) {
    // No such table or column.
    if (codeOf(error) !== "42P01" && codeOf(error) !== "42703") throw error;
    throw new Fault("The database is of another version. Start the server once, then try again", { cause: error });
  }
  return 0;
}

async function list(sql: Sql): Promise<void> {
  const users = await listEnteredUsers(sql);
  const width = Math.max(0, ...users.map(({ name }) => name.length));
  for (const { name, grant, disabledAt, seenAt } of users) {
    const seen = seenAt === null ? "never here" : `here last ${new Date(seenAt).toISOString().slice(0, 16)}Z`;
    const line = `${name.padEnd(width)}  ${grant.role.padEnd(13)}  ${seen}${disabledAt === null ? "" : "  disabled"}`;
    process.stdout.write(`${line}\n`);
  }
}

async function changePassword(sql: Sql, name: string): Promise<void> {
  const user = await named(sql, name);
  const password = await newPassword(user.name);
  const fault = passwordFault(password, user);
  if (fault !== null) throw new Fault(fault, { exitCode: 2 });
  const hash = await hashPassword(password);
  await sql.begin(async (tx) => {
    await updatePassword(tx, user.id, hash, null, Date.now());
    await deleteSessionsOf(tx, user.id, null);
    await insertAudit(tx, { ...by(), action: "password_set", target: user.name });
  });
  process.stdout.write(`"${user.name}" has the new password, and is signed in nowhere.\n`);
  if (user.disabledAt !== null)
    process.stdout.write(`He is disabled: bun run qm user enable ${user.name} lets him sign in.\n`);
}

async function enable(sql: Sql, name: string): Promise<void> {
  const user = await named(sql, name);
  await sql.begin(async (tx) => {
    await lockUsers(tx);
    await updateDisabled(tx, user.id, null);
    await insertAudit(tx, { ...by(), action: "user_enabled", target: user.name });
  });
  process.stdout.write(`"${user.name}" may sign in.\n`);
}

async function named(sql: Sql, name: string): Promise<EnteredUser> {
  const users = await listEnteredUsers(sql);
  const user = users.find((each) => each.name.toLowerCase() === name.normalize("NFC").toLowerCase());
  if (user) return user;
  const known =
    users.length === 0
      ? "Nobody can sign in yet: do the first access on the page"
      : `There are: ${users.map((each) => each.name).join(", ")}`;
  throw new Fault(`There is no user "${name}". ${known}`, { exitCode: 2 });
}

/** Whoever runs the machine: nobody of the users. */
const by = () => ({ at: Date.now(), user: null, address: null, userAgent: "qm user" });

async function newPassword(name: string): Promise<string> {
  if (process.stdin.isTTY) return asked(name);
  const [line = ""] = (await Bun.stdin.text()).split(/\r?\n/);
  return line;
}

async function asked(name: string): Promise<string> {
  const input = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const password = await input.question(`New password of ${name}: `);
    const again = await input.question("Again: ");
    if (password !== again) throw new Fault("The two are not the same. Nothing was changed", { exitCode: 2 });
    return password;
  } finally {
    input.close();
  }
}
