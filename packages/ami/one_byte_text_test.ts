import { expect, test } from "bun:test";
import fc from "fast-check";
import { oneByteText, portableOneByteText, utf8Slice } from "./one_byte_text.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

for (const [name, textOf] of Object.entries({ oneByteText, portableOneByteText })) {
  test(`${name}() gives one character for each byte, and utf8Slice() the same text as a TextDecoder`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = textOf(bytes, 0, bytes.length);
        expect(text.length).toBe(bytes.length);
        expect(utf8Slice(text, 0, text.length)).toBe(decoder.decode(bytes));
      }),
    );
  });

  test(`${name}() keeps every byte from 0 to 255`, () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    for (let byte = 0; byte < 256; byte++) {
      const text = textOf(bytes, byte, byte + 1);
      expect(utf8Slice(text, 0, 1)).toBe(decoder.decode(Uint8Array.of(byte)));
    }
  });
}
