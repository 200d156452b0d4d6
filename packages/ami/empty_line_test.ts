import { expect, test } from "bun:test";
import fc from "fast-check";
import { lastEmptyLineEnd, portableLastEmptyLineEnd } from "./empty_line.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

for (const [name, search] of Object.entries({ lastEmptyLineEnd, portableLastEmptyLineEnd })) {
  test.each([
    { text: "", want: -1 },
    { text: "a\r\nb\r\n", want: -1 },
    { text: "a\r\n\r\n", want: 5 },
    { text: "a\n\n", want: 3 },
    { text: "a\r\n\nb", want: 4 },
    { text: "a\r\n\r\nb\n\nc", want: 8 },
    { text: "a\n\nb\r\n\r\nc", want: 8 },
    { text: "a\r\n\r\n\r\nb", want: 7 },
    { text: "a\n\r", want: -1 },
    { text: "\n\r\n", want: 3 },
  ])(`${name}() of $text is $want`, ({ text, want }) => {
    expect(search(bytesOf(text), 0, text.length)).toBe(want);
  });

  test(`${name}() looks at nothing beside its part`, () => {
    expect(search(bytesOf("\n\nabc\n\n"), 1, 6)).toBe(-1);
    expect(search(bytesOf("\n\nab\r\n\r\nc"), 2, 9)).toBe(8);
  });
}

test("lastEmptyLineEnd() finds by what is native what Web APIs find", () => {
  const wire = fc.array(fc.constantFrom("\r", "\n", "x"), { maxLength: 40 }).map((each) => bytesOf(each.join("")));
  fc.assert(
    fc.property(wire, fc.nat({ max: 40 }), (bytes, from) => {
      const part = Math.min(from, bytes.length);
      expect(lastEmptyLineEnd(bytes, part, bytes.length)).toBe(portableLastEmptyLineEnd(bytes, part, bytes.length));
    }),
  );
});
