/** A call as one agent had it: a visit that rang him, or a call to or from his phone. One, however often it rang. */
import type { Leg } from "./call.ts";
import type { Interface } from "./ids.ts";
import { span } from "./open_visit.ts";
import type { EpochMs } from "./time.ts";
import type { AttemptResult, EndedBy, Visit } from "./visit.ts";

export interface AgentCall {
  /** In: it rang him. Out: he dialled. */
  direction: "in" | "out";
  /** When its first ring, or its dialling, began; null where nothing tells. */
  startedAt: EpochMs | null;
  /** In: he answered. Out: the far end did. */
  isAnswered: boolean;
  /** It rings still, or is being dialled. */
  isRinging: boolean;
  /** What became of each of its rings; null: nothing tells. */
  rings: readonly (AttemptResult | null)[];
  /** How long it rang him altogether. */
  rangMs: number | null;
  /** In: the ring that he answered. Out: from dialling to the answer. */
  ringMs: number | null;
  talkMs: number | null;
  holdMs: number | null;
  endedBy: EndedBy | null;
  csat: number | null;
  /** The caller was sent to the survey, whether he answered or not; null: nothing tells. */
  surveyOffered: boolean | null;
}

/** By what a source names a member; null: it does not. */
export interface MemberAsNamed {
  interface: Interface | null;
  agent: string | null;
}

/**
 * A visit as the agent had it whom `isHis` knows.
 *
 * @returns null when it never rang him
 */
export function agentCallOf(visit: Visit, isHis: (member: MemberAsNamed) => boolean): AgentCall | null {
  const isAnswered = visit.outcome === "answered" && isHis({ interface: visit.interface, agent: visit.agent });
  // the log names whose phone rang by his member name alone, and of the one who answered only
  const attempts = visit.attempts.filter((attempt) =>
    isHis({ interface: attempt.interface, agent: attempt.result === "answered" ? visit.agent : null }),
  );
  if (attempts.length === 0 && !isAnswered) return null;
  const starts = attempts.flatMap(({ startedAt }) => (startedAt === null ? [] : [startedAt]));
  const rang = attempts.flatMap(({ startedAt, endedAt }) =>
    startedAt === null || endedAt === null ? [] : [Math.max(0, endedAt - startedAt)],
  );
  return {
    direction: "in",
    startedAt: starts.length > 0 ? Math.min(...starts) : (visit.answeredAt ?? visit.enteredAt),
    isAnswered,
    isRinging: !isAnswered && visit.open && attempts.some(({ endedAt }) => endedAt === null),
    rings: attempts.map(({ result }) => result),
    rangMs: rang.length > 0 ? rang.reduce((sum, ms) => sum + ms) : null,
    ringMs: isAnswered ? visit.ringMs : null,
    talkMs: isAnswered ? visit.talkMs : null,
    holdMs: isAnswered ? visit.holdMs : null,
    endedBy: isAnswered ? visit.endedBy : null,
    csat: isAnswered ? visit.csat : null,
    surveyOffered: isAnswered ? visit.surveyOffered : null,
  };
}

/** A call as the agent had it at whose phone it was, without a queue. */
export function agentCallOfLeg(leg: Leg): AgentCall {
  const { direction, startedAt, answeredAt, endedAt, result } = leg;
  const isAnswered = result === "answered";
  return {
    direction,
    startedAt,
    isAnswered,
    isRinging: result === null && endedAt === null,
    // what it dialled rang somebody else
    rings: direction === "in" ? [result] : [],
    rangMs: direction === "in" ? span(startedAt, isAnswered ? answeredAt : endedAt) : null,
    ringMs: isAnswered ? span(startedAt, answeredAt) : null,
    talkMs: isAnswered ? leg.talkMs : null,
    holdMs: isAnswered ? leg.holdMs : null,
    endedBy: isAnswered ? leg.endedBy : null,
    csat: null,
    surveyOffered: null,
  };
}
