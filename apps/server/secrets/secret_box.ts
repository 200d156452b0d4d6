/**
 * Seals secrets for the database and opens them again: AES-256-GCM. A sealed text names its form and its key
 * (`qm1.3f2a91c0.…`) and holds only at the place for which it was made: moved to another field or another row, it does not
 * open.
 */
import { Fault } from "../fault.ts";
import type { MasterKey } from "./master_key.ts";

/** A sealed secret that cannot be read. */
export class UnreadableSecret extends Fault {}

const sealedForm = /^qm1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+)$/;
const nonceBytes = 12;
const encoder = new TextEncoder();

export class SecretBox {
  readonly #master: MasterKey;
  #key: Promise<CryptoKey> | null = null;

  constructor(master: MasterKey) {
    this.#master = master;
  }

  /** Why nothing can be sealed or opened; null when it can. */
  get fault(): string | null {
    return this.#master.fault?.message ?? null;
  }

  /**
   * @param place where it will stand, `pbx/matriz/secret`; the same is needed to open it
   * @throws {KeyFault} when the key cannot be used
   */
  async seal(place: string, secret: string): Promise<string> {
    const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
    const data = await crypto.subtle.encrypt(algorithm(nonce, place), await this.#sealingKey(), encoder.encode(secret));
    const bytes = Buffer.concat([nonce, new Uint8Array(data)]);
    return `qm1.${await this.#master.id()}.${bytes.toString("base64url")}`;
  }

  /**
   * @throws {UnreadableSecret} when it was sealed with another key, was changed, or stands at another place
   * @throws {KeyFault} when the key cannot be used
   */
  async open(place: string, sealed: string): Promise<string> {
    const [, keyId, text] = sealedForm.exec(sealed) ?? [];
    if (keyId === undefined || text === undefined) throw new UnreadableSecret("It is not sealed. Enter it again");
    const own = await this.#master.id();
    if (keyId !== own) {
      throw new UnreadableSecret(
        `It was sealed with the key ${keyId}, and that of ${this.#master.place} is ${own}. Put the former key there and start anew, or enter the secret again`,
      );
    }
    const bytes = Buffer.from(text, "base64url");
    try {
      const nonce = new Uint8Array(bytes.subarray(0, nonceBytes));
      const data = new Uint8Array(bytes.subarray(nonceBytes));
      const plain = await crypto.subtle.decrypt(algorithm(nonce, place), await this.#sealingKey(), data);
      return new TextDecoder().decode(plain);
    } catch (error) {
      throw new UnreadableSecret("It was changed in the database since it was sealed. Enter it again", {
        cause: error,
      });
    }
  }

  #sealingKey(): Promise<CryptoKey> {
    this.#key ??= this.#master
      .keyFor("sealing")
      .then((bytes) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]));
    return this.#key;
  }
}

const algorithm = (nonce: Uint8Array<ArrayBuffer>, place: string): AesGcmParams => ({
  name: "AES-GCM",
  iv: nonce,
  additionalData: encoder.encode(place),
});
