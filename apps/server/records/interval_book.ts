/**
 * The stretches of agents' time that are on file and go on, so that each is begun once and ended once. A pause or a session is
 * written when it begins; a ring or a talk when it is over.
 */
import type { AgentId, AgentInterval, AgentTimeline, EpochMs, PbxId } from "@qmanager/core";
import { type AgentStretch, recountAgents } from "../db/agent_counters.ts";
import { endIntervals, insertIntervals, intervalKey, type OpenInterval } from "../db/agent_intervals.ts";
import type { AgentOf } from "../db/agents.ts";
import type { Query } from "../db/connect.ts";
import { forever, type LiveSpan } from "./write_marks.ts";

/** What a transaction has to write. */
export interface IntervalNews {
  begun: AgentInterval[];
  ended: OpenInterval[];
  /** Over before they were written. */
  whole: AgentInterval[];
}

/** The id of no row. */
const nowhere = 0;

export class IntervalBook {
  /** By key. */
  readonly #open = new Map<string, OpenInterval>();

  constructor(open: readonly OpenInterval[]) {
    for (const each of open) this.#open.set(intervalKey(each.interval), each);
  }

  /** What is new since the last {@link keep}: of what the timeline ended, and of what goes on. */
  news(timeline: AgentTimeline, closed: readonly AgentInterval[]): IntervalNews {
    const news: IntervalNews = { begun: [], ended: [], whole: [] };
    for (const interval of closed) {
      const open = this.#open.get(intervalKey({ ...interval, to: null }));
      if (open) news.ended.push({ id: open.id, interval });
      else news.whole.push(interval);
    }
    for (const interval of timeline.open()) {
      if (interval.kind === "ring" || interval.kind === "talk") continue;
      if (!this.#open.has(intervalKey(interval))) news.begun.push(interval);
    }
    return news;
  }

  /** It was begun and is not on file: it is not tried again, nor ended. */
  setAside(interval: AgentInterval): void {
    this.#open.set(intervalKey(interval), { id: nowhere, interval });
  }

  /** Writes it, and what adds up of what is over. @returns what makes the book agree once the transaction has been committed */
  async write(
    sql: Query,
    news: IntervalNews,
    { pbx, seenAt, agentOf }: { pbx: PbxId; seenAt: EpochMs; agentOf: AgentOf },
  ): Promise<() => void> {
    await insertIntervals(sql, news.whole, { open: false, seenAt, agentOf });
    const ended = await endIntervals(sql, news.ended, agentOf);
    await recountAgents(sql, pbx, [...ended, ...spansOf(news.whole, agentOf)].flatMap(asStretch));
    const ids = await insertIntervals(sql, news.begun, { open: true, seenAt, agentOf });
    return () => {
      for (const { interval } of news.ended) this.#open.delete(intervalKey({ ...interval, to: null }));
      for (const [at, interval] of news.begun.entries()) {
        this.#open.set(intervalKey(interval), { id: ids[at]!, interval });
      }
    };
  }
}

/** Whose stretches these are. */
export function membersOf({ begun, ended, whole }: IntervalNews): AgentInterval[] {
  return [...begun, ...whole, ...ended.map(({ interval }) => interval)];
}

/** The months into which these fall. */
export function beginnings({ begun, whole }: IntervalNews, seenAt: EpochMs): EpochMs[] {
  return [...begun, ...whole].map(({ from, to }) => from ?? to ?? seenAt);
}

/** What AMI tells with these, and when it is so, or was so until now: what was open had no end. */
export function spansToldBy({ begun, ended, whole }: IntervalNews, seenAt: EpochMs): LiveSpan[] {
  const since = ({ from, to }: AgentInterval) => from ?? to ?? seenAt;
  return [
    ...begun.map((each) => ({ ...each, from: since(each), to: forever })),
    ...ended.map(({ interval }) => ({ ...interval, from: since(interval), to: forever })),
    ...whole.map((each) => ({ ...each, from: since(each), to: Math.max(since(each), each.to ?? since(each)) })),
  ];
}

const spansOf = (intervals: readonly AgentInterval[], agentOf: AgentOf) =>
  intervals.map((interval) => ({ agent: agentOf(interval), from: interval.from ?? interval.to, to: interval.to }));

function asStretch(span: { agent: AgentId | null; from: EpochMs | null; to: EpochMs | null }): AgentStretch[] {
  const { agent, from, to } = span;
  return agent === null || from === null || to === null ? [] : [{ agent, from, to }];
}
