import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type AgentCall, agentCallOf } from "./agent_call.ts";
import {
  type AgentCounters,
  agentCountersByQuarter,
  agentCountersOf,
  emptyAgentCounters,
  mergeAgentCounters,
  packAgentCounters,
  sumAgentCounters,
  unpackAgentCounters,
} from "./agent_counters.ts";
import type { AgentInterval } from "./agent_interval.ts";
import {
  idleMs,
  meanInboundRingAndTalkMs,
  meanInboundRingMs,
  meanInboundTalkMs,
  meanOutboundRingAndTalkMs,
  meanOutboundRingMs,
  meanOutboundTalkMs,
  occupancy,
  overrunMs,
  shiftFigures,
} from "./agent_metrics.ts";
import { agentTimes } from "./agent_times.ts";
import { asInterface, pbxId, queueName, uniqueid } from "./ids.ts";
import { satisfactionOf } from "./metrics.ts";
import { quarterMs } from "./quarter.ts";
import type { AttemptResult, Visit } from "./visit.ts";

const midnight = Date.parse("2026-03-02T00:00:00Z");
const minute = 60_000;
const ana = asInterface("PJSIP/1001");
const bia = asInterface("PJSIP/1002");

const call = (more: Partial<AgentCall> = {}): AgentCall => ({
  direction: "in",
  startedAt: midnight,
  isAnswered: false,
  isRinging: false,
  rings: [],
  rangMs: null,
  ringMs: null,
  talkMs: null,
  holdMs: null,
  endedBy: null,
  csat: null,
  surveyOffered: null,
  ...more,
});

describe("agentCallOf()", () => {
  const ring = (phone: typeof ana | null, from: number, to: number | null, result: AttemptResult | null) => ({
    interface: phone,
    startedAt: midnight + from,
    endedAt: to === null ? null : midnight + to,
    result,
  });
  const visit: Visit = {
    pbx: pbxId("main"),
    uniqueid: uniqueid("1.1"),
    linkedid: null,
    queue: queueName("suporte"),
    visit: 1,
    callerNumber: null,
    callerName: null,
    enteredAt: midnight,
    outcome: "answered",
    endedBy: "caller",
    interface: bia,
    agent: "Bia Lima",
    answeredAt: midnight + 41_000,
    endedAt: midnight + 90_000,
    waitMs: 41_000,
    ringMs: 6_000,
    talkMs: 49_000,
    holdMs: 2_000,
    position: 1,
    attempts: [
      ring(ana, 1_000, 16_000, "noanswer"),
      ring(bia, 5_000, 16_000, "rejected"),
      ring(ana, 21_000, 36_000, "noanswer"),
      ring(bia, 35_000, 41_000, "answered"),
    ],
    surveyOffered: null,
    csat: 4,
    provisional: false,
    notes: [],
    open: false,
  };
  const of = (phone: typeof ana) => (member: { interface: string | null }) => member.interface === phone;

  test("is one call of each agent that it rang, from his first ring on", () => {
    expect(agentCallOf(visit, of(ana))).toEqual(
      call({ startedAt: midnight + 1_000, rings: ["noanswer", "noanswer"], rangMs: 30_000 }),
    );
    expect(agentCallOf({ ...visit, surveyOffered: true }, of(bia))).toEqual(
      call({
        startedAt: midnight + 5_000,
        isAnswered: true,
        rings: ["rejected", "answered"],
        rangMs: 17_000,
        ringMs: 6_000,
        talkMs: 49_000,
        holdMs: 2_000,
        endedBy: "caller",
        csat: 4,
        surveyOffered: true,
      }),
    );
    expect(agentCallOf(visit, of(asInterface("PJSIP/1003")))).toBeNull();
  });

  test("knows him by his name where a log has no more of him", () => {
    const written = { ...visit, interface: null, attempts: [ring(null, 35_000, 41_000, "answered")] };
    expect(agentCallOf(written, ({ agent }) => agent === "Bia Lima")).toMatchObject({
      startedAt: midnight + 35_000,
      isAnswered: true,
      rings: ["answered"],
    });
    expect(agentCallOf(written, ({ agent }) => agent === "Ana Souza")).toBeNull();
  });

  test("begins with the talk where the ring was not heard, and rings still while nothing ended it", () => {
    expect(agentCallOf({ ...visit, attempts: [] }, of(bia))).toMatchObject({
      startedAt: midnight + 41_000,
      rangMs: null,
    });
    const ringing = { ...visit, outcome: null, interface: null, open: true, attempts: [ring(ana, 0, null, null)] };
    expect(agentCallOf(ringing, of(ana))).toMatchObject({ isRinging: true, isAnswered: false });
  });
});

describe("agentCountersOf()", () => {
  test.each<[string, Partial<AgentCall>, ReturnType<typeof packAgentCounters>]>([
    ["a ring that he missed", { rings: ["noanswer"] }, { inbound: 1, inboundMissed: 1, ringsNotAnswered: 1 }],
    [
      "a call once that rang him three times",
      { rings: ["noanswer", "busy", "rejected"] },
      { inbound: 1, inboundMissed: 1, ringsNotAnswered: 1, ringsBusy: 1, ringsRejected: 1 },
    ],
    [
      "apart what he could not have answered",
      { rings: ["answered_elsewhere", "caller_left", "not_reachable", null] },
      { inbound: 1, inboundSpared: 1, ringsAnsweredElsewhere: 1, ringsCallerLeft: 1, ringsNotReachable: 1 },
    ],
    ["what rings still", { isRinging: true, rings: [null] }, { inbound: 1, inboundRinging: 1 }],
    [
      "what he answered, though he let it ring out before",
      {
        isAnswered: true,
        rings: ["noanswer", "answered"],
        ringMs: 3_000,
        talkMs: 60_000,
        holdMs: 0,
        endedBy: "agent",
        csat: 5,
      },
      {
        inbound: 1,
        inboundAnswered: 1,
        ringsNotAnswered: 1,
        ringsAnswered: 1,
        endedByAgent: 1,
        surveysOffered: 1,
        inboundRing: [1, 3_000, 3_000],
        inboundTalk: [1, 60_000, 60_000],
        inboundRingAndTalk: [1, 63_000, 63_000],
        inboundHold: [1, 0, 0],
        scores: [0, 0, 0, 0, 1],
      },
    ],
    [
      "a talk that goes on",
      { isAnswered: true, rings: ["answered"], ringMs: 2_000, surveyOffered: true },
      {
        inbound: 1,
        inboundAnswered: 1,
        ringsAnswered: 1,
        withoutEnding: 1,
        surveysOffered: 1,
        inboundRing: [1, 2_000, 2_000],
      },
    ],
    [
      "a call that he placed",
      { direction: "out", isAnswered: true, ringMs: 8_000, talkMs: 30_000 },
      {
        outbound: 1,
        outboundAnswered: 1,
        outboundRing: [1, 8_000, 8_000],
        outboundTalk: [1, 30_000, 30_000],
        outboundRingAndTalk: [1, 38_000, 38_000],
      },
    ],
    ["one that nobody answered", { direction: "out" }, { outbound: 1, outboundMissed: 1 }],
    ["one that he is placing", { direction: "out", isRinging: true }, { outbound: 1, outboundRinging: 1 }],
  ])("counts %s", (_, more, want) => {
    expect(packAgentCounters(agentCountersOf(call(more)))).toEqual(want);
  });
});

function interval(kind: AgentInterval["kind"], from: number, to: number, reason: string | null = null): AgentInterval {
  const [at, until] = [midnight + from * minute, midnight + to * minute];
  return { pbx: pbxId("main"), agent: null, interface: ana, kind, queue: queueName("q"), reason, from: at, to: until };
}

const day = { from: midnight, to: midnight + 86_400_000 };
const packed = (byQuarter: Map<number, AgentCounters>) =>
  [...byQuarter].map(([at, counters]) => [(at - midnight) / minute, packAgentCounters(counters)] as const);

describe("agentCountersByQuarter()", () => {
  test("cuts times at each quarter of an hour and at midnight, and counts where a thing began", () => {
    const times = agentTimes([
      interval("session", -20, 20),
      interval("pause", 10, 17, "almoço"),
      interval("talk", -2, 4),
    ]);
    const calls = [
      call({ startedAt: midnight - 2 * minute, isAnswered: true }),
      call({ startedAt: midnight + 15 * minute }),
    ];
    expect(packed(agentCountersByQuarter(calls, times, day))).toEqual([
      [
        0,
        {
          onlineMs: 15 * minute,
          availableMs: 10 * minute,
          pausedMs: 5 * minute,
          talkMs: 4 * minute,
          busyMs: 4 * minute,
          pauses: [["almoço", 1, 5 * minute]],
        },
      ],
      [
        15,
        {
          inbound: 1,
          inboundSpared: 1,
          onlineMs: 5 * minute,
          availableMs: 3 * minute,
          pausedMs: 2 * minute,
          pauses: [["almoço", 0, 2 * minute]],
        },
      ],
    ]);
    const yesterday = { from: day.from - 86_400_000, to: day.from };
    expect(sumAgentCounters(agentCountersByQuarter(calls, times, yesterday).values())).toMatchObject({
      inboundAnswered: 1,
      logins: 1,
      onlineMs: 20 * minute,
      talkMs: 2 * minute,
    });
  });

  test("has nothing of a period in which nothing was", () => {
    expect(agentCountersByQuarter([], agentTimes([]), day).size).toBe(0);
  });
});

const results: (AttemptResult | null)[] = [
  "answered",
  "noanswer",
  "busy",
  "rejected",
  "answered_elsewhere",
  "caller_left",
  "not_reachable",
  null,
];
const ms = fc.option(fc.nat(100_000));
const anyCall: fc.Arbitrary<AgentCall> = fc.record({
  direction: fc.constantFrom("in", "out"),
  startedAt: fc.integer({ min: midnight, max: midnight + 4 * quarterMs }),
  isAnswered: fc.boolean(),
  isRinging: fc.boolean(),
  rings: fc.array(fc.constantFrom(...results), { maxLength: 4 }),
  rangMs: ms,
  ringMs: ms,
  talkMs: ms,
  holdMs: ms,
  endedBy: fc.constantFrom("agent", "caller", "transfer", null),
  csat: fc.option(fc.integer({ min: 1, max: 5 })),
  surveyOffered: fc.boolean(),
});
const anyInterval = fc
  .tuple(
    fc.constantFrom("session", "pause", "ring", "talk"),
    fc.integer({ min: -20, max: 80 }),
    fc.nat(40),
    fc.constantFrom(null, "almoço", "__proto__"),
  )
  .map(([kind, from, length, reason]) =>
    interval(kind as "talk", from, from + length, kind === "pause" ? reason : null),
  );
const calls = fc.array(anyCall, { maxLength: 15 });
const intervals = fc.array(anyInterval, { maxLength: 15 });
const counters = fc
  .tuple(calls, intervals)
  .map(([some, spent]) => sumAgentCounters(agentCountersByQuarter(some, agentTimes(spent), day).values()));

describe("agents' counters", () => {
  test("are the same however the calls are ordered and wherever the period is cut into quarters of an hour", () => {
    fc.assert(
      fc.property(calls, intervals, fc.integer({ min: 0, max: 6 }), (some, spent, quarters) => {
        const times = agentTimes(spent, { wrapUpMs: () => minute });
        const cut = midnight + quarters * quarterMs;
        const whole = agentCountersByQuarter(some, times, day);
        const before = agentCountersByQuarter(some.toReversed(), times, { from: day.from, to: cut });
        const after = agentCountersByQuarter(some, times, { from: cut, to: day.to });
        expect(new Map([...before, ...after])).toEqual(whole);
        expect([...whole.keys()].every((at) => at % quarterMs === 0)).toBe(true);
      }),
    );
  });

  test("are nowhere more nor less than their parts", () => {
    fc.assert(
      fc.property(counters, (sum) => {
        const { inboundAnswered, inboundMissed, inboundSpared, inboundRinging } = sum;
        expect(inboundAnswered + inboundMissed + inboundSpared + inboundRinging).toBe(sum.inbound);
        expect(sum.outboundAnswered + sum.outboundMissed + sum.outboundRinging).toBe(sum.outbound);
        expect(sum.endedByAgent + sum.endedByCaller + sum.endedByTransfer + sum.withoutEnding).toBe(inboundAnswered);
        expect(idleMs(sum)).toBeGreaterThanOrEqual(0);
        expect(occupancy(sum) ?? 0).toBeLessThanOrEqual(1);
        const pauses = [...sum.pauses.values()].reduce((total, { totalMs }) => total + totalMs, 0);
        expect(pauses).toBeGreaterThanOrEqual(sum.pausedMs);
      }),
    );
  });

  test("come to the same whichever is first and however bracketed, and an empty one changes nothing", () => {
    fc.assert(
      fc.property(counters, counters, counters, (a, b, c) => {
        expect(mergeAgentCounters(a, b)).toEqual(mergeAgentCounters(b, a));
        expect(mergeAgentCounters(mergeAgentCounters(a, b), c)).toEqual(
          mergeAgentCounters(a, mergeAgentCounters(b, c)),
        );
        expect(mergeAgentCounters(a, emptyAgentCounters())).toEqual(a);
      }),
    );
  });

  test("are the same after packing, also by way of JSON, and equal ones are equal text", () => {
    fc.assert(
      fc.property(counters, counters, (a, b) => {
        const text = JSON.stringify(packAgentCounters(mergeAgentCounters(a, b)));
        expect(unpackAgentCounters(JSON.parse(text))).toEqual(mergeAgentCounters(a, b));
        expect(JSON.stringify(packAgentCounters(mergeAgentCounters(b, a)))).toBe(text);
      }),
    );
    expect(packAgentCounters(emptyAgentCounters())).toEqual({});
  });
});

describe("agents' figures", () => {
  const sum = sumAgentCounters([
    agentCountersOf(call({ isAnswered: true, ringMs: 2_000, talkMs: 60_000, csat: 3 })),
    agentCountersOf(call({ isAnswered: true, ringMs: 5_000, talkMs: 30_001 })),
    agentCountersOf(call({ isAnswered: true, ringMs: 99_000 })),
    agentCountersOf(call({ rings: ["noanswer"], ringMs: 7_000 })),
    agentCountersOf(call({ direction: "out", isAnswered: true, ringMs: 9_000, talkMs: 1_000 })),
    { ...emptyAgentCounters(), availableMs: 4 * minute, busyMs: minute },
  ]);

  test("are over the calls of which the span is known", () => {
    expect(meanInboundRingMs(sum)).toBe(106_000 / 3);
    expect(meanInboundTalkMs(sum)).toBe(45_000.5);
    expect(meanInboundRingAndTalkMs(sum)).toBe(48_500.5);
    expect([meanOutboundRingMs(sum), meanOutboundTalkMs(sum), meanOutboundRingAndTalkMs(sum)]).toEqual([
      9_000, 1_000, 10_000,
    ]);
    expect(satisfactionOf(sum)).toEqual({ answers: 1, mean: 3, satisfiedShare: 0, answeredShare: 1 });
  });

  test("are null of nothing", () => {
    const figures = [meanInboundRingMs, meanInboundTalkMs, meanInboundRingAndTalkMs, meanOutboundRingMs, occupancy];
    expect(figures.map((of) => of(emptyAgentCounters()))).toEqual(Array(5).fill(null));
  });

  test("tell how busy he was while available", () => {
    expect([occupancy(sum), idleMs(sum)]).toEqual([0.25, 3 * minute]);
  });

  test("tell what a pause exceeds its allowance by, where it has one", () => {
    expect([overrunMs(70, 60), overrunMs(60, 60), overrunMs(10, 60), overrunMs(10, null)]).toEqual([10, 0, 0, null]);
  });

  test("tell how he kept his shift", () => {
    const shift = { from: 100, to: 200 };
    expect(
      shiftFigures(
        [
          { from: 110, to: 150 },
          { from: 160, to: 190 },
        ],
        shift,
      ),
    ).toEqual({
      lateMs: 10,
      leftEarlyMs: 10,
      outsideMs: 0,
    });
    expect(shiftFigures([{ from: 95, to: 203 }], shift)).toEqual({ lateMs: 0, leftEarlyMs: 0, outsideMs: 8 });
    expect(shiftFigures([], shift)).toEqual({ lateMs: null, leftEarlyMs: null, outsideMs: 0 });
  });
});
