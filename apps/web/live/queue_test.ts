import { expect, test } from "bun:test";
import { effect } from "@preact/signals";
import {
  applyChange,
  asInterface,
  type Change,
  changeKey,
  faceOf,
  type MemberView,
  pbxId,
  type QueueTopicSnapshot,
  queueName,
  settledSettings,
  type TodayView,
  uniqueid,
  type WaitingView,
} from "@qmanager/core";
import fc from "fast-check";
import { LiveQueue } from "./queue.ts";

const queue = queueName("suporte");
const today: TodayView = {
  since: 0,
  offered: 0,
  answered: 0,
  abandoned: 0,
  timeout: 0,
  otherExits: 0,
  refused: 0,
  answeredWaitMs: 0,
  talkMs: 0,
  talks: 0,
  maxWaitMs: null,
  serviceLevel: null,
  formula: "F",
  thresholdMs: 60_000,
  missed: [],
};

const member = (phone: string, view: Partial<MemberView> = {}): MemberView => ({
  queue,
  interface: asInterface(phone),
  name: phone,
  membership: "dynamic",
  penalty: 0,
  state: "free",
  since: 0,
  paused: false,
  pauseReason: null,
  call: null,
  wrapupUntil: null,
  lastTalkMs: null,
  loginAt: null,
  ...view,
});

const caller = (id: string, position: number): WaitingView => ({
  queue,
  uniqueid: uniqueid(id),
  linkedid: null,
  number: null,
  name: null,
  position,
  enteredAt: position,
  offeredTo: [],
});

const snapshotOf = (members: MemberView[], waiting: WaitingView[] = []): QueueTopicSnapshot => ({
  pbx: pbxId("matriz"),
  queue,
  strategy: "rrmemory",
  maxWaiting: 0,
  face: faceOf(settledSettings()),
  members,
  waiting,
  today,
  quarters: [],
  waitingTrend: { from: 0, stepMs: 15_000, counts: [] },
  news: [],
});

/** What the page would show. */
const shown = (live: LiveQueue) => ({
  strategy: live.strategy.value,
  maxWaiting: live.maxWaiting.value,
  members: live.members.value.map((each) => each.view.value),
  waiting: live.waiting.value,
  today: live.today.value,
});

test("LiveQueue orders members by penalty, then name, with figures in names as figures", () => {
  const live = new LiveQueue(
    snapshotOf([
      member("PJSIP/4", { penalty: 1, name: "Ana" }),
      member("PJSIP/3", { name: "ramal 10" }),
      member("PJSIP/2", { name: "Ramal 9" }),
      member("PJSIP/1", { penalty: null, name: "bia" }),
    ]),
  );
  expect(shown(live).members.map((each) => each.name)).toEqual(["bia", "Ramal 9", "ramal 10", "Ana"]);
});

test("LiveQueue.change() keeps the box of a member whose state changes, and its place", () => {
  const live = new LiveQueue(snapshotOf([member("PJSIP/1"), member("PJSIP/2")]));
  const [boxes, first] = [live.members.value, live.members.value[0]];
  live.change([{ kind: "member", queue, member: member("pjsip/1", { name: "PJSIP/1", state: "ringing" }) }]);
  expect(live.members.value).toBe(boxes);
  expect(first?.view.value.state).toBe("ringing");
});

test("LiveQueue.change() moves a member whose penalty changes, adds and removes whatever the case of the interface", () => {
  const live = new LiveQueue(snapshotOf([member("PJSIP/1"), member("PJSIP/2")]));
  live.change([{ kind: "member", queue, member: member("PJSIP/1", { penalty: 3 }) }]);
  live.change([{ kind: "member", queue, member: member("PJSIP/3", { penalty: 1 }) }]);
  expect(shown(live).members.map((each) => each.interface)).toEqual(["PJSIP/2", "PJSIP/3", "PJSIP/1"].map(asInterface));
  live.change([{ kind: "member_removed", queue, interface: asInterface("pjsip/2") }]);
  live.change([{ kind: "member_removed", queue, interface: asInterface("PJSIP/9") }]);
  expect(shown(live).members.map((each) => each.interface)).toEqual(["PJSIP/3", "PJSIP/1"].map(asInterface));
});

test("LiveQueue.change() keeps the waiting list in line", () => {
  const live = new LiveQueue(snapshotOf([], [caller("b", 2), caller("a", 1)]));
  live.change([{ kind: "waiting", queue, caller: caller("c", 3) }]);
  live.change([{ kind: "waiting_removed", queue, uniqueid: uniqueid("a") }]);
  live.change([{ kind: "waiting", queue, caller: { ...caller("c", 1), offeredTo: [asInterface("PJSIP/1")] } }]);
  live.change([{ kind: "waiting_removed", queue, uniqueid: uniqueid("z") }]);
  expect(live.waiting.value.map((each) => [each.uniqueid, each.position])).toEqual([
    [uniqueid("c"), 1],
    [uniqueid("b"), 2],
  ]);
});

test("LiveQueue.retake() keeps the boxes of those who stayed", () => {
  const live = new LiveQueue(snapshotOf([member("PJSIP/1"), member("PJSIP/2")]));
  const stays = live.members.value[1];
  live.retake(snapshotOf([member("PJSIP/2", { state: "busy" }), member("PJSIP/3")], [caller("a", 1)]));
  expect(live.members.value[0]).toBe(stays);
  expect(shown(live)).toEqual(
    shown(new LiveQueue(snapshotOf([member("PJSIP/2", { state: "busy" }), member("PJSIP/3")], [caller("a", 1)]))),
  );
});

const phone = fc.constantFrom("PJSIP/1", "pjsip/1", "SIP/2", "Local/3@from-queue/n");
const someMember = fc
  .record({
    phone,
    penalty: fc.constantFrom(null, 0, 1, 2),
    name: fc.constantFrom(null, "Ana", "Bia", "<img onerror>", "王小明"),
    state: fc.constantFrom("free", "busy", "ringing"),
  })
  .map(({ phone, ...view }) => member(phone, view));
const someCaller = fc
  .record({ id: fc.constantFrom("1.1", "1.2", "1.3"), position: fc.integer({ min: 1, max: 9 }) })
  .map(({ id, position }) => caller(id, position));
const someChange: fc.Arbitrary<Change> = fc.oneof(
  someMember.map((each): Change => ({ kind: "member", queue, member: each })),
  phone.map((each): Change => ({ kind: "member_removed", queue, interface: asInterface(each) })),
  someCaller.map((each): Change => ({ kind: "waiting", queue, caller: each })),
  someCaller.map((each): Change => ({ kind: "waiting_removed", queue, uniqueid: each.uniqueid })),
  fc.nat(9).map((answered): Change => ({ kind: "today", queue, today: { ...today, answered } })),
  fc.nat(9).map((maxWaiting): Change => ({ kind: "queue", queue, strategy: null, maxWaiting })),
);

test("LiveQueue.change() shows what the view of the stream holds, one by one, at once, and merged by key", () => {
  fc.assert(
    fc.property(fc.array(someChange), (changes) => {
      const view = changes.reduce(applyChange, snapshotOf([]));
      const merged = [...new Map(changes.map((each) => [changeKey(each), each])).values()];
      const [stepwise, atOnce, short] = [1, 2, 3].map(() => new LiveQueue(snapshotOf([])));
      for (const change of changes) stepwise?.change([change]);
      atOnce?.change(changes);
      short?.change(merged);
      for (const live of [stepwise, atOnce, short]) expect(live && shown(live)).toEqual(shown(new LiveQueue(view)));
    }),
  );
});

test("LiveQueue.change() tells only those whom a change concerns", () => {
  const live = new LiveQueue(snapshotOf([member("PJSIP/1"), member("PJSIP/2")], [caller("a", 1)]));
  const told: string[] = [];
  const watch = (name: string, what: { value: unknown }) =>
    effect(() => {
      void what.value;
      told.push(name);
    });
  watch("waiting", live.waiting);
  watch("today", live.today);
  watch("members", live.members);
  for (const each of live.members.value) watch(each.key, each.view);
  told.length = 0;
  live.change([{ kind: "member", queue, member: member("PJSIP/2", { state: "busy" }) }]);
  expect(told).toEqual(["pjsip/2"]);
  live.change([{ kind: "waiting_removed", queue, uniqueid: uniqueid("a") }]);
  expect(told).toEqual(["pjsip/2", "waiting"]);
});

test("LiveQueue.retake() forgets all that was before the snapshot", () => {
  fc.assert(
    fc.property(
      fc.array(someChange),
      fc.uniqueArray(someMember, { selector: (each) => each.interface.toLowerCase() }),
      (changes, members) => {
        const live = new LiveQueue(snapshotOf([]));
        live.change(changes);
        live.retake(snapshotOf(members));
        expect(shown(live)).toEqual(shown(new LiveQueue(snapshotOf(members))));
      },
    ),
  );
});
