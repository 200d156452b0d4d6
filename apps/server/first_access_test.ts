import { beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { temporaryDatabase } from "./db/temporary.ts";
import { findUserByName } from "./db/users.ts";
import { unattendedAccess } from "./first_access.ts";
import { verifyPassword } from "./sign_in/password.ts";

// Real processes and a real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
beforeEach(async () => {
  await sql`truncate users cascade`;
});

async function isAdminPassword(password: string): Promise<boolean> {
  return verifyPassword(password, (await findUserByName(sql, "admin"))?.passwordHash ?? null);
}

test("unattendedAccess() takes the password of the environment, once", async () => {
  expect(await unattendedAccess(sql, { adminPassword: "from outside", unattended: false }, 1)).toEqual({
    type: "created",
  });
  expect(await isAdminPassword("from outside")).toBe(true);
  const again = await unattendedAccess(sql, { adminPassword: "another one", unattended: true }, 2);
  expect(again).toEqual({ type: "done", ignored: true });
  expect(await isAdminPassword("from outside")).toBe(true);
});

test("unattendedAccess() makes a password of its own that nobody guesses, and tells it once", async () => {
  const made = await unattendedAccess(sql, { adminPassword: null, unattended: true }, 1);
  const password = made.type === "generated" ? made.password : "";
  expect(password).toMatch(/^[a-z2-9]{20}$/);
  expect(await isAdminPassword(password)).toBe(true);
  expect(await unattendedAccess(sql, { adminPassword: null, unattended: true }, 2)).toEqual({
    type: "done",
    ignored: false,
  });
});

test("unattendedAccess() leaves it to the page otherwise", async () => {
  expect(await unattendedAccess(sql, { adminPassword: null, unattended: false }, 1)).toEqual({ type: "needed" });
  expect(await findUserByName(sql, "admin")).toBeNull();
});
