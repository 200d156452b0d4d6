/** A certificate and its key: whether they are ones, belong together and hold now. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import type { EpochMs } from "@qmanager/core";
import { codeOf, reasonOf } from "../fault.ts";

export interface CertificatePaths {
  certificateFile: string;
  keyFile: string;
}

/** As `Bun.serve` takes it. */
export interface KeyPair {
  /** PEM: the certificate, and those of its authorities after it. */
  cert: string;
  /** PEM. */
  key: string;
}

/** What may be shown of a certificate. */
export interface CertificateFacts {
  /** Host names and addresses. */
  names: string[];
  validFrom: EpochMs;
  validTo: EpochMs;
  /** SHA-256, as browsers show it: `AB:CD:…`. */
  fingerprint: string;
  selfSigned: boolean;
}

export type Examined =
  | { type: "good"; pair: KeyPair; facts: CertificateFacts }
  | { type: "wrong"; field: keyof CertificatePaths; detail: string };

export async function examineFiles({ certificateFile, keyFile }: CertificatePaths, now: EpochMs): Promise<Examined> {
  const [cert, key] = await Promise.all([readPem(certificateFile), readPem(keyFile)]);
  if (typeof cert !== "string") return { type: "wrong", field: "certificateFile", detail: cert.fault };
  if (typeof key !== "string") return { type: "wrong", field: "keyFile", detail: key.fault };
  return examinePair({ cert, key }, now);
}

export function examinePair(pair: KeyPair, now: EpochMs): Examined {
  const wrong = (field: keyof CertificatePaths, detail: string): Examined => ({ type: "wrong", field, detail });
  const certificate = attempt(() => new X509Certificate(pair.cert));
  if (certificate === null)
    return wrong("certificateFile", "There is no certificate in it: it must be in the PEM form");
  const key = attempt(() => createPrivateKey(pair.key));
  if (key === null)
    return wrong("keyFile", "There is no private key in it: it must be in the PEM form, and without a password");
  if (!certificate.checkPrivateKey(key)) return wrong("keyFile", "The key is not that of the certificate");
  const facts = factsOf(certificate);
  if (facts.validTo <= now)
    return wrong("certificateFile", `It expired on ${dayOf(facts.validTo)}. Renew it, and give the new one`);
  if (facts.validFrom > now) return wrong("certificateFile", `It does not hold before ${dayOf(facts.validFrom)}`);
  return { type: "good", pair, facts };
}

function factsOf(certificate: X509Certificate): CertificateFacts {
  const names = (certificate.subjectAltName ?? "")
    .split(", ")
    .map((each) => plainName(each.replace(/^(DNS|IP Address):/, "")))
    .filter((each) => each !== "");
  return {
    names,
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    selfSigned: certificate.issuer === certificate.subject,
  };
}

/** An address of IPv6 has many forms: `0:0:0:0:0:0:0:1` is `::1`. */
export const plainName = (name: string): string =>
  isIP(name) === 6 ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name.toLowerCase();

const dayOf = (at: EpochMs): string => new Date(at).toISOString().slice(0, 10);

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

const longestPem = 1024 * 1024;

async function readPem(path: string): Promise<string | { fault: string }> {
  try {
    const bytes = await readFile(path);
    return bytes.length > longestPem ? { fault: "It is too large for a PEM file" } : bytes.toString("utf8");
  } catch (error) {
    switch (codeOf(error)) {
      case "ENOENT":
      case "ENOTDIR":
        return { fault: "There is no such file on the server's machine" };
      case "EACCES":
      case "EPERM":
        return { fault: "The server may not read this file: give its user the right to" };
      case "EISDIR":
        return { fault: "This is a folder: write the path of the file" };
      default:
        return { fault: reasonOf(error) };
    }
  }
}
