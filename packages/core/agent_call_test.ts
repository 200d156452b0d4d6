import { expect, test } from "bun:test";
import { agentCallOfLeg } from "./agent_call.ts";
import { agentCountersOf } from "./agent_counters.ts";
import type { Leg } from "./call.ts";
import { asInterface } from "./ids.ts";

const leg = (rest: Partial<Leg>): Leg => ({
  ...{ interface: asInterface("PJSIP/1001"), direction: "in", number: null, startedAt: 1_000, answeredAt: null },
  ...{ endedAt: 9_000, result: null, endedBy: null, talkMs: null, holdMs: null, ...rest },
});
const talk = { answeredAt: 4_000, result: "answered", endedBy: "caller", talkMs: 5_000, holdMs: 700 } as const;

test.each([
  {
    name: "that he answered",
    leg: leg(talk),
    want: { inbound: 1, inboundAnswered: 1, ringsAnswered: 1, endedByCaller: 1 },
  },
  {
    name: "that rang out",
    leg: leg({ result: "noanswer" }),
    want: { inbound: 1, inboundMissed: 1, ringsNotAnswered: 1 },
  },
  { name: "whose caller gave up", leg: leg({ result: "caller_left" }), want: { inboundSpared: 1, ringsCallerLeft: 1 } },
  { name: "that rings still", leg: leg({ endedAt: null }), want: { inbound: 1, inboundRinging: 1, inboundMissed: 0 } },
  {
    name: "he placed",
    leg: leg({ ...talk, direction: "out" }),
    want: { outbound: 1, outboundAnswered: 1, inbound: 0 },
  },
  {
    name: "he placed to one who was busy",
    leg: leg({ direction: "out", result: "busy" }),
    want: { outboundMissed: 1, ringsBusy: 0 },
  },
])("agentCallOfLeg() counts a call $name as metrics say", ({ leg, want }) => {
  expect(agentCountersOf(agentCallOfLeg(leg))).toMatchObject(want);
});

test("agentCallOfLeg() has how long it rang him, and of his own calls how long he waited for the answer", () => {
  expect(agentCallOfLeg(leg(talk))).toMatchObject({ rangMs: 3_000, ringMs: 3_000, talkMs: 5_000, holdMs: 700 });
  expect(agentCallOfLeg(leg({ result: "noanswer" }))).toMatchObject({ rangMs: 8_000, ringMs: null, talkMs: null });
  expect(agentCallOfLeg(leg({ ...talk, direction: "out" }))).toMatchObject({ rangMs: null, ringMs: 3_000 });
});
