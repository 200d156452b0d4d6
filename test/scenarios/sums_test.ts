/** What adds up of every recorded call: by queue and by agent it is the same calls, and the truth's own count. */
import { describe, expect, test } from "bun:test";
import {
  agentCallOf,
  agentCountersOf,
  agentTimes,
  countersByQuarter,
  countersOfAll,
  interfaceKey,
  lengthMs,
  mergeVisits,
  packCounters,
  sumAgentCounters,
  sumCounters,
} from "@qmanager/core";
import { intervalsOf } from "../../apps/server/cli/agents.ts";
import { visitsOf } from "../../apps/server/cli/calls.ts";
import { scenarios } from "./scenario.ts";
import { outcomeOf } from "./truth.ts";

const all = await scenarios();

describe.each(all.map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario) => {
  const merged = async () =>
    mergeVisits(await visitsOf(await scenario.ami()), await visitsOf(await scenario.queueLog()));

  test("countersOfAll() counts the outcomes that truly were, and by quarters of an hour no others", async () => {
    const visits = await merged();
    const sum = countersOfAll(visits);
    const truly = (...outcomes: string[]) =>
      scenario.truth.calls.filter((call) => outcomes.includes(outcomeOf(call))).length;
    expect(sum).toMatchObject({
      offered: scenario.truth.calls.length - truly("refused"),
      answered: truly("answered"),
      abandoned: truly("abandoned"),
      timeout: truly("timeout"),
      exitKey: truly("exit_key"),
      exitEmpty: truly("exit_empty"),
      withdrawn: truly("withdrawn"),
      lost: truly("lost"),
      refused: truly("refused"),
      open: 0,
      unseen: 0,
    });
    expect(packCounters(sumCounters(countersByQuarter(visits).values()))).toEqual(packCounters(sum));
  });

  test("agentCallOf() gives each answer and each ring to one agent", async () => {
    const visits = await visitsOf(await scenario.ami());
    const queues = countersOfAll(visits);
    const phones = visits.flatMap((visit) => [visit.interface, ...visit.attempts.map((each) => each.interface)]);
    const calls = [...new Set(phones.flatMap((phone) => (phone === null ? [] : [interfaceKey(phone)])))].flatMap(
      (phone) =>
        visits.flatMap((visit) => {
          const call = agentCallOf(
            visit,
            (member) => member.interface !== null && interfaceKey(member.interface) === phone,
          );
          return call ? [call] : [];
        }),
    );
    const agents = sumAgentCounters(calls.map(agentCountersOf));
    expect(agents).toMatchObject({
      inboundAnswered: queues.answered,
      endedByAgent: queues.endedByAgent,
      endedByCaller: queues.endedByCaller,
      endedByTransfer: queues.endedByTransfer,
      withoutEnding: queues.withoutEnding,
      inboundRing: queues.ring,
      inboundTalk: queues.talk,
      inboundHold: queues.hold,
      scores: queues.scores,
    });
    expect(calls.flatMap((call) => call.rings)).toHaveLength(visits.flatMap((visit) => visit.attempts).length);
  });

  test("agentTimes() has each agent as long in talk as his calls were, where none were at once", async () => {
    const intervals = await intervalsOf(await scenario.ami());
    for (const [phone, his] of Map.groupBy(intervals, (each) => each.interface)) {
      const talks = his.filter((each) => each.kind === "talk" && each.from !== null && each.to !== null);
      const { talk, ring, available, online, busy } = agentTimes(his);
      const summed = talks.reduce((sum, { from, to }) => sum + to! - from!, 0);
      const overlap = talks.some((a) => talks.some((b) => a !== b && a.from! < b.to! && b.from! < a.to!));
      if (overlap) expect(lengthMs(talk)).toBeLessThan(summed);
      else expect([phone, lengthMs(talk)]).toEqual([phone, summed]);
      expect(lengthMs(available)).toBeLessThanOrEqual(lengthMs(online));
      expect(lengthMs(busy)).toBeLessThanOrEqual(lengthMs(talk) + lengthMs(ring));
    }
  });
});
