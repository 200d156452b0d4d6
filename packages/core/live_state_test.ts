import { describe, expect, test } from "bun:test";
import type { CallCentreEvent, Member, WaitingCaller } from "./event.ts";
import { asInterface, linkedid, pbxId, queueName, uniqueid } from "./ids.ts";
import { LiveState } from "./live_state.ts";
import { unknownMember } from "./member_state.ts";

const pbx = pbxId("main");
const suporte = queueName("suporte");
const vendas = queueName("vendas");
const ana = asInterface("PJSIP/1001");
const bruno = asInterface("PJSIP/1002");

type Told<Type extends CallCentreEvent["type"]> = Omit<Extract<CallCentreEvent, { type: Type }>, "pbx" | "type" | "at">;

/** Feeds a state with events at whole seconds of a small clock. */
function start(options?: ConstructorParameters<typeof LiveState>[1]) {
  const state = new LiveState(pbx, options);
  const at = <Type extends CallCentreEvent["type"]>(second: number, type: Type, told: Told<Type>) =>
    state.apply({ type, pbx, at: second * 1_000, ...told } as unknown as CallCentreEvent);
  const member = (name = ana, queue = suporte) =>
    state.view(queue)?.members.find((each) => each.interface === name) ?? null;
  const waiting = (queue = suporte) =>
    state.view(queue)?.waiting.map((each) => `${each.position} ${each.uniqueid}`) ?? [];
  return { state, at, member, waiting };
}

const person = (id: string, number = "11987650001") => ({
  uniqueid: uniqueid(id),
  linkedid: linkedid(id),
  channel: `PJSIP/trunk-${id}`,
  number,
  name: "Maria",
  context: "queues",
  exten: "suporte",
});
const free = (name = ana, more: Partial<Member> = {}): Member => ({
  ...unknownMember(name),
  name: "Ana Souza",
  stateInterface: name,
  membership: "dynamic",
  penalty: 0,
  paused: false,
  status: 1,
  inCall: false,
  ...more,
});
const queueSays = (members: Member[], waiting: WaitingCaller[] = [], queue = suporte): Told<"queue_snapshot"> => ({
  queue,
  strategy: "ringall",
  maxWaiting: 0,
  completed: 0,
  abandoned: 0,
  members,
  waiting,
});
const waits = (id: string, position: number, waitMs: number): WaitingCaller => ({
  uniqueid: uniqueid(id),
  channel: null,
  number: "5198001122",
  name: "Já esperando",
  position,
  waitMs,
  priority: 0,
});
const memberTold = (member: Member, queue = suporte) => ({
  queue,
  interface: member.interface,
  memberName: member.name,
  member,
});
const ring = (caller: string, id: string, name = ana, queue = suporte) => ({
  queue,
  uniqueid: uniqueid(caller),
  linkedid: linkedid(caller),
  interface: name,
  memberName: "Ana Souza",
  ringUniqueid: uniqueid(id),
  ringChannel: null,
});
const connect = (caller: string, id: string, name = ana, queue = suporte) => ({
  queue,
  uniqueid: uniqueid(caller),
  interface: name,
  memberName: "Ana Souza",
  ringUniqueid: uniqueid(id),
  waitMs: 3_000,
  ringMs: 1_000,
});
const complete = (caller: string | null, id: string | null, talkMs: number, name = ana, queue = suporte) => ({
  queue,
  uniqueid: caller === null ? null : uniqueid(caller),
  interface: name,
  memberName: "Ana Souza",
  ringUniqueid: id === null ? null : uniqueid(id),
  waitMs: 3_000,
  talkMs,
  reason: "caller" as const,
  originalPosition: null,
});

describe("LiveState of who waits", () => {
  test("apply() shows a caller from his entry to his leaving", () => {
    const { at, state } = start();
    at(10, "caller_joined", { ...person("c1"), queue: suporte, position: 1 });
    expect(state.view(suporte)?.waiting).toEqual([
      {
        queue: suporte,
        uniqueid: uniqueid("c1"),
        linkedid: linkedid("c1"),
        number: "11987650001",
        name: "Maria",
        position: 1,
        enteredAt: 10_000,
        offeredTo: [],
      },
    ]);
    expect(at(15, "caller_left", { ...person("c1"), queue: suporte })).toEqual([
      { kind: "waiting_removed", queue: suporte, uniqueid: uniqueid("c1") },
    ]);
    expect(state.view(suporte)?.waiting).toEqual([]);
  });

  test("apply() gives those behind a new place when one leaves, and when one enters before them", () => {
    const { at, waiting } = start();
    at(10, "caller_joined", { ...person("a"), queue: suporte, position: 1 });
    at(11, "caller_joined", { ...person("b"), queue: suporte, position: 2 });
    at(12, "caller_joined", { ...person("vip"), queue: suporte, position: 1 });
    expect(waiting()).toEqual(["1 vip", "2 a", "3 b"]);
    at(13, "caller_left", { ...person("a"), queue: suporte });
    expect(waiting()).toEqual(["1 vip", "2 b"]);
  });

  test("apply() shows a caller who was waiting before we looked with his true wait", () => {
    const { at, state } = start();
    at(100, "queue_snapshot", queueSays([free()], [waits("c1", 1, 42_000)]));
    expect(state.view(suporte)?.waiting[0]).toMatchObject({ number: "5198001122", enteredAt: 58_000, position: 1 });
  });

  test("apply() takes an entry that a snapshot told first for the same one", () => {
    const { at, waiting } = start();
    at(100, "queue_snapshot", queueSays([], [waits("c1", 1, 0)]));
    expect(at(100, "caller_joined", { ...person("c1"), queue: suporte, position: 1 })).toMatchObject([
      { kind: "waiting", caller: { linkedid: linkedid("c1") } },
    ]);
    expect(waiting()).toEqual(["1 c1"]);
  });

  test("apply() does not bring back by a snapshot who left a moment before", () => {
    const { at, waiting } = start();
    at(100, "caller_joined", { ...person("c1"), queue: suporte, position: 1 });
    at(100, "caller_joined", { ...person("c2"), queue: suporte, position: 2 });
    at(109, "caller_left", { ...person("c1"), queue: suporte });
    at(110, "queue_snapshot", queueSays([], [waits("c1", 1, 9_000), waits("c2", 2, 9_000)]));
    expect(waiting()).toEqual(["1 c2"]);
  });

  test("apply() keeps one who came a moment before a snapshot that lacks him", () => {
    const { at, waiting } = start();
    at(109, "caller_joined", { ...person("c1"), queue: suporte, position: 1 });
    at(110, "queue_snapshot", queueSays([]));
    expect(waiting()).toEqual(["1 c1"]);
    at(120, "queue_snapshot", queueSays([]));
    expect(waiting()).toEqual([]);
  });

  test("apply() counts one who entered two queues in each", () => {
    const { at, waiting } = start();
    at(10, "caller_joined", { ...person("c1"), queue: suporte, position: 1 });
    at(20, "caller_joined", { ...person("c1"), queue: vendas, position: 1 });
    at(21, "caller_left", { ...person("c1"), queue: suporte });
    expect([waiting(), waiting(vendas)]).toEqual([[], ["1 c1"]]);
    at(22, "channel_hung_up", { ...person("c1"), cause: 16 });
    expect(waiting(vendas)).toEqual([]);
  });
});

describe("LiveState of members", () => {
  test("apply() shows members from the first snapshot with what it tells", () => {
    const { at, member } = start();
    at(100, "queue_snapshot", queueSays([free(ana, { paused: true, pauseReason: "Almoço", lastPauseAt: 40_000 })]));
    expect(member()).toMatchObject({ state: "paused", since: 40_000, pauseReason: "Almoço", call: null });
  });

  test("apply() follows ring, talk and end of a call through all queues of the phone", () => {
    const { at, member, state } = start();
    at(1, "queue_snapshot", queueSays([free()]));
    at(1, "queue_snapshot", queueSays([free(asInterface("pjsip/1001"))], [], vendas));
    at(10, "caller_joined", { ...person("c1"), queue: suporte, position: 1 });
    at(11, "agent_called", ring("c1", "r1"));
    expect(member()).toMatchObject({
      state: "ringing",
      since: 11_000,
      call: { number: "11987650001", phase: "ringing" },
    });
    expect(state.view(suporte)?.waiting[0]?.offeredTo).toEqual([ana]);
    at(13, "caller_left", { ...person("c1"), queue: suporte });
    at(13, "agent_connected", connect("c1", "r1"));
    const other = asInterface("pjsip/1001");
    expect(member(other, vendas)).toMatchObject({
      state: "busy",
      since: 13_000,
      call: { phase: "talking", since: 13_000 },
    });
    at(20, "agent_completed", complete("c1", "r1", 7_000));
    expect(member()).toMatchObject({ state: "free", since: 20_000, call: null });
    expect(member(other, vendas)).toMatchObject({ state: "free", call: null });
  });

  test("apply() ends the rings of those who were slower", () => {
    const { at, member } = start();
    at(1, "queue_snapshot", queueSays([free(), free(bruno)]));
    at(11, "agent_called", ring("c1", "r1"));
    at(11, "agent_called", ring("c1", "r2", bruno));
    at(13, "agent_connected", connect("c1", "r1"));
    expect(member(bruno)).toMatchObject({ state: "free", call: null });
  });

  test("apply() frees an agent whose channel is gone, though the queue says he is in a call", () => {
    const { at, member } = start();
    at(1, "queue_snapshot", queueSays([free()]));
    at(11, "agent_called", ring("c1", "r1"));
    at(13, "agent_connected", connect("c1", "r1"));
    at(13, "member_updated", memberTold(free(ana, { inCall: true, status: 2 })));
    at(18, "channel_hung_up", { ...person("r1"), cause: 16 });
    at(18, "member_updated", memberTold(free(ana, { inCall: true, status: 1 })));
    expect(member()).toMatchObject({ state: "free", call: null });
    at(60, "agent_completed", complete("c1", null, 47_000));
    expect(member()).toMatchObject({ state: "free", call: null });
  });

  test("apply() does not end a newer talk by the late word on an older one", () => {
    const { at, member } = start();
    at(1, "queue_snapshot", queueSays([free()]));
    at(11, "agent_called", ring("c1", "r1"));
    at(13, "agent_connected", connect("c1", "r1"));
    at(18, "channel_hung_up", { ...person("r1"), cause: 16 });
    at(30, "agent_called", ring("c2", "r2"));
    at(31, "agent_connected", connect("c2", "r2"));
    at(60, "agent_completed", complete(null, null, 47_000));
    expect(member()?.call?.uniqueid).toBe(uniqueid("c2"));
    at(71, "agent_completed", complete(null, null, 40_000));
    expect(member()?.call).toBeNull();
  });

  test("apply() keeps the call of an agent who consults a colleague, and ends it when the caller goes too", () => {
    const { at, member } = start();
    at(1, "queue_snapshot", queueSays([free()]));
    at(11, "agent_called", ring("c1", "r1"));
    at(13, "agent_connected", connect("c1", "r1"));
    at(15, "bridge_left", { bridgeId: "b", uniqueid: uniqueid("r1") });
    expect(member()?.call?.phase).toBe("talking");
    at(18, "bridge_left", { bridgeId: "b", uniqueid: uniqueid("c1") });
    expect(member()?.call).toBeNull();
  });

  test("apply() ends the talk of a Local member when the phone behind it goes", () => {
    const { at, member } = start();
    const local = asInterface("Local/1001@from-queue/n");
    at(1, "queue_snapshot", queueSays([free(local, { stateInterface: null, status: 0 })]));
    expect(member(local)?.state).toBe("free");
    at(11, "local_bridged", { one: uniqueid("l1"), two: uniqueid("l2"), linkedid: null });
    at(11, "agent_called", ring("c1", "l1", local));
    at(13, "dial_ended", { uniqueid: uniqueid("l2"), destUniqueid: uniqueid("p1"), status: "ANSWER" });
    at(13, "agent_connected", connect("c1", "l1", local));
    expect(member(local)?.state).toBe("busy");
    at(18, "channel_hung_up", { ...person("p1"), cause: 16 });
    expect(member(local)?.state).toBe("free");
  });

  test("apply() goes on with the talk of a Local member whose channel took itself out", () => {
    const { at, member } = start();
    const local = asInterface("Local/1001@from-queue");
    at(11, "local_bridged", { one: uniqueid("l1"), two: uniqueid("l2"), linkedid: null });
    at(11, "agent_called", ring("c1", "l1", local));
    at(13, "dial_ended", { uniqueid: uniqueid("l2"), destUniqueid: uniqueid("p1"), status: "ANSWER" });
    at(13, "agent_connected", connect("c1", "l1", local));
    at(14, "local_optimized", { one: uniqueid("l1"), two: uniqueid("l2") });
    at(14, "channel_hung_up", { ...person("l1"), cause: 16 });
    expect(member(local)?.call?.phase).toBe("talking");
    at(18, "channel_hung_up", { ...person("p1"), cause: 16 });
    expect(member(local)?.call).toBeNull();
  });

  test("apply() leads a device's state to every member it concerns, by his state interface where he has one", () => {
    const { at, member } = start();
    const local = asInterface("Local/1001@from-queue/n");
    at(1, "queue_snapshot", queueSays([free(), free(local, { stateInterface: "PJSIP/1001" })]));
    at(5, "device_state", { device: "PJSIP/1001", state: "INUSE" });
    expect([member()?.state, member(local)?.state]).toEqual(["busy", "busy"]);
    at(6, "device_state", { device: "PJSIP/1001", state: "SOMETHING_NEW" });
    expect(member()?.state).toBe("busy");
  });

  test("apply() begins a pause anew when its reason changes, and drops the reason at its end", () => {
    const { at, member } = start();
    at(1, "queue_snapshot", queueSays([free()]));
    const pause = (paused: boolean, reason: string | null) => ({
      ...memberTold(free(ana, { paused, pauseReason: reason })),
      paused,
      reason,
    });
    at(5, "member_paused", pause(true, "Almoço"));
    at(9, "member_paused", pause(true, "Banheiro"));
    expect(member()).toMatchObject({ state: "paused", since: 9_000, pauseReason: "Banheiro" });
    at(12, "member_paused", pause(false, "de volta"));
    expect(member()).toMatchObject({ state: "free", since: 12_000, paused: false, pauseReason: null });
  });

  test("apply() shows the wrap-up by the member's own time, else the queue's", () => {
    const { at, member } = start({ wrapupMs: (queue) => (queue === vendas ? 5_000 : null) });
    at(1, "queue_snapshot", queueSays([free(ana, { wrapupMs: 3_000, lastCallAt: 500_000 })]));
    at(1, "queue_snapshot", queueSays([free(ana, { wrapupMs: 0 })], [], vendas));
    expect(member()?.wrapupUntil).toBe(503_000);
    expect(member(ana, vendas)?.wrapupUntil).toBeNull();
    at(11, "agent_called", ring("c1", "r1", ana, vendas));
    at(13, "agent_connected", connect("c1", "r1", ana, vendas));
    at(20, "agent_completed", complete("c1", "r1", 7_000, ana, vendas));
    expect(member(ana, vendas)?.wrapupUntil).toBe(25_000);
  });

  test("reconfigure() tells whose wrap-up is another by what is said of his queue now", () => {
    let wrapupMs = 5_000;
    const { at, state, member } = start({ wrapupMs: () => wrapupMs });
    at(1, "queue_snapshot", queueSays([free(ana, { wrapupMs: 0, lastCallAt: 500_000 })]));
    at(1, "queue_snapshot", queueSays([free(ana, { wrapupMs: 3_000, lastCallAt: 500_000 })], [], vendas));
    wrapupMs = 9_000;
    const told = state.reconfigure();
    expect(told).toMatchObject([{ kind: "member", queue: suporte, member: { wrapupUntil: 509_000 } }]);
    expect(member()?.wrapupUntil).toBe(509_000);
    expect(state.reconfigure()).toEqual([]);
  });

  test("apply() makes a queue and a member that an event names first", () => {
    const { at, state, member } = start();
    at(1, "agent_called", ring("c1", "r1"));
    expect(state.queueNames()).toEqual([suporte]);
    expect(member()).toMatchObject({ name: "Ana Souza", state: "ringing" });
  });

  test("apply() does not make a removed member again by the end of his talk", () => {
    const { at, member } = start();
    at(1, "queue_snapshot", queueSays([free()]));
    at(11, "agent_called", ring("c1", "r1"));
    at(12, "member_removed", memberTold(free()));
    at(13, "agent_connected", connect("c1", "r1"));
    at(20, "agent_completed", complete("c1", "r1", 7_000));
    expect(member()).toBeNull();
  });
});

describe("LiveState of snapshots", () => {
  const talkers = (): Told<"channels_listed"> => ({
    channels: [
      listed("c1", {
        application: "Queue",
        data: "suporte,tTc,,,60",
        bridgeId: "b1",
        ageMs: 8_000,
        number: "4133445566",
      }),
      listed("r1", {
        channel: "PJSIP/1001-00000002",
        linkedid: linkedid("c1"),
        application: "AppQueue",
        bridgeId: "b1",
        ageMs: 7_000,
      }),
      listed("c2", { application: "Queue", data: "suporte,tTc,,,60", ageMs: 5_000, number: "5198001122" }),
      listed("r2", { channel: "PJSIP/1002-00000007", linkedid: linkedid("c2"), application: "AppQueue", ageMs: 4_000 }),
    ],
  });
  const listed = (id: string, more: Partial<Told<"channels_listed">["channels"][number]>) => ({
    ...person(id),
    state: 6,
    application: null,
    data: null,
    bridgeId: null,
    connectedNumber: null,
    connectedName: null,
    ageMs: null,
    ...more,
  });

  test("apply() finds those who talk and ring in the list of channels", () => {
    const { at, member, state } = start();
    at(
      100,
      "queue_snapshot",
      queueSays([free(ana, { status: 2 }), free(bruno, { status: 6 })], [waits("c2", 1, 5_000)]),
    );
    at(100, "channels_listed", talkers());
    expect(member()).toMatchObject({
      state: "busy",
      since: 93_000,
      call: { uniqueid: uniqueid("c1"), number: "4133445566", phase: "talking" },
    });
    expect(member(bruno)).toMatchObject({ state: "ringing", call: { uniqueid: uniqueid("c2"), phase: "ringing" } });
    expect(state.view(suporte)?.waiting[0]).toMatchObject({ linkedid: linkedid("c2"), offeredTo: [bruno] });
  });

  test("apply() changes nothing by the same snapshots again", () => {
    const { at } = start();
    const says = queueSays(
      [free(ana, { status: 2, paused: true, lastPauseAt: 1_000 }), free(bruno)],
      [waits("c2", 1, 5_000)],
    );
    at(100, "queue_snapshot", says);
    at(100, "channels_listed", talkers());
    at(100, "queues_listed", { queues: [suporte] });
    const later = talkers().channels.map((each) => ({ ...each, ageMs: (each.ageMs ?? 0) + 10_000 }));
    expect(at(110, "queue_snapshot", { ...says, waiting: [waits("c2", 1, 14_000)] })).toEqual([]);
    expect(at(110, "channels_listed", { channels: later })).toEqual([]);
    expect(at(110, "queues_listed", { queues: [suporte] })).toEqual([]);
  });

  test("apply() ends what a list of channels no longer has", () => {
    const { at, member } = start();
    at(100, "queue_snapshot", queueSays([free()]));
    at(100, "channels_listed", talkers());
    at(200, "channels_listed", { channels: [] });
    expect(member()?.call).toBeNull();
  });

  test("apply() keeps a ring that began while the list was written", () => {
    const { at, member } = start();
    at(100, "queue_snapshot", queueSays([free()]));
    at(109, "agent_called", ring("c1", "r1"));
    at(110, "channels_listed", { channels: [] });
    expect(member()?.call?.phase).toBe("ringing");
  });

  test("apply() returns what a snapshot had to repair", () => {
    const { at, member, waiting } = start();
    at(100, "queue_snapshot", queueSays([free(), free(bruno)], [waits("gone", 1, 5_000), waits("stays", 2, 4_000)]));
    const changes = at(200, "queue_snapshot", queueSays([free(ana, { status: 5 })], [waits("stays", 1, 104_000)]));
    expect(changes.map((change) => change.kind).sort()).toEqual([
      "member",
      "member_removed",
      "waiting",
      "waiting_removed",
    ]);
    expect([member()?.state, member()?.since, waiting()]).toEqual(["unregistered", null, ["1 stays"]]);
  });

  test("apply() fills in what an event a moment before did not tell, and keeps what it told", () => {
    const { at, member } = start();
    at(100, "agent_called", ring("c1", "r1"));
    at(100, "device_state", { device: "PJSIP/1001", state: "RINGING" });
    at(101, "queue_snapshot", queueSays([free(ana, { status: 1, penalty: 4 })]));
    expect(member()).toMatchObject({ state: "ringing", penalty: 4, membership: "dynamic" });
  });

  test("apply() removes a queue that is no longer listed, with all that was in it", () => {
    const { at, state } = start();
    at(100, "queue_snapshot", queueSays([free()], [waits("c1", 1, 0)]));
    const kinds = at(200, "queues_listed", { queues: [vendas] }).map((change) => change.kind);
    expect(kinds).toEqual(["member_removed", "waiting_removed", "queue_removed"]);
    expect(state.view(suporte)).toBeNull();
  });

  test("apply() keeps a realtime member realtime, whatever a snapshot calls him", () => {
    const { at, member } = start();
    at(1, "member_added", { ...memberTold(free(ana, { membership: "realtime" })), paused: false });
    expect(at(100, "queue_snapshot", queueSays([free(ana, { membership: "static" })]))).toEqual([
      { kind: "queue", queue: suporte, strategy: "ringall", maxWaiting: 0 },
    ]);
    expect(member()?.membership).toBe("realtime");
  });

  test("apply() drops all calls when another Asterisk answers, and keeps them when it is the same", () => {
    const { at, member, waiting } = start();
    at(1, "asterisk_ready", { startedAt: -50_000 });
    at(1, "queue_snapshot", queueSays([free()]));
    at(5, "caller_joined", { ...person("c2"), queue: suporte, position: 1 });
    at(11, "agent_called", ring("c1", "r1"));
    at(13, "agent_connected", connect("c1", "r1"));
    at(14, "disconnected", {});
    at(20, "asterisk_ready", { startedAt: -49_100 });
    expect([member()?.state, waiting()]).toEqual(["busy", ["1 c2"]]);
    at(90, "asterisk_ready", { startedAt: 80_000 });
    expect([member()?.call, waiting()]).toEqual([null, []]);
    at(91, "queue_snapshot", queueSays([]));
    expect(member()).toBeNull();
  });
});
