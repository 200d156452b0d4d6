/**
 * A visit that queue_log told, as events again: so that a fold that begins in the middle of the log knows who was in line or
 * in talk by then, and which rings there had been.
 */
import type { CallCentreEvent, VisitEnded } from "./event.ts";
import type { Visit } from "./visit.ts";

/** In order; none where it is not known when he entered. */
export function logEventsOf(visit: Visit): CallCentreEvent[] {
  if (visit.enteredAt === null) return [];
  const { pbx, queue, uniqueid } = visit;
  const events: CallCentreEvent[] = [
    {
      ...{ type: "caller_joined", pbx, at: visit.enteredAt, queue, uniqueid, linkedid: null, channel: null },
      ...{ number: visit.callerNumber, name: null, context: null, exten: null, position: visit.position },
    },
    ...ringsOf(visit),
  ];
  const member = { interface: visit.interface, memberName: visit.agent };
  const ended = { pbx, at: visit.endedAt, queue, uniqueid, waitMs: visit.waitMs };
  if (visit.outcome === "answered") {
    const { waitMs, ringMs, answeredAt: at } = visit;
    events.push({ type: "agent_connected", pbx, at, queue, uniqueid, ...member, ringUniqueid: null, waitMs, ringMs });
    if (visit.endedBy !== null) {
      const { talkMs, endedBy: reason } = visit;
      const talk = { talkMs, reason, originalPosition: null, ringUniqueid: null };
      events.push({ type: "agent_completed", ...ended, ...member, ...talk });
    }
    if (visit.csat !== null) {
      events.push({
        type: "survey_answered",
        pbx,
        at: visit.endedAt,
        queue,
        uniqueid,
        linkedid: null,
        score: visit.csat,
      });
    }
  } else if (isEnd(visit.outcome)) {
    const { outcome } = visit;
    events.push({
      type: "visit_ended",
      ...ended,
      outcome,
      position: null,
      originalPosition: null,
      key: null,
      note: null,
    });
  }
  return events.sort((a, b) => (a.at ?? visit.enteredAt!) - (b.at ?? visit.enteredAt!));
}

function ringsOf({ pbx, queue, uniqueid, attempts }: Visit): CallCentreEvent[] {
  return attempts.flatMap(({ interface: phone, startedAt, endedAt: at, result }): CallCentreEvent[] => {
    const ringMs = startedAt === null || at === null ? null : at - startedAt;
    const ring = { pbx, at, queue, uniqueid, interface: phone, memberName: null, ringMs };
    if (result === "caller_left") return [{ type: "ring_canceled", ...ring }];
    if (result === "noanswer" || result === "busy") return [{ type: "ring_missed", ...ring, ringUniqueid: null }];
    return [];
  });
}

function isEnd(outcome: Visit["outcome"]): outcome is VisitEnded["outcome"] {
  return outcome !== null && outcome !== "answered" && outcome !== "lost" && outcome !== "refused";
}
