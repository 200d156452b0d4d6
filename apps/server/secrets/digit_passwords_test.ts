import { expect, test } from "bun:test";
import { digitPasswords } from "./digit_passwords.ts";

const [pepper, other] = [1, 2].map((byte) => async () => new Uint8Array(32).fill(byte)) as [
  () => Promise<Uint8Array>,
  () => Promise<Uint8Array>,
];

test("a password of digits holds with the key with which it was hashed, and with no other", async () => {
  const hash = await digitPasswords(pepper).hash("1234");
  expect(hash).toStartWith("$argon2id$");
  expect(await digitPasswords(pepper).verify("1234", hash)).toBe(true);
  expect(await digitPasswords(pepper).verify("1235", hash)).toBe(false);
  expect(await digitPasswords(other).verify("1234", hash)).toBe(false);
  expect(await digitPasswords(pepper).verify("1234", null)).toBe(false);
  // Who knows the hash alone tries all of them in vain.
  expect(await Bun.password.verify("1234", hash)).toBe(false);
});

test("the same digits are never the same hash", async () => {
  const { hash } = digitPasswords(pepper);
  expect(await hash("1234")).not.toBe(await hash("1234"));
});
