import { expect, test } from "bun:test";
import { type AmiMessage, AmiParser } from "./mod.ts";
import { wire } from "./parser_input.ts";

function only(text: string): AmiMessage {
  const [, message] = new AmiParser().push(wire("Asterisk Call Manager/11.0.0\r\n", text, "\r\n\r\n"));
  if (!message) throw new Error("The text is no message");
  return message;
}

const message = only(
  "Event: A\r\nUniqueid: 1\r\nX:  two \r\nUNIQUEID: 2\r\nno colon\r\na:b: c\r\nSituação: é\r\n: empty\r\n__proto__: p",
);

test.each([
  { name: "finds the first value", header: "Uniqueid", want: "1" },
  { name: "ignores case", header: "uniqueID", want: "1" },
  { name: "removes one space and no more", header: "x", want: " two " },
  { name: "is undefined for a header that is not there", header: "Queue", want: undefined },
  { name: "is undefined for a part of a name", header: "Unique", want: undefined },
  { name: "is undefined for what stands in a value", header: "two", want: undefined },
  { name: "is undefined for a name with a colon, which none has", header: "a:b", want: undefined },
  { name: "ends a name at its first colon", header: "a", want: "b: c" },
  { name: "finds the first line without a name", header: "", want: "no colon" },
  { name: "finds a name that is not ASCII", header: "Situação", want: "é" },
  { name: "finds it in other case", header: "SITUAÇÃO", want: "é" },
  { name: "finds __proto__", header: "__proto__", want: "p" },
  { name: "knows nothing of Object", header: "toString", want: undefined },
])("AmiMessage.get() $name", ({ header, want }) => {
  expect(message.get(header)).toBe(want);
});

test("AmiMessage.getAll() gives every value in order, whatever the case", () => {
  expect(message.getAll("uniqueid")).toEqual(["1", "2"]);
  expect(message.getAll("")).toEqual(["no colon", "empty"]);
  expect(message.getAll("SITUAÇÃO")).toEqual(["é"]);
  expect(message.getAll("Queue")).toEqual([]);
});

test("AmiMessage.event is the event's name, and undefined for what is none", () => {
  expect(message.event).toBe("A");
  expect(only("Event:B").event).toBe("B");
  expect(only("event: C").event).toBe("C");
  expect(only("Privilege: x\r\nEvent: D\r\nEvent: E").event).toBe("D");
  expect(only("Event: ").event).toBe("");
  expect(only("Response: Success\r\nEventList: start").event).toBeUndefined();
});

test("AmiMessage.actionId is the ActionID in any case, in events and answers", () => {
  expect(only("Response: Success\r\nActionID: 7").actionId).toBe("7");
  expect(only("Event: QueueMember\r\nactionid: 8").actionId).toBe("8");
  expect(only("Response: Follows\r\nActionID: 9\r\nActionID: no\n--END COMMAND--").actionId).toBe("9");
  expect(message.actionId).toBeUndefined();
});

test("AmiMessage.get() finds a header behind any number of others", () => {
  const long = only(`Response: Success\r\n${"Output: a\r\n".repeat(100_000)}Last: 1`);
  expect(long.get("Last")).toBe("1");
  expect(long.output.length).toBe(100_000);
  expect(message.get("X")).toBe(" two ");
});
