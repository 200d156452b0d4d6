/** Digest authentication with MD5, RFC 2617: the answer to a 401 or 407 of Asterisk. */

export interface Credentials {
  user: string;
  password: string;
}

/**
 * The value of the Authorization header.
 *
 * @param challenge value of WWW-Authenticate or Proxy-Authenticate
 * @param clientNonce any text that is not used twice
 */
export function digestAnswer(
  challenge: string,
  { user, password }: Credentials,
  method: string,
  uri: string,
  clientNonce: string,
): string {
  const given = new Map([...challenge.matchAll(/(\w+)="?([^",]+)"?/g)].map((found) => [found[1]!, found[2]!]));
  const realm = given.get("realm") ?? "";
  const nonce = given.get("nonce") ?? "";
  const secret = md5(`${user}:${realm}:${password}`);
  const request = md5(`${method}:${uri}`);
  const parts = [`username="${user}"`, `realm="${realm}"`, `nonce="${nonce}"`, `uri="${uri}"`, "algorithm=MD5"];
  if (given.has("qop")) {
    const response = md5(`${secret}:${nonce}:00000001:${clientNonce}:auth:${request}`);
    parts.push(`response="${response}"`, "qop=auth", "nc=00000001", `cnonce="${clientNonce}"`);
  } else {
    parts.push(`response="${md5(`${secret}:${nonce}:${request}`)}"`);
  }
  if (given.has("opaque")) parts.push(`opaque="${given.get("opaque")}"`);
  return `Digest ${parts.join(", ")}`;
}

function md5(text: string): string {
  return new Bun.CryptoHasher("md5").update(text).digest("hex");
}
