/** Refuses a file in a form (`curl -F`): no route takes one apart, and its frame would be read as lines of the file. */
import type { MiddlewareHandler } from "hono";
import type { Env } from "./client.ts";
import { problem } from "./problem.ts";

export function noForms(): MiddlewareHandler<Env> {
  return async (c, next) => {
    const isForm = c.req.header("content-type")?.toLowerCase().startsWith("multipart/") === true;
    if (!isForm) return next();
    return problem(c, 400, "bad-request", "Send the file itself as the body, not a form: curl --data-binary @FILE");
  };
}
