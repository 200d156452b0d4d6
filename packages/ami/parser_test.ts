import { expect, test } from "bun:test";
import { AmiParser, type AmiParserOptions } from "./mod.ts";
import { type Plain, plain, pushed, wire } from "./parser_input.ts";

const banner = "Asterisk Call Manager/11.0.0\r\n";

const event = (...entries: [string, string][]): Plain => ({ kind: "event", entries, output: [] });
const response = (entries: [string, string][], output: string[] = []): Plain => ({ kind: "response", entries, output });
const other = (...entries: [string, string][]): Plain => ({ kind: "other", entries, output: [] });
const hangup = event(["Event", "Hangup"]);

interface Oddity {
  name: string;
  /** What follows the banner. */
  bytes: string | Uint8Array;
  want: Plain[];
}

const oddities: Oddity[] = [
  // Names
  {
    name: "keeps names as sent",
    bytes: "Event: A\r\nSIP-Call-ID: 1\r\n\r\n",
    want: [event(["Event", "A"], ["SIP-Call-ID", "1"])],
  },
  {
    name: "keeps a space in a name",
    bytes: "Event: A\r\nCall ID : 1\r\n\r\n",
    want: [event(["Event", "A"], ["Call ID ", "1"])],
  },
  {
    name: "keeps __proto__ as a name",
    bytes: "Event: A\r\n__proto__: x\r\n\r\n",
    want: [event(["Event", "A"], ["__proto__", "x"])],
  },
  {
    name: "keeps constructor as a name",
    bytes: "Event: A\r\nconstructor: x\r\n\r\n",
    want: [event(["Event", "A"], ["constructor", "x"])],
  },
  {
    name: "ends a name at the first colon",
    bytes: "Event: A\r\nx:y: z\r\n\r\n",
    want: [event(["Event", "A"], ["x", "y: z"])],
  },
  {
    name: "keeps a name that is not ASCII",
    bytes: "Event: A\r\nSituação: x\r\n\r\n",
    want: [event(["Event", "A"], ["Situação", "x"])],
  },
  { name: "knows an event by a name in small letters", bytes: "event: A\r\n\r\n", want: [event(["event", "A"])] },
  // Values
  {
    name: "removes one leading space only",
    bytes: "Event: A\r\nX:  a\r\n\r\n",
    want: [event(["Event", "A"], ["X", " a"])],
  },
  { name: "keeps trailing spaces", bytes: "Event: A\r\nX: a  \r\n\r\n", want: [event(["Event", "A"], ["X", "a  "])] },
  {
    name: "needs no space after the colon",
    bytes: "Event:A\r\nX:a\r\n\r\n",
    want: [event(["Event", "A"], ["X", "a"])],
  },
  {
    name: "keeps a tab before a value",
    bytes: "Event: A\r\nX:\ta\r\n\r\n",
    want: [event(["Event", "A"], ["X", "\ta"])],
  },
  {
    name: "keeps empty values",
    bytes: "Event: A\r\nX:\r\nY: \r\n\r\n",
    want: [event(["Event", "A"], ["X", ""], ["Y", ""])],
  },
  {
    name: "keeps colons in values",
    bytes: "Event: A\r\nX: a: b:c\r\n\r\n",
    want: [event(["Event", "A"], ["X", "a: b:c"])],
  },
  {
    name: "leaves escaped line breaks alone",
    bytes: "Event: A\r\nX: a\\r\\nb\r\n\r\n",
    want: [event(["Event", "A"], ["X", "a\\r\\nb"])],
  },
  {
    name: "keeps numbers as text",
    bytes: "Event: A\r\nX: 1731000000.10\r\nY: +55\r\n\r\n",
    want: [event(["Event", "A"], ["X", "1731000000.10"], ["Y", "+55"])],
  },
  // Line ends
  {
    name: "reads CRLF",
    bytes: "Event: A\r\nX: 1\r\n\r\nEvent: Hangup\r\n\r\n",
    want: [event(["Event", "A"], ["X", "1"]), hangup],
  },
  { name: "reads LF", bytes: "Event: A\nX: 1\n\nEvent: Hangup\n\n", want: [event(["Event", "A"], ["X", "1"]), hangup] },
  {
    name: "ends a message at CRLF LF",
    bytes: "Event: A\r\nX: 1\r\n\nEvent: Hangup\r\n\r\n",
    want: [event(["Event", "A"], ["X", "1"]), hangup],
  },
  {
    name: "ends a message at LF CRLF",
    bytes: "Event: A\nX: 1\n\r\nEvent: Hangup\r\n\r\n",
    want: [event(["Event", "A"], ["X", "1"]), hangup],
  },
  {
    name: "skips further empty lines",
    bytes: "Event: A\r\n\r\n\r\n\n\r\nEvent: Hangup\r\n\r\n\r\n",
    want: [event(["Event", "A"]), hangup],
  },
  {
    name: "keeps a carriage return that ends no line",
    bytes: "Event: A\r\nX: a\rb\r\r\n\r\n",
    want: [event(["Event", "A"], ["X", "a\rb\r"])],
  },
  {
    name: "takes a line of one carriage return for no empty line",
    bytes: "Event: A\r\n\r\r\nX: 1\r\n\r\n",
    want: [event(["Event", "A"], ["", "\r"], ["X", "1"])],
  },
  // No colon
  {
    name: "keeps a line without a colon under the empty name",
    bytes: "Event: A\r\nno colon here\r\nX: 1\r\n\r\n",
    want: [event(["Event", "A"], ["", "no colon here"], ["X", "1"])],
  },
  {
    name: "keeps the spaces of such a line",
    bytes: "Event: A\r\n  indented\r\n\r\n",
    want: [event(["Event", "A"], ["", "  indented"])],
  },
  {
    name: "keeps two such lines in order",
    bytes: "Event: A\r\none\r\ntwo\r\n\r\n",
    want: [event(["Event", "A"], ["", "one"], ["", "two"])],
  },
  { name: "reads an empty name", bytes: "Event: A\r\n: x\r\n\r\n", want: [event(["Event", "A"], ["", "x"])] },
  {
    name: "reads a message of such a line alone as other",
    bytes: "lonely\r\n\r\nEvent: Hangup\r\n\r\n",
    want: [other(["", "lonely"]), hangup],
  },
  // Repeats
  {
    name: "keeps repeated headers in order",
    bytes: "Event: A\r\nState: 1\r\nX: y\r\nState: 2\r\n\r\n",
    want: [event(["Event", "A"], ["State", "1"], ["X", "y"], ["State", "2"])],
  },
  {
    name: "keeps repeats that differ in case",
    bytes: "Event: A\r\nUniqueid: 1\r\nUniqueID: 2\r\n\r\n",
    want: [event(["Event", "A"], ["Uniqueid", "1"], ["UniqueID", "2"])],
  },
  {
    name: "keeps Variable as it is",
    bytes: "Event: VarSet\r\nVariable: DIALSTATUS\r\nValue: \r\n\r\n",
    want: [event(["Event", "VarSet"], ["Variable", "DIALSTATUS"], ["Value", ""])],
  },
  {
    name: "keeps several ChanVariable",
    bytes: "Event: A\r\nChanVariable: a=1\r\nChanVariable: b=2\r\n\r\n",
    want: [event(["Event", "A"], ["ChanVariable", "a=1"], ["ChanVariable", "b=2"])],
  },
  {
    name: "takes the first Event for the name of the event",
    bytes: "Event: UserEvent\r\nEvent: Fake\r\n\r\n",
    want: [event(["Event", "UserEvent"], ["Event", "Fake"])],
  },
  // Neither
  {
    name: "reads what is neither as other",
    bytes: "Foo: 1\r\nBar: 2\r\n\r\nEvent: Hangup\r\n\r\n",
    want: [other(["Foo", "1"], ["Bar", "2"]), hangup],
  },
  {
    name: "is not misled by EventList",
    bytes: "EventList: start\r\n\r\nEvent: Hangup\r\n\r\n",
    want: [other(["EventList", "start"]), hangup],
  },
  { name: "is not misled by ResponseX", bytes: "ResponseX: a\r\n\r\n", want: [other(["ResponseX", "a"])] },
  {
    name: "finds an Event that is not first",
    bytes: "Privilege: call,all\r\nEvent: Hangup\r\n\r\n",
    want: [event(["Privilege", "call,all"], ["Event", "Hangup"])],
  },
  {
    name: "finds a Response that is not first",
    bytes: "ActionID: 1\r\nResponse: Success\r\n\r\n",
    want: [
      response([
        ["ActionID", "1"],
        ["Response", "Success"],
      ]),
    ],
  },
  {
    name: "reads a second banner of a live connection as other",
    bytes: "Asterisk Call Manager/1.3\r\n\r\nEvent: Hangup\r\n\r\n",
    want: [other(["", "Asterisk Call Manager/1.3"]), hangup],
  },
  // Events with Response
  {
    name: "reads OriginateResponse as an event",
    bytes: "Event: OriginateResponse\r\nResponse: Failure\r\n\r\n",
    want: [event(["Event", "OriginateResponse"], ["Response", "Failure"])],
  },
  {
    name: "reads it so when Response comes first",
    bytes: "Response: Failure\r\nEvent: OriginateResponse\r\n\r\n",
    want: [event(["Response", "Failure"], ["Event", "OriginateResponse"])],
  },
  {
    name: "reads it so in small letters",
    bytes: "Response: Success\r\nevent: X\r\n\r\n",
    want: [event(["Response", "Success"], ["event", "X"])],
  },
  {
    name: "reads an event with Response: Follows as an event",
    bytes: "Event: X\r\nResponse: Follows\r\n\r\n",
    want: [event(["Event", "X"], ["Response", "Follows"])],
  },
  {
    name: "reads a response that begins a list as a response",
    bytes: "Response: Success\r\nEventList: start\r\n\r\n",
    want: [
      response([
        ["Response", "Success"],
        ["EventList", "start"],
      ]),
    ],
  },
  // Command, 14 and later
  {
    name: "gives Output headers as output",
    bytes: "Response: Success\r\nMessage: Command output follows\r\nOutput: a\r\nOutput:  b\r\nOutput: \r\n\r\n",
    want: [
      response(
        [
          ["Response", "Success"],
          ["Message", "Command output follows"],
          ["Output", "a"],
          ["Output", " b"],
          ["Output", ""],
        ],
        ["a", " b", ""],
      ),
    ],
  },
  {
    name: "keeps an end marker in an Output header",
    bytes: "Response: Success\r\nOutput: --END COMMAND--\r\n\r\nEvent: Hangup\r\n\r\n",
    want: [
      response(
        [
          ["Response", "Success"],
          ["Output", "--END COMMAND--"],
        ],
        ["--END COMMAND--"],
      ),
      hangup,
    ],
  },
  {
    name: "keeps Event: in an Output header",
    bytes: "Response: Success\r\nOutput: Event: X\r\n\r\n",
    want: [
      response(
        [
          ["Response", "Success"],
          ["Output", "Event: X"],
        ],
        ["Event: X"],
      ),
    ],
  },
  {
    name: "reads a refused Command",
    bytes: "Response: Error\r\nMessage: Command output follows\r\nOutput: No such command\r\n\r\n",
    want: [
      response(
        [
          ["Response", "Error"],
          ["Message", "Command output follows"],
          ["Output", "No such command"],
        ],
        ["No such command"],
      ),
    ],
  },
  {
    name: "gives no output where there is none",
    bytes: "Response: Success\r\nMessage: x\r\n\r\n",
    want: [
      response([
        ["Response", "Success"],
        ["Message", "x"],
      ]),
    ],
  },
  // Command, up to 13
  {
    name: "reads raw output up to the marker",
    bytes:
      "Response: Follows\r\nPrivilege: Command\r\nActionID: 1\r\nline one\nline two\n--END COMMAND--\r\n\r\nEvent: Hangup\r\n\r\n",
    want: [
      response(
        [
          ["Response", "Follows"],
          ["Privilege", "Command"],
          ["ActionID", "1"],
        ],
        ["line one", "line two"],
      ),
      hangup,
    ],
  },
  {
    name: "finds the marker at the end of the last line",
    bytes: "Response: Follows\r\nActionID: 1\r\nlast--END COMMAND--\r\n\r\nEvent: Hangup\r\n\r\n",
    want: [
      response(
        [
          ["Response", "Follows"],
          ["ActionID", "1"],
        ],
        ["last"],
      ),
      hangup,
    ],
  },
  {
    name: "does not end at a marker inside a line",
    bytes: "Response: Follows\r\na --END COMMAND-- b\n--END COMMAND--\r\n\r\n",
    want: [response([["Response", "Follows"]], ["a --END COMMAND-- b"])],
  },
  {
    name: "keeps empty and header-like lines of output",
    bytes: "Response: Follows\r\nActionID: 1\r\na\n\nEvent: Fake\nActionID: 2\n\nb: c\n--END COMMAND--\r\n\r\n",
    want: [
      response(
        [
          ["Response", "Follows"],
          ["ActionID", "1"],
        ],
        ["a", "", "Event: Fake", "ActionID: 2", "", "b: c"],
      ),
    ],
  },
  {
    name: "keeps them also where they end in CRLF",
    bytes: "Response: Follows\r\n\r\nResponse: Error\r\nActionID: 9\r\n\r\nx\r\n--END COMMAND--\r\n\r\n",
    want: [response([["Response", "Follows"]], ["", "Response: Error", "ActionID: 9", "", "x"])],
  },
  {
    name: "reads an answer with no output",
    bytes: "Response: Follows\r\nPrivilege: Command\r\n--END COMMAND--\r\n\r\n",
    want: [
      response([
        ["Response", "Follows"],
        ["Privilege", "Command"],
      ]),
    ],
  },
  {
    name: "takes each header of the envelope once",
    bytes: "Response: Follows\r\nMessage: m\r\nMessage: output\n--END COMMAND--\r\n\r\n",
    want: [
      response(
        [
          ["Response", "Follows"],
          ["Message", "m"],
        ],
        ["Message: output"],
      ),
    ],
  },
  {
    name: "reads it where all lines end in LF",
    bytes: "Response: Follows\nActionID: 1\na\n\nb\n--END COMMAND--\n\nEvent: Hangup\n\n",
    want: [
      response(
        [
          ["Response", "Follows"],
          ["ActionID", "1"],
        ],
        ["a", "", "b"],
      ),
      hangup,
    ],
  },
  {
    name: "does not wait for a marker that never comes",
    bytes: `Response: Follows\r\nActionID: 1\r\nout\n\n${"Event: Hangup\r\n\r\n".repeat(3)}Foo: 1\r\n\r\n`,
    want: [
      response(
        [
          ["Response", "Follows"],
          ["ActionID", "1"],
        ],
        ["out"],
      ),
      hangup,
      hangup,
      hangup,
      other(["Foo", "1"]),
    ],
  },
  // Bytes
  {
    name: "reads UTF-8",
    bytes: "Event: A\r\nX: José 北京 😀\r\n\r\n",
    want: [event(["Event", "A"], ["X", "José 北京 😀"])],
  },
  {
    name: "turns a byte that is not UTF-8 into U+FFFD",
    bytes: Uint8Array.from([
      ...new TextEncoder().encode("Event: A\r\nX: Jos"),
      0xe9,
      ...new TextEncoder().encode("\r\n\r\n"),
    ]),
    want: [event(["Event", "A"], ["X", "Jos\ufffd"])],
  },
  {
    name: "keeps in step after half a character",
    bytes: Uint8Array.from([
      ...new TextEncoder().encode("Event: A\r\nX: "),
      0xf0,
      0x9f,
      ...new TextEncoder().encode("\r\n\r\nEvent: Hangup\r\n\r\n"),
    ]),
    want: [event(["Event", "A"], ["X", "\ufffd"]), hangup],
  },
  {
    name: "keeps a byte order mark",
    bytes: "Event: A\r\nX: \ufeffa\r\n\r\n",
    want: [event(["Event", "A"], ["X", "\ufeffa"])],
  },
  {
    name: "keeps NUL and other control characters",
    bytes: "Event: A\r\nX: a\0b\x1bc\r\n\r\n",
    want: [event(["Event", "A"], ["X", "a\0b\x1bc"])],
  },
  {
    name: "takes U+2028 and U+0085 for no line ends",
    bytes: "Event: A\r\nX: a\u2028b\u0085c\r\n\r\n",
    want: [event(["Event", "A"], ["X", "a\u2028b\u0085c"])],
  },
];

test.each(oddities)("AmiParser.push() $name", ({ bytes, want }) => {
  const all = wire(banner, bytes);
  for (const size of [all.length, 1, 7]) {
    expect(pushed(new AmiParser(), all, size).slice(1).map(plain)).toEqual(want);
  }
});

test.each([
  { name: "gives its version", bytes: "Asterisk Call Manager/5.0.4\r\n", want: "5.0.4" },
  {
    name: "is one line with one line end, so the next message follows at once",
    bytes: "Asterisk Call Manager/1.3\r\nEvent: A\r\n\r\n",
    want: "1.3",
  },
  { name: "may end in LF", bytes: "Asterisk Call Manager/11.0.0\n", want: "11.0.0" },
  { name: "may have empty lines before it", bytes: "\r\n\nAsterisk Call Manager/11.0.0\r\n", want: "11.0.0" },
  {
    name: "may be followed by an empty line",
    bytes: "Asterisk Call Manager/2.10.6\r\n\r\nEvent: A\r\n\r\n",
    want: "2.10.6",
  },
])("AmiParser.push() a banner $name", ({ bytes, want }) => {
  for (const size of [100, 1]) {
    const [first, ...rest] = pushed(new AmiParser(), wire(bytes), size);
    expect(first?.kind === "banner" && first.version).toBe(want);
    expect(rest.every((message) => message.kind === "event")).toBe(true);
  }
});

test.each([
  { name: "HTTP", bytes: "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n", want: "HTTP/1.1 400 Bad Request" },
  { name: "SSH", bytes: "SSH-2.0-OpenSSH_9.2\r\n", want: "SSH-2.0-OpenSSH_9.2" },
  { name: "a line that never ends", bytes: "x".repeat(5_000), want: "x".repeat(200) },
  { name: "binary bytes", bytes: Uint8Array.of(0x15, 0x03, 0x01, 0x00, 0x02, 0x0a), want: "\x15\x03\x01\x00\x02" },
  { name: "a banner of something else", bytes: "Asterisk Call Managers\r\n", want: "Asterisk Call Managers" },
])("AmiParser.push() reports $name where the banner should be", ({ bytes, want }) => {
  for (const size of [10_000, 1]) {
    const [first] = pushed(new AmiParser(), wire(bytes), size);
    expect(first?.kind === "error" && [first.reason, first.text]).toEqual(["not_asterisk", want]);
  }
});

test("AmiParser.push() loses no message of a capture that begins after its banner", () => {
  expect(pushed(new AmiParser(), wire("Event: Hangup\r\n\r\n"), 5).map((message) => message.kind)).toEqual([
    "error",
    "event",
  ]);
});

test.each<{ name: string; bytes: string; options?: AmiParserOptions; want: (string | undefined)[] }>([
  {
    name: "after a whole message",
    bytes: `Event: A\r\n\r\n${banner}Response: Success\r\n\r\n`,
    want: ["11.0.0:0", "A", "11.0.0:0", "Success"],
  },
  {
    name: "after half a message",
    bytes: `Event: A\r\nX: 1\r\n${banner}Response: Success\r\n\r\n`,
    want: ["11.0.0:0", "11.0.0:16", "Success"],
  },
  {
    name: "in the middle of a line",
    bytes: `Event: A\r\nX: 1${banner}Response: Success\r\n\r\n`,
    want: ["11.0.0:0", "11.0.0:14", "Success"],
  },
  {
    name: "inside a Command's answer",
    bytes: `Response: Follows\r\na\n\nb\n${banner}Response: Success\r\n\r\n`,
    want: ["11.0.0:0", "11.0.0:24", "Success"],
  },
  {
    name: "twice in a row",
    bytes: `Event: A${banner}${banner}Response: Success\r\n\r\n`,
    want: ["11.0.0:0", "11.0.0:8", "11.0.0:0", "Success"],
  },
  { name: "but not in a value that reads so", bytes: `Event: A\r\nX: ${banner}Y: 1\r\n\r\n`, want: ["11.0.0:0", "A"] },
  {
    name: "but only where told to",
    bytes: `Event: A\r\nX: 1\r\n${banner}Z: 1\r\n\r\n`,
    options: {},
    want: ["11.0.0:0", "A"],
  },
])(
  "AmiParser.push() begins a new connection at a banner $name",
  ({ bytes, options = { bannerAnywhere: true }, want }) => {
    const all = wire(banner, bytes);
    for (const size of [all.length, 1, 5]) {
      const told = pushed(new AmiParser(options), all, size).map((message): string | undefined =>
        message.kind === "banner"
          ? `${message.version}:${message.droppedBytes}`
          : (message.event ?? message.get("Response")),
      );
      expect(told).toEqual(want);
    }
  },
);

test("AmiParser.reset() drops what is unfinished and expects a banner", () => {
  for (const unfinished of ["Event: Ghost\r\nX: 1", "Response: Follows\r\na\n\nb", "x".repeat(3_000)]) {
    const parser = new AmiParser({ maxMessageBytes: 2_000 });
    pushed(parser, wire(banner, unfinished), 9);
    parser.reset();
    expect(pushed(parser, wire(banner, "Event: Hangup\r\n\r\n"), 9).map(plain)).toEqual([
      { kind: "banner", entries: [], output: [] },
      hangup,
    ]);
  }
});

test.each([
  { name: "a message", bytes: `Event: A\r\nX: ${"x".repeat(2_000)}\r\n\r\nEvent: Hangup\r\n\r\n` },
  { name: "a line that goes on for long", bytes: `Event: A\r\nX: ${"x".repeat(300_000)}\r\n\r\nEvent: Hangup\r\n\r\n` },
  {
    name: "a Command's answer",
    bytes: `Response: Follows\r\n${"output\n\n".repeat(300)}--END COMMAND--\r\n\r\nEvent: Hangup\r\n\r\n`,
  },
  {
    name: "a block of a Command's answer",
    bytes: `Response: Follows\r\na\n\n${"output\n".repeat(300)}--END COMMAND--\r\n\r\nEvent: Hangup\r\n\r\n`,
  },
  {
    name: "the first block of a Command's answer",
    bytes: `Response: Follows\r\n${"output\n".repeat(300)}\nmore\n--END COMMAND--\r\n\r\nEvent: Hangup\r\n\r\n`,
  },
  {
    name: "a Command's answer without its marker",
    bytes: `Response: Follows\r\n${"output\n\n".repeat(300)}Event: Hangup\r\n\r\n`,
  },
])("AmiParser.push() reports $name that is too long, and reads the next", ({ bytes }) => {
  const all = wire(banner, bytes);
  for (const size of [all.length, 1_000, 64, 1]) {
    const [, fault, ...rest] = pushed(new AmiParser({ maxMessageBytes: 1_024 }), all, size);
    expect(fault?.kind === "error" && [fault.reason, fault.text]).toEqual(["too_long", bytes.slice(0, 200)]);
    expect(rest.map(plain)).toEqual([hangup]);
  }
});

test("AmiParser.push() takes a message of exactly the limit", () => {
  const head = "Event: A\r\nX: ";
  for (const [extra, kind] of [
    [0, "event"],
    [1, "error"],
  ] as const) {
    const all = wire(banner, `${head}${"x".repeat(1_024 - head.length - 2 + extra)}\r\n\r\n`);
    for (const size of [all.length, 1, 3])
      expect(pushed(new AmiParser({ maxMessageBytes: 1_024 }), all, size)[1]?.kind).toBe(kind);
  }
});

test("AmiParser.push() keeps nothing of the array it was given", () => {
  const bytes = wire(banner, "Event: A\r\nX: José\r\n\r\nEvent: B\r\nY: ");
  const parser = new AmiParser();
  const [, first] = parser.push(bytes);
  bytes.fill(0x5a);
  const [second] = parser.push(wire("1\r\n\r\n"));
  expect([first?.get("X"), second?.event, second?.get("Y")]).toEqual(["José", "B", "1"]);
});
