/** Every recorded call, with a queue or without, as a record: against what truly happened. */
import { describe, expect, test } from "bun:test";
import {
  type Call,
  CallFold,
  callKey,
  callStory,
  type Leg,
  pbxId,
  type Visit,
  VisitFold,
  visitKey,
} from "@qmanager/core";
import { type Scenario, scenarios, type TruthOtherCall, type TruthPhoneCall } from "./scenario.ts";
import { known, phonesSeeHolds, within } from "./truth.ts";

const phoneOf = ({ version }: Scenario, ext: string): string => `${version === "22" ? "PJSIP" : "SIP"}/${ext}`;

async function recordsOf(scenario: Scenario) {
  const calls = new Map<string, Call>();
  const visits = new Map<string, Visit>();
  const fold = new CallFold(pbxId("pbx"));
  const visitFold = new VisitFold(pbxId("pbx"));
  let begin: number | null = null;
  for await (const event of (await scenario.ami()).events) {
    begin ??= event.at;
    for (const call of fold.apply(event)) calls.set(callKey(call), call);
    for (const visit of visitFold.apply(event)) visits.set(visitKey(visit), visit);
  }
  return { fold, calls: [...calls.values()], visits: [...visits.values()], begin: begin ?? 0 };
}

const visitsOf = (call: Call, visits: readonly Visit[]): Visit[] =>
  visits.filter((visit) => (visit.linkedid ?? visit.uniqueid) === call.linkedid);

/** Calls that the crash cut, or that were up before the capture began, are known in part. */
const isWhole = (call: Call): boolean => call.notes.length === 0;

/** Asterisk rang the phone first, or it was not to call anybody. */
const isPlaced = ({ dialStartMs, startMs, channels }: TruthOtherCall): boolean =>
  channels.length === 1 || (dialStartMs ?? startMs) - startMs > 700;

/**
 * Calls of phones that no queue gave, as the phones themselves saw them. What Asterisk itself rang them for (a call that is
 * placed, a supervisor who listens) and what it answered itself (a feature code) are none.
 */
function directCalls(scenario: Scenario, begin: number): TruthPhoneCall[] {
  const fromQueues = scenario.truth.calls.flatMap((call) => call.attempts.map((each) => ({ ...each })));
  const placed = scenario.truth.otherCalls.filter(isPlaced);
  return scenario.truth.phoneCalls.filter((call) => {
    if (call.start < begin || placed.some(({ from, startMs }) => from === call.ext && within(startMs, call.start, 700)))
      return false;
    const phones = [phoneOf(scenario, call.ext), `Local/${call.ext}@from-queue/n`];
    const ring = fromQueues.findIndex(
      (each) => phones.includes(each.interface) && within(each.startMs, call.start, 700),
    );
    if (call.direction === "in" && ring >= 0) {
      fromQueues.splice(ring, 1);
      return false;
    }
    return true;
  });
}

const all = await scenarios();

describe.each(all.map((scenario) => [scenario.name, scenario] as const))("%s", async (_, scenario) => {
  const { truth } = scenario;
  const { fold, calls, visits, begin } = await recordsOf(scenario);
  const byId = new Map(calls.map((call) => [String(call.linkedid), call]));

  test("CallFold knows every call of a queue, where it came from and who talked", () => {
    for (const want of truth.calls) {
      const call = byId.get(want.linkedid);
      if (!call) throw new Error(`No call ${want.linkedid}`);
      if (want.channel?.includes("/trunk-")) expect([want.linkedid, call.direction]).toEqual([want.linkedid, "in"]);
      if (want.channel?.startsWith("Local/")) expect(call.direction).toBeNull();
      if (want.answered) {
        expect(call.answered).toBe(true);
        const phones: readonly string[] = call.interfaces;
        if (want.interface?.startsWith("Local/1") !== true || want.interface.endsWith("@from-queue/n")) {
          expect(phones).toContain(want.interface!);
        }
      }
      if (want.visit !== 1 || !isWhole(call)) continue;
      expect(call.callerNumber).toBe(known(want.callerNumber));
      if (want.dialled) expect(call.did).toBe(want.dialled);
    }
  });

  test("CallFold knows every call without a queue", () => {
    for (const want of truth.otherCalls) {
      const call = byId.get(want.linkedid);
      if (!call) throw new Error(`No call ${want.linkedid}`);
      expect(call.uniqueid as string).toBe(want.uniqueid);
      expect(call.callerNumber).toBe(want.from);
      expect(within(call.endedAt, want.endMs, 450)).toBe(true);
      if (!isWhole(call)) continue;
      expect(within(call.beganAt, want.startMs, 450)).toBe(true);
      expect(call.did).toBe(want.dialled === "s" ? null : want.dialled);
      // Answered by Asterisk itself, a feature code or an announcement, is no talk.
      expect(within(call.talkMs ?? 0, want.talkSeconds * 1000, 500)).toBe(true);
    }
  });

  test("CallFold knows the calls of the carrier by direction and number", () => {
    const trunk = phoneOf(scenario, "trunk");
    for (const want of truth.trunkCalls) {
      const number = (call: Call) =>
        want.direction === "in"
          ? call.callerNumber
          : (call.legs.find(({ direction }) => direction === "out")?.number ?? call.did);
      const found = calls.filter(
        (call) =>
          (call.direction === want.direction || !isWhole(call)) &&
          number(call) === known(want.number) &&
          (within(call.beganAt, want.start, 2_000) || want.start < begin || want.direction === "out"),
      );
      if (found.length === 0) throw new Error(`No call ${want.direction} ${want.number} at ${want.start}`);
      for (const call of found) expect(call.trunk as string | null).toBe(trunk);
    }
  });

  test("CallFold's legs are the calls that the phones saw besides those of queues", () => {
    const legs: Leg[] = calls.flatMap((call) => call.legs.filter(({ startedAt }) => startedAt !== null));
    const wrong: string[] = [];
    for (const want of directCalls(scenario, begin)) {
      const phones: readonly string[] = [phoneOf(scenario, want.ext), `Local/${want.ext}@from-queue/n`];
      const index = legs.findIndex(
        (leg) =>
          phones.includes(leg.interface) && leg.direction === want.direction && within(leg.startedAt, want.start, 700),
      );
      const leg = legs[index];
      const name = `${want.ext} ${want.direction} ${want.peer} at ${want.start}`;
      if (!leg) {
        wrong.push(`${name}: missing`);
        continue;
      }
      legs.splice(index, 1);
      if (!within(leg.answeredAt, want.answer, 450))
        wrong.push(`${name}: answered ${leg.answeredAt}, truly ${want.answer}`);
      if (!within(leg.endedAt, want.end, 700)) wrong.push(`${name}: ended ${leg.endedAt}, truly ${want.end}`);
      if (want.direction === "out" && leg.number !== want.peer) wrong.push(`${name}: to ${leg.number}`);
      if (want.answer !== null && want.end !== null && !within(leg.talkMs, want.end - want.answer, 700))
        wrong.push(`${name}: talk ${leg.talkMs}, truly ${want.end - want.answer}`);
    }
    for (const want of truth.otherCalls.filter((call) => isPlaced(call) && call.dialStartMs)) {
      const leg = legs.splice(
        legs.findIndex(({ direction, startedAt }) => direction === "out" && within(startedAt, want.dialStartMs, 450)),
        1,
      )[0];
      expect(leg).toMatchObject({
        interface: phoneOf(scenario, want.from),
        number: want.dialled,
        result: want.dialStatus === "ANSWER" ? "answered" : want.dialStatus?.toLowerCase(),
      });
    }
    for (const leg of legs) wrong.push(`${leg.interface} ${leg.direction} at ${leg.startedAt}: never was`);
    expect(wrong).toEqual([]);
  });

  test("CallFold and VisitFold agree on queues, phones and the time of talk", () => {
    for (const visit of visits) {
      const call = byId.get(visit.linkedid ?? visit.uniqueid);
      // a list of who waits tells no linkedid
      if (!call && visit.linkedid === null) continue;
      if (!call) throw new Error(`No call for the visit of ${visit.uniqueid}`);
      if (visit.outcome !== "refused") expect(call.queues).toContain(visit.queue);
      if (visit.talkMs === null || call.talkMs === null) continue;
      expect(call.talkMs).toBeGreaterThanOrEqual(visit.talkMs - 100);
    }
  });

  test("callStory() tells each call in order, from its beginning to its end", () => {
    for (const call of calls) {
      const story = callStory(call, visitsOf(call, visits));
      const times = story.flatMap(({ at }) => (at === null ? [] : [at]));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      if (call.endedAt !== null) expect(story.filter(({ kind }) => kind === "hung_up")).toHaveLength(1);
    }
  });

  test("CallFold keeps the steps that a visit has not: keys, transfers, scores, holds", () => {
    for (const want of truth.calls) {
      const call = byId.get(want.linkedid);
      const steps = call?.steps ?? [];
      if (want.key) expect(steps).toContainEqual(expect.objectContaining({ kind: "exit_key", key: want.key }));
      if (want.csat) expect(steps).toContainEqual(expect.objectContaining({ kind: "scored", score: want.csat }));
      if (want.transfer) {
        const { type, data } = want.transfer;
        // every one recorded, but for those of the busy hour, is to one of these phones
        const to = type === "blind" ? data[0] : expect.stringMatching(/^(1006|1007|\d{4})$/);
        expect(steps).toContainEqual(expect.objectContaining({ kind: "transferred", how: type, to }));
      }
      if (call && isWhole(call) && phonesSeeHolds(scenario.name) && (want.onHoldSeconds ?? 0) > 0) {
        expect(steps).toContainEqual(expect.objectContaining({ kind: "held", interface: want.interface }));
      }
    }
  });

  test("CallFold remembers nothing once all channels are gone", () => {
    expect(fold.open()).toEqual([]);
    expect(fold.remembered).toBe(0);
  });
});

test.each(all.filter(({ name }) => name.endsWith("recording-queue")).map((each) => [each.name, each] as const))(
  "CallFold keeps the names of recordings, whichever way they were begun: %s",
  async (_, scenario) => {
    const { calls } = await recordsOf(scenario);
    expect(calls.map(({ recordings }) => recordings.length)).toEqual([1, 1, 1]);
    for (const { recordings, uniqueid } of calls) {
      // by MixMonitor(), by monitor-format, and by a subroutine on the member's channel
      expect(recordings[0]).toMatch(new RegExp(`/monitor/${uniqueid}(-financeiro)?\\.wav$`));
    }
  },
);
