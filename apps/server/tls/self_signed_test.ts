import { afterAll, describe, expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { examinePair } from "./certificate_files.ts";
import { makeCertificate, validDays } from "./self_signed.ts";

const folder = mkdtempSync(join(tmpdir(), "qm-tls-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const now = Date.parse("2026-11-25T12:00:00Z");
const dayMs = 24 * 3_600_000;
const names = ["centro", "localhost", "centro.empresa.com.br", "192.168.0.10", "fd00::1", "::1", "fe80:1:2:3:4:5:6:7"];

describe("makeCertificate()", () => {
  test("makes one for every name and address, with its key, for as long as browsers take one", () => {
    const found = examinePair(makeCertificate(names, now), now);
    if (found.type === "wrong") throw new Error(found.detail);
    expect(found.facts).toMatchObject({ selfSigned: true, validFrom: now - dayMs });
    expect(found.facts.validTo - found.facts.validFrom).toBe(validDays * dayMs);
    const certificate = new X509Certificate(found.pair.cert);
    for (const each of names.slice(0, 3)) expect(certificate.checkHost(each)).toBe(each);
    for (const each of names.slice(3)) expect(certificate.checkIP(each)).toBe(each);
    expect(certificate.checkHost("other.example")).toBeUndefined();
    expect(certificate.checkIP("192.168.0.11")).toBeUndefined();
    expect(certificate.ca).toBe(false);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  test("makes another key and another number each time", () => {
    const [one, other] = [makeCertificate(["a"], now), makeCertificate(["a"], now)];
    expect(one.key).not.toBe(other.key);
    expect(new X509Certificate(one.cert).serialNumber).not.toBe(new X509Certificate(other.cert).serialNumber);
  });

  test.skipIf(Bun.which("openssl") === null)(
    "makes what OpenSSL reads without a complaint, and holds to be good",
    () => {
      const path = join(folder, "cert.pem");
      writeFileSync(path, makeCertificate(names, Date.now()).cert);
      const read = Bun.spawnSync(["openssl", "x509", "-in", path, "-noout", "-text"]);
      const text = read.stdout.toString();
      for (const part of ["ecdsa-with-SHA256", "NIST CURVE: P-256", "CA:FALSE", "TLS Web Server Authentication"])
        expect(text).toContain(part);
      expect(text).toContain("DNS:centro, DNS:localhost, DNS:centro.empresa.com.br, IP Address:192.168.0.10");
      const verified = Bun.spawnSync([
        "openssl",
        "verify",
        "-x509_strict",
        "-purpose",
        "sslserver",
        "-CAfile",
        path,
        path,
      ]);
      // Strict wants key identifiers of authorities; this is none.
      expect(`${verified.stdout}${verified.stderr}`).toMatch(/OK|key identifier/i);
    },
  );

  test("writes a date after 2049 in its longer form", () => {
    const late = Date.parse("2049-06-01T00:00:00Z");
    const found = examinePair(makeCertificate(["a"], late), late);
    expect(found.type === "good" && new Date(found.facts.validTo).getUTCFullYear()).toBe(2051);
  });
});
