/**
 * Passwords of a few digits, as agents dial them. So few can all be tried by whoever has their hashes: before they are
 * hashed, a key that is not in the database (the pepper) makes of them what cannot be guessed.
 */
import { createHmac } from "node:crypto";
import { hashPassword, verifyPassword } from "../sign_in/password.ts";

export interface DigitPasswords {
  hash(digits: string): Promise<string>;
  /** @param hash null: there is none, and the answer is no after the same time */
  verify(digits: string, hash: string | null): Promise<boolean>;
}

/** @param pepper of 32 bytes, the same ones for ever; asked for when somebody needs it */
export function digitPasswords(pepper: () => Promise<Uint8Array>): DigitPasswords {
  const keyed = async (digits: string) =>
    createHmac("sha256", await pepper())
      .update(digits)
      .digest("base64");
  return {
    hash: async (digits) => hashPassword(await keyed(digits)),
    verify: async (digits, hash) => verifyPassword(await keyed(digits), hash),
  };
}
