/** Writes what a recorder has to tell, in its transaction: all of it, or what the database takes in of it. */
import { type Call, callKey, type EpochMs, type MemberMark, type PbxId, type Visit, visitKey } from "@qmanager/core";
import { intervalKey } from "../db/agent_intervals.ts";
import { planAnew, type Sql, type Transaction } from "../db/connect.ts";
import { recount } from "../db/queue_counters.ts";
import { putRefusedRecord } from "../db/refused_records.ts";
import { reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import type { AgentRegister } from "./agent_register.ts";
import { type IntervalBook, type IntervalNews, membersOf, spansToldBy } from "./interval_book.ts";
import { isRefusal, writeApart } from "./write_apart.ts";
import { writeCalls } from "./write_calls.ts";
import { writeMarks } from "./write_marks.ts";
import { lockRecords, type VisitSource, writeVisits } from "./write_visits.ts";

export interface Told {
  source: VisitSource;
  visits: readonly Visit[];
  calls: readonly Call[];
  /** What queue_log tells of sessions and pauses. */
  marks: readonly MemberMark[];
  intervals: { book: IntervalBook; news: IntervalNews; seenAt: EpochMs } | null;
}

interface Writer {
  sql: Sql;
  pbx: PbxId;
  agents: AgentRegister;
  log: Log;
  now(): EpochMs;
}

/**
 * Writes what is told, in one transaction with `rest`. Where the database refuses some of it, that is kept aside with the
 * reason: it would be refused again for ever, and nothing after it be recorded.
 *
 * @returns what makes the book of intervals agree
 */
export async function writeNews(
  { sql, pbx, agents, log, now }: Writer,
  told: Told,
  rest: (tx: Transaction) => Promise<void>,
): Promise<() => void> {
  const write = (those: (tx: Transaction) => Promise<() => void>) =>
    sql.begin(async (tx) => {
      await lockRecords(tx, pbx);
      await planAnew(tx);
      const keep = await those(tx);
      await rest(tx);
      return keep;
    });
  try {
    return await write((tx) => writeAll(tx, pbx, told, agents));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    log.error("The database refused a record: it is kept aside, and the rest is recorded", {
      ...{ pbx, reason: reasonOf(error) },
    });
    try {
      return await write((tx) => writeTaken(tx, pbx, told, agents, now()));
    } finally {
      agents.forget();
    }
  }
}

async function writeAll(
  tx: Transaction,
  pbx: PbxId,
  { source, visits, calls, marks, intervals }: Told,
  agents: AgentRegister,
): Promise<() => void> {
  // Before the visits: the sessions tell who sat at a phone that one of them rang.
  const keep = intervals ? await writeIntervals(tx, pbx, intervals, agents) : () => {};
  await writeMarks(tx, pbx, { marks, live: [] }, agents);
  await recount(tx, pbx, await writeVisits(tx, pbx, source, visits, agents));
  await writeCalls(tx, pbx, calls, agents);
  return keep;
}

async function writeIntervals(
  tx: Transaction,
  pbx: PbxId,
  { book, news, seenAt }: NonNullable<Told["intervals"]>,
  agents: AgentRegister,
): Promise<() => void> {
  const agentOf = await agents.identify(tx, pbx, membersOf(news));
  const keep = await book.write(tx, news, { pbx, seenAt, agentOf });
  await writeMarks(tx, pbx, { marks: [], live: spansToldBy(news, seenAt) }, agents);
  return keep;
}

async function writeTaken(
  tx: Transaction,
  pbx: PbxId,
  { source, visits, calls, marks, intervals }: Told,
  agents: AgentRegister,
  now: EpochMs,
): Promise<() => void> {
  const keepers: (() => void)[] = [];
  if (intervals) {
    const { book, news, seenAt } = intervals;
    const nothing: IntervalNews = { begun: [], ended: [], whole: [] };
    const each: IntervalNews[] = [
      ...news.whole.map((interval) => ({ ...nothing, whole: [interval] })),
      ...news.ended.map((ended) => ({ ...nothing, ended: [ended] })),
      ...news.begun.map((interval) => ({ ...nothing, begun: [interval] })),
    ];
    await writeApart(
      tx,
      each,
      async (inner, some) => {
        agents.forget();
        const together = {
          begun: some.flatMap(({ begun }) => begun),
          ended: some.flatMap(({ ended }) => ended),
          whole: some.flatMap(({ whole }) => whole),
        };
        keepers.push(await writeIntervals(inner, pbx, { book, news: together, seenAt }, agents));
      },
      async (one, reason) => {
        for (const interval of membersOf(one)) {
          const refused = { kind: "interval", key: intervalKey(interval), record: interval, reason } as const;
          await putRefusedRecord(tx, pbx, refused, now);
        }
        for (const interval of one.begun) keepers.push(() => book.setAside(interval));
      },
    );
  }
  await writeApart(
    tx,
    marks,
    async (inner, some) => {
      agents.forget();
      await writeMarks(inner, pbx, { marks: some, live: [] }, agents);
    },
    (mark, reason) =>
      putRefusedRecord(tx, pbx, { kind: "interval", key: JSON.stringify(mark), record: mark, reason }, now),
  );
  await writeApart(
    tx,
    visits,
    async (inner, some) => {
      agents.forget();
      await recount(inner, pbx, await writeVisits(inner, pbx, source, some, agents));
    },
    (visit, reason) => putRefusedRecord(tx, pbx, { kind: "visit", key: visitKey(visit), record: visit, reason }, now),
  );
  await writeApart(
    tx,
    calls,
    async (inner, some) => {
      agents.forget();
      await writeCalls(inner, pbx, some, agents);
    },
    (call, reason) => putRefusedRecord(tx, pbx, { kind: "call", key: callKey(call), record: call, reason }, now),
  );
  return () => {
    for (const keep of keepers) keep();
  };
}
