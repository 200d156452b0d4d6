/** What every recorded agent did, from AMI and from queue_log, against what truly happened. */
import { describe, expect, test } from "bun:test";
import type { AgentInterval } from "@qmanager/core";
import { intervalsOf } from "../../apps/server/cli/agents.ts";
import { type Scenario, scenarios, type Truth, type TruthAgent } from "./scenario.ts";

type Source = "ami" | "queue_log";

/** An interval as it truly was. */
interface Wanted {
  kind: AgentInterval["kind"];
  /** By what it is looked up: whose, where. */
  key: string;
  /** Of a pause; undefined: the truth does not say. */
  reason?: string | null | undefined;
  from: number | null;
  /** Undefined: the truth does not say. */
  to: number | null | undefined;
  /** The source may, or may not, tell of it. */
  isOptional?: boolean;
}

const keyOf = (who: string | null, queue: string | null): string => `${who} in ${queue ?? "no queue"}`;
const seconds = (value: number | null): number | null => (value === null ? null : value * 1000);

/** In AMI everything is by interface. In a log some rows name the interface and some the member: here by name. */
const whoIs = (agent: Pick<TruthAgent, "interface" | "name">, source: Source): string =>
  source === "ami" ? agent.interface : (agent.name ?? agent.interface);

function memberships(agents: readonly TruthAgent[], source: Source): Wanted[] {
  return agents.flatMap((agent) =>
    agent.memberships.map(({ queue, from, to }) => ({
      kind: "session" as const,
      key: keyOf(whoIs(agent, source), queue),
      from: seconds(from),
      to: seconds(to),
    })),
  );
}

function pauses(agents: readonly TruthAgent[], source: Source): Wanted[] {
  return agents.flatMap((agent) =>
    agent.pauses.map(({ queue, from, to, reason }) => ({
      kind: "pause" as const,
      key: keyOf(whoIs(agent, source), queue),
      reason: from === null ? undefined : reason || null,
      from: seconds(from),
      to: seconds(to),
    })),
  );
}

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

const nameOf = (truth: Truth, name: string): string | null =>
  truth.agents.find((agent) => agent.interface === name)?.name ?? null;

const near = (have: number | null, want: number | null, toleranceMs: number): boolean =>
  have === null || want === null ? have === want : Math.abs(have - want) <= toleranceMs;

/** What is missing, wrong or too much. */
function differences(
  have: readonly AgentInterval[],
  want: readonly Wanted[],
  fits: (have: AgentInterval, want: Wanted) => boolean,
  whoOf: (interval: AgentInterval) => string | null,
): string[] {
  const left = Map.groupBy(have, (each) => `${each.kind} of ${keyOf(whoOf(each), each.queue)}`);
  const wrong: string[] = [];
  for (const each of want) {
    const key = `${each.kind} of ${each.key}`;
    const found = left.get(key) ?? [];
    const index = found.findIndex(
      (interval) => fits(interval, each) && (each.reason === undefined || each.reason === interval.reason),
    );
    if (index >= 0) found.splice(index, 1);
    else if (!each.isOptional) wrong.push(`${key} for ${each.reason}: truly ${each.from} to ${each.to}`);
  }
  for (const [key, rest] of left) {
    for (const { from, to, reason } of rest) wrong.push(`${key} for ${reason}: ${from} to ${to} never was`);
  }
  return wrong;
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

/** When the capture begins: what was before is not in it. */
async function beginOf(scenario: Scenario): Promise<number> {
  for await (const { at } of (await scenario.ami()).events) if (at !== null) return at;
  throw new Error(`${scenario.name} has no time`);
}

const all = await scenarios();

describe.each(all.map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario: Scenario) => {
  const { truth } = scenario;
  const read = async (source: Source, kinds: readonly AgentInterval["kind"][]) => {
    const intervals = await intervalsOf(source === "ami" ? await scenario.ami() : await scenario.queueLog());
    return intervals.filter(({ kind }) => kinds.includes(kind));
  };
  /** From before the capture only what Asterisk still tells is known. */
  const beginsRight = (have: number | null, want: number | null, begin: number, toleranceMs: number): boolean =>
    near(have, want, toleranceMs) || ((want === null || want < begin) && (have === null || have <= begin));

  test("qm agents reads sessions and pauses from AMI as they were", async () => {
    const begin = await beginOf(scenario);
    const want = [...memberships(truth.agents, "ami"), ...pauses(truth.agents, "ami")];
    // queue_log's second is cut, and comes from a clock that may be one behind.
    const fits = (interval: AgentInterval, { from, to }: Wanted) =>
      beginsRight(interval.from, from, begin, 1_999) && near(interval.to, to ?? null, 1_999);
    expect(differences(await read("ami", ["session", "pause"]), want, fits, (each) => each.interface)).toEqual([]);
  });

  test("qm agents reads sessions and pauses from queue_log as it has them", async () => {
    const want = [...memberships(truth.agents, "queue_log"), ...pauses(truth.agents, "queue_log")].map((each) => ({
      ...each,
      isOptional: each.from === null && each.to === null,
    }));
    // A pause that ended by leaving the queue has no row of its own, and the leaving does not name the member.
    const logoffs = new Set(truth.agents.flatMap((agent) => agent.memberships.map(({ to }) => seconds(to))));
    const fits = (interval: AgentInterval, { kind, from, to }: Wanted) =>
      (from === null ? (interval.from ?? 0) <= truth.startMs : interval.from === from) &&
      (near(interval.to, to ?? null, 0) || (kind === "pause" && interval.to === null && logoffs.has(to ?? null)));
    const have = await read("queue_log", ["session", "pause"]);
    const whoOf = (each: AgentInterval) =>
      (each.interface ? nameOf(truth, each.interface) : null) ?? each.interface ?? each.agent;
    expect(differences(have, want, fits, whoOf)).toEqual([]);
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
      agent.pauses.filter(({ to }) => to !== null).map(({ queue, from }) => `${agent.name} ${queue} ${seconds(from)}`),
    );
    for (const { kind, agent, queue, from, to } of await intervalsOf(await queueLog())) {
      if (kind === "pause" && to === null && ended.includes(`${agent} ${queue} ${from}`)) unclosed.push(name);
    }
  }
  expect(unclosed).toEqual(["asterisk-22/busy-hour"]);
});
