import { expect, test } from "bun:test";
import { asInterface } from "./ids.ts";
import { type MemberSituation, memberState, mergeMember, statusOfDevice, unknownMember } from "./member_state.ts";

const idle: MemberSituation = {
  interface: asInterface("PJSIP/1001"),
  stateInterface: "PJSIP/1001",
  status: 1,
  paused: false,
  inCall: false,
  phase: null,
};
const local = { interface: asInterface("Local/1001@from-queue/n") };

test.each<[string, Partial<MemberSituation>, ReturnType<typeof memberState>]>([
  ["a free phone", {}, "free"],
  ["an unregistered phone, even in a call", { status: 5, phase: "talking" }, "unregistered"],
  ["an invalid device", { status: 4, paused: true }, "unregistered"],
  ["a talk given by the queue, whatever the phone says", { phase: "talking" }, "busy"],
  ["a call that the queue says he is in", { inCall: true }, "busy"],
  ["a phone in use", { status: 2, paused: true }, "busy"],
  ["a busy phone", { status: 3 }, "busy"],
  ["a phone in use that rings too", { status: 7 }, "busy"],
  ["a call on hold", { status: 8 }, "busy"],
  ["a ringing phone", { status: 6, paused: true }, "ringing"],
  ["a ring given by the queue", { phase: "ringing", paused: true }, "ringing"],
  ["a pause", { paused: true }, "paused"],
  ["a pause of an unknown phone", { paused: true, status: 0 }, "paused"],
  ["an unknown phone", { status: 0 }, "unknown"],
  ["a phone of which nothing was said", { status: null }, "unknown"],
  ["a Local member without a state interface", { ...local, stateInterface: null, status: 0 }, "free"],
  [
    "a Local member that is its own state interface",
    { ...local, stateInterface: "local/1001@from-queue/N", status: 0 },
    "free",
  ],
  ["a Local member with a hint nobody knows", { ...local, stateInterface: "hint:1001@ext", status: 0 }, "unknown"],
])("memberState() of %s", (_, more, want) => {
  expect(memberState({ ...idle, ...more })).toBe(want);
});

test("statusOfDevice() reads Asterisk's words, and none of its own", () => {
  expect(["NOT_INUSE", "RINGINUSE", "ONHOLD", "UNKNOWN"].map(statusOfDevice)).toEqual([1, 7, 8, 0]);
  expect(statusOfDevice("not_inuse")).toBeNull();
});

test("mergeMember() keeps what the source does not know", () => {
  const known = { ...unknownMember(idle.interface), penalty: 3, status: 2, paused: true, pauseReason: "Almoço" };
  expect(mergeMember(known, { status: 1 })).toEqual({ ...known, status: 1 });
  expect(mergeMember(known, { paused: false })).toMatchObject({ paused: false, pauseReason: null });
});

test("mergeMember() returns what is known itself when nothing is new", () => {
  const known = { ...unknownMember(local.interface), status: 1, name: "Ana" };
  expect(mergeMember(known, { ...known, status: 1, penalty: null })).toBe(known);
  expect(mergeMember(known, { status: 2 })).not.toBe(known);
});
