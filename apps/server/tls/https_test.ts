import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { silentLog } from "../log.ts";
import { type Https as HttpsSettings, httpsSection } from "../settings/sections.ts";
import { Https, type HttpsOptions } from "./https.ts";
import { makeCertificate } from "./self_signed.ts";

const dayMs = 24 * 3_600_000;
let folder: string;
let now: number;
const ends: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "qm-https-"));
  now = Date.now();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

function begin(more: Partial<HttpsOptions> = {}): Https {
  const https = new Https({
    ...{ port: 0, folder: join(folder, "tls"), log: silentLog, now: () => now },
    open: (pair, port) => {
      const fetch = () => new Response("hello");
      const server = Bun.serve({ hostname: "127.0.0.1", port, tls: pair, fetch, reusePort: false });
      return { port: server.port, stop: () => server.stop(false) };
    },
    ...more,
  });
  ends.push(() => https.close());
  return https;
}

/** The fingerprint that a visitor sees; he does not ask who vouches for it. */
function fingerprintAt(port: number | null): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: port ?? 0, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

function files(names: string[], at = now): HttpsSettings {
  const pair = makeCertificate(names, at);
  const [certificateFile, keyFile] = [join(folder, "own.pem"), join(folder, "own.key")];
  writeFileSync(certificateFile, pair.cert);
  writeFileSync(keyFile, pair.key);
  return { ...httpsSection.initial, certificate: "files", certificateFile, keyFile };
}

const shown = (https: Https) => https.state().certificate;

describe("Https", () => {
  test("makes a certificate for this machine at first, keeps it, and shows it again", async () => {
    const first = begin();
    await first.apply(httpsSection.initial);
    const { port, certificate, fault } = first.state();
    expect([fault, certificate?.names.includes("localhost")]).toEqual([null, true]);
    expect(await fingerprintAt(port)).toBe(certificate?.fingerprint ?? "");
    expect(statSync(join(folder, "tls", "key.pem")).mode & 0o777).toBe(0o600);
    const again = begin();
    await again.apply(httpsSection.initial);
    expect(shown(again)).toEqual(certificate);
    // It answers requests whose visitor trusts this certificate.
    const ca = readFileSync(join(folder, "tls", "certificate.pem"), "utf8");
    const answer = await fetch(`https://localhost:${again.state().port}/`, { tls: { ca } });
    expect(await answer.text()).toBe("hello");
  });

  test("makes another one for a further name, and before the first ends", async () => {
    const https = begin();
    await https.apply(httpsSection.initial);
    const first = shown(https);
    const { port } = https.state();
    await https.apply({ ...httpsSection.initial, names: ["centro.empresa.com.br", "FD00::1"] });
    const second = shown(https);
    expect(second?.names).toContain("centro.empresa.com.br");
    expect(second?.fingerprint).not.toBe(first?.fingerprint);
    await https.check();
    expect(shown(https)).toEqual(second);
    now += 800 * dayMs;
    await https.check();
    expect(shown(https)?.validTo).toBeGreaterThan(second?.validTo ?? 0);
    expect(https.state().port).toBe(port);
    expect(await fingerprintAt(port)).toBe(shown(https)?.fingerprint ?? "");
  });

  test("shows files, and what takes their place, without a restart", async () => {
    const https = begin();
    await https.apply(files(["centro"]));
    const { port, certificate } = https.state();
    expect(certificate?.names).toEqual(["centro"]);
    files(["renewed"]);
    await https.check();
    expect(shown(https)?.names).toEqual(["renewed"]);
    expect(https.state().port).toBe(port);
    expect(await fingerprintAt(port)).toBe(shown(https)?.fingerprint ?? "");
  });

  test("goes on with the former certificate where the files are wrong, and says why", async () => {
    const https = begin();
    const settings = files(["centro"]);
    await https.apply(settings);
    const before = shown(https);
    writeFileSync(settings.keyFile ?? "", makeCertificate(["x"], now).key);
    await https.check();
    expect(https.state()).toMatchObject({
      certificate: before,
      fault: expect.stringContaining("The key is not that of"),
    });
    expect(await fingerprintAt(https.state().port)).toBe(before?.fingerprint ?? "");
    files(["mended"]);
    await https.check();
    expect(https.state()).toMatchObject({ fault: null, certificate: { names: ["mended"] } });
  });

  test("begins with one of our own where the files are wrong from the start", async () => {
    const https = begin();
    await https.apply({ ...files(["centro"]), certificateFile: "/no/such.pem" });
    expect(https.state().fault).toBe("/no/such.pem: There is no such file on the server's machine");
    expect(shown(https)?.names).toContain("localhost");
  });

  test("says that it ends soon, once, and where the port is taken", async () => {
    const said: string[] = [];
    const log = { ...silentLog, warn: (text: string) => said.push(text), error: (text: string) => said.push(text) };
    const https = begin({ log });
    await https.apply(files(["centro"], now - 800 * dayMs));
    await https.check();
    expect(said).toEqual(["The certificate of HTTPS is about to expire"]);
    const second = begin({ port: https.state().port, log });
    await second.apply(httpsSection.initial);
    expect(second.state()).toMatchObject({
      port: null,
      fault: expect.stringContaining("Another program uses the port"),
    });
  });

  test("opens nothing where it is switched off", async () => {
    const https = begin({ port: null });
    await https.apply(httpsSection.initial);
    expect(https.state()).toEqual({ port: null, certificate: null, fault: null });
  });
});
