/**
 * `qm calls <ami.raw | queue_log> [--zone Z]`: the visits of a capture, one JSON line each, by the folds that the server
 * uses.
 *
 * @module
 */
import { compareVisits, pbxId, type Visit, VisitFold, visitKey } from "@qmanager/core";
import type { Capture } from "./capture.ts";
import { captureCommand } from "./capture_command.ts";

export const summary = "Print the visits of a capture of AMI or of a queue_log, one JSON line each";

export function run(args: string[]): Promise<number> {
  return captureCommand("calls", args, async (capture) => (await visitsOf(capture)).map(visitLine));
}

/** All visits of a capture, those still open at its end included, in order of entry. */
export async function visitsOf(capture: Capture): Promise<Visit[]> {
  const fold = new VisitFold(pbxId("pbx"), { source: capture.source });
  const visits = new Map<string, Visit>();
  for await (const event of capture.events) {
    for (const visit of fold.apply(event)) visits.set(visitKey(visit), visit);
  }
  for (const visit of fold.open()) visits.set(visitKey(visit), visit);
  return [...visits.values()].sort(compareVisits);
}

/** The fields of a line, in their order. */
export function visitLine(visit: Visit): Record<string, unknown> {
  return {
    uniqueid: visit.uniqueid,
    linkedid: visit.linkedid,
    queue: visit.queue,
    visit: visit.visit,
    callerNumber: visit.callerNumber,
    callerName: visit.callerName,
    enteredAt: visit.enteredAt,
    outcome: visit.outcome,
    endedBy: visit.endedBy,
    interface: visit.interface,
    agent: visit.agent,
    waitMs: visit.waitMs,
    ringMs: visit.ringMs,
    talkMs: visit.talkMs,
    holdMs: visit.holdMs,
    position: visit.position,
    attempts: visit.attempts,
    csat: visit.csat,
    provisional: visit.provisional,
    notes: visit.notes,
  };
}
