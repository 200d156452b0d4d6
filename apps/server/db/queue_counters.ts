/**
 * The counters of queues on file: one row for each quarter of an hour in which somebody entered, made anew from its visits
 * whenever one of them changes. {@link counted} is the one definition in SQL of what core's `countersOf` says in TypeScript;
 * a test holds the two together.
 */
import { type Counters, type EpochMs, type PbxId, type QueueName, quarterMs, type SpanSum } from "@qmanager/core";
import type { Query } from "./connect.ts";
import { goneBefore } from "./retention.ts";

/** A queue's quarter of an hour. */
export interface QueueQuarter {
  queue: QueueName;
  from: EpochMs;
}

/** No call lives as long: how far before its entry the caller's channel may have begun. */
export const longestCallMs = 31 * 24 * 3_600_000;
/** Asterisk takes the second of a channel's id from a clock that may run ahead of ours. */
export const clockMs = 60_000;

/** Sums up anew these quarters of a PBX's queues. In the transaction that changed their visits. */
export async function recount(sql: Query, pbx: PbxId, touched: readonly QueueQuarter[]): Promise<void> {
  if (touched.length === 0) return;
  const gone = await goneBefore(sql);
  const quarters = touched.filter((each) => each.from >= gone);
  if (quarters.length === 0) return;
  for (const near of nearEachOther(quarters)) await recountNear(sql, pbx, near);
}

/** Further apart, quarters are counted by a statement of their own: one reads all visits between its first and its last. */
const nearMs = 24 * 3_600_000;

function nearEachOther(quarters: readonly QueueQuarter[]): QueueQuarter[][] {
  const groups: QueueQuarter[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const quarter of quarters.toSorted((a, b) => a.from - b.from)) {
    if (quarter.from - last > nearMs) groups.push([]);
    groups.at(-1)!.push(quarter);
    last = quarter.from;
  }
  return groups;
}

async function recountNear(sql: Query, pbx: PbxId, quarters: readonly QueueQuarter[]): Promise<void> {
  const queues = quarters.map(({ queue }) => queue);
  const instants = sql.array(quarters.map(({ from }) => new Date(from).toISOString()));
  const [from, to] = [quarters[0]!.from, quarters.at(-1)!.from + quarterMs];
  await sql`
    delete from queue_counters as kept using unnest(${queues}::text[], ${instants}::timestamptz[]) as touched (queue, from_at)
    where kept.pbx = ${pbx} and kept.queue = touched.queue and kept.from_at = touched.from_at
  `;
  // The PBX, as an expression, leads to no index: that of time is to be used, and the primary key would read a whole month.
  await sql`
    with touched as materialized (
      select distinct * from unnest(${queues}::text[], ${instants}::timestamptz[]) as touched (queue, from_at)
    ), near as materialized (
      select *, date_bin(${quarterMs} * interval '1 millisecond', counted_at, 'epoch') as from_at from visits
      where counted_at >= ${from} and counted_at < ${to} and pbx || '' = ${pbx}
        and called_at >= ${from - longestCallMs} and called_at < ${to + clockMs}
    )
    insert into queue_counters
    select ${pbx}, queue, from_at, ${sql.unsafe(counted)}
    from touched join near using (queue, from_at)
    group by queue, from_at
  `;
}

const times = (which: string) => `(count(*) filter (where ${which}))::integer`;
const spans = (ms: string, which: string) => `
  (count(${ms}) filter (where ${which}))::integer,
  coalesce(sum((${ms})::bigint) filter (where ${which}), 0)::bigint,
  coalesce(max(${ms}) filter (where ${which}), 0)::integer`;
const waits = (which: string) => `
  coalesce(
    jsonb_agg((wait_ms + 999) / 1000 order by wait_ms) filter (where wait_ms is not null and ${which}), '[]'::jsonb
  )`;
const offered = "outcome is distinct from 'refused'";
const answered = "outcome = 'answered'";
const abandoned = "outcome = 'abandoned'";
const other = "outcome not in ('answered', 'abandoned', 'refused')";

/** The columns of `queue_counters` from `offered` on, of a group of visits. */
export const counted = [
  times(offered),
  times(answered),
  times(abandoned),
  ...["timeout", "exit_key", "exit_empty", "withdrawn", "lost"].map((each) => times(`outcome = '${each}'`)),
  times("outcome is null and open"),
  times("outcome is null and not open"),
  ...["agent", "caller", "transfer"].map((each) => times(`${answered} and ended_by = '${each}'`)),
  times(`${answered} and ended_by is null`),
  times("outcome = 'refused'"),
  times(`${offered} and (survey_offered or csat is not null)`),
  spans("wait_ms", answered),
  spans("wait_ms", abandoned),
  spans("wait_ms", other),
  spans("ring_ms", answered),
  spans("talk_ms", answered),
  spans("wait_ms + talk_ms", answered),
  spans("hold_ms", answered),
  `array[${[1, 2, 3, 4, 5].map((score) => times(`${offered} and csat = ${score}`)).join(", ")}]`,
  waits(answered),
  waits(abandoned),
  waits(other),
].join(",\n");

/** A queue's quarter of an hour and what adds up in it. */
export interface CountedQuarter extends QueueQuarter {
  pbx: PbxId;
  counters: Counters;
}

type CounterRow = Omit<{ [Name in keyof Counters]: Counters[Name] }, keyof Spans | keyof Waits> & {
  [Name in keyof Spans as `${Name}Count` | `${Name}Ms` | `${Name}Max`]: number;
} & { [Name in keyof Waits]: number[] } & QueueQuarter & { pbx: PbxId };
type Spans = Pick<Counters, "answeredWait" | "abandonedWait" | "otherWait" | "ring" | "talk" | "waitAndTalk" | "hold">;
type Waits = Pick<Counters, "answeredWaits" | "abandonedWaits" | "otherWaits">;

/** The quarters of queues in which somebody entered, `from <= quarter < to`, by time and queue. */
export async function queueCounters(
  sql: Query,
  { pbx, queue, from, to }: { pbx: PbxId; queue: QueueName; from: EpochMs; to: EpochMs },
): Promise<CountedQuarter[]> {
  const rows = await sql<CounterRow[]>`
    select
      pbx, queue, from_at as "from", offered, answered, abandoned, timeout, exit_key as "exitKey",
      exit_empty as "exitEmpty", withdrawn, lost, open, unseen, ended_by_agent as "endedByAgent",
      ended_by_caller as "endedByCaller", ended_by_transfer as "endedByTransfer", without_ending as "withoutEnding",
      refused, surveys_offered as "surveysOffered", scores,
      answered_wait_count as "answeredWaitCount", answered_wait_ms as "answeredWaitMs", answered_wait_max as "answeredWaitMax",
      abandoned_wait_count as "abandonedWaitCount", abandoned_wait_ms as "abandonedWaitMs",
      abandoned_wait_max as "abandonedWaitMax",
      other_wait_count as "otherWaitCount", other_wait_ms as "otherWaitMs", other_wait_max as "otherWaitMax",
      ring_count as "ringCount", ring_ms as "ringMs", ring_max as "ringMax",
      talk_count as "talkCount", talk_ms as "talkMs", talk_max as "talkMax",
      wait_and_talk_count as "waitAndTalkCount", wait_and_talk_ms as "waitAndTalkMs", wait_and_talk_max as "waitAndTalkMax",
      hold_count as "holdCount", hold_ms as "holdMs", hold_max as "holdMax",
      answered_waits as "answeredWaits", abandoned_waits as "abandonedWaits", other_waits as "otherWaits"
    from queue_counters
    where pbx = ${pbx} and queue = ${queue} and from_at >= ${from} and from_at < ${to}
    order by from_at
  `;
  return rows.map((row) => ({ pbx: row.pbx, queue: row.queue, from: row.from, counters: countersOfRow(row) }));
}

function countersOfRow(row: CounterRow): Counters {
  const span = (name: keyof Spans): SpanSum => ({
    count: row[`${name}Count`],
    totalMs: row[`${name}Ms`],
    maxMs: row[`${name}Max`],
  });
  const { offered, answered, abandoned, timeout, exitKey, exitEmpty, withdrawn, lost, open, unseen } = row;
  const { endedByAgent, endedByCaller, endedByTransfer, withoutEnding, refused, surveysOffered, scores } = row;
  return {
    ...{ offered, answered, abandoned, timeout, exitKey, exitEmpty, withdrawn, lost, open, unseen },
    ...{ endedByAgent, endedByCaller, endedByTransfer, withoutEnding, refused, surveysOffered, scores },
    answeredWait: span("answeredWait"),
    abandonedWait: span("abandonedWait"),
    otherWait: span("otherWait"),
    ring: span("ring"),
    talk: span("talk"),
    waitAndTalk: span("waitAndTalk"),
    hold: span("hold"),
    answeredWaits: histogram(row.answeredWaits),
    abandonedWaits: histogram(row.abandonedWaits),
    otherWaits: histogram(row.otherWaits),
  };
}

function histogram(seconds: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const second of seconds) counts.set(second, (counts.get(second) ?? 0) + 1);
  return counts;
}

/** Whether anybody ever entered a queue. */
export async function isQueueCounted(sql: Query, pbx: PbxId, queue: QueueName): Promise<boolean> {
  const rows = await sql`select 1 from queue_counters where pbx = ${pbx} and queue = ${queue} limit 1`;
  return rows.length === 1;
}
