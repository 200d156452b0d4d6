/**
 * What is wrong with visits of which AMI heard parts, while queue_log has them all: what the log holds is to be as it was,
 * and the rest so or not known.
 */
import { type MergedVisit, phoneKey } from "@qmanager/core";
import type { Scenario, TruthCall } from "./scenario.ts";
import {
  amiAttempts,
  endedByOf,
  known,
  logAttempts,
  outcomeOf,
  pairs,
  phonesSeeHolds,
  resultOf,
  secondsToMs,
  talkSecondsOf,
  within,
} from "./truth.ts";

/** A line that is silent for less cannot be told from one with nothing to say: what comes then may be late by as much. */
const lateMs = 3_500;
/** Spans are believed while Asterisk's whole seconds bear them out. */
const spanMs = 2_300;

const sources = ["ami", "queue_log"] as const;

/** What is not as it was, in words. */
function wrongs(visit: MergedVisit, call: TruthCall, { name, truth }: Scenario): string[] {
  const wrong: string[] = [];
  const one = (what: string, have: unknown, ...wanted: unknown[]) => {
    if (wanted.includes(have)) return;
    wrong.push(`${what}: ${JSON.stringify(have)}, truly ${wanted.map((want) => JSON.stringify(want)).join(" or ")}`);
  };
  const near = (what: string, have: number | null, toleranceMs: number, ...wanted: (number | null | undefined)[]) => {
    if (!wanted.some((want) => within(have, want, toleranceMs))) wrong.push(`${what}: ${have}, truly ${wanted}`);
  };
  const outcome = outcomeOf(call);
  const isRefused = outcome === "refused";

  // what queue_log holds
  one("sources", visit.sources, ...(isRefused ? ["live"] : ["log", "confirmed"]));
  one("outcome", visit.outcome, outcome);
  one("open", visit.open, false);
  one("callerNumber", visit.callerNumber, known(call.callerNumber));
  one("position", visit.position, call.enterPosition ?? null);
  one("csat", visit.csat, call.csat ?? null);
  one("endedBy", visit.endedBy, ...sources.map((source) => endedByOf(call, source)));
  near("enteredAt", visit.enteredAt, lateMs, call.enterMs, ...(isRefused ? [null] : []));
  if (outcome !== "lost" && !isRefused) near("waitMs", visit.waitMs, spanMs, secondsToMs(call.waitSeconds));
  if (outcome === "answered") {
    one("agent", visit.agent, call.agent);
    near("ringMs", visit.ringMs, spanMs, secondsToMs(call.ringSeconds));
    // of a transferred call Asterisk's own seconds are not always those of this talk
    const talkLateMs = visit.endedBy === "transfer" ? lateMs : spanMs;
    near("talkMs", visit.talkMs, talkLateMs, ...sources.map((source) => secondsToMs(talkSecondsOf(call, source))));
    near("answeredAt", visit.answeredAt, lateMs, call.answerMs);
  } else {
    for (const field of ["agent", "interface", "answeredAt", "ringMs", "talkMs", "holdMs"] as const) {
      one(field, visit[field], null);
    }
  }

  // what AMI alone tells
  one("linkedid", visit.linkedid, null, call.linkedid);
  one("callerName", visit.callerName, null, known(call.callerName));
  if (outcome === "answered") {
    // a channel's name leaves out the options of a Local member
    const phoneOf = (name: string | null | undefined) => (name == null ? null : phoneKey(name));
    one("interface", phoneOf(visit.interface), null, phoneOf(call.interface));
    if (phonesSeeHolds(name)) near("holdMs", visit.holdMs, lateMs, null, secondsToMs(call.onHoldSeconds));
  }
  const rings = isRefused ? [] : [amiAttempts(withEnds(visit, call), call, truth, lateMs), logAttempts(visit, call)];
  // the one or the other is to be right
  const fewest = rings.toSorted((a, b) => a.length - b.length)[0] ?? [];
  return [...wrong, ...fewest];
}

/** What was not heard of a ring is as it was. */
function withEnds(visit: MergedVisit, call: TruthCall): MergedVisit {
  const of = (rings: readonly { interface: string | null }[], phone: string | null) =>
    rings.filter((ring) => ring.interface === phone);
  const attempts = visit.attempts.map((each) => {
    const [heard, were] = [of(visit.attempts, each.interface), of(call.attempts, each.interface)];
    const ring = heard.length === were.length ? were[heard.indexOf(each)] : undefined;
    const { startMs, endMs, result } = (ring ?? {}) as Partial<TruthCall["attempts"][number]>;
    return {
      ...each,
      startedAt: each.startedAt ?? startMs ?? null,
      endedAt: each.endedAt ?? endMs ?? null,
      result: each.result ?? (result === undefined ? null : resultOf(result)),
    };
  });
  return { ...visit, attempts };
}

/** All that is wrong, missing or too much. Of those who were never let in the log does not know. */
export function wrongsInPart(scenario: Scenario, visits: readonly MergedVisit[]): string[] {
  const isOnFile = (call: TruthCall) =>
    visits.some(
      ({ uniqueid, queue, outcome, enteredAt }) =>
        uniqueid === call.uniqueid &&
        queue === call.queue &&
        outcome === "refused" &&
        (enteredAt === null || within(enteredAt, call.enterMs, lateMs)),
    );
  const wanted = scenario.truth.calls.filter((call) => call.outcome !== "refused" || isOnFile(call));
  const ofCaller = Map.groupBy(wanted, ({ uniqueid }) => uniqueid);
  return pairs(visits, wanted).flatMap(([visit, call]) => {
    const name = `${(visit ?? call)!.uniqueid} in ${(visit ?? call)!.queue}`;
    if (!visit) return [`${name}: missing, truly ${call!.outcome}`];
    if (!call) return [`${name}: ${visit.outcome}, but it never was`];
    const wrong = wrongs(visit, call, scenario).map((each) => `${name}: ${each}`);
    const ordinal = 1 + ofCaller.get(call.uniqueid)!.filter((other) => other.visit < call.visit).length;
    if (visit.visit !== ordinal) wrong.push(`${name}: counted as visit ${visit.visit}, truly ${ordinal}`);
    return wrong;
  });
}
