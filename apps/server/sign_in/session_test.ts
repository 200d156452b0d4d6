/** Whether those who look on still may, over a real database. */
import { expect, setDefaultTimeout, test } from "bun:test";
import type { AccessGrant } from "../db/accesses.ts";
import { insertToken, revokeToken } from "../db/api_tokens.ts";
import { insertSession } from "../db/sessions.ts";
import { temporaryDatabase } from "../db/temporary.ts";
import { findUser, insertUser } from "../db/users.ts";
import { checkSignedIns, hashToken, type SignedIn } from "./session.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const at = Date.parse("2026-03-02T15:00:00Z");
const minute = 60_000;
const panel: AccessGrant = {
  ...{ role: "custom", permissions: { queue_panel: "view" }, spying: [], queues: "all", agents: "all" },
};

async function person(name: string): Promise<SignedIn["user"]> {
  const made = await insertUser(sql, { name, fullName: "", email: null, passwordHash: name, grant: panel }, at);
  return (await findUser(sql, made!.id))!;
}

async function session(user: SignedIn["user"], name: string): Promise<SignedIn> {
  const tokenHash = hashToken(name);
  const expiresAt = at + 10 * minute;
  const about = { address: null, userAgent: null };
  await insertSession(sql, { tokenHash, userId: user.id, passwordHash: user.name, at, expiresAt, ...about });
  return { user, access: user.access, token: null, tokenHash };
}

test("checkSignedIns() tells of each session and token whether it holds, and notes when sessions were used", async () => {
  const [ana, bia] = [await person("ana"), await person("bia")];
  const sessions = [await session(ana, "one"), await session(ana, "two"), await session(bia, "three")];
  const tokens: SignedIn[] = [];
  for (const name of ["kept", "revoked"]) {
    const token = { name, tokenHash: hashToken(name), userId: bia.id, grant: panel, expiresAt: null };
    const id = await insertToken(sql, token, at);
    if (name === "revoked") await revokeToken(sql, id!, at);
    tokens.push({ user: bia, access: bia.access, token: name, tokenHash: token.tokenHash });
  }
  const gone: SignedIn = { user: ana, access: ana.access, token: null, tokenHash: hashToken("ended") };
  const asked = [tokens[0]!, sessions[0]!, gone, sessions[2]!, tokens[1]!, sessions[1]!, sessions[0]!];
  const told = await checkSignedIns(sql, asked, at + 2 * minute);
  expect(told.map((each) => each && [each.user.name, each.token])).toEqual([
    ...[["bia", "kept"], ["ana", null], null, ["bia", null], null, ["ana", null], ["ana", null]],
  ]);
  expect(told[0]?.access).toEqual(bia.access);
  const noted = await sql<{ seenAt: number; expiresAt: number }[]>`
    select seen_at as "seenAt", expires_at as "expiresAt" from sessions
  `;
  expect(noted.map((each) => each)).toEqual(
    Array.from({ length: 3 }, () => ({ seenAt: at + 2 * minute, expiresAt: at + 2 * minute + 12 * 60 * minute })),
  );
  expect((await sql`select from users where seen_at = ${at + 2 * minute}`).length).toBe(2);
  // Once they are over, nobody is signed in by them; a token goes on.
  const later = await checkSignedIns(sql, asked, at + 24 * 60 * minute);
  expect(later.map((each) => each?.token)).toEqual(["kept", ...Array.from({ length: 6 }, () => undefined)]);
});

test("checkSignedIns() does not wait for who changes a session, and leaves its use to the next time", async () => {
  const eva = await person("eva");
  const own = await session(eva, "locked");
  await sql.begin(async (tx) => {
    await tx`select from sessions where token_hash = ${own.tokenHash} for update`;
    const [told] = await checkSignedIns(sql, [own], at + 2 * minute);
    expect(told?.user.name).toBe("eva");
  });
  const [row] = await sql<{ seenAt: number }[]>`
    select seen_at as "seenAt" from sessions where token_hash = ${own.tokenHash}
  `;
  expect(row?.seenAt).toBe(at);
});
