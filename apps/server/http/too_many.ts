import type { Context } from "hono";
import type { Env } from "./client.ts";
import { problem } from "./problem.ts";

/** Says that this has to wait, and for how long: `Retry-After` tells it to programs. */
export function tooMany(c: Context<Env>, waitMs: number) {
  const seconds = Math.ceil(waitMs / 1000);
  c.header("Retry-After", String(seconds));
  return problem(c, 429, "too-many-attempts", `Too many attempts. Try again in ${seconds} s`);
}
