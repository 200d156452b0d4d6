import { expect, test } from "bun:test";
import fc from "fast-check";
import { type AmiAction, AmiParser, formatAction } from "./mod.ts";
import { plain, pushed, wire } from "./parser_input.ts";

const banner = "Asterisk Call Manager/11.0.0\r\n";

/** Pieces that matter to the parser, in every order, and bytes that mean nothing. */
const piece = fc.oneof(
  fc.constantFrom(
    "\r\n",
    "\n",
    "\r",
    "\r\n\r\n",
    ":",
    ": ",
    "Event: Hangup\r\n",
    "Event: Hangup\n",
    "event:x\r\n",
    "Response: Success\r\n",
    "Response: Follows\r\n",
    "Response: Follows\r\nPrivilege: Command\r\nActionID: 1\r\n",
    "ActionID: 1\r\n",
    "--END COMMAND--",
    "--END COMMAND--\r\n\r\n",
    "Output: a\r\n",
    "Event: A\r\nX: 1\r\n\r\n",
    "José 北京 😀",
    "x".repeat(300),
  ),
  fc.uint8Array({ maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 8 }),
);
const stream = fc.array(piece, { maxLength: 60 }).map((pieces) => wire(...pieces));
const cuts = fc.array(fc.nat(2_000), { maxLength: 40 });

const told = (parser: AmiParser, bytes: Uint8Array, where: number | readonly number[]): unknown[] =>
  pushed(parser, bytes, where).map((message) =>
    message.kind === "banner" || message.kind === "error" ? { ...message } : plain(message),
  );

test.each([
  { name: "", before: banner, options: {} },
  { name: " with a small limit", before: banner, options: { maxMessageBytes: 1_024 } },
  { name: " without a banner", before: "", options: {} },
])("AmiParser.push() gives the same messages however the bytes are cut$name", ({ before, options }) => {
  fc.assert(
    fc.property(stream, cuts, (bytes, places) => {
      const all = wire(before, bytes);
      const whole = told(new AmiParser(options), all, all.length);
      const within = places.filter((place) => place <= all.length);
      expect(told(new AmiParser(options), all, within)).toEqual(whole);
      expect(told(new AmiParser(options), all, 1)).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

test("AmiParser.push() gives the same messages of several connections however the bytes are cut", () => {
  const connections = fc.array(stream, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(connections, cuts, (streams, places) => {
      const all = wire(...streams.flatMap((bytes) => [wire(banner, "Response: Success\r\n\r\n"), bytes]));
      const whole = told(new AmiParser({ bannerAnywhere: true }), all, all.length);
      expect(whole.filter((message) => (message as { kind: string }).kind === "banner").length).toBeGreaterThan(0);
      const within = places.filter((place) => place <= all.length);
      expect(told(new AmiParser({ bannerAnywhere: true }), all, within)).toEqual(whole);
    }),
    { numRuns: 200 },
  );
});

test("AmiParser.push() reads what formatAction() writes", () => {
  const name = fc
    .stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,15}$/)
    .filter((each) => !/^(action|actionid|event|response)$/i.test(each));
  const value = fc
    .string({ unit: "grapheme", maxLength: 40 })
    .filter((each) => !/[\r\n\0]/.test(each) && each.isWellFormed());
  fc.assert(
    fc.property(
      fc.dictionary(name, fc.oneof(value, fc.array(value, { maxLength: 4 })), { noNullPrototype: true }),
      (headers) => {
        const action: AmiAction = { Action: "Originate", ...headers };
        const parser = new AmiParser();
        parser.push(wire(banner));
        const messages = parser.push(wire(formatAction(action, "qm-1")));
        expect(messages.map((message) => message.entries())).toEqual([
          [
            ["Action", "Originate"],
            ["ActionID", "qm-1"],
            ...Object.entries(headers).flatMap(([key, each]) =>
              (Array.isArray(each) ? each : [each]).map((one): [string, string] => [key, one]),
            ),
          ],
        ]);
      },
    ),
  );
});

/** Endless and repetitive inputs of any length: what would make a careless parser slow or large. */
const hostile: { name: string; bytes(length: number): Uint8Array; size: number }[] = [
  { name: "a line that never ends", bytes: repeated("x"), size: 1_448 },
  { name: "a line that never ends, byte by byte", bytes: repeated("x"), size: 1 },
  { name: "a message that never ends", bytes: repeated("Output: some line of output\r\n"), size: 1_448 },
  { name: "lines without a colon", bytes: repeated("x\n"), size: 1_448 },
  { name: "empty lines", bytes: repeated("\r\n"), size: 1_448 },
  { name: "carriage returns", bytes: repeated("\r"), size: 7 },
  { name: "the smallest messages", bytes: repeated("x\n\n"), size: 65_536 },
  { name: "messages that end in LF", bytes: repeated("Event: A\nX: 1\n\n"), size: 65_536 },
  {
    name: "one message that ends in LF CRLF among others",
    bytes: repeated(`${"Event: A\nX: 1\n\n".repeat(500)}Event: A\r\n\r\n`),
    size: 65_536,
  },
  {
    name: "a Command's answer that never ends",
    bytes: repeated("some line\n\nof output\n", "Response: Follows\r\n"),
    size: 1_448,
  },
  { name: "Command's answers without their marker", bytes: repeated("Response: Follows\r\n\r\n"), size: 1_448 },
  {
    name: "such answers between messages",
    bytes: repeated("Response: Follows\r\n\r\nEvent: A\r\n\r\nEvent: A\r\n\r\nEvent: A\r\n\r\n"),
    size: 1_448,
  },
  {
    name: "banners in values",
    bytes: repeated("Event: A\r\nX: Asterisk Call Manager/1\r\nY: 1\r\n\r\n"),
    size: 65_536,
  },
  { name: "bytes above 0x7F", bytes: repeated("\u{10ffff}"), size: 1_448 },
];

test.each(hostile)("AmiParser.push() does work in proportion to the bytes of $name", ({ bytes, size }) => {
  const work = (length: number): number => {
    const parser = new AmiParser({ maxMessageBytes: 100_000, bannerAnywhere: true });
    const input = afterBanner(bytes(length));
    return countedWork(() => {
      for (const message of pushed(parser, input, size)) message.entries();
    });
  };
  const [short, long] = [work(100_000), work(400_000)];
  expect(long / short).toBeLessThan(4.6);
  expect(long).toBeLessThan(400_000 * 30);
});

test.each(hostile)("AmiParser.push() holds no more than its limit and 128 KiB of $name", ({ bytes, size }) => {
  const parser = new AmiParser({ maxMessageBytes: 300_000 });
  const input = afterBanner(bytes(1_000_000));
  let most = 0;
  for (let from = 0; from < input.length; from += size) {
    parser.push(input.subarray(from, from + size));
    most = Math.max(most, parser.bufferBytes);
  }
  expect(most).toBeLessThanOrEqual(300_000 + 2 * 65_536);
});

test("AmiParser.push() gives memory back after a long message", () => {
  const parser = new AmiParser();
  const small = parser.bufferBytes;
  parser.push(afterBanner(repeated("Output: a\r\n", banner)(5_000_000)));
  expect(parser.bufferBytes).toBeGreaterThan(5_000_000);
  parser.push(wire("\r\nEvent: A\r\n\r\n"));
  expect(parser.bufferBytes).toBe(small);
});

test("AmiParser.push() never throws, whatever the bytes", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 10 }), (pieces) => {
      const parser = new AmiParser({ maxMessageBytes: 1_024 });
      for (const bytes of pieces) for (const message of parser.push(bytes)) message.entries();
    }),
  );
});

function repeated(text: string, before = ""): (length: number) => Uint8Array {
  return (length) => {
    const unit = new TextEncoder().encode(text);
    const head = new TextEncoder().encode(before);
    const bytes = new Uint8Array(length);
    bytes.set(head);
    for (let at = head.length; at < length; at++) bytes[at] = unit[(at - head.length) % unit.length]!;
    return bytes;
  };
}

/** After a banner, without spreading large arrays. */
function afterBanner(bytes: Uint8Array): Uint8Array {
  const first = wire(banner);
  const all = new Uint8Array(first.length + bytes.length);
  all.set(first);
  all.set(bytes, first.length);
  return all;
}

/**
 * How many characters and bytes are searched or moved by the platform's own functions while something runs. Loops of our
 * own are not counted; those walk a line or the newest bytes only.
 */
function countedWork(run: () => void): number {
  const text = String.prototype;
  const bytes = Uint8Array.prototype;
  const kept = {
    indexOf: text.indexOf,
    slice: text.slice,
    set: bytes.set,
    copyWithin: bytes.copyWithin,
    exec: RegExp.prototype.exec,
  };
  let work = 0;
  text.indexOf = function (this: string, wanted: string, from = 0) {
    const found = kept.indexOf.call(this, wanted, from);
    work += (found < 0 ? this.length : found) - from;
    return found;
  };
  text.slice = function (this: string, from?: number, to?: number) {
    const part = kept.slice.call(this, from, to);
    work += part.length;
    return part;
  };
  bytes.set = function (this: Uint8Array, source: ArrayLike<number>, offset?: number) {
    work += source.length;
    kept.set.call(this, source, offset);
  };
  bytes.copyWithin = function (this: Uint8Array, target: number, from: number, to = this.length) {
    work += to - from;
    return kept.copyWithin.call(this, target, from, to);
  };
  RegExp.prototype.exec = function (this: RegExp, input: string) {
    work += input.length;
    return kept.exec.call(this, input);
  };
  try {
    run();
  } finally {
    text.indexOf = kept.indexOf;
    text.slice = kept.slice;
    bytes.set = kept.set;
    bytes.copyWithin = kept.copyWithin;
    RegExp.prototype.exec = kept.exec;
  }
  return work;
}
