/** Cases that no recording has. */
import { expect, test } from "bun:test";
import type { Call } from "./call.ts";
import { CallFold } from "./call_fold.ts";
import type { CallCentreEvent, ListedChannel } from "./event.ts";
import { type Linkedid, linkedid, pbxId, queueName, uniqueid } from "./ids.ts";

const pbx = pbxId("main");
const one = linkedid("1795338688.1");

interface Of {
  linkedid?: Linkedid | null;
  exten?: string;
  number?: string | null;
}
const channel = (id: number, name: string, of: Of = {}) => ({
  ...{ uniqueid: uniqueid(`1795338688.${id}`), linkedid: of.linkedid === undefined ? one : of.linkedid, channel: name },
  ...{ number: of.number ?? null, name: null, context: "c", exten: of.exten ?? "s" },
});
type Channel = ReturnType<typeof channel>;
const created = (at: number, of: Channel): CallCentreEvent => ({ type: "channel_created", pbx, at, ...of, state: 0 });
const gone = (at: number, of: Channel, cause = 16): CallCentreEvent => ({
  type: "channel_hung_up",
  pbx,
  at,
  ...of,
  cause,
});
const dialled = (at: number, from: Channel, to: Channel): CallCentreEvent => ({
  ...{ type: "dial_began", pbx, at, uniqueid: from.uniqueid, linkedid: from.linkedid },
  ...{ destUniqueid: to.uniqueid, destChannel: to.channel },
});
const answered = (at: number, from: Channel, to: Channel): CallCentreEvent[] => [
  { type: "channel_state", pbx, at, uniqueid: to.uniqueid, linkedid: to.linkedid, state: 6 },
  { type: "dial_ended", pbx, at, uniqueid: from.uniqueid, destUniqueid: to.uniqueid, status: "ANSWER" },
  ...[from, to].map((each): CallCentreEvent => entered(at, each)),
];
const entered = (at: number, of: Channel): CallCentreEvent => ({
  ...{ type: "bridge_entered", pbx, at, bridgeId: "b", swapUniqueid: null },
  ...{ uniqueid: of.uniqueid, linkedid: of.linkedid, channel: of.channel },
});
const connected = (at: number): CallCentreEvent => ({ type: "connected", pbx, at, amiVersion: null });
const listed = (at: number, ...channels: (Channel & Partial<ListedChannel>)[]): CallCentreEvent => ({
  ...{ type: "channels_listed", pbx, at },
  channels: channels.map((each) => ({
    ...{
      state: 6,
      application: null,
      data: null,
      bridgeId: "b",
      connectedNumber: null,
      connectedName: null,
      ageMs: 60_000,
    },
    ...each,
  })),
});

/** The last that is told of each call. */
function told(fold: CallFold, ...events: CallCentreEvent[]): Call[] {
  const calls = new Map<string, Call>();
  for (const event of events) for (const call of fold.apply(event)) calls.set(call.linkedid, call);
  return [...calls.values()];
}

const phone = channel(1, "PJSIP/1001-00000001", { number: "1001", exten: "011955550100" });
const world = channel(2, "PJSIP/trunk-00000002");

test("CallFold takes the uniqueid for the linkedid where Asterisk tells none", () => {
  const alone = channel(1, "SIP/trunk-00000001", { linkedid: null, number: "11987650001", exten: "4000" });
  const rings: CallCentreEvent = {
    type: "channel_state",
    pbx,
    at: 1_001,
    uniqueid: alone.uniqueid,
    linkedid: null,
    state: 4,
  };
  const [call] = told(new CallFold(pbx), created(1_000, alone), rings, gone(3_000, alone));
  expect(call).toMatchObject({
    linkedid: one,
    uniqueid: one,
    direction: "in",
    did: "4000",
    beganAt: 1_000,
    endedAt: 3_000,
  });
});

test("CallFold gives no direction to a channel of which nothing tells who called whom, as up to Asterisk 11", () => {
  const alone = channel(1, "SIP/trunk-00000001", { linkedid: null });
  expect(told(new CallFold(pbx), created(1_000, alone), gone(3_000, alone))).toMatchObject([{ direction: null }]);
});

test("CallFold knows a trunk of a driver that numbers its channels in its own way", () => {
  const khomp = channel(1, "Khomp/B0C1-12.0", { number: "11987650001", exten: "4000" });
  const [call] = told(new CallFold(pbx), created(0, khomp), gone(1_000, khomp));
  expect(call).toMatchObject({ direction: "in", trunk: "Khomp/B0C1" });
});

test("CallFold tells of the ends of calls during an outage, and not when they ended nor how long they were", () => {
  const fold = new CallFold(pbx);
  const before = [connected(0), created(1_000, phone), created(1_010, world), dialled(1_020, phone, world)];
  const [call] = told(fold, ...before, ...answered(4_000, phone, world), connected(20_000), listed(21_000));
  expect(call).toMatchObject({ open: false, answered: true, talkMs: null, endedAt: null });
  expect(call?.notes.toSorted()).toEqual(["away_meanwhile", "ended_unseen"]);
  expect(call?.steps).toEqual([]);
  expect(fold.remembered).toBe(0);
});

test("CallFold measures a talk over an outage, if the same two still stand in the same bridge", () => {
  const before = [connected(0), created(1_000, phone), created(1_010, world), dialled(1_020, phone, world)];
  const ends = [gone(30_000, world), gone(30_000, phone)];
  const talk = [...before, ...answered(4_000, phone, world), connected(20_000)];
  const [same] = told(new CallFold(pbx), ...talk, listed(20_500, phone, world), ...ends);
  expect(same).toMatchObject({ talkMs: 26_000, notes: ["away_meanwhile"], legs: [{ talkMs: 26_000, holdMs: null }] });
  const elsewhere = [phone, world].map((each) => ({ ...each, bridgeId: "c" }));
  const [other] = told(new CallFold(pbx), ...talk, listed(20_500, ...elsewhere), ...ends);
  expect(other).toMatchObject({ talkMs: null, answered: true, legs: [{ talkMs: null, holdMs: null }] });
});

test("CallFold believes its events rather than a list that may be older", () => {
  const fold = new CallFold(pbx);
  const start = [connected(0), created(1_000, phone), created(1_010, world), dialled(1_020, phone, world)];
  const left = [phone, world].map(
    ({ uniqueid }): CallCentreEvent => ({ type: "bridge_left", pbx, at: 9_000, bridgeId: "b", uniqueid }),
  );
  const list = listed(9_100, phone, world);
  const [call] = told(
    fold,
    ...[...start, ...answered(4_000, phone, world), ...left, list, gone(9_200, world), gone(9_200, phone)],
    // its list was on the way when they were gone
    listed(9_300, phone, world),
  );
  expect(call).toMatchObject({ open: false, talkMs: 5_000, endedAt: 9_200 });
  expect(fold.remembered).toBe(0);
});

test("CallFold finds a call that was up before it connected, whoever is listed first", () => {
  const fold = new CallFold(pbx);
  const events = [connected(100_000), listed(100_500, world, phone), gone(110_000, world), gone(110_000, phone)];
  const [call] = told(fold, ...events);
  expect(call).toMatchObject({ uniqueid: phone.uniqueid, direction: "out", beganAt: 40_500, endedAt: 110_000 });
  expect(call).toMatchObject({
    answered: true,
    talkMs: null,
    interfaces: ["PJSIP/1001"],
    notes: ["began_before_connection"],
  });
});

test("CallFold tells no number dialled of a call that stood in a queue when it connected", () => {
  const waiting = { ...channel(1, "PJSIP/trunk-00000001", { number: "11987650001", exten: "600" }), bridgeId: null };
  const moved: CallCentreEvent = {
    ...{ type: "channel_moved", pbx, at: 101_000, ...waiting, exten: "700", application: "Playback", data: null },
  };
  const events = [connected(100_000), listed(100_500, { ...waiting, application: "Queue", data: "suporte,t" })];
  const [call] = told(new CallFold(pbx), ...events, moved, gone(110_000, waiting));
  expect(call).toMatchObject({ direction: "in", did: null, queues: ["suporte"], answered: false });
});

test("CallFold tells once that two talk, and again who comes to talk and which queue comes after", () => {
  const other = channel(3, "PJSIP/1002-00000003", { number: "1002" });
  const caller = channel(1, "PJSIP/trunk-00000001", { number: "11987650001", exten: "4000" });
  const agent = channel(2, "PJSIP/1001-00000002", { number: "1001" });
  const fold = new CallFold(pbx);
  const begun = [created(0, caller), created(0, agent), created(0, other)];
  expect(begun.flatMap((event) => fold.apply(event))).toEqual([]);
  const talking = answered(1_000, caller, agent).flatMap((event) => fold.apply(event));
  expect(talking).toMatchObject([{ open: true, answered: true, talkMs: null, interfaces: ["PJSIP/1001"] }]);
  expect(fold.apply(entered(2_000, other))).toMatchObject([{ interfaces: ["PJSIP/1001", "PJSIP/1002"] }]);
  const joins: CallCentreEvent = {
    type: "caller_joined",
    pbx,
    at: 3_000,
    ...caller,
    queue: queueName("vendas"),
    position: 1,
  };
  expect(fold.apply(joins)).toMatchObject([{ open: true, queues: ["vendas"] }]);
});

test("CallFold counts two conversations of a call at once as one", () => {
  const third = channel(3, "PJSIP/1002-00000003", { number: "1002" });
  const fold = new CallFold(pbx);
  const [call] = told(
    fold,
    ...[created(0, phone), created(0, world), created(0, third), dialled(0, phone, world)],
    ...answered(1_000, phone, world),
    entered(2_000, third),
    ...[gone(5_000, third), gone(6_000, world), gone(7_000, phone)],
  );
  expect(call?.talkMs).toBe(5_000);
  expect(call?.legs).toHaveLength(1);
  expect(call?.legs[0]).toMatchObject({ interface: "PJSIP/1001", direction: "out", talkMs: 5_000 });
});

test("CallFold forgets its calls when Asterisk died, and says so", () => {
  const fold = new CallFold(pbx);
  const [call] = told(fold, created(0, phone), { type: "asterisk_started", pbx, at: 5_000 });
  expect(call).toMatchObject({ open: false, endedAt: null, notes: ["asterisk_died"] });
  expect(fold.remembered).toBe(0);
});
