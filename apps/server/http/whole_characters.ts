/**
 * Refuses a JSON body with half a character in it, as `"\ud800"`: UTF-8, and with it the database, has no way to write it.
 * Only an escape brings one: what comes as bytes is decoded to whole ones.
 */
import type { MiddlewareHandler } from "hono";
import type { Env } from "./client.ts";
import { problem } from "./problem.ts";

/** One of the two halves of which JavaScript makes characters such as emojis. */
const half = /\\ud[89a-f]/i;

export function wholeCharactersOnly(): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (!/json/i.test(c.req.header("content-type") ?? "")) return next();
    const text = await c.req.text();
    const path = half.test(text) ? brokenAt(text) : null;
    if (path === null) return next();
    const detail = "There is half a character in it, an escape such as \\ud800 alone. Write it again";
    return problem(c, 400, "bad-request", path === "" ? detail : `${path}: ${detail}`, [{ path, detail }]);
  };
}

/** The path of a text that is broken, or whose name is; null: there is none, or it is no JSON, which is said elsewhere. */
function brokenAt(text: string): string | null {
  const left: [path: string, value: unknown][] = [["", parsed(text)]];
  for (let each = left.pop(); each !== undefined; each = left.pop()) {
    const [path, value] = each;
    if (typeof value === "string" && !value.isWellFormed()) return path;
    if (typeof value !== "object" || value === null) continue;
    for (const [name, part] of Object.entries(value)) {
      if (!name.isWellFormed()) return path;
      left.push([path === "" ? name : `${path}.${name}`, part]);
    }
  }
  return null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
