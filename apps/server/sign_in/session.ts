/**
 * Who asks. A person by a session: an opaque token of 256 bits in an HttpOnly cookie, its hash in the database. A program by
 * an API token in `Authorization: Bearer` (see http/bearer.ts).
 *
 * Over TLS the cookie is `__Host-qm`. Over plain HTTP it is `qm`, and counts from private addresses only, since
 * anybody on the way could read it.
 */
import type { Access, EpochMs } from "@qmanager/core";
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { type FoundToken, findTokens, noteTokenUse } from "../db/api_tokens.ts";
import type { Query, Sql } from "../db/connect.ts";
import { extendSessions, findSessions, insertSession } from "../db/sessions.ts";
import type { User } from "../db/users.ts";
import { bearerOf } from "../http/bearer.ts";
import type { Client, Env } from "../http/client.ts";
import { hasForeignOrigin } from "../http/origin.ts";
import { problem } from "../http/problem.ts";

/** Ends so long after it was last used, and at the latest so long after it began. */
const idleMs = 12 * 3_600_000;
const longestMs = 30 * 24 * 3_600_000;
/** Use is written down at most so often. */
const noteMs = 60_000;

export interface SignedIn {
  user: User;
  /** What this request may see and do: the user's, or less by the token that it came with. */
  access: Access;
  /** The name of the API token; null: a session, a person. */
  token: string | null;
  /** Of the session's or the API token. */
  tokenHash: Uint8Array;
}

/** Every API token begins so: whoever finds one somewhere knows what it is. */
export const apiTokenPrefix = "qm_";

const cookieName = (client: Client) => (client.isSecure ? "__Host-qm" : "qm");

/** Begins a session and sets its cookie. False: meanwhile he got another password, or may not sign in any more. */
export async function beginSession(
  c: Context<Env>,
  sql: Query,
  user: { id: number; passwordHash: string },
  at: EpochMs,
): Promise<boolean> {
  const token = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
  const { client } = c.var;
  const isBegun = await insertSession(sql, {
    tokenHash: hashToken(token),
    userId: user.id,
    passwordHash: user.passwordHash,
    at,
    expiresAt: at + idleMs,
    address: client.address || null,
    userAgent: c.req.header("user-agent")?.slice(0, 300) ?? null,
  });
  if (!isBegun) return false;
  setCookie(c, cookieName(client), token, {
    path: "/",
    httpOnly: true,
    sameSite: "Strict",
    secure: client.isSecure,
    maxAge: longestMs / 1000,
  });
  return true;
}

/** Whose request it is: by its API token, or by the session of its cookie; null: nobody's. Notes its use. */
export async function findSignedIn(c: Context<Env>, sql: Sql, at: EpochMs): Promise<SignedIn | null> {
  const { client } = c.var;
  if (!client.isSecure && !client.isPrivate) return null;
  const bearer = bearerOf(c);
  if (bearer !== null) return checkToken(sql, hashToken(bearer), at, client.address);
  // Another site's page asks with a token of its own, or not at all.
  const origin = c.req.header("origin");
  if (origin !== undefined && hasForeignOrigin(origin, client)) return null;
  const token = getCookie(c, cookieName(client));
  if (token === undefined) return null;
  return (await checkSessions(sql, [hashToken(token)], at))[0] ?? null;
}

/**
 * Whether sessions and API tokens still hold, all asked for at once; notes the use of sessions.
 *
 * @returns who each is now, in their order; null: he is not signed in any more
 */
export async function checkSignedIns(sql: Sql, all: readonly SignedIn[], at: EpochMs): Promise<(SignedIn | null)[]> {
  const hashes = (isToken: boolean) =>
    all.filter(({ token }) => (token !== null) === isToken).map(({ tokenHash }) => tokenHash);
  const [sessions, tokens] = await Promise.all([
    checkSessions(sql, hashes(false), at),
    findTokens(sql, hashes(true), at),
  ]);
  const held = new Map([...sessions, ...tokens.map(signedInBy)].map((each) => [keyOf(each), each]));
  return all.map((each) => held.get(keyOf(each)) ?? null);
}

const keyOf = ({ tokenHash }: SignedIn): string => Buffer.from(tokenHash).toString("hex");

async function checkSessions(sql: Sql, tokenHashes: readonly Uint8Array[], at: EpochMs): Promise<SignedIn[]> {
  const found = await findSessions(sql, tokenHashes, at);
  const used = found
    .filter(({ seenAt }) => at - seenAt >= noteMs)
    .map(({ tokenHash, createdAt }) => ({ tokenHash, expiresAt: Math.min(at + idleMs, createdAt + longestMs) }));
  await extendSessions(sql, used, at);
  return found.map(({ user, tokenHash }) => ({ user, access: user.access, token: null, tokenHash }));
}

async function checkToken(sql: Sql, tokenHash: Uint8Array, at: EpochMs, address: string): Promise<SignedIn | null> {
  const [found] = await findTokens(sql, [tokenHash], at);
  if (!found) return null;
  const { id, usedAt } = found;
  if (usedAt === null || at - usedAt >= noteMs) await noteTokenUse(sql, id, at, address || null);
  return signedInBy(found);
}

const signedInBy = ({ user, access, name: token, tokenHash }: FoundToken): SignedIn => {
  return { user, access, token, tokenHash };
};

export function forgetCookie(c: Context<Env>): void {
  const { client } = c.var;
  deleteCookie(c, cookieName(client), { path: "/", secure: client.isSecure, httpOnly: true, sameSite: "Strict" });
}

/** Where one changes one's own password. */
export const ownPasswordPath = "/profile/password";

/** What a route's description says where {@link signedInOnly} stands before it. */
export const signInNeeded: Record<string, string[]>[] = [{ session: [] }, { token: [] }];

/** Lets pass who is signed in, and sets `signedIn`. */
export function signedInOnly(sql: Sql, now: () => EpochMs): MiddlewareHandler<Env> {
  return async (c, next) => {
    const signedIn = await findSignedIn(c, sql, now());
    if (!signedIn) {
      const detail =
        bearerOf(c) === null
          ? "Sign in at /api/v1/session and send its cookie, or send an API token as Authorization: Bearer"
          : "This API token does not hold: it is wrong, it has expired, or it or its user may not be used any more";
      return problem(c, 401, "sign-in-needed", detail);
    }
    c.set("signedIn", signedIn);
    // Until he has a password of his own, nothing else is open to him.
    if (signedIn.token === null && signedIn.user.passwordDue && !c.req.path.endsWith(ownPasswordPath)) {
      return problem(c, 403, "password-due", "Choose a password of your own first, at /api/v1/profile/password");
    }
    return next();
  };
}

export function hashToken(token: string): Uint8Array {
  return new Bun.CryptoHasher("sha256").update(token).digest();
}
