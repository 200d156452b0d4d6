import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { examineFiles } from "./certificate_files.ts";
import { makeCertificate } from "./self_signed.ts";

const folder = mkdtempSync(join(tmpdir(), "qm-tls-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const now = Date.parse("2026-11-25T12:00:00Z");
const dayMs = 24 * 3_600_000;
const pair = makeCertificate(["centro"], now);
const files: Record<string, string> = {
  "cert.pem": pair.cert,
  "key.pem": pair.key,
  "other.pem": makeCertificate(["centro"], now).key,
  "chain.pem": `${pair.cert}\n${makeCertificate(["authority"], now).cert}`,
  "text.pem": "hello\0",
  "empty.pem": "",
  "half.pem": pair.cert.slice(0, 200),
};
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
mkdirSync(join(folder, "folder"));
const examine = (certificate: string, key: string, at = now) =>
  examineFiles({ certificateFile: join(folder, certificate), keyFile: join(folder, key) }, at);

describe("examineFiles()", () => {
  test.each(["cert.pem", "chain.pem"])("takes %s, and tells what may be shown of it", async (name) => {
    expect(await examine(name, "key.pem")).toMatchObject({
      type: "good",
      facts: { names: ["centro"], selfSigned: true, fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}/) },
    });
  });

  test("tells an address of IPv6 as people write it", async () => {
    const { cert, key } = makeCertificate(["centro", "::1", "2001:db8::7"], now);
    writeFileSync(join(folder, "six.pem"), `${cert}\n${key}`);
    expect(await examine("six.pem", "six.pem")).toMatchObject({ facts: { names: ["centro", "::1", "2001:db8::7"] } });
  });

  test.each([
    { certificate: "none.pem", key: "key.pem", field: "certificateFile", says: "There is no such file" },
    { certificate: "cert.pem", key: "none.pem", field: "keyFile", says: "There is no such file" },
    { certificate: "folder", key: "key.pem", field: "certificateFile", says: "This is a folder" },
    { certificate: "text.pem", key: "key.pem", field: "certificateFile", says: "There is no certificate in it" },
    { certificate: "empty.pem", key: "key.pem", field: "certificateFile", says: "There is no certificate in it" },
    { certificate: "half.pem", key: "key.pem", field: "certificateFile", says: "There is no certificate in it" },
    { certificate: "cert.pem", key: "cert.pem", field: "keyFile", says: "There is no private key in it" },
    { certificate: "cert.pem", key: "text.pem", field: "keyFile", says: "There is no private key in it" },
    { certificate: "cert.pem", key: "other.pem", field: "keyFile", says: "The key is not that of the certificate" },
  ])("says what is wrong with $certificate and $key", async ({ certificate, key, field, says }) => {
    const found = await examine(certificate, key);
    expect(found).toMatchObject({ type: "wrong", field });
    if (found.type === "wrong") expect(found.detail).toStartWith(says);
  });

  test("says when it expired, and when it does not hold yet", async () => {
    expect(await examine("cert.pem", "key.pem", now + 900 * dayMs)).toEqual({
      ...{ type: "wrong", field: "certificateFile" },
      detail: "It expired on 2029-02-26. Renew it, and give the new one",
    });
    expect(await examine("cert.pem", "key.pem", now - 10 * dayMs)).toMatchObject({
      ...{ type: "wrong", detail: "It does not hold before 2026-11-24" },
    });
  });
});
