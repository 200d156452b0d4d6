/** Every recorded call by both sources together, against what truly happened. */
import { describe, expect, test } from "bun:test";
import { mergeVisits, type Visit } from "@qmanager/core";
import fc from "fast-check";
import { visitsOf } from "../../apps/server/cli/calls.ts";
import { scenarios } from "./scenario.ts";
import { wrongsOfBoth } from "./wrongs_of_both.ts";

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
    expect(wrongsOfBoth(scenario, mergeVisits(ami, log), ami)).toEqual([]);
  });

  test("mergeVisits() has all of the log, as it was, whichever visits AMI missed", async () => {
    const [ami, log] = [await visitsOf(await scenario.ami()), await visitsOf(await scenario.queueLog())];
    fc.assert(
      fc.property(fc.subarray(ami), (heard) => {
        expect(wrongsOfBoth(scenario, mergeVisits(heard, log), heard)).toEqual([]);
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
        expect(wrongsOfBoth(scenario, mergeVisits(heard, log), heard, ami)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});
