import { expect, test } from "bun:test";
import { asInterface, type MemberPlace, queueName, unknownMember } from "@qmanager/core";
import { ownPhone } from "./own_phone.ts";

/** Phones that are members, each by its interface and perhaps the device whose state it shows. */
const members = (...phones: [name: string, stateInterface?: string][]): MemberPlace[][] =>
  phones.map(([name, stateInterface = null]) => [
    { queue: queueName("q"), state: "free", facts: { ...unknownMember(asInterface(name)), stateInterface } },
  ]);

test.each([
  { name: "takes a phone as it was written", typed: "SIP/1005", phones: members(["PJSIP/1001"]), want: "SIP/1005" },
  {
    name: "finds the member of that number",
    typed: "1002",
    phones: members(["PJSIP/1001"], ["IAX2/1002"]),
    want: "IAX2/1002",
  },
  {
    name: "takes the technology that most members have",
    ...{ typed: "1005", phones: members(["SIP/1001"], ["PJSIP/1002"], ["PJSIP/1003"]), want: "PJSIP/1005" },
  },
  {
    name: "prefers a phone to a Local channel, however many there are",
    ...{ typed: "1005", phones: members(["Local/1@a/n"], ["Local/2@a/n"], ["SIP/1003"]), want: "SIP/1005" },
  },
  {
    name: "takes the device behind a Local channel where the queue knows it",
    ...{ typed: "1005", phones: members(["Local/1001@from-queue/n", "SIP/1001"]), want: "SIP/1005" },
  },
  {
    name: "dials as members are dialled where all are behind Local channels",
    ...{
      typed: "1005",
      phones: members(["Local/1001@from-queue/n", "hint:1001@ext-local"]),
      want: "Local/1005@from-queue/n",
    },
  },
  { name: "knows none where nobody is a member", typed: "1005", phones: [], want: null },
])("ownPhone() $name", ({ typed, phones, want }) => {
  expect<string | null>(ownPhone(typed, phones)).toBe(want);
});
