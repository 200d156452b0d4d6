/** Headers on every answer: the page runs its own code only, is framed by nobody and tells no other site where it was. */
import type { MiddlewareHandler } from "hono";
import type { Env } from "./client.ts";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "media-src 'self'",
  // The WebSocket counts as 'self' too.
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

export function securityHeaders(): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    const headers = c.res.headers;
    headers.set("Content-Security-Policy", policy);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    if (c.var.client.isSecure) headers.set("Cross-Origin-Opener-Policy", "same-origin");
    // It counts for all ports of a host: said by our own HTTPS, it would shut off plain HTTP beside it.
    if (c.var.client.isSecure && c.env.isTls !== true) headers.set("Strict-Transport-Security", "max-age=31536000");
    // The API's answers are of this moment and of this user; what may be kept says so itself.
    if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  };
}
