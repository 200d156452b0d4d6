/** What is wrong with visits that one source tells, beside what truly happened. */
import { expect } from "bun:test";
import type { Visit } from "@qmanager/core";
import type { Scenario, TruthCall } from "./scenario.ts";
import {
  amiAttempts,
  endedByOf,
  known,
  logAttempts,
  outcomeOf,
  pairs,
  phonesSeeHolds,
  secondsToMs,
  talkSecondsOf,
  within,
} from "./truth.ts";

/** What differs, in words; empty when all is as it was. */
function differences(
  visit: Visit,
  call: TruthCall,
  ordinal: number,
  source: "ami" | "queue_log",
  { name, truth }: Scenario,
): string[] {
  const wrong: string[] = [];
  const same = (what: string, have: unknown, want: unknown) => {
    if (have !== want) wrong.push(`${what}: ${JSON.stringify(have)}, truly ${JSON.stringify(want)}`);
  };
  const near = (what: string, have: number | null, want: number | null | undefined, toleranceMs: number) => {
    if (!within(have, want, toleranceMs)) wrong.push(`${what}: ${have}, truly ${want}`);
  };
  const fromBefore = visit.notes.includes("talking_before_connection");
  const listed = fromBefore || visit.notes.includes("entered_before_connection");

  same("visit", visit.visit, ordinal);
  same("outcome", visit.outcome, outcomeOf(call));
  same("endedBy", visit.endedBy, endedByOf(call, source));
  same("callerNumber", visit.callerNumber, known(call.callerNumber));
  same("csat", visit.csat, call.csat ?? null);
  // of who was there before, only a later word of the queue tells the place on entering
  if (!listed || visit.position !== null) same("position", visit.position, call.enterPosition ?? null);
  same("provisional", visit.provisional, visit.notes.includes("no_dialplan_class"));
  if (outcomeOf(call) !== "answered") {
    for (const field of ["interface", "agent", "ringMs", "talkMs", "holdMs"] as const) same(field, visit[field], null);
  } else {
    same("agent", visit.agent, call.agent);
    near("talkMs", visit.talkMs, secondsToMs(talkSecondsOf(call, source)), source === "ami" ? 1000 : 0);
    // Asterisk's RingTime begins with the first ring of a round, ours with that of the member who answered
    if (source === "queue_log") near("ringMs", visit.ringMs, secondsToMs(call.ringSeconds), 0);
  }
  const waitMs = ["lost", "refused"].includes(outcomeOf(call)) ? null : secondsToMs(call.waitSeconds);
  near("waitMs", visit.waitMs, waitMs, source === "ami" ? 1000 : 0);
  if (source === "queue_log") {
    if (visit.interface !== null) same("interface", visit.interface, call.interface);
    near("enteredAt", visit.enteredAt, secondsToMs(call.enterTime), 0);
    same("linkedid", visit.linkedid, null);
    same("callerName", visit.callerName, null);
    same("holdMs", visit.holdMs, null);
    return [...wrong, ...logAttempts(visit, call)];
  }

  near("enteredAt", visit.enteredAt, call.enterMs, listed ? 1000 : 450);
  same("callerName", visit.callerName, known(call.callerName));
  if (!listed || visit.linkedid !== null) same("linkedid", visit.linkedid, call.linkedid);
  if (outcomeOf(call) === "answered") {
    same("interface", visit.interface, call.interface);
    if (!fromBefore) {
      near("answered at", visit.answeredAt, call.answerMs, 450);
      if (visit.holdMs === null) expect(visit.notes).toContain("asterisk_died");
      else if (phonesSeeHolds(name)) near("holdMs", visit.holdMs, secondsToMs(call.onHoldSeconds), 1000);
      if (call.agentAnswerMs) {
        const start = call.attempts.find((each) => each.result === "answered")?.startMs;
        if (start) near("ringMs", visit.ringMs, call.agentAnswerMs - start, 450);
      }
    }
  }
  return [...wrong, ...amiAttempts(visit, call, truth)];
}

/** The how-manieth of its caller each is, over all queues. */
function ordinalsOf(calls: readonly TruthCall[]): Map<TruthCall, number> {
  const callers = Map.groupBy(calls, ({ uniqueid }) => uniqueid).values();
  return new Map(
    callers.flatMap((visits) => visits.sort((a, b) => a.visit - b.visit).map((call, n) => [call, n + 1] as const)),
  );
}

/** All that is wrong, missing or too much. */
export function wrongsOfSource(scenario: Scenario, visits: readonly Visit[], source: "ami" | "queue_log"): string[] {
  const wanted = scenario.truth.calls.filter((call) => source === "ami" || call.outcome !== "refused");
  const ordinals = ordinalsOf(wanted);
  const lines = pairs(visits, wanted).flatMap(([visit, call]) => {
    const name = `${(visit ?? call)!.uniqueid} in ${(visit ?? call)!.queue}`;
    if (!visit) return [`${name}: missing, truly ${call!.outcome}`];
    if (!call) return [`${name}: ${visit.outcome}, but it never was`];
    return differences(visit, call, ordinals.get(call)!, source, scenario).map((each) => `${name}: ${each}`);
  });
  const order = visits.map((visit) => visit.enteredAt ?? Number.POSITIVE_INFINITY);
  if (order.some((at, n) => n > 0 && at < order[n - 1]!)) lines.push("not in order of entry");
  return lines;
}
