/**
 * HTTPS beside plain HTTP: the certificate that is set, or one made here, and the listener that shows it. Another certificate
 * takes its place without a restart; what is wrong with one leaves the former in use.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { hostname as machineName, networkInterfaces } from "node:os";
import { join } from "node:path";
import type { EpochMs } from "@qmanager/core";
import { codeOf, reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import type { Https as HttpsSettings } from "../settings/sections.ts";
import { type CertificateFacts, examineFiles, examinePair, type KeyPair, plainName } from "./certificate_files.ts";
import { makeCertificate } from "./self_signed.ts";

const dayMs = 24 * 3_600_000;
/** Before it ends: one of our own is made anew, of others it is said. */
export const renewMs = 30 * dayMs;

export interface HttpsState {
  /** Null: it is switched off, or nobody can listen there. */
  port: number | null;
  certificate: CertificateFacts | null;
  /** Why it is not as it is set; null when it is. */
  fault: string | null;
}

interface HttpsListener {
  port: number | undefined;
  stop(): Promise<void>;
}

export interface HttpsOptions {
  /** 0: any free one. Null: no HTTPS. */
  port: number | null;
  /** Where the certificate is that is made here. */
  folder: string;
  /** Listens with this certificate. @throws when the port cannot be had */
  open(pair: KeyPair, port: number): HttpsListener;
  log: Log;
  now(): EpochMs;
}

export class Https {
  readonly #options: HttpsOptions;
  #settings: HttpsSettings | null = null;
  #listener: HttpsListener | null = null;
  #shown: { pair: KeyPair; facts: CertificateFacts } | null = null;
  #fault: string | null = null;
  #told: string | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(options: HttpsOptions) {
    this.#options = options;
  }

  state(): HttpsState {
    const port = this.#listener?.port ?? null;
    return { port, certificate: this.#shown?.facts ?? null, fault: this.#fault };
  }

  /** Shows the certificate that these settings say, one call after another. */
  apply(settings: HttpsSettings): Promise<void> {
    this.#settings = settings;
    return this.check();
  }

  /** Looks again: files may have been renewed, and what was made here may be about to end. */
  check(): Promise<void> {
    this.#last = this.#last.then(() => this.#check());
    return this.#last;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#listener?.stop();
    this.#listener = null;
  }

  async #check(): Promise<void> {
    const { port, log, now } = this.#options;
    const settings = this.#settings;
    if (port === null || settings === null) return;
    try {
      const found = settings.certificate === "files" ? await this.#fromFiles(settings) : this.#made(settings);
      if (typeof found === "string") {
        this.#warn(found);
        // Those that come over plain HTTP can put it right; nobody else would come in.
        if (this.#listener) return;
        return await this.#show(this.#made(settings), port);
      }
      this.#fault = null;
      await this.#show(found, port);
      const left = found.facts.validTo - now();
      if (settings.certificate === "files" && left < renewMs) {
        const text = "The certificate of HTTPS is about to expire";
        if (this.#told !== text) log.warn(text, { days: Math.floor(left / dayMs), file: settings.certificateFile });
        this.#told = text;
      }
    } catch (error) {
      this.#warn(
        codeOf(error) === "EADDRINUSE"
          ? `Another program uses the port ${port}. Stop it, or choose another port with QM_HTTPS_PORT`
          : reasonOf(error),
      );
    }
  }

  /** Said once, until it is another. */
  #warn(fault: string): void {
    this.#fault = fault;
    if (this.#told !== fault) this.#options.log.error("HTTPS is not as it is set", { reason: fault });
    this.#told = fault;
  }

  async #show(shown: { pair: KeyPair; facts: CertificateFacts }, port: number): Promise<void> {
    if (this.#listener && this.#shown?.facts.fingerprint === shown.facts.fingerprint) return;
    // The port that was found stays. Connections that are open go on with the former certificate to their end.
    const own = this.#listener?.port ?? port;
    void this.#listener?.stop();
    this.#listener = null;
    this.#listener = this.#options.open(shown.pair, own);
    this.#shown = shown;
    this.#told = null;
    const { names, validTo } = shown.facts;
    const until = new Date(validTo).toISOString().slice(0, 10);
    this.#options.log.info("HTTPS is open", { port: this.#listener.port ?? own, names: names.join(" "), until });
  }

  async #fromFiles({ certificateFile, keyFile }: HttpsSettings) {
    const found = await examineFiles(
      { certificateFile: certificateFile ?? "", keyFile: keyFile ?? "" },
      this.#options.now(),
    );
    if (found.type === "good") return { pair: found.pair, facts: found.facts };
    return `${found.field === "keyFile" ? keyFile : certificateFile}: ${found.detail}`;
  }

  /** The one that is there, if it will do, or a new one. */
  #made({ names }: Pick<HttpsSettings, "names">) {
    const { folder, now } = this.#options;
    const wanted = [...new Set([...ownNames(), ...names])];
    const kept = keptPair(folder);
    const found = kept && examinePair(kept, now());
    if (found?.type === "good" && found.facts.validTo - now() >= renewMs && hasAll(found.facts.names, wanted))
      return { pair: found.pair, facts: found.facts };
    const pair = makeCertificate(wanted, now());
    keepPair(folder, pair);
    const made = examinePair(pair, now());
    if (made.type === "wrong") throw new Error(`The certificate that was made is not good: ${made.detail}`);
    return { pair, facts: made.facts };
  }
}

const paths = (folder: string) => ({ cert: join(folder, "certificate.pem"), key: join(folder, "key.pem") });

function keptPair(folder: string): KeyPair | null {
  try {
    const { cert, key } = paths(folder);
    return { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

function keepPair(folder: string, pair: KeyPair): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const part of ["key", "cert"] as const) {
    const path = paths(folder)[part];
    writeFileSync(`${path}.new`, pair[part], { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
}

/** Of this machine; addresses of IPv6 change by themselves, and each change would be another certificate. */
function ownNames(): string[] {
  const name = machineName().toLowerCase();
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const outer = addresses.filter((each) => each.family === "IPv4" && !each.internal).map((each) => each.address);
  return [...(/^[a-z0-9.-]+$/.test(name) ? [name] : []), "localhost", "127.0.0.1", "::1", ...outer];
}

function hasAll(names: readonly string[], wanted: readonly string[]): boolean {
  const known = new Set(names);
  return wanted.every((each) => known.has(plainName(each)));
}
