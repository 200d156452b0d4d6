/** An empty Hono app of ours: requests that do not fit their shape, and errors, are answered with problem details. */
import { OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { isOutage } from "../db/connect.ts";
import { codeOf, reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import { KeyFault } from "../secrets/master_key.ts";
import type { Env } from "./client.ts";
import { problem } from "./problem.ts";
import { shapeFault } from "./shape_faults.ts";

z.config({ customError: shapeFault });

export function createApi(): OpenAPIHono<Env> {
  return new OpenAPIHono<Env>({
    defaultHook: (result, c) => {
      if (result.success) return;
      const errors = result.error.issues.map((issue) => ({ path: issue.path.join("."), detail: issue.message }));
      const list = errors.map((each) => (each.path === "" ? each.detail : `${each.path}: ${each.detail}`)).join("; ");
      return problem(c, 400, "bad-request", list, errors);
    },
  });
}

/** Answers what a route threw: an outage is said to be one, the rest is logged and not shown. */
export function answerError(log: Log) {
  return (error: Error, c: Context<Env>): Response => {
    if (error instanceof HTTPException) {
      // Hono's own: a body that is no JSON, or does not say that it is.
      const unnamed = "Send the body as JSON and say so: Content-Type: application/json";
      const detail = error.status === 415 ? unnamed : error.message || "The request cannot be understood";
      return problem(c, 400, "bad-request", detail);
    }
    if (isOutage(error)) {
      log.warn("A request met no database", { path: c.req.path, reason: reasonOf(error) });
      c.header("Retry-After", "2");
      return problem(
        c,
        503,
        "database-away",
        "The database does not answer now. Try again in a moment; the live panel goes on",
      );
    }
    if (error instanceof KeyFault) {
      log.error("A secret could not be sealed", { path: c.req.path, reason: error.message });
      return problem(c, 503, "key-unusable", `Nothing was changed: no secret can be kept. ${error.message}`);
    }
    if (codeOf(error) === "53100") {
      log.error("The database's disk is full", { path: c.req.path });
      return problem(c, 507, "disk-full", "Nothing was changed. Free some space on the database's disk and try again");
    }
    log.error("A request failed", {
      method: c.req.method,
      path: c.req.path,
      reason: reasonOf(error),
      at: errorPlace(error),
    });
    return problem(c, 500, "internal-error", "Nothing is known to be changed. The server's log says more");
  };
}

/** The first place of ours in the stack. */
function errorPlace(error: Error): string | undefined {
  return error.stack
    ?.split("\n")
    .find((line) => /apps\/server|packages\//.test(line))
    ?.trim();
}
