/** Every recorded call, from AMI and from queue_log, against what truly happened. */
import { describe, expect, test } from "bun:test";
import type { AttemptResult, Visit } from "@qmanager/core";
import { visitsOf } from "../../apps/server/cli/calls.ts";
import { type Scenario, scenarios, type Truth, type TruthCall } from "./scenario.ts";

const underscored = (word: string): string => word.replaceAll("-", "_");
const known = (text: string | null): string | null =>
  text === null || text === "" || text === "<unknown>" || text === "unknown" ? null : text;

/** Visits by uniqueid and queue, in order, beside the calls of truth.json. */
function pairs(visits: readonly Visit[], calls: readonly TruthCall[]): [Visit | undefined, TruthCall | undefined][] {
  const key = (each: { uniqueid: string; queue: string }) => `${each.uniqueid} ${each.queue}`;
  const found = Map.groupBy(visits, key);
  const wanted = Map.groupBy(calls, key);
  return [...new Set([...found.keys(), ...wanted.keys()])].flatMap((each) => {
    const had = found.get(each) ?? [];
    const truth = wanted.get(each) ?? [];
    return Array.from({ length: Math.max(had.length, truth.length) }, (_, n) => [had[n], truth[n]] as const);
  }) as [Visit | undefined, TruthCall | undefined][];
}

function outcomeOf(call: TruthCall): string {
  return call.outcome === "unfinished" ? "lost" : underscored(call.outcome);
}

/** Who ended the talk, really: not always what queue_log says. */
function endedByOf(call: TruthCall, source: "ami" | "queue_log"): string | null {
  if (outcomeOf(call) !== "answered") return null;
  if (source === "queue_log") return call.endedBy;
  switch (call.actual?.endedBy) {
    case undefined:
    case "restart":
      return call.endedBy;
    case "redirect":
      return "transfer";
    case "phone-lost":
      return "agent";
    case "crash":
      return null;
    default:
      return call.actual!.endedBy;
  }
}

function talkSecondsOf(call: TruthCall, source: "ami" | "queue_log"): number | null {
  if (outcomeOf(call) !== "answered" || call.endedBy === null) return null;
  return (source === "ami" ? call.actual?.talkSeconds : null) ?? call.talkSeconds ?? null;
}

const resultOf = (result: string): AttemptResult =>
  (result === "unanswered" ? "caller_left" : underscored(result)) as AttemptResult;

const within = (have: number | null, want: number | null | undefined, toleranceMs: number): boolean =>
  have === null ? (want ?? null) === null : want !== null && want !== undefined && Math.abs(have - want) <= toleranceMs;

/** What differs, in words; empty when all is as it was. */
function differences(visit: Visit, call: TruthCall, source: "ami" | "queue_log", { name, truth }: Scenario): string[] {
  const wrong: string[] = [];
  const same = (what: string, have: unknown, want: unknown) => {
    if (have !== want) wrong.push(`${what}: ${JSON.stringify(have)}, truly ${JSON.stringify(want)}`);
  };
  const near = (what: string, have: number | null, want: number | null | undefined, toleranceMs: number) => {
    if (!within(have, want, toleranceMs)) wrong.push(`${what}: ${have}, truly ${want}`);
  };
  // the caller is on hold while Asterisk itself transfers, and the phones, from which the truth comes, do not know
  const phonesSeeHolds = !/transfer-dtmf|attended-transfer-ami/.test(name);
  const fromBefore = visit.notes.includes("talking_before_connection");
  const listed = fromBefore || visit.notes.includes("entered_before_connection");
  const seconds = (value: number | null | undefined) => (value === null || value === undefined ? value : value * 1000);

  same("outcome", visit.outcome, outcomeOf(call));
  same("endedBy", visit.endedBy, endedByOf(call, source));
  same("callerNumber", visit.callerNumber, known(call.callerNumber));
  same("csat", visit.csat, call.csat ?? null);
  if (!listed) same("position", visit.position, call.enterPosition ?? null);
  if (outcomeOf(call) === "answered") {
    same("agent", visit.agent, call.agent);
    near("talkMs", visit.talkMs, seconds(talkSecondsOf(call, source)), source === "ami" ? 1000 : 0);
    // Asterisk's RingTime begins with the first ring of a round, ours with that of the member who answered
    if (source === "queue_log") near("ringMs", visit.ringMs, seconds(call.ringSeconds), 0);
  }
  if (!["lost", "refused"].includes(outcomeOf(call))) {
    near("waitMs", visit.waitMs, seconds(call.waitSeconds), source === "ami" ? 1100 : 0);
  }
  if (source === "queue_log") {
    near("enteredAt", visit.enteredAt, seconds(call.enterTime), 0);
    same("linkedid", visit.linkedid, null);
    same("callerName", visit.callerName, null);
    same("holdMs", visit.holdMs, null);
    return [...wrong, ...logAttempts(visit, call)];
  }

  near("enteredAt", visit.enteredAt, call.enterMs, listed ? 2100 : 450);
  same("callerName", visit.callerName, known(call.callerName));
  if (!listed || visit.linkedid !== null) same("linkedid", visit.linkedid, call.linkedid);
  if (outcomeOf(call) === "answered") {
    same("interface", visit.interface, call.interface);
    if (!fromBefore) {
      near("answered at", visit.answeredAt, call.answerMs, 450);
      if (visit.holdMs === null) expect(visit.notes).toContain("asterisk_died");
      else if (phonesSeeHolds) near("holdMs", visit.holdMs, seconds(call.onHoldSeconds), 1000);
      if (call.agentAnswerMs) {
        const start = call.attempts.find((each) => each.result === "answered")?.startMs;
        if (start) near("ringMs", visit.ringMs, call.agentAnswerMs - start, 450);
      }
    }
  }
  return [...wrong, ...amiAttempts(visit, call, truth)];
}

function amiAttempts(visit: Visit, call: TruthCall, truth: Truth): string[] {
  if (visit.notes.includes("talking_before_connection")) {
    return visit.attempts.length === 0 ? [] : ["attempts of a talk that began before we connected"];
  }
  const from = visit.notes.includes("entered_before_connection") ? truth.startMs : 0;
  const wrong: string[] = [];
  const have = [...visit.attempts];
  for (const want of call.attempts) {
    const best = have
      .filter((each) => each.interface === want.interface)
      .sort((a, b) => off(a.startedAt, want.startMs) - off(b.startedAt, want.startMs))[0];
    if (!best || (best.startedAt !== null && want.startMs !== null && off(best.startedAt, want.startMs) > 700)) {
      if ((want.startMs ?? 0) >= from && from === 0) wrong.push(`no ring of ${want.interface} at ${want.startMs}`);
      continue;
    }
    have.splice(have.indexOf(best), 1);
    if (best.result !== (outcomeOf(call) === "lost" ? best.result : resultOf(want.result))) {
      wrong.push(`ring of ${want.interface} at ${want.startMs}: ${best.result}, truly ${want.result}`);
    }
    // the ring of a phone that was picked up too late ends with the pick-up, its channel a little later
    const late = resultOf(want.result) === "caller_left" && best.endedAt! < want.endMs!;
    if (want.endMs !== null && !late && off(best.endedAt, want.endMs) > 700) {
      wrong.push(`ring of ${want.interface} ends ${best.endedAt}, truly ${want.endMs}`);
    }
  }
  for (const each of have)
    wrong.push(`a ring of ${each.interface} at ${each.startedAt} (${each.result}) that never was`);
  return wrong;
}

const off = (a: number | null, b: number | null): number => (a === null || b === null ? 0 : Math.abs(a - b));

/** The log has a row for the ring that was answered, for those missed, and for those whose caller left. */
function logAttempts(visit: Visit, call: TruthCall): string[] {
  const have = visit.attempts.map((each) => each.result).sort();
  const want = call.attempts
    .flatMap((each) => {
      if (each.result === "answered") return ["answered"];
      if (each.logged === "RINGNOANSWER") return [each.ringMs ? "noanswer" : "busy"];
      return [];
    })
    .sort();
  const canceled = have.filter((each) => each === "caller_left").length;
  const left = call.attempts.filter((each) => ["caller-left", "unanswered"].includes(each.result)).length;
  const rest = have.filter((each) => each !== "caller_left");
  if (canceled > left) return [`${canceled} rings whose caller left, truly ${left}`];
  return JSON.stringify(rest) === JSON.stringify(want) ? [] : [`rings ${rest}, truly ${want}`];
}

function report(scenario: Scenario, visits: readonly Visit[], source: "ami" | "queue_log"): string[] {
  const wanted = scenario.truth.calls.filter((call) => source === "ami" || call.outcome !== "refused");
  const lines = pairs(visits, wanted).flatMap(([visit, call]) => {
    const name = `${(visit ?? call)!.uniqueid} in ${(visit ?? call)!.queue}`;
    if (!visit) return [`${name}: missing, truly ${call!.outcome}`];
    if (!call) return [`${name}: ${visit.outcome}, but it never was`];
    return differences(visit, call, source, scenario).map((each) => `${name}: ${each}`);
  });
  const order = visits.map((visit) => visit.enteredAt ?? Number.POSITIVE_INFINITY);
  if (order.some((at, n) => n > 0 && at < order[n - 1]!)) lines.push("not in order of entry");
  return lines;
}

const all = await scenarios();

test("there are 44 recordings of each Asterisk", () => {
  expect(all.filter(({ version }) => version === "22")).toHaveLength(44);
  expect(all.filter(({ version }) => version === "16")).toHaveLength(44);
});

describe.each(all.map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario) => {
  test("qm calls reads the visits from AMI as they were", async () => {
    expect(report(scenario, await visitsOf(await scenario.ami()), "ami")).toEqual([]);
  });

  test("qm calls reads the visits from queue_log as it has them", async () => {
    expect(report(scenario, await visitsOf(await scenario.queueLog()), "queue_log")).toEqual([]);
  });
});
