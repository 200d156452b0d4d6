/** What a row of the audit says of whoever asked, and of what was changed. */
import type { EpochMs } from "@qmanager/core";
import type { AuditField } from "@qmanager/core/audit";
import type { Context } from "hono";
import type { AuditBy, AuditFields } from "../db/audit.ts";
import type { User } from "../db/users.ts";
import type { Env } from "./client.ts";

/** What stands in the audit for a secret that was given. Of the old one nothing is said: leave it out of `before`. */
export const hiddenSecret = "•••";

const longestUserAgent = 300;

/**
 * Who asks, for {@link insertAudit}: `insertAudit(tx, { ...auditBy(c, now()), action, target, detail })`.
 *
 * @param user where nobody is signed in by this request (yet): who will be, or null for nobody who is known
 */
export function auditBy(
  c: Context<Env>,
  at: EpochMs,
  user: Pick<User, "id" | "name" | "email"> | null = c.var.signedIn.user,
): AuditBy {
  // Unset where a route is open to all.
  const signedIn: Env["Variables"]["signedIn"] | undefined = c.var.signedIn;
  return {
    at,
    user: user && { id: user.id, name: user.name, email: user.email },
    token: signedIn?.token ?? null,
    address: c.var.client.address || null,
    userAgent: c.req.header("user-agent")?.slice(0, longestUserAgent) ?? null,
  };
}

/** A thing whose fields are all known to the audit: another one is added to `auditFields` of core, with its words. */
type Told<Item> = { [Field in keyof Item]: Field extends AuditField ? unknown : never };

/** The fields that differ, as they were and as they are: lists and objects as wholes, an absent field is left out. */
export function changesOf<Item extends Told<Item>>(
  before: Item,
  after: Item,
): { before: AuditFields; after: AuditFields } {
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const changed = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (field) => !Bun.deepEquals(old[field], now[field]),
  );
  const only = (item: Record<string, unknown>): AuditFields =>
    Object.fromEntries(changed.filter((field) => item[field] !== undefined).map((field) => [field, item[field]]));
  return { before: only(old), after: only(now) };
}
