/**
 * What happened in a call, in order: its visits, its legs and its own steps as one list, for the analytic reports. Made when it
 * is read, so it follows whatever the visits are corrected to.
 *
 * @module
 */
import type { Call, CallStep, Leg } from "./call.ts";
import type { Interface, QueueName } from "./ids.ts";
import type { EpochMs } from "./time.ts";
import type { Attempt, AttemptResult, Outcome, Visit } from "./visit.ts";

/** `queue` null: no queue had to do with it. */
export type CallEvent =
  | { kind: "entered"; at: EpochMs | null; queue: QueueName; position: number | null }
  | { kind: "rang"; at: EpochMs | null; queue: QueueName | null; interface: Interface | null }
  | {
      kind: "missed";
      at: EpochMs | null;
      queue: QueueName | null;
      interface: Interface | null;
      result: Exclude<AttemptResult, "answered"> | null;
    }
  | { kind: "answered"; at: EpochMs | null; queue: QueueName | null; interface: Interface | null; agent: string | null }
  /** A phone dials. That it was answered is told of the phone it dialled; where that is outside, `interface` is null. */
  | { kind: "dialled"; at: EpochMs | null; interface: Interface; number: string | null }
  /** Of the visit: how it ended, and who ended the talk of an answered one. */
  | {
      kind: "left";
      at: EpochMs | null;
      queue: QueueName;
      outcome: Outcome | null;
      endedBy: Visit["endedBy"];
    }
  | CallStep;

/** @param visits those of the call, in any order */
export function callStory(call: Call, visits: readonly Visit[]): CallEvent[] {
  const events = [...visits.flatMap(ofVisit), ...call.legs.flatMap((leg) => ofLeg(leg, call.legs)), ...call.steps];
  // where nothing tells the moment, what is told after stays after
  let last = Number.NEGATIVE_INFINITY;
  return events
    .map((event) => {
      last = event.at ?? last;
      return { event, at: last };
    })
    .sort((a, b) => (a.at === b.at ? rank[a.event.kind] - rank[b.event.kind] : a.at - b.at))
    .map(({ event }) => event);
}

/** In what order things of one moment come. */
const rank: Readonly<Record<CallEvent["kind"], number>> = {
  entered: 0,
  dialled: 1,
  rang: 2,
  missed: 3,
  answered: 4,
  held: 5,
  unheld: 5,
  transferred: 6,
  exit_key: 7,
  left: 8,
  scored: 9,
  hung_up: 10,
};

function ofVisit(visit: Visit): CallEvent[] {
  const { queue } = visit;
  const events: CallEvent[] = [{ kind: "entered", at: visit.enteredAt, queue, position: visit.position }];
  for (const attempt of visit.attempts) {
    events.push({ kind: "rang", at: attempt.startedAt, queue, interface: attempt.interface });
    if (attempt.result !== "answered" && attempt.endedAt !== null) events.push(missed(queue, attempt));
  }
  if (visit.outcome === "answered") {
    events.push({ kind: "answered", at: visit.answeredAt, queue, interface: visit.interface, agent: visit.agent });
  }
  if (!visit.open) {
    events.push({ kind: "left", at: visit.endedAt, queue, outcome: visit.outcome, endedBy: visit.endedBy });
  }
  return events;
}

function missed(queue: QueueName | null, { interface: phone, endedAt, result }: Attempt): CallEvent {
  return { kind: "missed", at: endedAt, queue, interface: phone, result: result === "answered" ? null : result };
}

function ofLeg(leg: Leg, legs: readonly Leg[]): CallEvent[] {
  const { interface: phone, direction, startedAt, answeredAt, endedAt, result } = leg;
  if (direction === "out") {
    const dialled: CallEvent = { kind: "dialled", at: startedAt, interface: phone, number: leg.number };
    const isInside = legs.some((other) => other.direction === "in" && other.result === "answered");
    if (result !== "answered" || isInside) return [dialled];
    return [dialled, { kind: "answered", at: answeredAt, queue: null, interface: null, agent: null }];
  }
  const rang: CallEvent = { kind: "rang", at: startedAt, queue: null, interface: phone };
  if (result === "answered") {
    return [rang, { kind: "answered", at: answeredAt, queue: null, interface: phone, agent: null }];
  }
  return endedAt === null ? [rang] : [rang, missed(null, { interface: phone, startedAt, endedAt, result })];
}
