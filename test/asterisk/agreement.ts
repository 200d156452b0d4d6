/** Comparisons of what the product says with what Asterisk says. */
import { expect } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bed } from "./bed.ts";
import { eventually } from "./deadline.ts";
import { type LoggedVisit, loggedVisits } from "./queue_log_truth.ts";
import { type ToldVisit, toldVisits } from "./told_visits.ts";

/** Seconds of queue_log are whole, each clock cut off on its own; events come a few ms after what they tell of. */
const toleranceMs = 1_000 + 100;

/** Exceptions: where AMI knows better than queue_log, or knows what it does not. */
export interface Exceptions {
  /** Ended by: as it really was, where queue_log has another word for it. */
  endedBy?: string;
  /** Visits that Asterisk refused, which queue_log does not have. */
  refused?: number;
}

/**
 * The visits of a caller as `qm calls` tells them from the capture so far, once queue_log has `count` of them; asserts
 * that it tells the same from queue_log, and that both agree with our own reading of it.
 *
 * @param number the caller's number
 */
export async function agreedVisits(
  bed: Bed,
  number: string,
  count: number,
  exceptions: Exceptions = {},
): Promise<ToldVisit[]> {
  const logged = await bed.logged(number, count);
  const folder = await bed.folder(number);
  const log = join(folder, "queue_log");
  return eventually(
    `agreement on ${number}`,
    async () => {
      await writeFile(log, await bed.asterisk.queueLog());
      const fromLog = (await toldVisits(log)).filter((each) => each.callerNumber === number);
      expectAgreement(fromLog, logged);
      const told = (await toldVisits(await bed.capture.write(folder))).filter((each) => each.callerNumber === number);
      expectAgreement(
        told.filter((each) => each.outcome !== "refused"),
        logged,
        exceptions,
      );
      expect(told).toHaveLength(count + (exceptions.refused ?? 0));
      return told;
    },
    20,
  );
}

/** All visits, of everybody: none is missing, none is invented. */
export async function expectSameVisits(bed: Bed): Promise<void> {
  const visits = (all: (ToldVisit | LoggedVisit)[]) => all.map((each) => `${each.uniqueid} ${each.queue}`).sort();
  const told = (await toldVisits(await bed.capture.write(await bed.folder("all")))).filter(
    (each) => each.outcome !== "refused",
  );
  expect(visits(told)).toEqual(visits(loggedVisits(await bed.asterisk.queueLog())));
}

export function expectAgreement(told: ToldVisit[], logged: LoggedVisit[], exceptions: Exceptions = {}): void {
  expect(told.map(factsTold)).toEqual(
    logged.map((each) => ({ ...factsLogged(each), endedBy: exceptions.endedBy ?? each.endedBy })),
  );
  for (const [index, visit] of logged.entries()) {
    expectAbout(told[index]!.waitMs, visit.waitSeconds);
    expectAbout(told[index]!.talkMs, visit.talkSeconds);
    expectAbout(told[index]!.ringMs, visit.ringSeconds);
  }
}

/** A span in ms against whole seconds; both are null, or neither. */
export function expectAbout(ms: number | null, seconds: number | null): void {
  if (ms === null || seconds === null) expect([ms, seconds]).toEqual([null, null]);
  else expect(Math.abs(ms - seconds * 1_000)).toBeLessThanOrEqual(toleranceMs);
}

function factsTold({ uniqueid, queue, outcome, endedBy, agent, position, attempts }: ToldVisit) {
  const missed = attempts.filter(({ result }) => /^(noanswer|busy|rejected|not_reachable)$/.test(result ?? "")).length;
  return { uniqueid, queue, outcome, endedBy, agent, position, missed };
}

function factsLogged({ uniqueid, queue, outcome, endedBy, agent, position, missed }: LoggedVisit) {
  return { uniqueid, queue, outcome, endedBy, agent, position, missed: missed.length };
}
