/** What every recorded agent did, from AMI and from queue_log, against what truly happened. */
import { describe, expect, test } from "bun:test";
import type { AgentInterval } from "@qmanager/core";
import { intervalsOf } from "../../apps/server/cli/agents.ts";
import { type Scenario, scenarios, type Truth } from "./scenario.ts";
import {
  beginOf,
  beginsRight,
  differences,
  keyOf,
  nameOf,
  near,
  type Source,
  type Wanted,
  wrongIntervals,
} from "./wrong_intervals.ts";

/** queue_log has no row for rings lost to a colleague, and not always one for those cancelled. */
function rings(truth: Truth, source: Source): Wanted[] {
  return truth.calls.flatMap((call) =>
    call.attempts
      .filter((each) => source === "ami" || each.result !== "answered-elsewhere")
      .map((each) => ({
        kind: "ring" as const,
        key: keyOf(source === "ami" ? each.interface : nameOf(truth, each.interface), call.queue),
        from: each.startMs,
        to: each.result === "answered" ? (call.agentAnswerMs ?? undefined) : (each.endMs ?? undefined),
        isOptional: source === "queue_log" && each.result !== "answered" && each.logged !== "RINGNOANSWER",
      })),
  );
}

function talks(truth: Truth, source: Source): Wanted[] {
  return truth.calls
    .filter((call) => call.answered && call.answerMs !== undefined)
    .map((call) => {
      const talkSeconds = (source === "ami" ? call.actual?.talkSeconds : null) ?? call.talkSeconds ?? null;
      const isCut = call.endedBy === null;
      return {
        kind: "talk" as const,
        key: keyOf(source === "ami" ? (call.interface ?? null) : (call.agent ?? null), call.queue),
        from: call.answerMs!,
        to: isCut || talkSeconds === null ? null : call.answerMs! + talkSeconds * 1000,
      };
    });
}

/**
 * Direct calls of phones whose interface was a member's before they began. A call that Asterisk itself answered (feature
 * codes) or placed (click to call: the phone waits for the far end) is no talk, or none yet, so these are optional.
 */
function directCalls({ truth, version }: Scenario): Wanted[] {
  const fromQueues = truth.calls.flatMap((call) => call.attempts.map((each) => ({ ...each })));
  return truth.phoneCalls.flatMap((call): Wanted[] => {
    const phone = `${version === "22" ? "PJSIP" : "SIP"}/${call.ext}`;
    const agent = truth.agents.find((each) => [phone, `Local/${call.ext}@from-queue/n`].includes(each.interface));
    const isMember = agent?.memberships.some(({ from }) => from === null || (from + 1) * 1000 < call.start);
    const fromQueue = fromQueues.findIndex(
      (each) => each.interface === agent?.interface && near(each.startMs, call.start, 700),
    );
    if (call.direction === "in" && fromQueue >= 0) {
      fromQueues.splice(fromQueue, 1);
      return [];
    }
    if (!agent) return [];
    const key = keyOf(agent.interface, null);
    // `*01…` is a feature code; called by a number with the trunk's prefix, the phone's own call out is being placed.
    const isPlaced = call.peer.startsWith("*") || (call.direction === "in" && call.peer.startsWith("0"));
    const wanted: Wanted[] = [];
    if (call.direction === "in" && call.ring !== null) {
      wanted.push({ kind: "ring", key, from: call.ring, to: call.answer ?? call.end, isOptional: !isMember });
    }
    if (call.answer !== null) {
      wanted.push({ kind: "talk", key, from: call.answer, to: call.end, isOptional: !isMember || isPlaced });
    }
    return wanted;
  });
}

const all = await scenarios();

describe.each(all.map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario: Scenario) => {
  const { truth } = scenario;
  const read = async (source: Source, kinds: readonly AgentInterval["kind"][]) => {
    const intervals = await intervalsOf(source === "ami" ? await scenario.ami() : await scenario.queueLog());
    return intervals.filter(({ kind }) => kinds.includes(kind));
  };
  test("qm agents reads sessions and pauses from AMI as they were", async () => {
    expect(wrongIntervals(scenario, await read("ami", ["session", "pause"]), "ami", await beginOf(scenario))).toEqual(
      [],
    );
  });

  test("qm agents reads sessions and pauses from queue_log as it has them", async () => {
    expect(wrongIntervals(scenario, await read("queue_log", ["session", "pause"]), "queue_log", 0)).toEqual([]);
  });

  test("qm agents reads rings and talks from AMI as they were", async () => {
    const begin = await beginOf(scenario);
    const talked = talks(truth, "ami");
    // What was over before, and the ring of a talk that had begun, cannot be known.
    const rang = rings(truth, "ami").map((each) => ({ ...each, isOptional: (each.to ?? each.from ?? begin) < begin }));
    const fits = (interval: AgentInterval, { from, to }: Wanted) =>
      (beginsRight(interval.from, from, begin, 700) ||
        // The list of channels tells their age in whole seconds.
        (from !== null && from < begin && near(interval.from, from, 1_500))) &&
      (to === undefined || near(interval.to, to, 1_000));
    const ofQueues = (await read("ami", ["ring", "talk"])).filter(({ queue }) => queue !== null);
    expect(differences(ofQueues, [...rang, ...talked], fits, (each) => each.interface)).toEqual([]);
  });

  test("qm agents reads rings and talks from queue_log as it has them", async () => {
    const want = [...rings(truth, "queue_log"), ...talks(truth, "queue_log")];
    // The ring counts from the queue's decision to call, in whole seconds, back from a row with one of its own.
    const fits = (interval: AgentInterval, { from, to }: Wanted) =>
      near(interval.from, from, 2_500) && (to === undefined || near(interval.to, to, 2_000));
    expect(differences(await read("queue_log", ["ring", "talk"]), want, fits, (each) => each.agent)).toEqual([]);
  });

  test("qm agents reads direct calls of members' phones from AMI as they were", async () => {
    const begin = await beginOf(scenario);
    const fits = (interval: AgentInterval, { kind, from, to, isOptional }: Wanted) =>
      near(interval.to, to ?? null, 700) &&
      (beginsRight(interval.from, from, begin, 700) ||
        (kind === "talk" && isOptional === true && interval.from! > from!));
    const direct = (await read("ami", ["ring", "talk"])).filter(({ queue }) => queue === null);
    expect(differences(direct, directCalls(scenario), fits, (each) => each.interface)).toEqual([]);
  });
});

test("qm agents closes from the log the pauses that end by leaving the queue, save one whose member could be one of three", async () => {
  const unclosed: string[] = [];
  for (const { name, truth, queueLog } of all) {
    const ended = truth.agents.flatMap((agent) =>
      agent.pauses
        .filter(({ to }) => to !== null)
        .map(({ queue, from }) => `${agent.name} ${queue} ${from === null ? null : from * 1000}`),
    );
    for (const { kind, agent, queue, from, to } of await intervalsOf(await queueLog())) {
      if (kind === "pause" && to === null && ended.includes(`${agent} ${queue} ${from}`)) unclosed.push(name);
    }
  }
  expect(unclosed).toEqual(["asterisk-22/busy-hour"]);
});
