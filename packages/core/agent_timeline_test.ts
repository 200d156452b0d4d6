import { describe, expect, test } from "bun:test";
import { type AgentInterval, compareIntervals } from "./agent_interval.ts";
import { AgentTimeline } from "./agent_timeline.ts";
import type { CallCentreEvent, Member } from "./event.ts";
import { asInterface, type Interface, pbxId, queueName, uniqueid } from "./ids.ts";
import { unknownMember } from "./member_state.ts";

const pbx = pbxId("main");
const suporte = queueName("suporte");
const ana = asInterface("PJSIP/1001");

type Told<Type extends CallCentreEvent["type"]> = Omit<Extract<CallCentreEvent, { type: Type }>, "pbx" | "type" | "at">;

/** Feeds a timeline at whole seconds of a small clock; its intervals in words: `session suporte 1..5`. */
function start() {
  const timeline = new AgentTimeline(pbx);
  const closed: AgentInterval[] = [];
  const at = <Type extends CallCentreEvent["type"]>(second: number, type: Type, told: Told<Type>) =>
    closed.push(...timeline.apply({ type, pbx, at: second * 1_000, ...told } as unknown as CallCentreEvent));
  const second = (ms: number | null) => (ms === null ? "?" : ms / 1_000);
  const say = (intervals: AgentInterval[]) =>
    intervals
      .sort(compareIntervals)
      .map(({ kind, queue, reason, from, to }) =>
        [kind, queue ?? "direct", ...(reason ? [reason] : []), `${second(from)}..${second(to)}`].join(" "),
      );
  return { at, closed: () => say(closed), open: () => say(timeline.open()), timeline };
}

const member = (more: Partial<Member> = {}): Member => ({
  ...unknownMember(ana),
  name: "Ana Souza",
  paused: false,
  status: 1,
  ...more,
});
const told = (more: Partial<Member> = {}) => ({
  queue: suporte,
  interface: ana,
  memberName: "Ana Souza",
  member: member(more),
});
const pause = (reason: string | null) => ({
  ...told({ paused: true, pauseReason: reason }),
  paused: true,
  reason,
});
const queueSays = (...members: Member[]): Told<"queue_snapshot"> => ({
  ...{ queue: suporte, strategy: null, maxWaiting: null, completed: null, abandoned: null, members, waiting: [] },
});
const listed = { queues: [suporte] };
const call = (ring: string) => ({
  ...{ queue: suporte, uniqueid: uniqueid("c1"), linkedid: null, interface: ana, memberName: "Ana Souza" },
  ...{ ringUniqueid: uniqueid(ring), ringChannel: null, waitMs: 3_000, ringMs: 1_000 },
});
const channel = (id: string, name: string | null = null) => ({
  ...{ uniqueid: uniqueid(id), linkedid: null, channel: name, number: null, name: null, context: null, exten: null },
});

describe("AgentTimeline of sessions and pauses", () => {
  test("resume() dates what was found begun, lets stand what was seen begin, and goes on with what was not seen", () => {
    const { at, open, closed, timeline } = start();
    at(10, "queue_snapshot", queueSays(member(), member({ interface: asInterface("PJSIP/1002"), name: "Rui" })));
    at(10, "queues_listed", listed);
    at(20, "member_paused", pause("Almoço"));
    const interval = { pbx, agent: null, interface: ana, queue: suporte, reason: null, to: null };
    timeline.resume([
      { ...interval, kind: "session", from: 1_000 },
      { ...interval, kind: "pause", reason: "Café", from: 2_000 },
      { ...interval, kind: "session", interface: asInterface("PJSIP/1003"), from: 3_000 },
    ]);
    expect(open()).toEqual([
      "session suporte ?..?",
      "session suporte 1..?",
      "session suporte 3..?",
      "pause suporte Almoço 20..?",
    ]);
    at(40, "queue_snapshot", queueSays(member({ paused: true, pauseReason: "Almoço" })));
    expect(closed()).toEqual(["session suporte ?..40", "session suporte 3..40"]);
  });

  test("apply() closes a session and the pause in it when the member is removed", () => {
    const { at, closed, open } = start();
    at(10, "member_added", { ...told(), paused: false });
    at(20, "member_paused", pause("Almoço"));
    expect(open()).toEqual(["session suporte 10..?", "pause suporte Almoço 20..?"]);
    at(30, "member_removed", told({ paused: true }));
    expect(closed()).toEqual(["session suporte 10..30", "pause suporte Almoço 20..30"]);
    expect(open()).toEqual([]);
  });

  test("apply() makes two pauses of two reasons, with no gap", () => {
    const { at, closed } = start();
    at(10, "member_added", { ...told(), paused: false });
    at(20, "member_paused", pause("Almoço"));
    at(25, "member_paused", pause("Banheiro"));
    at(30, "member_paused", { ...told(), paused: false, reason: "de volta" });
    expect(closed()).toEqual(["pause suporte Almoço 20..25", "pause suporte Banheiro 25..30"]);
  });

  test("apply() takes the same word twice for one", () => {
    const { at, closed, open } = start();
    at(10, "member_added", { ...told(), paused: false });
    at(20, "member_paused", pause("Almoço"));
    at(20, "member_paused", pause("Almoço"));
    expect([closed(), open()]).toEqual([[], ["session suporte 10..?", "pause suporte Almoço 20..?"]]);
  });

  test("apply() does not know since when a member of the first list is in the queue, unless he came well after Asterisk", () => {
    const restored = start();
    restored.at(1_000, "asterisk_ready", { startedAt: 100_000 });
    restored.at(1_000, "queue_snapshot", queueSays(member({ loginAt: 103_000 })));
    expect(restored.open()).toEqual(["session suporte ?..?"]);
    const loggedIn = start();
    loggedIn.at(1_000, "asterisk_ready", { startedAt: 100_000 });
    const since = { loginAt: 700_000, paused: true, pauseReason: "Almoço", lastPauseAt: 900_000 };
    loggedIn.at(1_000, "queue_snapshot", queueSays(member(since)));
    expect(loggedIn.open()).toEqual(["session suporte 700..?", "pause suporte Almoço 900..?"]);
  });

  test("apply() goes on with sessions and pauses over a restart, and ends by the next list whom it lacks", () => {
    const { at, closed, open } = start();
    at(10, "asterisk_ready", { startedAt: 5_000 });
    at(10, "queue_snapshot", queueSays());
    at(10, "queues_listed", listed);
    at(20, "member_added", { ...told(), paused: false });
    at(30, "member_paused", pause("Almoço"));
    at(40, "connected", { amiVersion: null });
    at(40, "asterisk_ready", { startedAt: 38_000 });
    expect(closed()).toEqual([]);
    at(41, "queue_snapshot", queueSays(member({ paused: true, pauseReason: "Almoço", loginAt: 39_000 })));
    at(41, "queues_listed", listed);
    expect(open()).toEqual(["session suporte 20..?", "pause suporte Almoço 30..?"]);
    at(50, "connected", { amiVersion: null });
    at(52, "queue_snapshot", queueSays());
    at(52, "queues_listed", listed);
    // He was seen last before the line was lost.
    expect(closed()).toEqual(["session suporte 20..41", "pause suporte Almoço 30..41"]);
  });

  test("apply() ends the sessions of a queue that is no longer listed", () => {
    const { at, closed } = start();
    at(10, "member_added", { ...told(), paused: false });
    at(60, "queues_listed", { queues: [] });
    expect(closed()).toEqual(["session suporte 10..60"]);
  });

  test("apply() does not take a snapshot that is a little late for a new login", () => {
    const { at, open } = start();
    at(10, "member_added", { ...told(), paused: false });
    at(30, "member_removed", told());
    at(31, "queue_snapshot", queueSays(member()));
    at(31, "member_updated", told());
    expect(open()).toEqual([]);
  });

  test("apply() knows from a log that a member who leaves it unannounced was there before", () => {
    const { at, closed } = start();
    at(30, "member_removed", { queue: suporte, interface: ana, memberName: ana, member: null });
    at(31, "member_removed", { queue: suporte, interface: ana, memberName: ana, member: null });
    expect(closed()).toEqual(["session suporte ?..30"]);
  });

  test("apply() ends a pause told by name when the only interface it can be leaves", () => {
    const { at, closed } = start();
    at(10, "member_added", { queue: suporte, interface: ana, memberName: ana, member: null, paused: false });
    const named = { queue: suporte, interface: null, memberName: "Ana Souza", member: null };
    at(20, "member_paused", { ...named, paused: true, reason: "Almoço" });
    at(30, "member_removed", { queue: suporte, interface: ana, memberName: ana, member: null });
    expect(closed()).toEqual(["session suporte 10..30", "pause suporte Almoço 20..30"]);
  });

  test("apply() leaves the end of a pause open when two members could have been meant", () => {
    const { at, closed } = start();
    const bruno = asInterface("PJSIP/1002");
    for (const name of [ana, bruno]) {
      at(10, "member_added", { queue: suporte, interface: name, memberName: name, member: null, paused: false });
    }
    const named = { queue: suporte, interface: null, memberName: "Ana Souza", member: null };
    at(20, "member_paused", { ...named, paused: true, reason: "Almoço" });
    at(30, "member_removed", { queue: suporte, interface: ana, memberName: ana, member: null });
    at(40, "member_paused", { ...named, paused: true, reason: "Banheiro" });
    expect(closed()).toEqual(["session suporte 10..30", "pause suporte Almoço 20..?"]);
  });
});

describe("AgentTimeline of a log in which two members could be the one who is paused", () => {
  const bruno = asInterface("PJSIP/1002");
  const byName = { queue: suporte, interface: null, memberName: "Ana Souza", member: null };
  const byPhone = (name: Interface) => ({ queue: suporte, interface: name, memberName: name, member: null });
  const paused = () => {
    const timeline = start();
    for (const name of [ana, bruno]) timeline.at(10, "member_added", { ...byPhone(name), paused: false });
    timeline.at(20, "member_paused", { ...byName, paused: true, reason: "Almoço" });
    return timeline;
  };

  test("apply() ends the pause when both leave at once, as at the end of a shift", () => {
    const { at, closed, open } = paused();
    for (const name of [ana, bruno]) at(30, "member_removed", byPhone(name));
    expect(closed()).toContain("pause suporte Almoço 20..30");
    expect(open()).toEqual([]);
  });

  test("apply() leaves its end open when they leave one after the other", () => {
    const { at, open } = paused();
    at(30, "member_removed", byPhone(ana));
    at(40, "member_removed", byPhone(bruno));
    expect(open()).toEqual(["pause suporte Almoço 20..?"]);
  });
});

describe("AgentTimeline of rings and talks", () => {
  test("apply() makes a ring until the pick-up and a talk from being put through", () => {
    const { at, closed, open } = start();
    at(10, "agent_called", call("r1"));
    at(12, "channel_state", { uniqueid: uniqueid("r1"), linkedid: null, state: 6 });
    at(13, "agent_connected", call("r1"));
    expect(open()).toEqual(["talk suporte 13..?"]);
    at(20, "channel_hung_up", { ...channel("r1"), cause: 16 });
    expect(closed()).toEqual(["ring suporte 10..12", "talk suporte 13..20"]);
  });

  test("apply() concludes from a log when a ring began", () => {
    const { at, closed } = start();
    const row = { queue: suporte, uniqueid: uniqueid("c1"), interface: null, memberName: "Ana Souza" };
    at(20, "ring_missed", { ...row, ringUniqueid: null, ringMs: 8_000 });
    at(30, "ring_canceled", { ...row, ringMs: 2_000 });
    expect(closed()).toEqual(["ring suporte 12..20", "ring suporte 28..30"]);
  });

  test("apply() does not know when a talk ended that Asterisk died in", () => {
    const { at, closed } = start();
    at(1, "asterisk_ready", { startedAt: 500 });
    at(10, "agent_called", call("r1"));
    at(13, "agent_connected", call("r1"));
    at(60, "asterisk_ready", { startedAt: 55_000 });
    expect(closed()).toEqual(["ring suporte 10..13", "talk suporte 13..?"]);
  });

  test("apply() tells a member's direct calls, and leaves those of a queue to the queue", () => {
    const { at, closed } = start();
    at(1, "queue_snapshot", queueSays(member()));
    at(10, "channel_created", { ...channel("d1", "PJSIP/1001-00000001"), state: 0 });
    at(11, "channel_state", { uniqueid: uniqueid("d1"), linkedid: null, state: 5 });
    at(14, "channel_state", { uniqueid: uniqueid("d1"), linkedid: null, state: 6 });
    const entered = { bridgeId: "b", linkedid: null, channel: null, swapUniqueid: null };
    at(14, "bridge_entered", { ...entered, uniqueid: uniqueid("d1") });
    at(20, "channel_hung_up", { ...channel("d1"), cause: 16 });
    at(30, "channel_created", { ...channel("r1", "PJSIP/1001-00000002"), state: 0 });
    at(30, "agent_called", call("r1"));
    at(30, "channel_state", { uniqueid: uniqueid("r1"), linkedid: null, state: 5 });
    at(33, "ring_missed", { ...call("r1"), ringMs: 3_000 });
    at(33, "channel_hung_up", { ...channel("r1"), cause: 16 });
    expect(closed()).toEqual(["ring direct 11..14", "talk direct 14..20", "ring suporte 30..33"]);
  });

  test("apply() takes no call for a talk that nobody else is in", () => {
    const { at, closed } = start();
    at(1, "queue_snapshot", queueSays(member()));
    at(10, "channel_created", { ...channel("d1", "PJSIP/1001-00000001"), state: 4 });
    at(11, "channel_state", { uniqueid: uniqueid("d1"), linkedid: null, state: 6 });
    at(20, "channel_hung_up", { ...channel("d1"), cause: 16 });
    expect(closed()).toEqual([]);
  });

  test("apply() tells by the member who is called through a Local channel the direct calls of his phone", () => {
    const { at, closed, timeline } = start();
    const local = asInterface("Local/1001@from-queue/n");
    at(1, "queue_snapshot", queueSays(member({ interface: local, stateInterface: "hint:1001@ext-local" })));
    at(10, "local_bridged", { one: uniqueid("l1"), two: uniqueid("l2"), linkedid: null });
    at(10, "agent_called", { ...call("l1"), interface: local });
    const dialled = { destUniqueid: uniqueid("p1"), destChannel: "PJSIP/1001-00000001", linkedid: null };
    at(10, "dial_began", { ...dialled, uniqueid: uniqueid("l2") });
    at(14, "ring_missed", { ...call("l1"), interface: local, ringMs: 4_000 });
    at(20, "channel_created", { ...channel("d1", "PJSIP/1001-00000002"), state: 0 });
    at(21, "channel_state", { uniqueid: uniqueid("d1"), linkedid: null, state: 5 });
    expect(timeline.open().find(({ kind }) => kind === "ring")?.interface).toBe(local);
    at(25, "channel_hung_up", { ...channel("d1"), cause: 16 });
    expect(closed()).toEqual(["ring suporte 10..14", "ring direct 21..25"]);
  });
});
