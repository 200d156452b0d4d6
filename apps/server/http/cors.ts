/**
 * Pages of other sites that may ask the API: those whose origins are listed, with an API token in `Authorization`. A cookie
 * counts for nothing there, and none is ever asked for.
 */
import type { MiddlewareHandler } from "hono";
import type { Sql } from "../db/connect.ts";
import { findOrigins } from "../db/origins.ts";
import type { Env } from "./client.ts";
import { hasForeignOrigin } from "./origin.ts";
import { problem } from "./problem.ts";

/** A browser asks again, whether it may, after so long. */
const keptSeconds = 600;
const permission = {
  "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
  "Access-Control-Allow-Headers": "Authorization, Content-Type",
  "Access-Control-Max-Age": String(keptSeconds),
};

/**
 * Answers for which pages the API is, and refuses a WebSocket from the page of another one: of that, browsers do not ask
 * first.
 */
export function allowOrigins(sql: Sql): MiddlewareHandler<Env> {
  return async (c, next) => {
    const origin = c.req.header("origin");
    const isForeign = origin !== undefined && hasForeignOrigin(origin, c.var.client);
    const isListed = isForeign && (await findOrigins(sql)).includes(origin);
    if (c.req.method === "OPTIONS" && c.req.header("access-control-request-method") !== undefined) {
      c.header("Vary", "Origin");
      if (isListed) c.header("Access-Control-Allow-Origin", origin);
      return c.body(null, 204, isListed ? permission : {});
    }
    if (isForeign && !isListed && c.req.header("upgrade") !== undefined) {
      const detail = `The page is of ${origin}, whose site is not listed. Who looks after API tokens can list it`;
      return problem(c, 403, "foreign-origin", detail);
    }
    await next();
    c.res.headers.append("Vary", "Origin");
    if (!isListed) return;
    c.res.headers.set("Access-Control-Allow-Origin", origin);
    c.res.headers.set("Access-Control-Expose-Headers", "Retry-After, Content-Disposition");
  };
}
