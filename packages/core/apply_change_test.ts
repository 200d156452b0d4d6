import { expect, test } from "bun:test";
import { applyChange, emptyQueueView } from "./apply_change.ts";
import { asInterface, pbxId, queueName, uniqueid } from "./ids.ts";
import type { MemberView, WaitingView } from "./live_view.ts";

const queue = queueName("suporte");
const empty = emptyQueueView(pbxId("main"), queue);
const member = (name: string, penalty: number): MemberView => ({
  ...{ queue, interface: asInterface(name), name: null, membership: null, penalty, state: "free", since: null },
  ...{ paused: false, pauseReason: null, call: null, wrapupUntil: null, lastTalkMs: null, loginAt: null },
});
const caller = (id: string, position: number): WaitingView => ({
  ...{ queue, uniqueid: uniqueid(id), linkedid: null, number: null, name: null, position, enteredAt: 0, offeredTo: [] },
});

test("applyChange() puts a member in the place of the same one, whatever the case of its interface", () => {
  const one = applyChange(empty, { kind: "member", queue, member: member("SIP/1002", 1) });
  const two = applyChange(one, { kind: "member", queue, member: member("SIP/1001", 1) });
  const three = applyChange(two, { kind: "member", queue, member: member("sip/1002", 5) });
  expect(three.members.map((each) => `${each.interface} ${each.penalty}`)).toEqual(["SIP/1001 1", "sip/1002 5"]);
  const rest = applyChange(three, { kind: "member_removed", queue, interface: asInterface("Sip/1001") });
  expect(rest.members).toHaveLength(1);
});

test("applyChange() keeps callers in their order", () => {
  const one = applyChange(empty, { kind: "waiting", queue, caller: caller("b", 2) });
  const two = applyChange(one, { kind: "waiting", queue, caller: caller("a", 1) });
  expect(two.waiting.map((each) => each.uniqueid)).toEqual([uniqueid("a"), uniqueid("b")]);
  expect(one.waiting).toHaveLength(1);
});

test("applyChange() empties a queue that is gone, and leaves another queue's view as it is", () => {
  const one = applyChange(empty, { kind: "member", queue, member: member("SIP/1002", 1) });
  expect(applyChange(one, { kind: "queue_removed", queue })).toEqual(empty);
  expect(applyChange(one, { kind: "queue_removed", queue: queueName("vendas") })).toBe(one);
});
