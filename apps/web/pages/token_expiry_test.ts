import { expect, test } from "bun:test";
import { expiresAt } from "./token_expiry.ts";

const zone = "America/Sao_Paulo";
const at = Date.parse("2026-03-02T15:00:00Z");

test("expiresAt() counts days from now, and a day to its end by the clocks of the place", () => {
  expect(expiresAt("d30", "", at, zone)).toBe(Date.parse("2026-04-01T15:00:00Z"));
  expect(expiresAt("never", "", at, zone)).toBeNull();
  expect(expiresAt("date", "2026-03-02", at, zone)).toBe(Date.parse("2026-03-03T03:00:00Z"));
});

test.each(["", "2026-03-01", "2026-02-31T", "amanhã"])(
  "expiresAt() takes no day that is none or is over: %j",
  (date) => {
    expect(expiresAt("date", date, at, zone)).toBe("wrong");
  },
);
