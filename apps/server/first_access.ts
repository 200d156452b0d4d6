/** The administrator of an installation that nobody sets up by hand, and what is printed for one that somebody does. */
import { insertAudit } from "./db/audit.ts";
import type { Sql } from "./db/connect.ts";
import { administratorName, countUsers, createAdministrator } from "./db/users.ts";
import { hashPassword, randomPassword } from "./sign_in/password.ts";

export type FirstAccess =
  /** There is an administrator. `ignored`: and a password for a new one was given in vain. */
  | { type: "done"; ignored: boolean }
  /** Made now, with the password of the environment. */
  | { type: "created" }
  /** Made now, with a password that has to be printed, once. */
  | { type: "generated"; password: string }
  /** The page will ask. */
  | { type: "needed" };

/** Makes the administrator where the environment says so. */
export async function unattendedAccess(
  sql: Sql,
  config: { adminPassword: string | null; unattended: boolean },
  at: number,
): Promise<FirstAccess> {
  if ((await countUsers(sql)) > 0) return { type: "done", ignored: config.adminPassword !== null };
  if (config.adminPassword === null && !config.unattended) return { type: "needed" };
  const password = config.adminPassword ?? randomPassword();
  const passwordHash = await hashPassword(password);
  await sql.begin(async (tx) => {
    const user = await createAdministrator(tx, passwordHash, at);
    await insertAudit(tx, {
      at,
      user,
      action: "setup",
      target: administratorName,
      detail: { unattended: true },
      address: null,
    });
  });
  return config.adminPassword === null ? { type: "generated", password } : { type: "created" };
}
