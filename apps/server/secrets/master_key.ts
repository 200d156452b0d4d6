/**
 * The key of everything that is kept secret in the database, kept outside of it: whoever gets hold of a dump or a backup of
 * the database reads no password. It is the file `secret.key` in the data folder, made at first use and for its owner only,
 * or the variable QM_SECRET_KEY. What uses it has a key of its own, derived from it.
 */
import { randomBytes } from "node:crypto";
import { chmodSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { codeOf, Fault, reasonOf } from "../fault.ts";

/** What a key is for. One that got known opens nothing of another's. */
export type KeyPurpose = "sealing" | "agent-pepper";

/** No secret can be sealed or opened, until somebody does what the text says. */
export class KeyFault extends Fault {}

const keyBytes = 32;
const fileName = "secret.key";
const encoder = new TextEncoder();

export class MasterKey {
  /** Where it is kept, for messages. */
  readonly place: string;
  readonly #bytes: Uint8Array<ArrayBuffer> | KeyFault;
  readonly #derived = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

  /** @param bytes 32; or why there are none: all that needs it throws that */
  constructor(bytes: Uint8Array<ArrayBuffer> | KeyFault, place: string) {
    this.#bytes = bytes;
    this.place = place;
  }

  /** Why it cannot be used; null when it can. */
  get fault(): KeyFault | null {
    return this.#bytes instanceof KeyFault ? this.#bytes : null;
  }

  /**
   * 32 bytes of its own for each purpose, the same ones for ever.
   *
   * @throws {KeyFault} when the key cannot be used
   */
  async keyFor(purpose: KeyPurpose): Promise<Uint8Array<ArrayBuffer>> {
    return this.#derive(purpose, keyBytes);
  }

  /** Tells one key from another, and nothing about it: 8 hexadecimal digits. @throws {KeyFault} */
  async id(): Promise<string> {
    return Buffer.from(await this.#derive("id", 4)).toString("hex");
  }

  async #derive(purpose: string, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#bytes instanceof KeyFault) throw this.#bytes;
    const known = this.#derived.get(purpose) ?? hkdf(this.#bytes, purpose, length);
    this.#derived.set(purpose, known);
    return known;
  }
}

async function hkdf(bytes: Uint8Array<ArrayBuffer>, purpose: string, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits"]);
  const info = encoder.encode(`q-manager/1/${purpose}`);
  const options = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  return new Uint8Array(await crypto.subtle.deriveBits(options, key, length * 8));
}

/**
 * The key of this installation.
 *
 * @param folder the data folder: there is its file, made if missing
 * @param given the key of QM_SECRET_KEY, which goes before the file
 * @returns with a fault in it where the file holds no key or cannot be read: the server does all that needs no secret
 */
export function openMasterKey(folder: string, given: Uint8Array<ArrayBuffer> | null): MasterKey {
  if (given) return new MasterKey(given, "QM_SECRET_KEY");
  const path = join(folder, fileName);
  try {
    makeIfMissing(path);
    // Copied or restored with the rights of everything else.
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    const key = readKey(readFileSync(path, "utf8"));
    return new MasterKey(key ?? wrongFile(path, "it holds no key"), path);
  } catch (error) {
    return new MasterKey(wrongFile(path, reasonOf(error)), path);
  }
}

const wrongFile = (path: string, what: string): KeyFault =>
  new KeyFault(
    `The key file ${path} cannot be used: ${what}. Restore it from a backup; or remove it, start anew and enter the secrets again`,
  );

/** As a whole or not at all, and never over another: two servers may begin at the same time. */
function makeIfMissing(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })) return;
  const fresh = `${path}.new-${process.pid}`;
  try {
    writeFileSync(fresh, `${randomBytes(keyBytes).toString("base64")}\n`, { mode: 0o600, flag: "wx", flush: true });
    linkSync(fresh, path);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** A key as text: 32 bytes in Base64 (`openssl rand -base64 32`) or in hexadecimal; null: it is none. */
export function readKey(text: string): Uint8Array<ArrayBuffer> | null {
  const plain = text.trim();
  if (/^[0-9a-f]{64}$/i.test(plain)) return new Uint8Array(Buffer.from(plain, "hex"));
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(plain)) return null;
  const bytes = new Uint8Array(Buffer.from(plain, "base64"));
  return bytes.length === keyBytes ? bytes : null;
}
