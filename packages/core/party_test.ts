import { expect, test } from "bun:test";
import { asInterface } from "./ids.ts";
import { directionOf, partyKind } from "./party.ts";

test.each([
  { name: "an endpoint whose number is its name", device: "PJSIP/ana", number: "ana", want: "phone" },
  { name: "an endpoint named like an extension", device: "SIP/1001", number: "Ana", want: "phone" },
  {
    name: "a member's device, whatever its name",
    device: "PJSIP/ana",
    number: "11987650001",
    isMembers: true,
    want: "phone",
  },
  { name: "a caller with a number of the world", device: "PJSIP/provider", number: "(11) 98765-0001", want: "trunk" },
  { name: "a caller who hides his number", device: "DAHDI/i1/1130304040", number: null, want: "trunk" },
  { name: "an endpoint with a short number that is not its name", device: "PJSIP/ana", number: "1001", want: null },
  { name: "a Local channel", device: "Local/1001@from-queue", number: "1001", want: null },
  { name: "a channel whose name tells nothing", device: null, number: "11987650001", want: null },
])("partyKind() of $name is $want", ({ device, number, isMembers = false, want }) => {
  expect(partyKind({ device: device === null ? null : asInterface(device), number, isMembers })).toBe(want as never);
});

const phone = { kind: "phone", dialledBy: null } as const;
const rung = { kind: "phone", dialledBy: "channel" } as const;
const caller = { kind: "trunk", dialledBy: null } as const;
const called = { kind: "trunk", dialledBy: "channel" } as const;
const unknown = { kind: null, dialledBy: "channel" } as const;

test.each([
  { name: "that a trunk began, also where it goes out again", parties: [caller, rung, called], want: "in" },
  { name: "of a phone that dials a trunk", parties: [phone, called], want: "out" },
  {
    name: "of a phone that the PBX rang for it",
    parties: [{ ...phone, dialledBy: "asterisk" } as const, called],
    want: "out",
  },
  {
    name: "that the PBX itself placed to the world",
    parties: [{ ...called, dialledBy: "asterisk" } as const, rung],
    want: "out",
  },
  { name: "between phones", parties: [phone, rung], want: "internal" },
  { name: "of a phone with the PBX alone", parties: [phone], want: "internal" },
  { name: "of a phone with a caller from outside who was put through to it", parties: [phone, caller], want: null },
  { name: "of a phone and somebody unknown", parties: [phone, unknown], want: null },
  { name: "of somebody unknown", parties: [{ ...unknown, dialledBy: null }, rung], want: null },
  { name: "of a phone that the PBX rang in vain", parties: [{ ...phone, dialledBy: "asterisk" } as const], want: null },
  { name: "of which only the phone rung is no Local channel", parties: [rung], want: null },
  { name: "of nobody", parties: [], want: null },
])("directionOf() a call $name is $want", ({ parties, want }) => {
  expect(directionOf(parties)).toBe(want as never);
});
