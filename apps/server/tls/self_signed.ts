/**
 * Makes a certificate that vouches for itself: P-256, ECDSA with SHA-256, for the host names and addresses that are given.
 * What it writes is DER (X.690) of an X.509 v3 certificate (RFC 5280).
 */
import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import type { EpochMs } from "@qmanager/core";
import type { KeyPair } from "./certificate_files.ts";

/** The longest that browsers take. */
export const validDays = 825;
const dayMs = 24 * 3_600_000;

/** @param names what stands in its subjectAltName, the first one also as its common name */
export function makeCertificate(names: readonly string[], now: EpochMs): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const spki = publicKey.export({ type: "spki", format: "der" });
  const name = sequence(set(sequence(oid("2.5.4.3"), utf8((names[0] ?? "q-manager").slice(0, 64)))));
  const algorithm = sequence(oid("1.2.840.10045.4.3.2"));
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serial()),
    algorithm,
    name,
    // A day earlier: the clocks of a network differ.
    sequence(time(now - dayMs), time(now + (validDays - 1) * dayMs)),
    name,
    spki,
    tagged(3, sequence(...extensions(names))),
  );
  const signature = sign("sha256", body, { key: createPrivateKey(key), dsaEncoding: "der" });
  const certificate = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return { cert: pem("CERTIFICATE", certificate), key };
}

function extensions(names: readonly string[]): Buffer[] {
  const critical = der(0x01, Buffer.from([0xff]));
  return [
    // basicConstraints: no authority over others.
    sequence(oid("2.5.29.19"), critical, octets(sequence())),
    // keyUsage: digitalSignature.
    sequence(oid("2.5.29.15"), critical, octets(der(0x03, Buffer.from([7, 0x80])))),
    // extendedKeyUsage: serverAuth.
    sequence(oid("2.5.29.37"), octets(sequence(oid("1.3.6.1.5.5.7.3.1")))),
    sequence(oid("2.5.29.17"), octets(sequence(...names.map(generalName)))),
  ];
}

function generalName(name: string): Buffer {
  return isIP(name) === 0 ? der(0x82, Buffer.from(name, "ascii")) : der(0x87, addressBytes(name));
}

/** Of an IPv4 or IPv6 address. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  // URL writes every form of it in one: no dots at the end, and one `::` at most.
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = plain.split("::");
  const parts = (text: string) => text.split(":").filter((each) => each !== "");
  const [before, after] = [parts(head), parts(tail ?? "")];
  const all = [...before, ...Array<string>(8 - before.length - after.length).fill("0"), ...after];
  return Buffer.from(all.flatMap((each) => [Number.parseInt(each, 16) >> 8, Number.parseInt(each, 16) & 0xff]));
}

/** Positive, and not to be guessed. */
function serial(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes;
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, Buffer.concat(parts));
const set = (...parts: Buffer[]): Buffer => der(0x31, Buffer.concat(parts));
const tagged = (n: number, content: Buffer): Buffer => der(0xa0 + n, content);
const integer = (bytes: Buffer): Buffer => der(0x02, bytes);
const octets = (content: Buffer): Buffer => der(0x04, content);
const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text, "utf8"));

/** UTCTime until 2049, GeneralizedTime after it (RFC 5280, 4.1.2.5). */
function time(at: EpochMs): Buffer {
  const digits = new Date(at).toISOString().replace(/\.\d+/, "").replace(/[-:T]/g, "");
  const isLate = new Date(at).getUTCFullYear() >= 2050;
  return der(isLate ? 0x18 : 0x17, Buffer.from(isLate ? digits : digits.slice(2), "ascii"));
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return der(0x06, Buffer.from(bytes));
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
