/**
 * The API token that a request brings: in `Authorization: Bearer`, or, since no browser sends that with a WebSocket, as a
 * subprotocol of one: `Sec-WebSocket-Protocol: qm.bearer, qm_…`.
 */
import type { Context } from "hono";

const bearerProtocol = "qm.bearer";

/** Null: there is none. */
export function bearerOf(c: Context): string | null {
  const given = /^bearer +(\S+)\s*$/i.exec(c.req.header("authorization") ?? "")?.[1];
  return given ?? protocolBearer(c);
}

/**
 * How a handshake is answered: of the subprotocols that a browser offers one has to be chosen, or it hangs up. Never the one
 * that is a token.
 */
export function upgradeOptions<Data>(request: Request, data: Data): { data: Data; headers?: Record<string, string> } {
  const offered = protocolsOf(request.headers.get("sec-websocket-protocol"));
  return offered.includes(bearerProtocol) ? { data, headers: { "Sec-WebSocket-Protocol": bearerProtocol } } : { data };
}

function protocolBearer(c: Context): string | null {
  if (c.req.header("upgrade") === undefined) return null;
  const protocols = protocolsOf(c.req.header("sec-websocket-protocol"));
  if (!protocols.includes(bearerProtocol)) return null;
  return protocols.find((each) => each !== bearerProtocol) ?? null;
}

const protocolsOf = (header: string | null | undefined): string[] =>
  (header ?? "").split(",").flatMap((each) => (each.trim() === "" ? [] : [each.trim()]));
