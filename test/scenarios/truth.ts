/** How a recording's truth reads beside the visits that are made from it. */
import type { AttemptResult, Visit } from "@qmanager/core";
import type { Truth, TruthCall } from "./scenario.ts";

const underscored = (word: string): string => word.replaceAll("-", "_");
export const known = (text: string | null): string | null =>
  text === null || text === "" || text === "<unknown>" || text === "unknown" ? null : text;

/** Visits by uniqueid and queue, in order, beside the calls of truth.json. */
export function pairs<Found extends Visit>(
  visits: readonly Found[],
  calls: readonly TruthCall[],
): [Found | undefined, TruthCall | undefined][] {
  const key = (each: { uniqueid: string; queue: string }) => `${each.uniqueid} ${each.queue}`;
  const found = Map.groupBy(visits, key);
  const wanted = Map.groupBy(calls, key);
  return [...new Set([...found.keys(), ...wanted.keys()])].flatMap((each) => {
    const had = found.get(each) ?? [];
    const truth = wanted.get(each) ?? [];
    return Array.from({ length: Math.max(had.length, truth.length) }, (_, n) => [had[n], truth[n]] as const);
  }) as [Found | undefined, TruthCall | undefined][];
}

export function outcomeOf(call: TruthCall): string {
  return call.outcome === "unfinished" ? "lost" : underscored(call.outcome);
}

/** Who ended the talk, really: not always what queue_log says. */
export function endedByOf(call: TruthCall, source: "ami" | "queue_log"): string | null {
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

export function talkSecondsOf(call: TruthCall, source: "ami" | "queue_log"): number | null {
  if (outcomeOf(call) !== "answered" || call.endedBy === null) return null;
  return (source === "ami" ? call.actual?.talkSeconds : null) ?? call.talkSeconds ?? null;
}

export const resultOf = (result: string): AttemptResult =>
  (result === "unanswered" ? "caller_left" : underscored(result)) as AttemptResult;

export const within = (have: number | null, want: number | null | undefined, toleranceMs: number): boolean =>
  have === null ? (want ?? null) === null : want !== null && want !== undefined && Math.abs(have - want) <= toleranceMs;

/** The caller is on hold while Asterisk itself transfers, and the phones, from which the truth comes, do not know. */
export const phonesSeeHolds = (scenario: string): boolean => !/transfer-dtmf|attended-transfer-ami/.test(scenario);

export const secondsToMs = (seconds: number | null | undefined): number | null =>
  seconds === null || seconds === undefined ? null : seconds * 1000;

/**
 * What is wrong with the rings as AMI has them.
 *
 * @param lateMs by how much what is heard may be late
 */
export function amiAttempts(visit: Visit, call: TruthCall, truth: Truth, lateMs = 700): string[] {
  if (visit.notes.includes("talking_before_connection")) {
    return visit.attempts.length === 0 ? [] : ["attempts of a talk that began before we connected"];
  }
  // what rang before the connection cannot be known
  const from = visit.notes.includes("entered_before_connection") ? truth.startMs : 0;
  const wrong: string[] = [];
  const have = [...visit.attempts];
  for (const want of call.attempts) {
    const best = have
      .filter((each) => each.interface === want.interface)
      .sort((a, b) => off(a.startedAt, want.startMs) - off(b.startedAt, want.startMs))[0];
    if (!best || (best.startedAt !== null && want.startMs !== null && off(best.startedAt, want.startMs) > lateMs)) {
      if ((want.startMs ?? 0) >= from) wrong.push(`no ring of ${want.interface} at ${want.startMs}`);
      continue;
    }
    have.splice(have.indexOf(best), 1);
    if (best.result !== resultOf(want.result)) {
      wrong.push(`ring of ${want.interface} at ${want.startMs}: ${best.result}, truly ${want.result}`);
    }
    // the ring of a phone that was picked up too late ends with the pick-up, its channel a little later
    const late = resultOf(want.result) === "caller_left" && best.endedAt! < want.endMs!;
    if (want.endMs !== null && !late && off(best.endedAt, want.endMs) > lateMs) {
      wrong.push(`ring of ${want.interface} ends ${best.endedAt}, truly ${want.endMs}`);
    }
  }
  for (const each of have)
    wrong.push(`a ring of ${each.interface} at ${each.startedAt} (${each.result}) that never was`);
  return wrong;
}

const off = (a: number | null, b: number | null): number => (a === null || b === null ? 0 : Math.abs(a - b));

const spansOf = (attempts: Visit["attempts"], result: AttemptResult): number[] =>
  attempts.filter((each) => each.result === result).map(({ startedAt, endedAt }) => endedAt! - startedAt!);

/** The log has a row for the ring that was answered, for those missed, and for those whose caller left. */
export function logAttempts(visit: Visit, call: TruthCall): string[] {
  const have = visit.attempts.map((each) => each.result).sort();
  const want = call.attempts
    .flatMap((each) => {
      if (each.result === "answered") return ["answered"];
      if (each.logged === "RINGNOANSWER") return [each.ringMs ? "noanswer" : "busy"];
      return [];
    })
    .sort();
  const wrong = spansOf(visit.attempts, "noanswer").filter(
    (span) => !call.attempts.some((each) => each.logged === "RINGNOANSWER" && each.ringMs === span),
  );
  if (wrong.length > 0) return [`rings of ${wrong} ms that never were`];
  const answered = secondsToMs(call.ringSeconds);
  if (call.answered && answered !== null && !spansOf(visit.attempts, "answered").includes(answered)) {
    return [`no answered ring of ${answered} ms`];
  }
  const canceled = have.filter((each) => each === "caller_left").length;
  const left = call.attempts.filter((each) => ["caller-left", "unanswered"].includes(each.result)).length;
  const rest = have.filter((each) => each !== "caller_left");
  if (canceled > left) return [`${canceled} rings whose caller left, truly ${left}`];
  return JSON.stringify(rest) === JSON.stringify(want) ? [] : [`rings ${rest}, truly ${want}`];
}
