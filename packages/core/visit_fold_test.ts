import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { CallCentreEvent, EventType } from "./event.ts";
import { asInterface, linkedid, pbxId, queueName, uniqueid } from "./ids.ts";
import { unknownMember } from "./member_state.ts";
import { type Visit, VisitFold, type VisitFoldOptions, visitKey } from "./mod.ts";

const pbx = pbxId("test");

/** An event of a caller `c1` in `vendas`, whose member `PJSIP/1001` rings on channel `a1`, unless told otherwise. */
function event<T extends EventType>(
  type: T,
  at: number | null,
  own: Partial<Extract<CallCentreEvent, { type: T }>> = {},
): CallCentreEvent {
  const defaults = {
    pbx,
    queue: queueName("vendas"),
    uniqueid: uniqueid("c1"),
    linkedid: linkedid("c1"),
    channel: "PJSIP/trunk-00000001",
    number: "11987650001",
    name: "Ana",
    context: "queues",
    exten: "vendas",
    position: 1,
    interface: asInterface("PJSIP/1001"),
    memberName: "Bruno",
    ringUniqueid: uniqueid("a1"),
    ringChannel: "PJSIP/1001-00000002",
    originalPosition: null,
    waitMs: null,
    ringMs: null,
    talkMs: null,
  };
  return { type, ...defaults, at, ...own } as unknown as CallCentreEvent;
}

/** All visits after these events, by key, as last reported. */
function fold(events: readonly CallCentreEvent[], options: VisitFoldOptions = {}): Visit[] {
  const folded = new VisitFold(pbx, options);
  const visits = new Map<string, Visit>();
  for (const each of events) for (const visit of folded.apply(each)) visits.set(visitKey(visit), visit);
  return [...visits.values()];
}

const dialplanSeen = event("channel_moved", 0, { uniqueid: uniqueid("other"), application: "NoOp", data: null });
const joined = event("caller_joined", 1_000);
const called = event("agent_called", 2_000);
const pickedUp = event("channel_state", 4_000, { uniqueid: uniqueid("a1"), state: 6 });
const left = event("caller_left", 4_500);
const connected = event("agent_connected", 4_500, { waitMs: 3_000, ringMs: 2_000 });
const answered = [joined, called, pickedUp, left, connected];
const gaveUp = [event("abandon_reported", 9_000, { waitMs: 8_000 }), event("caller_left", 9_001)];
const callerGone = (at: number, own = {}) => event("channel_hung_up", at, { cause: 16, ...own });
const agentGone = (at: number, cause = 16) => event("channel_hung_up", at, { uniqueid: uniqueid("a1"), cause });
const complete = (at: number, own = {}) =>
  event("agent_completed", at, { waitMs: 3_000, talkMs: at - 4_500, reason: "caller", ...own });

describe("VisitFold.apply()", () => {
  test("measures wait, ring and talk between events", () => {
    const [visit] = fold([...answered, complete(10_000, { reason: "agent" }), agentGone(10_001)]);
    expect(visit).toMatchObject({
      outcome: "answered",
      endedBy: "agent",
      waitMs: 3_500,
      ringMs: 2_000,
      talkMs: 5_500,
      holdMs: 0,
      attempts: [{ interface: "PJSIP/1001", startedAt: 2_000, endedAt: 4_000, result: "answered" }],
      provisional: false,
      open: false,
    });
  });

  test("reports anew a visit whose agent dropped the caller, and keeps a drop of nobody it knows", () => {
    expect(fold([joined, event("agent_dumped", 3_000)])).toMatchObject([{ notes: ["agent_dumped"] }]);
    const folded = new VisitFold(pbx);
    folded.apply(event("agent_dumped", 3_000));
    expect(folded.unmatched.count).toBe(1);
  });

  test("takes the wait from the log's own times where the closing row does not tell it", () => {
    const ends = (note: string | null, outcome: "abandoned" | "timeout") =>
      fold([joined, event("visit_ended", 9_000, { outcome, waitMs: null, note })], { source: "queue_log" })[0];
    expect(ends("SYSCOMPAT", "abandoned")).toMatchObject({ waitMs: 8_000, notes: ["incompatible_codecs"] });
    expect(ends(null, "timeout")).toMatchObject({ waitMs: 8_000 });
  });

  test("takes a closing row that comes twice once, and a cancelled ring also after its caller left", () => {
    const abandon = event("visit_ended", 9_000, { outcome: "abandoned", waitMs: 8_000, note: null });
    const canceled = event("ring_canceled", 9_000, { ringMs: 5_000 });
    expect(fold([joined, abandon, canceled, abandon], { source: "queue_log" })).toMatchObject([
      { outcome: "abandoned", attempts: [{ startedAt: 4_000, result: "caller_left" }] },
    ]);
  });

  test("names a Local member as the queue does once it says so, though its channel's name leaves out the options", () => {
    const listed = (id: string, application: string, channel: string) =>
      ({ uniqueid: uniqueid(id), linkedid: null, channel, application, data: "vendas,t", bridgeId: "b" }) as never;
    const channels = [listed("c1", "Queue", "SIP/t-1"), listed("a1", "AppQueue", "Local/1001@in-00000001;1")];
    const local = asInterface("Local/1001@in/n");
    const nameless = { uniqueid: null, ringUniqueid: null } as object;
    expect(
      fold([
        event("channels_listed", 5_000, { channels }),
        event("agent_completed", 9_000, {
          ...nameless,
          interface: local,
          waitMs: 1_000,
          talkMs: 6_000,
          reason: "agent",
        }),
      ]),
    ).toMatchObject([{ interface: local, talkMs: 6_000, waitMs: 1_000, endedBy: "agent" }]);
  });

  test("takes the wait that Asterisk tells for when he entered and was answered, where one of them was told too late", () => {
    const late = event("agent_connected", 7_500, { waitMs: 3_000, ringMs: 2_000 });
    const [slow] = fold([
      joined,
      called,
      left,
      late,
      event("agent_completed", 9_500, { talkMs: 5_000, reason: "agent" }),
    ]);
    expect(slow).toMatchObject({ enteredAt: 1_000, answeredAt: 4_000, waitMs: 3_000, talkMs: 5_500 });
    const [held] = fold([event("caller_joined", 3_500), connected]);
    expect(held).toMatchObject({ enteredAt: 1_500, answeredAt: 4_500, waitMs: 3_000 });
  });

  test("takes Asterisk's own talk where the agent's end was told with it, and both too late", () => {
    const end = [agentGone(9_500), event("agent_completed", 9_501, { talkMs: 2_000, reason: "agent" })];
    expect(fold([...answered, ...end])).toMatchObject([{ talkMs: 2_000, endedBy: "agent" }]);
  });

  test("does not know how long a hold was of which it is not known when it began", () => {
    const hold = (held: boolean, at: number | null) => event("hold_changed", at, { uniqueid: uniqueid("a1"), held });
    const whole = fold([...answered, hold(true, null), hold(false, 8_000), complete(10_000)]);
    expect(whole).toMatchObject([{ holdMs: null }]);
    expect(fold([...answered, hold(true, 6_000), hold(false, 8_000), complete(10_000)])).toMatchObject([
      { holdMs: 2_000 },
    ]);
  });

  test("reports a visit when it begins, when it is answered and when it ends", () => {
    const folded = new VisitFold(pbx);
    const reported = [...answered, complete(10_000)].flatMap((each) => folded.apply(each));
    expect(reported.map((visit) => [visit.outcome, visit.open])).toEqual([
      [null, true],
      ["answered", true],
      ["answered", false],
    ]);
  });

  test.each([
    { status: "TIMEOUT", outcome: "timeout" },
    { status: "LEAVEEMPTY", outcome: "exit_empty" },
    { status: "WITHDRAW", outcome: "withdrawn" },
  ])("takes QUEUESTATUS $status after an abandon for $outcome", ({ status, outcome }) => {
    const [visit] = fold([joined, ...gaveUp, event("queue_status_set", 9_002, { status }), callerGone(20_000)]);
    expect(visit).toMatchObject({ outcome, provisional: false, waitMs: 8_000 });
  });

  test("takes the caller's hang-up after an abandon for an abandon", () => {
    const [visit] = fold([dialplanSeen, joined, ...gaveUp, callerGone(9_003)]);
    expect(visit).toMatchObject({ outcome: "abandoned", provisional: false, endedAt: 9_001 });
  });

  test("waits for the end of the caller's channel however long it takes, where it can see the dialplan", () => {
    const seen = fold([dialplanSeen, joined, ...gaveUp, event("tick", 15_000), callerGone(19_000)]);
    expect(seen[0]).toMatchObject({ outcome: "abandoned", endedAt: 9_001 });
  });

  test("takes an empty queue without an abandon, as Asterisk 11 and 13 send it, for what QUEUESTATUS says", () => {
    const [visit] = fold([
      joined,
      event("caller_left", 5_000),
      event("queue_status_set", 5_001, { status: "LEAVEEMPTY" }),
    ]);
    expect(visit).toMatchObject({ outcome: "exit_empty", waitMs: 4_000 });
  });

  test.each([
    { name: "in the leave itself", next: event("caller_left", 5_000, { context: "queue-exit", exten: "9" }) },
    {
      name: "in the next step of the dialplan",
      next: event("channel_moved", 5_001, { context: "queue-exit", exten: "9" }),
    },
    { name: "in another queue", next: event("caller_joined", 5_001, { queue: queueName("suporte") }) },
    { name: "in the hang-up", next: callerGone(9_000, { context: "queue-exit", exten: "9" }) },
  ])("sees an exit by key $name", ({ next }) => {
    const visits = fold([joined, event("caller_left", 5_000), next]);
    expect(visits[0]).toMatchObject({ outcome: "exit_key", waitMs: 4_000 });
  });

  test("does not take the leave before an answer for an exit, however long a memberdelay holds the answer back", () => {
    const visits = fold([joined, called, event("caller_left", 4_000), event("tick", 7_000), connected]);
    expect(visits).toHaveLength(1);
    expect(visits[0]).toMatchObject({ outcome: "answered" });
  });

  test("takes a caller redirected out of the line for an abandon, as Asterisk does", () => {
    const [visit] = fold([joined, ...gaveUp, event("channel_moved", 9_002, { context: "from-phones", exten: "1006" })]);
    expect(visit).toMatchObject({ outcome: "abandoned", notes: ["redirected"] });
  });

  test("keeps a refused caller, with the queue that the dialplan sent him to", () => {
    const sent = event("channel_moved", 1_000, { application: "Queue", data: "vendas,tT,,,60" });
    const visits = fold([sent, event("queue_status_set", 1_001, { status: "JOINEMPTY" })]);
    expect(visits).toHaveLength(1);
    expect(visits[0]).toMatchObject({
      outcome: "refused",
      queue: "vendas",
      visit: 1,
      enteredAt: 1_000,
      waitMs: null,
      open: false,
    });
  });

  test("counts the refused among the visits of a call", () => {
    const sent = event("channel_moved", 1_000, { application: "Queue", data: "suporte" });
    const visits = fold([sent, event("queue_status_set", 1_001, { status: "FULL" }), event("caller_joined", 2_000)]);
    expect(visits.map(({ queue, visit }) => [queue, visit])).toEqual([
      ["suporte", 1],
      ["vendas", 2],
    ] as never);
  });

  test("makes two visits of a time limit and an answer in the next queue", () => {
    const suporte = { queue: queueName("suporte") };
    const visits = fold([
      joined,
      ...gaveUp,
      event("queue_status_set", 9_002, { status: "TIMEOUT" }),
      event("caller_joined", 9_010, suporte),
      event("agent_called", 9_020, suporte),
      event("agent_connected", 12_010, { ...suporte, waitMs: 3_000 }),
      complete(15_000, { ...suporte, talkMs: 2_000 }),
    ]);
    expect(visits.map(({ visit, outcome, waitMs }) => [visit, outcome, waitMs])).toEqual([
      [1, "timeout", 8_000],
      [2, "answered", 3_000],
    ]);
  });

  test("notes an agent's dump and lets the caller wait on", () => {
    const visits = fold([
      joined,
      called,
      event("agent_dumped", 3_000),
      ...gaveUp,
      event("queue_status_set", 9_002, { status: "TIMEOUT" }),
    ]);
    expect(visits).toHaveLength(1);
    expect(visits[0]).toMatchObject({ outcome: "timeout", notes: ["agent_dumped"] });
  });
});

describe("VisitFold.apply() of rings whose channels are not told, as up to Asterisk 11", () => {
  const unnamed = { ringUniqueid: null };
  const other = { ...unnamed, interface: asInterface("PJSIP/1002") };
  const calledBoth = [joined, event("agent_called", 2_000, unnamed), event("agent_called", 2_100, other)];

  test("ends the ring of the member who missed it, and of the one who answered", () => {
    const visits = fold([
      ...calledBoth,
      event("ring_missed", 7_000, { ...other, ringMs: 4_900 }),
      left,
      event("agent_connected", 7_500, { ringMs: 5_000 }),
    ]);
    expect(visits[0]?.attempts as unknown).toEqual([
      { interface: "PJSIP/1001", startedAt: 2_000, endedAt: 7_500, result: "answered" },
      { interface: "PJSIP/1002", startedAt: 2_100, endedAt: 7_000, result: "noanswer" },
    ]);
    expect(visits[0]?.ringMs).toBe(5_000);
  });

  test("ends those that a colleague was faster than, and those that the caller did not wait for", () => {
    const answeredBy1001 = fold([...calledBoth, left, connected])[0];
    const abandoned = fold([dialplanSeen, ...calledBoth, ...gaveUp, callerGone(9_003)])[0];
    expect(answeredBy1001?.attempts.map(({ result }) => result)).toEqual(["answered", "answered_elsewhere"]);
    expect(abandoned?.attempts.map(({ result, endedAt }) => [result, endedAt])).toEqual([
      ["caller_left", 9_001],
      ["caller_left", 9_001],
    ]);
  });
});

describe("VisitFold.apply() of a hold", () => {
  const hold = (at: number, held: boolean) => event("hold_changed", at, { uniqueid: uniqueid("a1"), held });

  test("adds up holds within the talk, the last one until its end", () => {
    const events = [...answered, hold(5_000, true), hold(6_500, false), hold(9_000, true), complete(10_000)];
    expect(fold(events)[0]).toMatchObject({ talkMs: 5_500, holdMs: 2_500 });
  });

  test("counts from the answer a hold that was told before it", () => {
    const events = [joined, called, pickedUp, hold(4_400, true), left, connected, hold(6_500, false), complete(10_000)];
    expect(fold(events)[0]).toMatchObject({ holdMs: 2_000 });
  });
});

describe("VisitFold.apply() of an AgentComplete", () => {
  test.each([
    { name: "without the caller's channel", own: { uniqueid: null } },
    { name: "without the agent's channel", own: { ringUniqueid: null } },
    { name: "without either", own: { uniqueid: null, ringUniqueid: null } },
  ])("$name closes the right visit", ({ own }) => {
    const other = { uniqueid: uniqueid("c2"), ringUniqueid: uniqueid("a2") };
    const events = [
      ...answered,
      event("caller_joined", 20_000, other),
      event("agent_called", 20_000, other),
      event("agent_connected", 21_000, { ...other, waitMs: 1_000 }),
      complete(30_000, { talkMs: 25_000, ...own }),
    ];
    expect(fold(events).map((visit) => [visit.uniqueid as string, visit.open])).toEqual([
      ["c1", false],
      ["c2", true],
    ]);
  });

  test("is kept and counted when no talk agrees with it, and closes no newer one", () => {
    const folded = new VisitFold(pbx);
    const stray = complete(30_000, { uniqueid: null, ringUniqueid: null, talkMs: 900_000 });
    for (const each of [...answered, stray]) folded.apply(each);
    expect(folded.open()).toHaveLength(1);
    expect(folded.unmatched).toMatchObject({ count: 1, last: [stray] });
  });

  test("long after a redirect does not lengthen the talk, nor say who ended it", () => {
    const moved = event("channel_moved", 8_000, { context: "from-phones", exten: "1006" });
    const visits = fold([...answered, moved, agentGone(8_001), complete(60_000)]);
    expect(visits[0]).toMatchObject({ endedBy: "transfer", talkMs: 3_501, notes: ["redirected"], provisional: false });
  });

  test("long after the agent's phone was lost leaves the end to the agent", () => {
    const visits = fold([
      ...answered,
      event("queue_status_set", 8_000, { status: "CONTINUE" }),
      agentGone(8_001, 44),
      complete(60_000),
    ]);
    expect(visits[0]).toMatchObject({ endedBy: "agent", talkMs: 3_500, notes: ["phone_lost"] });
  });

  test("that names the caller is wrong when the agent's phone was lost, whoever's hang-up is told first", () => {
    const visits = fold([
      ...answered,
      event("hangup_requested", 8_000, { uniqueid: uniqueid("a1"), cause: 44, soft: true }),
      callerGone(8_003),
      complete(8_003),
      agentGone(8_003, 44),
    ]);
    expect(visits[0]).toMatchObject({ endedBy: "agent", talkMs: 3_500, notes: ["phone_lost"] });
  });

  test("that names the agent is corrected by an attended transfer a moment later", () => {
    const moved = event("transferred", 10_200, {
      kind: "attended",
      transferers: [uniqueid("a1"), uniqueid("a9")],
      transferee: uniqueid("c1"),
      exten: null,
      destBridgeId: null,
    });
    const visits = fold([...answered, complete(10_000, { reason: "agent" }), moved]);
    expect(visits[0]).toMatchObject({ endedBy: "transfer", talkMs: 5_500 });
  });

  test("that never comes is made up from the order of the hang-ups, and the record says so", () => {
    const byAgent = fold([...answered, agentGone(8_000), callerGone(8_100)])[0];
    const byCaller = fold([
      ...answered,
      event("hangup_requested", 7_999, { cause: 16, soft: false }),
      agentGone(8_000),
    ])[0];
    expect([byAgent?.endedBy, byCaller?.endedBy]).toEqual(["agent", "caller"]);
    expect(byAgent).toMatchObject({ provisional: true, notes: ["no_agent_complete"] });
  });
});

describe("VisitFold.apply() without the class dialplan", () => {
  test.each([
    {
      name: "a hang-up asked for before the abandon",
      events: [event("hangup_requested", 8_999, { cause: 16, soft: false }), ...gaveUp, callerGone(9_003)],
      want: "abandoned",
    },
    { name: "a hang-up within 250 ms of it", events: [...gaveUp, callerGone(9_200)], want: "abandoned" },
    { name: "a caller who goes on", events: [...gaveUp, event("tick", 10_100), callerGone(30_000)], want: "timeout" },
    {
      name: "a caller in the next queue",
      events: [...gaveUp, event("caller_joined", 9_010, { queue: queueName("suporte") })],
      want: "timeout",
    },
  ])("concludes from $name: $want, provisionally", ({ events, want }) => {
    expect(fold([joined, ...events])[0]).toMatchObject({
      outcome: want,
      provisional: true,
      notes: ["no_dialplan_class"],
    });
  });

  const paused = event("member_paused", 500, {
    paused: true,
    reason: null,
    member: { interface: asInterface("PJSIP/1001"), paused: true, status: 1 } as never,
  });

  test("concludes that a queue without an available member was empty", () => {
    expect(fold([paused, joined, ...gaveUp, event("tick", 11_000)])[0]).toMatchObject({
      outcome: "exit_empty",
      provisional: true,
    });
  });

  test.each([
    { name: "as long as SNEP said he may", limitMs: 9_000, want: "timeout" },
    { name: "less", limitMs: 60_000, want: "exit_empty" },
  ])("concludes for a caller who waited $name in a queue where nobody is free: $want", ({ limitMs, want }) => {
    const sent = event("caller_sent", 900, { limitMs });
    expect(fold([paused, sent, joined, ...gaveUp, event("tick", 11_000)])[0]).toMatchObject({
      outcome: want,
      provisional: true,
    });
  });

  test("is corrected by QUEUESTATUS, should it come after all", () => {
    const visits = fold([
      joined,
      ...gaveUp,
      event("tick", 11_000),
      event("queue_status_set", 11_500, { status: "LEAVEEMPTY" }),
    ]);
    expect(visits[0]).toMatchObject({ outcome: "exit_empty", provisional: false, notes: [] });
  });
});

describe("VisitFold.apply() of an attended transfer into a queue", () => {
  const consult = { uniqueid: uniqueid("a7"), number: "1001" };
  const customer = { uniqueid: uniqueid("c7") };

  test("goes on with the visit that the agent's channel began, once AMI names the transfer", () => {
    const visits = fold([
      event("caller_joined", 1_000, consult),
      event("transferred", 3_000, {
        kind: "attended",
        transferers: [uniqueid("a1"), uniqueid("a7")],
        transferee: uniqueid("c7"),
        exten: null,
        destBridgeId: null,
      }),
      callerGone(3_001, consult),
      event("agent_called", 3_500, customer),
      event("agent_connected", 5_000, { ...customer, waitMs: 4_000 }),
      complete(9_000, { ...customer, waitMs: 4_000, talkMs: 4_000 }),
    ]);
    expect(visits).toHaveLength(1);
    expect(visits[0]).toMatchObject({
      uniqueid: "a7",
      outcome: "answered",
      waitMs: 4_000,
      talkMs: 4_000,
      notes: ["joined_by_transfer"],
    });
  });

  test("goes on with it when the log gives the customer's id to a wait that began with the agent's", () => {
    const visits = fold(
      [
        event("caller_joined", 1_000, consult),
        event("caller_joined", 2_000, { uniqueid: uniqueid("c8"), number: "11999990000" }),
        event("agent_connected", 5_000, { ...customer, waitMs: 4_000, ringMs: 1_000 }),
        complete(9_000, { ...customer, waitMs: 4_000, talkMs: 4_000, ringUniqueid: null }),
      ],
      { source: "queue_log" },
    );
    expect(visits.map((visit) => [visit.uniqueid as string, visit.outcome, visit.open])).toEqual([
      ["a7", "answered", false],
      ["c8", null, true],
    ]);
  });

  test("begins a visit at the answer minus the wait when none can be it", () => {
    const visits = fold([event("agent_connected", 5_000, { ...customer, waitMs: 4_000 })], { source: "queue_log" });
    expect(visits[0]).toMatchObject({ uniqueid: "c7", enteredAt: 1_000, waitMs: 4_000, notes: ["entry_not_in_log"] });
  });
});

describe("VisitFold.apply() over a gap", () => {
  const snapshot = (at: number, waiting: { uniqueid: string; waitMs: number }[]): CallCentreEvent[] => [
    event("queue_snapshot", at, {
      strategy: null,
      maxWaiting: null,
      completed: null,
      abandoned: null,
      members: [],
      waiting: waiting.map((each, n) => ({
        ...each,
        uniqueid: uniqueid(each.uniqueid),
        channel: null,
        number: "11",
        name: null,
        position: n + 1,
        priority: null,
      })),
    }),
    event("queues_listed", at, { queues: [queueName("vendas")] }),
  ];
  const again = (at: number, startedAt: number) => [
    event("disconnected", at),
    event("connected", at + 1_000, { amiVersion: "11.0.0" }),
    event("asterisk_ready", at + 1_000, { startedAt }),
  ];
  const first = [event("connected", 1, { amiVersion: "11.0.0" }), event("asterisk_ready", 1, { startedAt: -50_000 })];

  test("loses who waited and leaves the ends of talks open when Asterisk died", () => {
    const visits = fold([
      ...first,
      ...answered,
      event("caller_joined", 5_000, { uniqueid: uniqueid("c2") }),
      ...again(6_000, 6_900),
    ]);
    expect(visits.map(({ outcome, endedBy, talkMs, open }) => [outcome, endedBy, talkMs, open])).toEqual([
      ["answered", null, null, false],
      ["lost", null, null, false],
    ]);
  });

  test("loses who waited in an Asterisk that said it stops, however soon the next one is ready", () => {
    const stopping = event("asterisk_stopping", 5_000, { restart: true });
    expect(fold([...first, joined, stopping, ...again(5_100, -49_000)])).toMatchObject([
      { outcome: "lost", open: false },
    ]);
  });

  test("keeps who still waits and ends unseen who does not, when only the connection was lost", () => {
    const visits = fold([
      ...first,
      joined,
      event("caller_joined", 2_000, { uniqueid: uniqueid("c2") }),
      ...again(6_000, -50_000),
      ...snapshot(7_100, [
        { uniqueid: "c2", waitMs: 5_000 },
        { uniqueid: "c3", waitMs: 1_000 },
      ]),
    ]);
    expect(visits.map((visit) => [visit.uniqueid as string, visit.outcome, visit.open, visit.notes])).toEqual([
      ["c1", null, false, ["ended_unseen"]],
      ["c2", null, true, []],
      ["c3", null, true, ["entered_before_connection"]],
    ]);
    expect(visits[2]?.enteredAt).toBe(6_100);
  });

  test("ends unseen who had left the line before the connection was lost, unless he is found in talk", () => {
    const cut = [...first, joined, called, pickedUp, left, ...again(6_000, -50_000)];
    const gone = fold([...cut, ...snapshot(7_100, []), event("channels_listed", 7_101, { channels: [] })]);
    expect(gone).toMatchObject([{ outcome: null, open: false, provisional: true, notes: ["ended_unseen"] }]);
    const listed = (id: string, application: string, channel: string) =>
      ({ uniqueid: uniqueid(id), linkedid: null, channel, application, data: "vendas,t", bridgeId: "b" }) as never;
    const channels = [listed("c1", "Queue", "SIP/t-1"), listed("a1", "AppQueue", "PJSIP/1001-00000002")];
    const found = fold([...cut, ...snapshot(7_100, []), event("channels_listed", 7_101, { channels })]);
    expect(found).toMatchObject([{ outcome: "answered", open: true, notes: ["talking_before_connection"] }]);
  });

  test("waits for what becomes of a caller who left the line after the connection was made, though no list names him", () => {
    const visits = fold([...first, joined, ...again(3_000, -50_000), left, ...snapshot(4_501, []), connected]);
    expect(visits).toMatchObject([{ outcome: "answered", open: true, notes: [] }]);
  });

  test("knows whose ring became a talk while it was away, whatever the queue's list has", () => {
    const local = asInterface("Local/1001@in/n");
    const listed = (id: string, application: string, channel: string) =>
      ({ uniqueid: uniqueid(id), linkedid: null, channel, application, data: "vendas,t", bridgeId: "b" }) as never;
    const channels = [listed("c1", "Queue", "SIP/t-1"), listed("a1", "AppQueue", "Local/1001@in-00000001;1")];
    const rings = event("agent_called", 2_000, { interface: local });
    const lists = [...snapshot(7_100, []), event("channels_listed", 7_101, { channels })];
    expect(fold([...first, joined, rings, ...again(3_000, -50_000), ...lists])).toMatchObject([
      { outcome: "answered", interface: local, attempts: [{ interface: local, result: "answered", endedAt: null }] },
    ]);
  });

  test("learns of a talk that began while it was away by its end, where channels are not listed", () => {
    const visits = fold([...first, joined, ...again(3_000, -50_000), ...snapshot(7_100, []), complete(10_000)]);
    expect(visits).toMatchObject([
      { outcome: "answered", agent: "Bruno", waitMs: 3_500, talkMs: 5_500, endedBy: "caller", open: false },
    ]);
  });

  test("names a Local member whom it finds in talk as the queue does", () => {
    const local = asInterface("Local/1001@in/n");
    const members = [{ ...unknownMember(local), name: "Bruno" }];
    const listed = (id: string, application: string, channel: string) =>
      ({ uniqueid: uniqueid(id), linkedid: null, channel, application, data: "vendas,t", bridgeId: "b" }) as never;
    const channels = [listed("c1", "Queue", "SIP/t-1"), listed("a1", "AppQueue", "Local/1001@in-00000001;1")];
    const none = { strategy: null, maxWaiting: null, completed: null, abandoned: null, waiting: [] };
    const visits = fold([
      event("queue_snapshot", 5_000, { ...none, members }),
      event("channels_listed", 5_000, { channels }),
    ]);
    expect(visits).toMatchObject([{ interface: local }]);
  });

  test("does not count a caller twice whose snapshot was faster than his Join", () => {
    const visits = fold([...first, ...snapshot(1_001, [{ uniqueid: "c1", waitMs: 0 }]), event("caller_joined", 1_003)]);
    expect(visits).toHaveLength(1);
    expect(visits[0]).toMatchObject({ enteredAt: 1_003, position: 1, notes: [] });
  });

  test("ends a waiting caller whom two full lists in a row do not name, and not after one", () => {
    const one = fold([...first, joined, ...snapshot(31_000, [])]);
    const two = fold([...first, joined, ...snapshot(31_000, []), ...snapshot(61_000, [])]);
    expect([one[0]?.open, two[0]?.open]).toEqual([true, false]);
  });

  test("finds who talked before the connection, and takes wait and talk from AgentComplete", () => {
    const channel = {
      context: null,
      exten: null,
      state: 6,
      connectedNumber: null,
      connectedName: null,
      ageMs: 60_000,
      linkedid: linkedid("c1"),
    };
    const visits = fold([
      ...first,
      event("channels_listed", 1_000, {
        channels: [
          {
            ...channel,
            uniqueid: uniqueid("c1"),
            channel: "PJSIP/trunk-00000001",
            number: "11987650001",
            name: "Ana",
            application: "Queue",
            data: "vendas,tT",
            bridgeId: "b",
          },
          {
            ...channel,
            uniqueid: uniqueid("a1"),
            channel: "PJSIP/1001-00000002",
            number: "1001",
            name: "Bruno",
            application: "AppQueue",
            data: "(Outgoing Line)",
            bridgeId: "b",
          },
        ],
      }),
      complete(11_000, { waitMs: 7_000, talkMs: 30_000 }),
    ]);
    expect(visits).toHaveLength(1);
    expect(visits[0]).toMatchObject({
      outcome: "answered",
      interface: "PJSIP/1001",
      agent: "Bruno",
      waitMs: 7_000,
      talkMs: 30_000,
      enteredAt: -26_000,
      attempts: [],
      holdMs: null,
      notes: ["talking_before_connection"],
    });
  });
});

describe("VisitFold", () => {
  test("answers a survey on the last answered visit of the call", () => {
    const survey = event("survey_answered", 12_000, { score: 4, queue: null });
    expect(fold([...answered, complete(10_000), survey])[0]).toMatchObject({ csat: 4 });
  });

  test("works without any times: spans are then Asterisk's whole seconds", () => {
    const untimed = [...answered, complete(10_000, { talkMs: 5_000 })].map((each) => ({ ...each, at: null }));
    expect(fold(untimed)[0]).toMatchObject({ enteredAt: null, waitMs: 3_000, ringMs: 2_000, talkMs: 5_000 });
  });

  test("forgets calls that are over", () => {
    const folded = new VisitFold(pbx);
    for (let n = 0; n < 1_000; n++) {
      const at = n * 1_000;
      const own = { uniqueid: uniqueid(`c${n}`) };
      for (const each of [
        event("caller_joined", at, own),
        event("abandon_reported", at + 500, own),
        event("caller_left", at + 500, own),
        callerGone(at + 501, own),
      ])
        folded.apply(each);
    }
    expect(folded.open()).toEqual([]);
    expect(folded.remembered).toBeLessThan(100);
  });

  test("keeps each caller's visits apart from all others', in whatever order their events are mixed", () => {
    const stories = [
      [...answered, complete(10_000, { reason: "agent" }), agentGone(10_001), callerGone(10_002)],
      [joined, ...gaveUp, event("queue_status_set", 9_002, { status: "TIMEOUT" }), callerGone(9_500)],
      [
        joined,
        event("caller_left", 5_000),
        event("channel_moved", 5_001, { context: "exit", exten: "9" }),
        callerGone(5_500),
      ],
      [joined, called, event("ring_missed", 3_000, { ringMs: 1_000 }), ...gaveUp, callerGone(9_003)],
    ];
    const rename = (each: CallCentreEvent, n: number) =>
      JSON.parse(
        JSON.stringify(each)
          .replace(/"(c1|a1)"/g, `"$1-${n}"`)
          .replaceAll("PJSIP/1001", `PJSIP/${1001 + n}`),
      ) as CallCentreEvent;
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: stories.length - 1 }), { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (picked, dice) => {
          const queues = picked.map((story, n) => [dialplanSeen, ...stories[story]!].map((each) => rename(each, n)));
          const alone = queues.map((events) => fold(events));
          const mixed: CallCentreEvent[] = [];
          for (const die of dice) {
            const rest = queues.filter((queue) => queue.length > 0);
            if (rest.length === 0) break;
            mixed.push(rest[die % rest.length]!.shift()!);
          }
          const byKey = (visits: Visit[]) => Object.fromEntries(visits.map((visit) => [visitKey(visit), visit]));
          expect(byKey(fold(mixed))).toEqual(byKey(alone.flat()));
        },
      ),
    );
  });
});

describe("VisitFold of words that came late", () => {
  const late = event("spoke_late", 20_000, { since: 12_000, until: 20_250 });
  const abandon = (at: number, waitMs: number | null) => [
    event("abandon_reported", at, { waitMs }),
    event("caller_left", at),
    event("channel_hung_up", at, { cause: 16 }),
  ];

  test("takes Asterisk's own seconds for what was told in a burst after a silence", () => {
    const [visit] = fold([dialplanSeen, joined, late, ...abandon(20_010, 4_000)]);
    expect(visit).toMatchObject({ enteredAt: 1_000, outcome: "abandoned", waitMs: 4_000, endedAt: null });
  });

  test("does not date what both began and ended in the burst", () => {
    const [visit] = fold([dialplanSeen, late, event("caller_joined", 20_005), ...abandon(20_010, 3_000)]);
    expect(visit).toMatchObject({ enteredAt: null, outcome: "abandoned", waitMs: 3_000 });
  });

  test("measures again what is told after it", () => {
    const [visit] = fold([dialplanSeen, joined, late, ...abandon(21_500, 20_000)]);
    expect(visit).toMatchObject({ waitMs: 20_500, endedAt: 21_500 });
  });

  test.each([
    [9_100, 8_000, 8_100],
    [9_100, 5_000, 5_000],
    [9_100, null, 8_100],
  ])("believes a wait until %p of which Asterisk counted %p: %p", (until, reported, believed) => {
    expect(fold([dialplanSeen, joined, ...abandon(until, reported)])[0]?.waitMs).toBe(believed);
  });
});

test("VisitFold.drain() tells each visit once, as apply() told it last, however many events were taken before", () => {
  const answered = [
    event("caller_joined", 0),
    event("agent_called", 1_000),
    event("agent_connected", 4_000, { waitMs: 4_000 }),
    event("agent_completed", 60_000, { reason: "agent", waitMs: 4_000, talkMs: 56_000 }),
  ];
  const other = [
    event("caller_joined", 2_000, { uniqueid: uniqueid("c2") }),
    event("visit_ended", 9_000, { uniqueid: uniqueid("c2"), outcome: "abandoned", waitMs: 7_000 }),
  ];
  const events = [...answered, ...other].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  for (const source of ["ami", "queue_log"] as const) {
    fc.assert(
      fc.property(fc.subarray(events.map((_, n) => n)), (cuts) => {
        const folded = new VisitFold(pbx, { source });
        const visits = new Map<string, Visit>();
        const drained = () => {
          const told = folded.drain();
          expect(new Set(told.map(visitKey)).size).toBe(told.length);
          for (const visit of told) visits.set(visitKey(visit), visit);
        };
        for (const [n, each] of events.entries()) {
          folded.take(each);
          if (cuts.includes(n)) drained();
        }
        drained();
        expect(folded.drain()).toEqual([]);
        expect([...visits.values()]).toEqual(fold(events, { source }));
      }),
    );
  }
});
