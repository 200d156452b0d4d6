import { expect, test } from "bun:test";
import fc from "fast-check";
import { searchDigits } from "./number_search.ts";

test.each([
  { typed: "48999887766", want: "48999887766" },
  { typed: "(48) 99988-7766", want: "48999887766" },
  { typed: "+55 48 99988-7766", want: "48999887766" },
  { typed: "554833334444", want: "4833334444" },
  { typed: "048999887766", want: "48999887766" },
  { typed: "04833334444", want: "4833334444" },
  { typed: "0 15 48 99988-7766", want: "48999887766" },
  { typed: "0214833334444", want: "4833334444" },
  { typed: "05548999887766", want: "48999887766" },
  { typed: "033334444", want: "33334444" },
  { typed: "0999887766", want: "999887766" },
  { typed: "0800 555 1234", want: "8005551234" },
  // an area of its own, in Rio Grande do Sul
  { typed: "55999887766", want: "55999887766" },
  { typed: "7766", want: "7766" },
  // the last digits of a number
  { typed: "0144", want: "0144" },
  { typed: "0000", want: "0000" },
  { typed: "+54 9 11 5555-1234", want: "5491155551234" },
  { typed: "anonymous", want: "" },
  { typed: "", want: "" },
])("searchDigits() of $typed is $want", ({ typed, want }) => {
  expect(searchDigits(typed)).toBe(want);
});

test("searchDigits() finds a number by any way in which it is dialled or written", () => {
  const area = fc.integer({ min: 11, max: 99 });
  const number = fc.oneof(fc.integer({ min: 20_000_000, max: 59_999_999 }), fc.integer({ min: 9e8, max: 999_999_999 }));
  fc.assert(
    fc.property(area, number, fc.integer({ min: 12, max: 98 }), (code, own, carrier) => {
      const whole = `${code}${own}`;
      const punctuated = `(${code}) ${String(own).slice(0, -4)}-${String(own).slice(-4)}`;
      for (const written of [whole, punctuated, `0${whole}`, `0${carrier}${whole}`, `+55${whole}`]) {
        expect(searchDigits(written)).toBe(whole);
      }
    }),
  );
});
