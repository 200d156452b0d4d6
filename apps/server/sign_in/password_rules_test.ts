import { describe, expect, test } from "bun:test";
import { passwordFault } from "./password_rules.ts";

const renata = { name: "renata.azevedo", fullName: "Renata Azevedo", email: "re@litoralfibra.example" };

describe("passwordFault()", () => {
  test.each([
    "correct horse",
    "quatro gatos no telhado",
    "ÇÃÕ ñandú ⚑⚑",
    "🐎🔋📎🐎🔋🔩🚲🌵",
    "'; drop table users; --",
    "<b>não é html</b>",
    "x7Qm2vLp",
    "só minúsculas e espaços",
    `${"muito longa ".repeat(83)}fim!`,
    "renata come pastel na feira",
  ])("lets %p be one", (password) => {
    expect(passwordFault(password, renata)).toBeNull();
  });

  test.each([
    { password: "", says: "at least 8" },
    { password: "seven77", says: "at least 8" },
    // Four people who hold hands are one character each.
    { password: "🐎🔋📎🐎🔋🔩🚲", says: "at least 8" },
    { password: "x".repeat(1001), says: "at most 1000" },
    { password: "password123", says: "tried first" },
    { password: "Senha123", says: "tried first" },
    { password: "FLAMENGO", says: "tried first" },
    { password: "Princesa2026!", says: "tried first" },
    { password: "P@ssw0rd", says: "tried first" },
    { password: "zzzzzzzzzz", says: "tried first" },
    { password: "1212121212", says: "tried first" },
    { password: "abcdefghijk", says: "tried first" },
    { password: "9876543210", says: "tried first" },
    { password: "Asterisk PBX", says: "name of yours" },
    { password: "fila-q-manager", says: "name of yours" },
    { password: "Renata.Azevedo", says: "name of yours" },
    { password: "azevedo-1984", says: "name of yours" },
  ])("refuses $password.length characters like $says", ({ password, says }) => {
    expect(passwordFault(password, renata)).toContain(says);
  });

  test("knows a name only of whose password it is", () => {
    expect(passwordFault("azevedo-1984")).toBeNull();
  });
});

test("the list of common passwords has only such as would be long enough, once each, in small letters and in order", async () => {
  const lines = (await Bun.file(`${import.meta.dir}/common_passwords.txt`).text()).trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(1_000);
  expect(lines).toEqual([...new Set(lines)].filter((each) => each.length >= 8 && each === each.toLowerCase()).sort());
});
