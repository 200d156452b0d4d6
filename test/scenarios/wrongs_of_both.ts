/** What is wrong with visits that both sources tell together, beside what truly happened. */
import type { MergedVisit, Visit } from "@qmanager/core";
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

/** Only AMI hears of it; and what it was heard from beginning to end, the merged record has as AMI does. */
const isHeardWhole = (ami: Visit | undefined): boolean =>
  ami !== undefined && !ami.notes.some((note) => /before_connection|ended_unseen|away_meanwhile/.test(note));

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
 * All that is wrong, missing or too much in the merged visits, though AMI heard only of these visits.
 *
 * @param entries the same visits with the entries as they were, where AMI is not to know them
 */
export function wrongsOfBoth(
  scenario: Scenario,
  merged: readonly MergedVisit[],
  ami: readonly Visit[],
  entries = ami,
): string[] {
  const heardOf = (call: TruthCall) => ami[entries.findIndex((visit) => isOf(visit, call))];
  const wanted = scenario.truth.calls.filter((call) => call.outcome !== "refused" || heardOf(call));
  const ofCaller = Map.groupBy(wanted, ({ uniqueid }) => uniqueid);
  const ordinal = (call: TruthCall) =>
    1 + ofCaller.get(call.uniqueid)!.filter(({ visit }) => visit < call.visit).length;
  return pairs(merged, wanted).flatMap(([visit, call]) => {
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
