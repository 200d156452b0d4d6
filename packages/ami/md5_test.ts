import { expect, test } from "bun:test";
import fc from "fast-check";
import { md5 } from "./md5.ts";

test("md5() gives the digests of RFC 1321", () => {
  expect(md5("")).toBe("d41d8cd98f00b204e9800998ecf8427e");
  expect(md5("message digest")).toBe("f96b697d7cb7938d525a2f31aaf161d0");
  expect(md5("12345678901234567890123456789012345678901234567890123456789012345678901234567890")).toBe(
    "57edf4a22be3c955ac49da2e2107b67a",
  );
});

test("md5() gives the same digest as the platform's, for any text of any length", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      expect(md5(text)).toBe(new Bun.CryptoHasher("md5").update(text).digest("hex"));
    }),
  );
});
