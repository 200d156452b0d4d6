/**
 * Sessions: an opaque token of 256 bits in an HttpOnly cookie, its hash in the database.
 *
 * Over TLS the cookie is `__Host-qm`. Over plain HTTP it is `qm`, and counts from private addresses only, since
 * anybody on the way could read it.
 */
import type { EpochMs } from "@qmanager/core";
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Query, Sql } from "../db/connect.ts";
import { extendSession, findSession, insertSession } from "../db/sessions.ts";
import type { User } from "../db/users.ts";
import type { Client, Env } from "../http/client.ts";
import { problem } from "../http/problem.ts";

/** Ends so long after it was last used, and at the latest so long after it began. */
const idleMs = 12 * 3_600_000;
const longestMs = 30 * 24 * 3_600_000;
/** Use is written down at most so often. */
const noteMs = 60_000;

export interface SignedIn {
  user: User;
  tokenHash: Uint8Array;
}

const cookieName = (client: Client) => (client.isSecure ? "__Host-qm" : "qm");

/** Begins a session and sets its cookie. */
export async function beginSession(c: Context<Env>, sql: Query, user: User, at: EpochMs): Promise<void> {
  const token = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
  const { client } = c.var;
  await insertSession(sql, {
    tokenHash: hashToken(token),
    userId: user.id,
    at,
    expiresAt: at + idleMs,
    address: client.address || null,
    userAgent: c.req.header("user-agent")?.slice(0, 300) ?? null,
  });
  setCookie(c, cookieName(client), token, {
    path: "/",
    httpOnly: true,
    sameSite: "Strict",
    secure: client.isSecure,
    maxAge: longestMs / 1000,
  });
}

/** The session of the request's cookie, or null. Notes its use. */
export async function findSignedIn(c: Context<Env>, sql: Sql, at: EpochMs): Promise<SignedIn | null> {
  const { client } = c.var;
  if (!client.isSecure && !client.isPrivate) return null;
  const token = getCookie(c, cookieName(client));
  if (token === undefined) return null;
  return checkSession(sql, hashToken(token), at);
}

/** Whether the session still holds; notes its use. */
export async function checkSession(sql: Sql, tokenHash: Uint8Array, at: EpochMs): Promise<SignedIn | null> {
  const found = await findSession(sql, tokenHash, at);
  if (!found) return null;
  if (at - found.seenAt >= noteMs) {
    await extendSession(sql, tokenHash, at, Math.min(at + idleMs, found.createdAt + longestMs));
  }
  return { user: found.user, tokenHash };
}

export function forgetCookie(c: Context<Env>): void {
  const { client } = c.var;
  deleteCookie(c, cookieName(client), { path: "/", secure: client.isSecure, httpOnly: true, sameSite: "Strict" });
}

/** What a route's description says where {@link signedInOnly} stands before it. */
export const sessionOnly = [{ session: [] }];

/** Lets pass who is signed in, and sets `signedIn`. */
export function signedInOnly(sql: Sql, now: () => EpochMs): MiddlewareHandler<Env> {
  return async (c, next) => {
    const signedIn = await findSignedIn(c, sql, now());
    if (!signedIn) return problem(c, 401, "sign-in-needed", "Sign in at /api/v1/session and send its cookie");
    c.set("signedIn", signedIn);
    return next();
  };
}

function hashToken(token: string): Uint8Array {
  return new Bun.CryptoHasher("sha256").update(token).digest();
}
