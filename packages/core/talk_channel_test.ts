import { expect, test } from "bun:test";
import type { CallerNow } from "./caller_book.ts";
import { asInterface, linkedid, queueName, uniqueid } from "./ids.ts";
import { unknownMember } from "./member_state.ts";
import type { Offer } from "./offer.ts";
import { talkChannel } from "./talk_channel.ts";

const place = (name: string, stateInterface: string | null = null) => ({
  ...{ queue: queueName("sales"), state: "busy" as const },
  facts: { ...unknownMember(asInterface(name)), stateInterface },
});

/** A talk of the caller `caller`, of the call `call`, rung on `ring`. */
const talk = (...channels: string[]): Offer => ({
  ...{ queue: queueName("sales"), uniqueid: uniqueid("caller"), linkedid: linkedid("call"), interface: null },
  ...{ memberName: null, ringUniqueid: uniqueid("ring"), phase: "talking", calledAt: 0, pickedUpAt: 1 },
  ...{ wasThere: false, connectedAt: 2, channels: new Set(channels.map(uniqueid)) },
});

/** Channels: id, call, name. */
const channels = (...all: [id: string, call: string, name: string][]) =>
  all.map(([id, call, name]): [ReturnType<typeof uniqueid>, CallerNow] => [
    uniqueid(id),
    { linkedid: linkedid(call), channel: name, number: null, name: null },
  ]);

const caller: [string, string, string] = ["caller", "call", "PJSIP/trunk-01"];

test.each([
  {
    name: "is that which the queue rang, though the phone has another",
    place: place("PJSIP/1001"),
    talk: talk("ring"),
    channels: channels(["held", "other", "PJSIP/1001-01"], ["ring", "call", "PJSIP/1001-02"], caller),
    want: "PJSIP/1001-02",
  },
  {
    name: "is that of the phone, in a call that no queue gave",
    place: place("SIP/1001"),
    talk: null,
    channels: channels(["a", "other", "SIP/1002-01"], ["b", "other", "SIP/1001-02"]),
    want: "SIP/1001-02",
  },
  {
    name: "is the phone that was connected behind a Local channel",
    place: place("Local/1021@desk/n", "hint:1021@hints"),
    talk: talk("ring", "phone"),
    channels: channels(caller, ["ring", "call", "Local/1021@desk-01;1"], ["phone", "call", "SIP/mobile-03"]),
    want: "SIP/mobile-03",
  },
  {
    name: "is the phone of the Local channel's extension, when nobody saw it connected",
    place: place("Local/1021@desk/n", "hint:1021@hints"),
    talk: talk("ring"),
    channels: channels(
      caller,
      ["x", "call", "SIP/1022-01"],
      ["phone", "call", "SIP/1021-03"],
      ["y", "call", "SIP/1023-01"],
    ),
    want: "SIP/1021-03",
  },
  {
    name: "is another channel of the call behind a Local one, when nothing else is known, and never the caller's",
    place: place("Local/1021@desk/n"),
    talk: talk("ring"),
    channels: channels(["ring", "call", "Local/1021@desk-01;1"], ["phone", "call", "SIP/mobile-03"], caller),
    want: "SIP/mobile-03",
  },
  {
    name: "is the extension's phone, behind a Local channel in a call that no queue gave",
    place: place("Local/1021@desk/n", "hint:1021@hints"),
    talk: null,
    channels: channels(["a", "other", "SIP/1022-01"], ["b", "other", "SIP/1021-02"]),
    want: "SIP/1021-02",
  },
  {
    name: "is none when only the caller and others are there",
    place: place("PJSIP/1001"),
    talk: talk("ring"),
    channels: channels(caller, ["x", "call", "PJSIP/1002-01"]),
    want: null,
  },
])("talkChannel() $name", ({ place, talk, channels, want }) => {
  expect(talkChannel(place, talk, channels)).toBe(want);
});
