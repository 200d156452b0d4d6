/** Who asks, and over what: read once for each request, believed only as far as it can be. */
import type { Context, MiddlewareHandler } from "hono";
import type { Upgrade } from "../live/socket.ts";
import type { SignedIn } from "../sign_in/session.ts";
import { isLocalHostName, isPrivateAddress, plainAddress } from "./address.ts";

/** What the listener tells of a request beyond the request itself. */
export interface Bindings {
  /** The peer's address; null where there is none (a Unix socket, a test). */
  address: string | null;
  /** It came over our own TLS. */
  isTls?: boolean;
  /** Turns the request into a WebSocket; false when it is none. */
  upgrade?: Upgrade;
  /** The answer to this request may take as long as it does. */
  takeTime?: () => void;
}

export interface Client {
  /** Of the browser, or of the last proxy that is not trusted. */
  address: string;
  /** In this machine or this network, as far as can be told: a proxy that is not trusted makes it false. */
  isPrivate: boolean;
  /** Private, and by a host name that only this network knows; not where a trusted proxy hides who it is. */
  isLocal: boolean;
  /** Over TLS, ours or as far as a trusted proxy. */
  isSecure: boolean;
  /** The host name and port the browser used. */
  host: string;
}

export interface Env {
  Bindings: Bindings;
  Variables: { client: Client; signedIn: SignedIn };
}

export interface ClientPolicy {
  trustedProxies: readonly string[];
  hostname: string;
}

/** Sets `client`. */
export function readClient(policy: ClientPolicy): MiddlewareHandler<Env> {
  return async (c, next) => {
    c.set("client", clientOf(c, policy));
    await next();
  };
}

function clientOf(c: Context<Env>, policy: ClientPolicy): Client {
  const peer = plainAddress(c.env.address ?? "");
  const trusted = new Set(policy.trustedProxies.map(plainAddress));
  const forwarded = c.req.header("x-forwarded-for");
  const viaProxy =
    forwarded !== undefined || c.req.header("forwarded") !== undefined || c.req.header("via") !== undefined;
  let address = peer;
  if (trusted.has(peer) && forwarded !== undefined) {
    // Each proxy appends whom it saw: from the right, the first one that is not ours is the client.
    const seen = forwarded.split(",").map(plainAddress).reverse();
    address = seen.find((each) => !trusted.has(each)) ?? seen.at(-1) ?? peer;
  }
  const host = (trusted.has(peer) ? c.req.header("x-forwarded-host") : undefined) ?? c.req.header("host") ?? "";
  const isPrivate = isPrivateAddress(address) && (trusted.has(peer) || !viaProxy);
  // A proxy that was not told to say for whom it asks may ask for anybody in the world.
  const isHidden = trusted.has(peer) && forwarded === undefined;
  return {
    address,
    isPrivate,
    isLocal: isPrivate && !isHidden && isLocalHostName(host, policy.hostname),
    isSecure: c.env.isTls === true || (trusted.has(peer) && c.req.header("x-forwarded-proto") === "https"),
    host,
  };
}
