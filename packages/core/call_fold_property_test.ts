/** Rules of the calls that hold for every course of events. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { CallFold } from "./call_fold.ts";
import type { CallCentreEvent } from "./event.ts";
import { asInterface, linkedid, pbxId, queueName, uniqueid } from "./ids.ts";

const pbx = pbxId("main");
const queue = queueName("suporte");
const channels = [
  ["1795338688.1", "PJSIP/trunk-00000001"],
  ["1795338688.2", "PJSIP/1001-00000002"],
  ["1795338688.3", "PJSIP/1002-00000003"],
  ["1795338688.4", "Local/1003@from-queue-00000004;1"],
  ["1795338688.5", "Local/1003@from-queue-00000004;2"],
  ["1795338688.6", null],
] as const;
const aChannel = fc.constantFrom(...channels);
const anId = aChannel.map(([id]) => uniqueid(id));
const aCall = fc.constantFrom(null, linkedid("1795338688.1"), linkedid("1795338688.2"), linkedid("chosen"));
const aBridge = fc.constantFrom("b1", "b2");
const person = ([id, channel]: readonly [string, string | null]) => ({
  ...{ uniqueid: uniqueid(id), channel, number: id.slice(-1), name: null, context: "c", exten: id.slice(-1) },
});

type Timed = (at: number | null) => CallCentreEvent;

/** Any event, true or not, in any order. */
const anEvent: fc.Arbitrary<Timed> = fc.oneof(
  fc.tuple(aChannel, aCall).map(
    ([channel, call]): Timed =>
      (at) => ({ type: "channel_created", pbx, at, ...person(channel), linkedid: call, state: 0 }),
  ),
  fc.tuple(anId, aCall, fc.constantFrom(0, 5, 6)).map(
    ([id, call, state]): Timed =>
      (at) => ({ type: "channel_state", pbx, at, uniqueid: id, linkedid: call, state }),
  ),
  fc.tuple(fc.option(anId), anId).map(
    ([from, to]): Timed =>
      (at) => ({
        ...{ type: "dial_began", pbx, at, uniqueid: from, linkedid: null, destUniqueid: to, destChannel: null },
      }),
  ),
  fc.tuple(fc.option(anId), anId, fc.constantFrom("ANSWER", "BUSY", "CANCEL")).map(
    ([from, to, status]): Timed =>
      (at) => ({ type: "dial_ended", pbx, at, uniqueid: from, destUniqueid: to, status }),
  ),
  fc.tuple(aBridge, anId, aCall).map(
    ([bridgeId, id, call]): Timed =>
      (at) => ({
        ...{
          type: "bridge_entered",
          pbx,
          at,
          bridgeId,
          uniqueid: id,
          linkedid: call,
          channel: null,
          swapUniqueid: null,
        },
      }),
  ),
  fc.tuple(aBridge, anId).map(
    ([bridgeId, id]): Timed =>
      (at) => ({ type: "bridge_left", pbx, at, bridgeId, uniqueid: id }),
  ),
  fc.tuple(anId, anId).map(
    ([one, two]): Timed =>
      (at) => ({ type: "local_bridged", pbx, at, one, two, linkedid: null }),
  ),
  fc.tuple(anId, aCall, fc.boolean()).map(
    ([id, call, held]): Timed =>
      (at) => ({ type: "hold_changed", pbx, at, uniqueid: id, linkedid: call, held }),
  ),
  fc.tuple(fc.array(anId, { maxLength: 2 }), fc.option(anId), fc.option(aBridge)).map(
    ([transferers, transferee, destBridgeId]): Timed =>
      (at) => ({
        ...{ type: "transferred", pbx, at, kind: "attended", transferers, transferee, exten: null, destBridgeId },
      }),
  ),
  fc.tuple(aChannel, aCall).map(
    ([channel, call]): Timed =>
      (at) => ({
        ...{ type: "caller_joined", pbx, at, ...person(channel), linkedid: call, queue, position: 1 },
      }),
  ),
  fc.tuple(anId, anId).map(
    ([caller, ring]): Timed =>
      (at) => ({
        ...{
          type: "agent_called",
          pbx,
          at,
          queue,
          uniqueid: caller,
          linkedid: null,
          ringUniqueid: ring,
          ringChannel: null,
        },
        ...{ interface: asInterface("Local/1003@from-queue/n"), memberName: "Ana" },
      }),
  ),
  fc.tuple(anId, fc.boolean()).map(
    ([id, soft]): Timed =>
      (at) => ({ type: "hangup_requested", pbx, at, uniqueid: id, cause: 16, soft }),
  ),
  aChannel.map(
    (channel): Timed =>
      (at) => ({
        ...{ type: "channel_hung_up", pbx, at, ...person(channel), linkedid: null, cause: 16 },
      }),
  ),
  fc.array(aChannel).map(
    (listed): Timed =>
      (at) => ({
        ...{ type: "channels_listed", pbx, at },
        channels: listed.map((each) => ({
          ...{ ...person(each), linkedid: linkedid("1795338688.1"), state: 6, application: null, data: null },
          ...{ bridgeId: "b1", connectedNumber: null, connectedName: null, ageMs: 1000 },
        })),
      }),
  ),
  fc.constant<Timed>((at) => ({ type: "connected", pbx, at, amiVersion: null })),
  fc.constant<Timed>((at) => ({ type: "asterisk_started", pbx, at })),
);

/** In the order of their times, but for captures that have none. */
const someEvents = fc.array(fc.tuple(anEvent, fc.integer({ min: 0, max: 3_000 })), { maxLength: 80 }).chain((steps) =>
  fc.boolean().map((isTimed) => {
    let at = 1_795_338_688_000;
    return steps.map(([event, after]) => {
      at += after;
      return event(isTimed ? at : null);
    });
  }),
);

const hungUp = channels.map(
  (channel): CallCentreEvent => ({
    ...{ type: "channel_hung_up", pbx, at: 1_795_339_999_000, ...person(channel), linkedid: null, cause: 16 },
  }),
);

test("CallFold gives the same calls for the same events", () => {
  fc.assert(
    fc.property(someEvents, (events) => {
      const [one, other] = [new CallFold(pbx), new CallFold(pbx)];
      const told = events.map((event) => one.apply(event));
      expect(JSON.stringify(events.map((event) => other.apply(event)))).toBe(JSON.stringify(told));
    }),
  );
});

test("CallFold remembers nothing of calls whose channels are all gone, and told each at its end", () => {
  fc.assert(
    fc.property(someEvents, (events) => {
      const fold = new CallFold(pbx);
      const open = new Set<string>();
      for (const event of [...events, ...hungUp]) {
        for (const call of fold.apply(event)) {
          if (call.open) open.add(call.linkedid);
          else open.delete(call.linkedid);
        }
      }
      expect(fold.remembered).toBe(0);
      expect([...open]).toEqual([]);
    }),
  );
});

test("CallFold never gives a time below zero, nor a talk longer than its call", () => {
  fc.assert(
    fc.property(someEvents, (events) => {
      const fold = new CallFold(pbx);
      for (const call of [...events, ...hungUp].flatMap((event) => fold.apply(event))) {
        for (const { talkMs, holdMs } of call.legs) {
          expect(talkMs ?? 0).toBeGreaterThanOrEqual(0);
          expect(holdMs ?? 0).toBeGreaterThanOrEqual(0);
        }
        if (call.talkMs === null) continue;
        expect(call.answered).toBe(true);
        expect(call.talkMs).toBeGreaterThanOrEqual(0);
        if (call.beganAt !== null && call.endedAt !== null) {
          expect(call.talkMs).toBeLessThanOrEqual(Math.max(0, call.endedAt - call.beganAt));
        }
      }
    }),
  );
});
