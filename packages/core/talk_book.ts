/**
 * Answered visits: whose agent's channel is which, and which of them an AgentComplete speaks of.
 *
 * @module
 */
import type { AgentCompleted } from "./event.ts";
import type { QueueName, Uniqueid } from "./ids.ts";
import { type OpenVisit, span } from "./open_visit.ts";
import { phoneKey } from "./phone.ts";

export class TalkBook {
  /** By the agent's channel, also after the end, until they are forgotten. */
  readonly #byChannel = new Map<Uniqueid, OpenVisit>();
  /** Those without Asterisk's word on their end, by queue and member. */
  readonly #uncompleted = new Map<string, Set<OpenVisit>>();
  /** Under which they are there. */
  readonly #keys = new Map<OpenVisit, string>();

  add(visit: OpenVisit): void {
    if (visit.agentChannel !== null) this.#byChannel.set(visit.agentChannel, visit);
    const key = memberKey(visit.queue, visit.interface ?? visit.agent);
    let talks = this.#uncompleted.get(key);
    if (!talks) {
      talks = new Set();
      this.#uncompleted.set(key, talks);
    }
    talks.add(visit);
    this.#keys.set(visit, key);
  }

  /** The visit that this channel is the agent's side of. */
  of(channel: Uniqueid): OpenVisit | undefined {
    return this.#byChannel.get(channel);
  }

  /** The talks that are not over. */
  *talking(): Iterable<OpenVisit> {
    for (const visit of this.#byChannel.values()) if (visit.talking) yield visit;
  }

  /**
   * The visit that an AgentComplete closes. It may lack the caller's channel, the agent's, or both: then member, wait and
   * talk must agree.
   *
   * @param visits of the caller's channel, when the event names it
   */
  completedBy(event: AgentCompleted, visits: readonly OpenVisit[]): OpenVisit | undefined {
    if (event.ringUniqueid !== null) {
      const visit = this.#byChannel.get(event.ringUniqueid);
      if (visit && visit.reason === null) return visit;
    }
    const open = visits.filter((each) => each.queue === event.queue && each.answered && each.reason === null);
    const same = open.findLast((each) => isMember(each, event) && agrees(each.waitMs, event.waitMs));
    return same ?? open.at(-1) ?? this.#closest(event);
  }

  #closest(event: AgentCompleted): OpenVisit | undefined {
    let closest: OpenVisit | undefined;
    let closestOff = Number.POSITIVE_INFINITY;
    for (const visit of this.#uncompleted.get(memberKey(event.queue, event.interface ?? event.memberName)) ?? []) {
      const talkMs = span(visit.answeredAt, visit.agentLeftAt ?? event.at);
      const off = talkMs === null || event.talkMs === null ? 0 : Math.abs(talkMs - event.talkMs);
      const fits = agrees(visit.waitMs, event.waitMs) && (visit.agentLeft || off <= talkToleranceMs);
      if (!fits || off >= closestOff) continue;
      closest = visit;
      closestOff = off;
    }
    return closest;
  }

  /** Nothing more is to be said of how it ended. */
  completed(visit: OpenVisit): void {
    const key = this.#keys.get(visit);
    if (key === undefined) return;
    this.#keys.delete(visit);
    const talks = this.#uncompleted.get(key);
    talks?.delete(visit);
    if (talks?.size === 0) this.#uncompleted.delete(key);
  }

  forget(visit: OpenVisit): void {
    this.completed(visit);
    if (visit.agentChannel !== null) this.#byChannel.delete(visit.agentChannel);
  }

  clear(): void {
    this.#byChannel.clear();
    this.#uncompleted.clear();
    this.#keys.clear();
  }
}

const talkToleranceMs = 2000;
/** Whole seconds against milliseconds, and the moment between two clocks. */
const waitToleranceMs = 1500;

function memberKey(queue: QueueName, member: string | null): string {
  return `${queue}\u0000${member === null ? "" : phoneKey(member)}`;
}

function isMember(visit: OpenVisit, event: AgentCompleted): boolean {
  if (visit.interface !== null && event.interface !== null) {
    return phoneKey(visit.interface) === phoneKey(event.interface);
  }
  return visit.agent === event.memberName;
}

/** Whether two waits can be the same. An unknown one can. */
function agrees(a: number | null, b: number | null): boolean {
  return a === null || b === null || Math.abs(a - b) <= waitToleranceMs;
}
