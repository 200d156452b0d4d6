/**
 * How one agent spent his time, from the intervals of all his phones in all his queues: what was so at once counts once.
 *
 * A pause that he asked for during a call begins with the end of that call, though Asterisk offers him nothing more from
 * the asking on.
 */
import type { AgentInterval } from "./agent_interval.ts";
import type { QueueName } from "./ids.ts";
import { bucketOf, type Period } from "./period.ts";
import type { EpochMs } from "./time.ts";
import { difference, intersection, type TimeSet, union } from "./time_set.ts";

export interface AgentTimesOptions {
  /**
   * Since when there is a record, of all or of each interval: what was so before it began counts from here. Not given: it
   * does not count.
   */
  since?: EpochMs | ((interval: AgentInterval) => EpochMs | undefined);
  /** How long a member of a queue is left alone after a call of it; 0 where it is not known. */
  wrapUpMs?: (queue: QueueName) => number;
}

/** A pause of an agent, in however many queues. */
export interface AgentPause extends Period {
  /** When it began; null: before the record. */
  startedAt: EpochMs | null;
  /** Empty: none was given. */
  reason: string;
}

/** Each as a set of instants. */
export interface AgentTimes {
  /** A member of any queue. */
  online: TimeSet;
  /** When he came online, as far as it was seen. */
  logins: readonly EpochMs[];
  paused: TimeSet;
  /** Online and not paused; in talk or not. */
  available: TimeSet;
  ring: TimeSet;
  talk: TimeSet;
  /** After a call of a queue, until the next or until ready. */
  wrapUp: TimeSet;
  /** In talk, ringing or wrapping up while available: what occupancy is made of. */
  busy: TimeSet;
  talkInPause: TimeSet;
  /** Each on its own, oldest first: those of one reason do not overlap. */
  pauses: readonly AgentPause[];
}

/** What goes on counts up to now: intervals that are open, as if they ended. */
export function untilNow(open: readonly AgentInterval[], now: EpochMs): AgentInterval[] {
  return open.map((interval) => ({ ...interval, to: now }));
}

/**
 * @param intervals of one agent; one whose end was not seen has no length that anybody knows, and does not count
 */
export function agentTimes(intervals: readonly AgentInterval[], options: AgentTimesOptions = {}): AgentTimes {
  const of = (kind: AgentInterval["kind"]) =>
    known(
      intervals.filter((each) => each.kind === kind),
      options.since,
    );
  const sessions = of("session");
  const online = union(sessions);
  const joins = new Set(sessions.filter(({ isFromSeen }) => isFromSeen).map(({ from }) => from));
  const talks = of("talk");
  const talk = union(talks);
  const pauses = pausesOf(of("pause"), talk);
  const paused = union(pauses);
  const available = difference(online, paused);
  const ring = union(of("ring"));
  const wrapUp = difference(intersection(union(wrapUps(talks, options.wrapUpMs)), online), talk);
  return {
    online,
    logins: online.map(({ from }) => from).filter((from) => joins.has(from)),
    paused,
    available,
    ring,
    talk,
    wrapUp,
    busy: intersection(union([...talk, ...ring, ...wrapUp]), available),
    talkInPause: intersection(talk, paused),
    pauses,
  };
}

type Known = AgentInterval & Period & { isFromSeen: boolean };

function known(intervals: readonly AgentInterval[], since: AgentTimesOptions["since"]): Known[] {
  return intervals.flatMap((interval) => {
    const from = interval.from ?? (typeof since === "function" ? since(interval) : since);
    if (from === undefined || interval.to === null) return [];
    return [{ ...interval, from, to: interval.to, isFromSeen: interval.from !== null }];
  });
}

function wrapUps(talks: readonly Known[], wrapUpMs: AgentTimesOptions["wrapUpMs"]): Period[] {
  return talks.map(({ to, queue }) => ({ from: to, to: to + (queue === null ? 0 : (wrapUpMs?.(queue) ?? 0)) }));
}

/** The queues of an agent hear of one asking within this; in a log, a second may tick over between. */
const sameAskingMs = 2000;

/** Pauses in several queues for one reason are one; asked for again in a queue, another begins. */
function pausesOf(intervals: readonly Known[], talk: TimeSet): AgentPause[] {
  const pauses: AgentPause[] = [];
  for (const [reason, same] of Map.groupBy(intervals, (each) => each.reason ?? "")) {
    let last: AgentPause | undefined;
    for (const { from, to, isFromSeen } of inOrder(same, talk)) {
      const isSame = last && from <= last.to && (from - last.from <= sameAskingMs || from + sameAskingMs < last.to);
      if (last && isSame) {
        last.to = Math.max(last.to, to);
        continue;
      }
      // queues hear of an end one after the other: when the next begins, all have
      if (last) last.to = Math.min(last.to, from);
      last = { from, to, startedAt: isFromSeen ? from : null, reason };
      pauses.push(last);
    }
  }
  return pauses.sort((a, b) => a.from - b.from || (a.reason < b.reason ? -1 : 1));
}

/** Asked for in a talk, they begin with its end; those that were over by then are none. */
function inOrder(pauses: readonly Known[], talk: TimeSet): Known[] {
  return pauses
    .map((pause) => (pause.isFromSeen ? { ...pause, from: bucketOf(talk, pause.from)?.to ?? pause.from } : pause))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
}
