import type { MemberAsNamed } from "./agent_call.ts";
import type { AgentInterval } from "./agent_interval.ts";
import type { Visit } from "./visit.ts";

/**
 * The rings and the talk that a visit gave the agent whom `isHis` knows; `to` is null where it goes on, or where its end was not
 * seen.
 */
export function agentCallIntervals(visit: Visit, isHis: (member: MemberAsNamed) => boolean): AgentInterval[] {
  const { pbx, queue, agent } = visit;
  const intervals: AgentInterval[] = [];
  for (const { interface: phone, startedAt, endedAt, result } of visit.attempts) {
    const member = { interface: phone, agent: result === "answered" ? agent : null };
    if (!isHis(member)) continue;
    intervals.push({ pbx, ...member, kind: "ring", queue, reason: null, from: startedAt, to: endedAt });
  }
  const answerer = { interface: visit.interface, agent };
  if (visit.outcome === "answered" && visit.answeredAt !== null && isHis(answerer)) {
    const to = visit.talkMs === null ? null : visit.answeredAt + visit.talkMs;
    intervals.push({ pbx, ...answerer, kind: "talk", queue, reason: null, from: visit.answeredAt, to });
  }
  return intervals;
}
