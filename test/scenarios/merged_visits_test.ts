/** Every recorded call by both sources together, against what truly happened. */
import { describe, expect, test } from "bun:test";
import { type MergedVisit, mergeVisits, type Visit } from "@qmanager/core";
import fc from "fast-check";
import { visitsOf } from "../../apps/server/cli/calls.ts";
import { type Scenario, scenarios, type TruthCall } from "./scenario.ts";
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

/** Only AMI hears of it; and what it was heard from beginning to end, the merged record has as AMI does. */
const isHeardWhole = (ami: Visit | undefined): boolean =>
  ami !== undefined && !ami.notes.some((note) => /before_connection|ended_unseen/.test(note));

/** What is not as it was, in words. */
function wrongs(visit: MergedVisit, call: TruthCall, ami: Visit | undefined, { name, truth }: Scenario): string[] {
  const wrong: string[] = [];
  const same = (what: string, have: unknown, want: unknown) => {
    if (have !== want) wrong.push(`${what}: ${JSON.stringify(have)}, truly ${JSON.stringify(want)}`);
  };
  const near = (what: string, have: number | null, want: number | null | undefined, toleranceMs: number) => {
    if (!within(have, want, toleranceMs)) wrong.push(`${what}: ${have}, truly ${want}`);
  };
  const outcome = outcomeOf(call);
  const isWhole = isHeardWhole(ami);
  const isRefused = outcome === "refused";

  // what queue_log holds
  same("sources", visit.sources, isRefused ? "live" : ami ? "confirmed" : "log");
  same("outcome", visit.outcome, outcome);
  same("open", visit.open, false);
  same("callerNumber", visit.callerNumber, known(call.callerNumber));
  same("position", visit.position, call.enterPosition ?? null);
  same("csat", visit.csat, call.csat ?? null);
  same("endedBy", visit.endedBy, endedByOf(call, isWhole ? "ami" : "queue_log"));
  if (isWhole) near("enteredAt", visit.enteredAt, call.enterMs, 450);
  else same("enteredAt", visit.enteredAt, secondsToMs(call.enterTime));
  if (outcome !== "lost" && !isRefused) near("waitMs", visit.waitMs, secondsToMs(call.waitSeconds), 1000);
  if (outcome === "answered") {
    same("agent", visit.agent, call.agent);
    near("ringMs", visit.ringMs, secondsToMs(call.ringSeconds), 1000);
    near("talkMs", visit.talkMs, secondsToMs(talkSecondsOf(call, isWhole ? "ami" : "queue_log")), 1000);
    near("answeredAt", visit.answeredAt, call.answerMs, isWhole ? 450 : 2000);
  }

  // what AMI alone tells: so, or not known
  const soOrNull = (what: string, have: unknown, want: unknown) => {
    if (isWhole || have !== null) same(what, have, want);
  };
  soOrNull("linkedid", visit.linkedid, call.linkedid);
  soOrNull("callerName", visit.callerName, known(call.callerName));
  if (outcome === "answered") {
    soOrNull("interface", visit.interface, call.interface);
    if (visit.holdMs !== null && phonesSeeHolds(name))
      near("holdMs", visit.holdMs, secondsToMs(call.onHoldSeconds), 1000);
    else if (isWhole && visit.holdMs === null) same("notes", visit.notes.includes("asterisk_died"), true);
  }
  return [...wrong, ...(isWhole ? amiAttempts(visit, call, truth) : logAttempts(visit, call))];
}

/**
 * All that is wrong, missing or too much, though AMI heard only of these visits.
 *
 * @param entries the same visits with the entries as they were, where AMI is not to know them
 */
function report(scenario: Scenario, ami: readonly Visit[], log: readonly Visit[], entries = ami): string[] {
  const heardOf = (call: TruthCall) => ami[entries.findIndex((visit) => isOf(visit, call))];
  const wanted = scenario.truth.calls.filter((call) => call.outcome !== "refused" || heardOf(call));
  const ofCaller = Map.groupBy(wanted, ({ uniqueid }) => uniqueid);
  const ordinal = (call: TruthCall) =>
    1 + ofCaller.get(call.uniqueid)!.filter(({ visit }) => visit < call.visit).length;
  return pairs(mergeVisits(ami, log), wanted).flatMap(([visit, call]) => {
    const name = `${(visit ?? call)!.uniqueid} in ${(visit ?? call)!.queue}`;
    if (!visit) return [`${name}: missing, truly ${call!.outcome}`];
    if (!call) return [`${name}: ${visit.outcome}, but it never was`];
    const wrong = wrongs(visit, call, heardOf(call), scenario).map((each) => `${name}: ${each}`);
    if (visit.visit !== ordinal(call)) wrong.push(`${name}: counted as visit ${visit.visit}, truly ${ordinal(call)}`);
    return wrong;
  });
}

function isOf(visit: Visit, call: TruthCall): boolean {
  return visit.uniqueid === call.uniqueid && visit.queue === call.queue && within(visit.enteredAt, call.enterMs, 2100);
}

/** What AMI makes of a visit of which it missed the beginning, the ring, or the end. */
function heardInPart(visit: Visit, missed: "nothing" | "entry" | "ring" | "end"): Visit {
  const { outcome, enteredAt } = visit;
  const isAnswered = outcome === "answered";
  if (missed === "nothing" || outcome === "refused" || enteredAt === null) return visit;
  const noted = (note: Visit["notes"][number]) => [...visit.notes.filter((each) => each !== "asterisk_died"), note];
  const inSeconds = (ms: number | null) => ms && Math.floor(ms / 1000) * 1000;
  switch (missed) {
    case "entry":
      return {
        ...visit,
        enteredAt: inSeconds(enteredAt),
        position: null,
        attempts: visit.attempts.slice(-1),
        notes: noted("entered_before_connection"),
      };
    case "ring":
      return {
        ...visit,
        enteredAt: isAnswered ? null : inSeconds(enteredAt),
        waitMs: inSeconds(visit.waitMs),
        ringMs: null,
        talkMs: inSeconds(visit.talkMs),
        holdMs: null,
        position: null,
        attempts: [],
        notes: noted(isAnswered ? "talking_before_connection" : "entered_before_connection"),
      };
    case "end":
      return {
        ...visit,
        outcome: isAnswered ? "answered" : null,
        endedBy: null,
        endedAt: null,
        waitMs: isAnswered ? visit.waitMs : null,
        talkMs: null,
        holdMs: null,
        provisional: true,
        notes: noted("ended_unseen"),
      };
    default:
      return missed satisfies never;
  }
}

const all = await scenarios();

describe.each(all.map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario) => {
  test("mergeVisits() makes of both sources each visit once, as it was", async () => {
    const [ami, log] = [await visitsOf(await scenario.ami()), await visitsOf(await scenario.queueLog())];
    expect(report(scenario, ami, log)).toEqual([]);
  });

  test("mergeVisits() has all of the log, as it was, whichever visits AMI missed", async () => {
    const [ami, log] = [await visitsOf(await scenario.ami()), await visitsOf(await scenario.queueLog())];
    fc.assert(
      fc.property(fc.subarray(ami), (heard) => {
        expect(report(scenario, heard, log)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  test("mergeVisits() has all of the log, and nothing wrong beside it, whatever AMI missed of each visit", async () => {
    const [ami, log] = [await visitsOf(await scenario.ami()), await visitsOf(await scenario.queueLog())];
    const missed = fc.constantFrom("nothing" as const, "entry" as const, "ring" as const, "end" as const);
    fc.assert(
      fc.property(fc.array(missed, { minLength: ami.length, maxLength: ami.length }), (parts) => {
        const heard = ami.map((visit, n) => heardInPart(visit, parts[n]!));
        expect(report(scenario, heard, log, ami)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});
