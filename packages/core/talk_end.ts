/**
 * Who ended a talk, from all that is known of it.
 *
 * @module
 */
import type { OpenVisit } from "./open_visit.ts";
import type { EpochMs } from "./time.ts";

/** Cause of a channel whose media stopped: the phone lost power or its network. */
export const mediaLost = 44;

/**
 * Closes the talk of a visit, or judges anew one that is closed.
 *
 * As a rule it is Asterisk's Reason. Not so when that came long after the agent had left: after a redirect, and on 16
 * after a lost phone, AgentComplete waits for the caller's own end and then says `caller`.
 *
 * @param now when the agent left, if nothing has shown it before
 */
export function endTalk(visit: OpenVisit, now: EpochMs | null): void {
  visit.leaveAgent(visit.reasonAt ?? now);
  const late = visit.wentOnAlone;
  const lost = visit.leftBeforeReason && visit.agentCause === mediaLost;
  if (visit.transferred) {
    visit.endedBy = "transfer";
  } else if (visit.redirected && visit.leftBeforeReason) {
    visit.endedBy = "transfer";
    visit.notes.add("redirected");
  } else if (visit.reason !== null && !late && !lost) {
    visit.endedBy = visit.reason;
    visit.notes.delete("no_agent_complete");
    visit.provisional = false;
  } else if (visit.continued || lost) {
    visit.endedBy = "agent";
  } else if (late) {
    // what took the caller away cannot be seen without the class dialplan
    visit.endedBy = "transfer";
    visit.notes.add("redirected");
    visit.provisional = true;
  } else {
    visit.endedBy = visit.call.hangupAsked ? "caller" : "agent";
    visit.notes.add("no_agent_complete");
    visit.provisional = true;
  }
  if (visit.endedBy === "agent" && visit.agentCause === mediaLost) visit.notes.add("phone_lost");
  visit.closed = true;
  visit.endedAt = visit.agentLeftAt;
}
