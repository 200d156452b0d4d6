/** The public keys of who issues licences, as QM_LICENCE_KEYS has them. */
import { readFileSync } from "node:fs";
import type { JSONWebKeySet } from "jose";
import { reasonOf } from "../fault.ts";
import { publicKeys } from "./licence_token.ts";

/**
 * @param text a JWK set, or the path of a file that holds one
 * @returns the set; or what is wrong with it
 */
export function readLicenceKeys(text: string): JSONWebKeySet | string {
  const isInline = text.trimStart().startsWith("{");
  try {
    const read = publicKeys.safeParse(JSON.parse(isInline ? text : readFileSync(text, "utf8")));
    if (read.success) return read.data;
    const wrong = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join(", ");
    return `It is no set of public Ed25519 keys, {"keys": […]} as bun run qm licence keys makes it. ${wrong}`;
  } catch (error) {
    return isInline ? `It is no JSON: ${reasonOf(error)}` : `The file cannot be read as JSON: ${reasonOf(error)}`;
  }
}
