import { expect, test } from "bun:test";
import { type AmiAction, AmiActionError, formatAction } from "./mod.ts";

test.each<{ name: string; action: AmiAction; id?: string; want: string }>([
  {
    name: "puts Action and ActionID first",
    action: { Queue: "a", Action: "QueueStatus" },
    id: "1",
    want: "Action: QueueStatus\r\nActionID: 1\r\nQueue: a\r\n\r\n",
  },
  {
    name: "writes numbers and booleans",
    action: { Action: "QueuePause", Penalty: 2, Paused: true },
    want: "Action: QueuePause\r\nPenalty: 2\r\nPaused: true\r\n\r\n",
  },
  {
    name: "leaves out what is undefined and keeps what is empty",
    action: { Action: "A", Queue: undefined, Reason: "" },
    want: "Action: A\r\nReason: \r\n\r\n",
  },
  {
    name: "writes a line for each of a list",
    action: { Action: "Originate", Variable: ["a=1", "b=2"] },
    want: "Action: Originate\r\nVariable: a=1\r\nVariable: b=2\r\n\r\n",
  },
  {
    name: "writes a line for each of a record",
    action: { Action: "Originate", Variable: { a: "1", b: "x,y" } },
    want: "Action: Originate\r\nVariable: a=1\r\nVariable: b=x,y\r\n\r\n",
  },
  {
    name: "keeps spaces and the four characters \\r\\n",
    action: { Action: "A", X: " a\\r\\n " },
    want: "Action: A\r\nX:  a\\r\\n \r\n\r\n",
  },
  {
    name: "takes a line of 1,022 bytes",
    action: { Action: "A", X: "x".repeat(1_019) },
    want: `Action: A\r\nX: ${"x".repeat(1_019)}\r\n\r\n`,
  },
])("formatAction() $name", ({ action, id, want }) => {
  expect(formatAction(action, id)).toBe(want);
});

test.each<{ name: string; action: AmiAction; header: string; id?: string }>([
  { name: "a line break in a value", action: { Action: "A", X: "a\r\nAction: Originate" }, header: "X" },
  { name: "a line feed alone", action: { Action: "A", X: "a\nb" }, header: "X" },
  { name: "a carriage return alone", action: { Action: "A", X: "a\rb" }, header: "X" },
  { name: "a NUL", action: { Action: "A", X: "a\0b" }, header: "X" },
  { name: "a line break in one of a list", action: { Action: "A", Variable: ["a=1", "b=\n"] }, header: "Variable" },
  { name: "a line break in a record's key", action: { Action: "A", Variable: { "a\r\nX": "1" } }, header: "Variable" },
  { name: "a line break in a name", action: { Action: "A", "X\r\nY": "1" }, header: "X\r\nY" },
  { name: "a colon in a name", action: { Action: "A", "X:Y": "1" }, header: "X:Y" },
  { name: "an empty name", action: { Action: "A", "": "1" }, header: "" },
  { name: "a line break in the action", action: { Action: "A\r\n\r\nAction: B" }, header: "Action" },
  { name: "a line break in the id", action: { Action: "A" }, id: "1\n", header: "ActionID" },
  { name: "a second id", action: { Action: "A", actionid: "2" }, id: "1", header: "actionid" },
  { name: "a line of 1,023 bytes", action: { Action: "A", X: "x".repeat(1_020) }, header: "X" },
  { name: "a line of 1,023 bytes in fewer characters", action: { Action: "A", X: "é".repeat(510) }, header: "X" },
  {
    name: "a 129th header",
    action: { Action: "A", Variable: Array.from({ length: 128 }, (_, n) => `v${n}=1`) },
    header: "A",
  },
])("formatAction() refuses $name", ({ action, id, header }) => {
  const refused = (): string => formatAction(action, id);
  expect(refused).toThrow(AmiActionError);
  try {
    refused();
  } catch (error) {
    expect((error as AmiActionError).header).toBe(header);
  }
});

test("formatAction() takes 128 headers", () => {
  const variables = Array.from({ length: 127 }, (_, n) => `v${n}=1`);
  expect(formatAction({ Action: "A", Variable: variables }).split("\r\n").length).toBe(130);
});
