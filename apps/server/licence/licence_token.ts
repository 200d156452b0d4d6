/**
 * Licence tokens: a compact JWS, signed with Ed25519 (`alg: EdDSA`), whose payload are the claims. Whoever issues one has
 * the private key; a server has public ones, by QM_LICENCE_KEYS, and takes no other algorithm.
 */
import type { LicenceClaims, LicenceFault } from "@qmanager/core/licence";
import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
} from "jose";
import { z } from "zod";
import { codeOf } from "../fault.ts";

const algorithm = "EdDSA";
/** What kind of token it is: one that was signed with the same key for something else is no licence. */
const kind = "qm-licence";
/** What a licence for any number of services stays far below. */
const longestToken = 8 * 1024;

/** A real day of the calendar, in ISO form. */
const dayAdvice = "Write a day as 2027-01-31";

export const calendarDay = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, { error: dayAdvice, abort: true })
  .refine((text) => {
    const at = Date.parse(`${text}T00:00:00Z`);
    return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
  }, dayAdvice);

const payload = z
  .object({
    customer: z.string().trim().min(1).max(200),
    agents: z.int().min(1).max(1_000_000),
    services: z.array(z.string().min(1).max(50)).max(100),
    /** Epoch seconds, as everywhere in a JWT. */
    iat: z.int().min(0).max(100_000_000_000),
    from: calendarDay,
    until: calendarDay,
  })
  .refine(({ from, until }) => from <= until, "It ends before it begins");

/** Only an Ed25519 key, and never its private part. */
const publicKey = z
  .looseObject({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string(), kid: z.string().min(1) })
  .refine((key) => !("d" in key), "It is a private key, which belongs to who issues licences alone");
export const publicKeys = z.object({ keys: z.array(publicKey).min(1).max(50) });

/** The claims, or why there are none. */
export async function readLicence(token: string, keys: JSONWebKeySet | null): Promise<LicenceClaims | LicenceFault> {
  if (token.length > longestToken) return "malformed";
  if (keys === null) return "no_keys";
  try {
    const { payload: bytes, protectedHeader } = await compactVerify(token, createLocalJWKSet(keys), {
      algorithms: [algorithm],
    });
    if (protectedHeader.typ !== kind) return "malformed";
    const read = payload.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    if (!read.success) return "malformed";
    const { iat, ...claims } = read.data;
    return { ...claims, issuedAt: iat * 1_000 };
  } catch (error) {
    switch (codeOf(error)) {
      case "ERR_JWS_SIGNATURE_VERIFICATION_FAILED":
        return "wrong_signature";
      case "ERR_JWKS_NO_MATCHING_KEY":
      case "ERR_JWKS_MULTIPLE_MATCHING_KEYS":
        return "unknown_key";
      default:
        return "malformed";
    }
  }
}

/** @throws when the key is no private Ed25519 key, or a claim makes no sense */
export async function signLicence(key: JWK, { issuedAt, ...claims }: LicenceClaims): Promise<string> {
  const signed = payload.parse({ ...claims, iat: Math.floor(issuedAt / 1_000) });
  return new CompactSign(new TextEncoder().encode(JSON.stringify(signed)))
    .setProtectedHeader({ alg: algorithm, typ: kind, kid: key.kid ?? (await calculateJwkThumbprint(key)) })
    .sign(await importJWK(key, algorithm));
}

/** A new pair; the public one is known by its thumbprint. */
export async function makeKeys(): Promise<{ privateKey: JWK; publicKey: JWK }> {
  const pair = await generateKeyPair(algorithm, { crv: "Ed25519", extractable: true });
  const known = { kid: await calculateJwkThumbprint(await exportJWK(pair.publicKey)), alg: algorithm, use: "sig" };
  return {
    privateKey: { ...(await exportJWK(pair.privateKey)), ...known },
    publicKey: { ...(await exportJWK(pair.publicKey)), ...known },
  };
}
