/**
 * Refuses what another site's page makes a browser send. Browsers put `Origin` on every request that is not a GET and on
 * every WebSocket handshake, and `Sec-Fetch-Site` where the page came over TLS or from this machine. A request with
 * neither comes from a program, which has no cookies but its own.
 */
import type { MiddlewareHandler } from "hono";
import { bearerOf } from "./bearer.ts";
import type { Client, Env } from "./client.ts";
import { problem } from "./problem.ts";

const harmless = new Set(["GET", "HEAD", "OPTIONS"]);

function isOwnOrigin(headers: { origin: string | undefined; fetchSite: string | undefined }, client: Client): boolean {
  if (headers.fetchSite !== undefined && headers.fetchSite !== "same-origin") return false;
  return headers.origin === undefined || !hasForeignOrigin(headers.origin, client);
}

/** Whether a request with this `Origin` comes from a page that is not ours. */
export function hasForeignOrigin(header: string, { host }: Pick<Client, "host">): boolean {
  const origin = URL.parse(header);
  const own = URL.parse(`${origin?.protocol ?? "http:"}//${host}`);
  return origin === null || own === null || origin.host === "" || origin.host !== own.host;
}

export function sameOriginOnly(): MiddlewareHandler<Env> {
  return async (c, next) => {
    const isHandshake = c.req.header("upgrade") !== undefined;
    if (harmless.has(c.req.method) && !isHandshake) return next();
    // No browser adds a token by itself.
    if (bearerOf(c) !== null) return next();
    const headers = { origin: c.req.header("origin"), fetchSite: c.req.header("sec-fetch-site") };
    if (isOwnOrigin(headers, c.var.client)) return next();
    return problem(
      c,
      403,
      "foreign-origin",
      `The request comes from a page of ${headers.origin ?? "another site"}, and this is ${c.var.client.host}. ` +
        "Behind a proxy, let it pass the Host header, or name it in QM_TRUSTED_PROXIES",
    );
  };
}
