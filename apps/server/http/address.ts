/** Addresses of peers: which are private, how they are compared, and whose they are. */
import { isIPv6 } from "node:net";

/** Loopback, private (RFC 1918, RFC 4193) and link-local addresses; anything that cannot be read is not private. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.toLowerCase().replace(/%.*$/, "");
  const four = ipv4(plain) ?? mappedIpv4(plain);
  if (four) {
    const [a = 0, b = 0] = four;
    return (
      a === 127 || a === 10 || (a === 192 && b === 168) || (a === 172 && b >= 16 && b <= 31) || (a === 169 && b === 254)
    );
  }
  if (plain === "::1") return true;
  const first = Number.parseInt(/^([0-9a-f]{1,4}):/.exec(plain)?.[1] ?? "", 16);
  return (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80;
}

function ipv4(text: string): number[] | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return parts?.every((part) => part <= 255) ? parts : null;
}

/** `::ffff:192.168.0.1`, also as `::ffff:c0a8:1`. */
function mappedIpv4(text: string): number[] | null {
  const rest = /^::ffff:(.+)$/.exec(text)?.[1];
  if (rest === undefined) return null;
  const words = /^([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(rest);
  if (!words) return ipv4(rest);
  return words.slice(1).flatMap((word) => {
    const value = Number.parseInt(word, 16);
    return [value >> 8, value & 255];
  });
}

/** An address as it is compared: IPv4 in IPv6 as IPv4, small letters, no zone. */
export function plainAddress(address: string): string {
  const plain = address
    .trim()
    .toLowerCase()
    .replace(/%.*$/, "")
    .replace(/^\[|\]$/g, "");
  return mappedIpv4(plain)?.join(".") ?? plain;
}

/** Whose an address is, for counting: of IPv6 the first half, since the whole other half is one subscriber's to choose. */
export function networkOf(address: string): string {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return plain;
  const [head = "", tail = ""] = plain.split("::").map((part) => part.replace(/[^:]*\..*$/, "0:0"));
  const groupsOf = (part: string) => (part === "" ? [] : part.split(":"));
  const [first, last] = [groupsOf(head), groupsOf(tail)];
  const between = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => "0");
  const half = [...first, ...between, ...last].slice(0, 4);
  return `${half.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

/**
 * Whether a host name of a request can only have been typed by somebody in this network: an address, `localhost`, or a
 * name without a dot. A name that the whole world's DNS answers for may be made to point here by a strange page
 * in the browser of somebody in this network (DNS rebinding).
 *
 * @param host as in the `Host` header, with or without port
 */
export function isLocalHostName(host: string, ownName: string): boolean {
  const name = (/^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(host)?.[1] ?? "").toLowerCase();
  if (name === "") return false;
  return name.startsWith("[") || ipv4(name) !== null || !name.includes(".") || name === ownName.toLowerCase();
}
