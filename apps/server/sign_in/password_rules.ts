/**
 * Which passwords users may choose, after ASVS 5: long enough, of any characters, and none that is guessed first. No rule
 * asks for capitals or signs: they make passwords harder to remember, not to guess.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "@hono/zod-openapi";

/** In characters as people count them. */
export const shortestPassword = 8;
/** What the page asks for. */
export const goodPasswordLength = 15;
const longestPassword = 1000;

/** In small letters: the most used ones of 8 characters and more, in the world and in the languages of the page. */
let common: ReadonlySet<string> | null = null;
function commonPasswords(): ReadonlySet<string> {
  common ??= new Set(readFileSync(join(import.meta.dir, "common_passwords.txt"), "utf8").split("\n"));
  return common;
}

/** Everybody who guesses tries the product's name. */
const productNames = ["qmanager", "q-manager", "asterisk", "callcenter"];

/** Who a password is for: by his names it is guessed. */
export interface PasswordOwner {
  name: string;
  fullName: string;
  email: string | null;
}

/** What is wrong with a password for its owner, in words that tell what to do; null: nothing. */
export function passwordFault(password: string, owner: PasswordOwner | null = null): string | null {
  const length = [...password.normalize("NFC")].length;
  if (length < shortestPassword) return `A password needs at least ${shortestPassword} characters`;
  if (length > longestPassword) return `A password has at most ${longestPassword} characters`;
  const plain = password.normalize("NFC").toLowerCase();
  if (isCommon(plain) || isPattern(plain)) {
    return "This password is one of those that are tried first. Choose another: a few words in a row do well";
  }
  const names = owner ? [owner.name, ...owner.fullName.split(/\s+/), owner.email?.split("@")[0] ?? ""] : [];
  if (isMadeOf(plain, [...productNames, ...names])) {
    return "This password is hardly more than a name of yours or of the product. Choose another: a few words in a row do well";
  }
  return null;
}

/** As it is, or with a year, a number or a mark added: `Princesa2026!`. */
function isCommon(plain: string): boolean {
  const known = commonPasswords();
  return known.has(plain) || known.has(plain.replace(/[\d\p{P}\p{S}]{1,5}$/u, ""));
}

/** Few characters again and again, or one after the other: `abcabcabc`, `12345678`. */
function isPattern(plain: string): boolean {
  if (/^(.{1,4})\1+.?$/su.test(plain)) return true;
  const codes = [...plain].map((each) => each.codePointAt(0) ?? 0);
  return [1, -1].some((step) => codes.every((code, at) => at === 0 || code - (codes[at - 1] ?? 0) === step));
}

/** Without these names hardly anything is left. */
function isMadeOf(plain: string, names: readonly string[]): boolean {
  const known = names.map((each) => each.normalize("NFC").toLowerCase()).filter((each) => each.length >= 3);
  const rest = known
    .sort((one, other) => other.length - one.length)
    .reduce((text, name) => text.replaceAll(name, ""), plain);
  return rest !== plain && rest.replace(/[^\p{L}\p{N}]/gu, "").length < 5;
}

/** A new password, as far as it can be judged without knowing whose it is. */
export const newPassword = z
  .string("Fill this in")
  .superRefine((password, context) => {
    const fault = passwordFault(password);
    if (fault !== null) context.addIssue(fault);
  })
  .openapi({ format: "password", minLength: shortestPassword, maxLength: longestPassword });

/** A password to be checked: any that may have been chosen, also before there were rules. */
export const givenPassword = z
  .string("Fill this in")
  .min(1, "Fill this in")
  .max(longestPassword, `A password has at most ${longestPassword} characters`)
  .openapi({ format: "password" });
