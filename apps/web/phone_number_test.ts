import { expect, test } from "bun:test";
import fc from "fast-check";
import { phoneParts } from "./phone_number.ts";

test.each([
  { number: "48900159034", want: "48 90015 9034" },
  { number: "4832221234", want: "48 3222 1234" },
  { number: "+5548900159034", want: "+55 48 90015 9034" },
  { number: "554832221234", want: "55 48 3222 1234" },
  { number: "55987654321", want: "55 98765 4321" },
  { number: "04832221234", want: "0 48 3222 1234" },
  { number: "01548900159034", want: "015 48 90015 9034" },
])("phoneParts() of $number are $want", ({ number, want }) => {
  expect(
    Object.values(phoneParts(number) ?? {})
      .join(" ")
      .trim(),
  ).toBe(want);
});

test.each([
  { name: "an extension", number: "1001" },
  { name: "a number without its area", number: "900159034" },
  { name: "an area that there is not", number: "20900159034" },
  { name: "a service", number: "08007771234" },
  { name: "another country's", number: "+12125551234" },
  { name: "punctuation of its own", number: "(48) 90015-9034" },
  { name: "a name", number: "Anonymous" },
  { name: "nothing", number: "" },
])("phoneParts() leaves $name as it was sent", ({ number }) => {
  expect(phoneParts(number)).toBeNull();
});

test("phoneParts() joined are the number, whatever was sent", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^(\+?55|0\d{0,2})?\d{8,12}$/), (number) => {
      const parts = phoneParts(number);
      if (parts !== null) expect(Object.values(parts).join("")).toBe(number);
    }),
  );
});
