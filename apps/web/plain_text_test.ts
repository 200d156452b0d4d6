import { expect, test } from "bun:test";
import { plainText } from "./plain_text.ts";

test("plainText() drops case, accents and spaces around, and keeps every script", () => {
  expect([" São João", "RETENÇÃO", "王小明 🦊"].map(plainText)).toEqual(["sao joao", "retencao", "王小明 🦊"]);
});
