import type { Context } from "hono";
import type { Env } from "./client.ts";
import { problem } from "./problem.ts";

/** Refuses a password that came over plain HTTP from outside; null: it did not. */
export function plainFromOutside(c: Context<Env>) {
  const { client } = c.var;
  if (client.isSecure || client.isPrivate) return null;
  return problem(c, 403, "tls-needed", "From outside, a password goes over TLS only. Put a proxy with TLS in front");
}
