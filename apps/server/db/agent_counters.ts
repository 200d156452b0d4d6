/**
 * The counters of agents on file: one row for each quarter of an hour of an agent on a PBX in which there is anything to
 * count, made anew from his rows by core's `agentCountersByQuarter` whenever one of them changes.
 *
 * What goes on has no end that could be summed up: intervals count on file when they are over, and {@link agentCounters}
 * counts open ones up to now. So no quarter has to be written only because time passes.
 */
import {
  type AgentCall,
  type AgentCounters,
  type AgentId,
  type AgentInterval,
  agentCallIntervals,
  agentCallOf,
  agentCallOfLeg,
  agentCountersByQuarter,
  agentTimes,
  bucketOf,
  difference,
  type EpochMs,
  interfaceKey,
  intersection,
  type MemberAsNamed,
  type PackedAgentCounters,
  type PbxId,
  type Period,
  packAgentCounters,
  quarterMs,
  quarterOf,
  type TimeSet,
  union,
  unpackAgentCounters,
  untilNow,
  type Visit,
} from "@qmanager/core";
import { type AgentCallRow, legsPlace } from "./agent_calls.ts";
import { type CallRow, callColumns, callOf } from "./calls.ts";
import type { Query } from "./connect.ts";
import { copyRows, worthCopying } from "./copy_rows.ts";
import { clockMs, longestCallMs } from "./queue_counters.ts";
import { goneBefore } from "./retention.ts";
import { columns, type VisitRow, visitOf } from "./visits.ts";

/** A stretch of an agent's time in which something of his changed; both ends are in it. */
export interface AgentStretch {
  agent: AgentId;
  from: EpochMs;
  to: EpochMs;
}

/** A visit that is being written, and its members' parts in it, of which none is on file yet. */
export interface AgentVisit {
  visit: Visit;
  parts: readonly AgentCallRow[];
}

const forever = Number.POSITIVE_INFINITY;
/** A part in a call is looked for this long before the time that is asked for. */
const longestPartMs = 24 * 3_600_000;
/** Longer ones are counted part by part: so much is in memory at once. */
const longestWindowMs = 31 * 24 * 3_600_000;

/**
 * Sums up anew the quarters of these stretches. In the transaction that changed their rows.
 *
 * @param told what counts along, and need not be read back
 */
export async function recountAgents(
  tx: Query,
  pbx: PbxId,
  stretches: readonly AgentStretch[],
  told: readonly AgentVisit[] = [],
): Promise<void> {
  if (stretches.length === 0) return;
  const gone = await goneBefore(tx);
  const kept = stretches.flatMap((each) => (each.to < gone ? [] : [{ ...each, from: Math.max(each.from, gone) }]));
  for await (const { counted, windows: grown } of countedInParts(tx, pbx, windowsOf(kept), { now: null, told })) {
    const whole = new Map([...grown].map(([agent, set]) => [agent, intersection(set, [{ from: gone, to: forever }])]));
    for (const quarters of counted.values()) for (const at of quarters.keys()) if (at < gone) quarters.delete(at);
    await replaceCounters(tx, pbx, whole, counted);
  }
}

/** An agent's quarter of an hour and what adds up in it. */
export interface CountedAgentQuarter {
  pbx: PbxId;
  agent: AgentId;
  from: EpochMs;
  counters: AgentCounters;
}

/**
 * The quarters of agents in which there is anything to count, `from <= quarter < to`, by agent and time; what goes on counts
 * up to now.
 */
export async function agentCounters(
  sql: Query,
  { pbx, agents, from, to, now }: { pbx: PbxId; agents: readonly AgentId[]; from: EpochMs; to: EpochMs; now: EpochMs },
): Promise<CountedAgentQuarter[]> {
  if (agents.length === 0) return [];
  const rows = await sql<{ agent: AgentId; from: EpochMs; counters: PackedAgentCounters }[]>`
    select agent_id as agent, from_at as "from", counters from agent_counters
    where pbx = ${pbx} and agent_id = any(${[...agents]}::integer[]) and from_at >= ${from} and from_at < ${to}
  `;
  const found: Counted = new Map(agents.map((each) => [each, new Map()]));
  for (const row of rows) found.get(row.agent)?.set(row.from, unpackAgentCounters(row.counters));
  const open = await openSince(sql, pbx, agents, now);
  const going = new Map<AgentId, TimeSet>();
  for (const [agent, since] of open) {
    const window = { from: Math.max(quarterOf(since), from), to: Math.min(quarterOf(now) + quarterMs, to) };
    if (window.from < window.to) going.set(agent, [window]);
  }
  for await (const { counted } of countedInParts(sql, pbx, going, { now, told: [] })) {
    for (const [agent, quarters] of counted) {
      for (const [quarter, counters] of quarters) {
        if (quarter >= from && quarter < to) found.get(agent)?.set(quarter, counters);
      }
    }
  }
  return [...found].flatMap(([agent, quarters]) =>
    [...quarters].sort(([a], [b]) => a - b).map(([at, counters]) => ({ pbx, agent, from: at, counters })),
  );
}

/** On which PBXs an agent has anything to count, `from <= quarter < to`: what is on file, and what goes on. */
export async function pbxsOfAgent(
  sql: Query,
  { agent, from, to, now }: { agent: AgentId; from: EpochMs; to: EpochMs; now: EpochMs },
): Promise<PbxId[]> {
  const rows = await sql<{ pbx: PbxId }[]>`
    select pbx from agent_counters where agent_id = ${agent} and from_at >= ${from} and from_at < ${to}
    union
    select pbx from (${openOf(sql, [agent], now)}) as going where since < ${to}
    order by pbx
  `;
  return rows.map(({ pbx }) => pbx);
}

/** By agent and quarter. */
type Counted = Map<AgentId, Map<EpochMs, AgentCounters>>;
/** Of each agent, whole quarters. */
type Windows = ReadonlyMap<AgentId, TimeSet>;

function windowsOf(stretches: readonly AgentStretch[]): Windows {
  const windows = new Map<AgentId, TimeSet>();
  for (const [agent, own] of Map.groupBy(stretches, (each) => each.agent)) windows.set(agent, wholeQuarters(own));
  return windows;
}

function wholeQuarters(periods: readonly Period[]): TimeSet {
  return union(periods.map(({ from, to }) => ({ from: quarterOf(from), to: quarterOf(to) + quarterMs })));
}

/** Part by part. What a part grew by is not counted again: a pause of years would be, once for each month of it. */
async function* countedInParts(
  sql: Query,
  pbx: PbxId,
  windows: Windows,
  options: CountOptions,
): AsyncIterable<{ counted: Counted; windows: Windows }> {
  const done = new Map<AgentId, TimeSet>();
  for (const part of partsOf(windows)) {
    const left = [...part].map(([agent, set]) => [agent, difference(set, done.get(agent) ?? [])] as const);
    const some = new Map(left.filter(([, set]) => set.length > 0));
    if (some.size === 0) continue;
    const whole = await countedFromRows(sql, pbx, some, options);
    for (const [agent, set] of whole.windows) done.set(agent, union([...(done.get(agent) ?? []), ...set]));
    yield whole;
  }
}

function* partsOf(windows: Windows): Iterable<Windows> {
  const all = [...windows.values()].flat();
  if (all.length === 0) return;
  const [first, last] = [Math.min(...all.map(({ from }) => from)), Math.max(...all.map(({ to }) => to))];
  for (let from = first; from < last; from += longestWindowMs) {
    const part = [{ from, to: from + longestWindowMs }];
    yield new Map([...windows].map(([agent, set]) => [agent, intersection(set, part)] as const));
  }
}

// ---- from rows

interface Rows {
  calls: AgentCall[];
  intervals: AgentInterval[];
  /** Of those whose beginning nothing tells: where they were first seen. */
  seen: Map<AgentInterval, EpochMs>;
}

interface CountOptions {
  /** Up to when what goes on counts; null: it does not. */
  now: EpochMs | null;
  told: readonly AgentVisit[];
}

/** @returns the counters of all quarters of the windows, which grew to hold pauses as wholes */
async function countedFromRows(
  sql: Query,
  pbx: PbxId,
  asked: Windows,
  options: CountOptions,
): Promise<{ counted: Counted; windows: Windows }> {
  let windows = asked;
  let rows = await readRows(sql, pbx, windows, options);
  for (;;) {
    const grown = grownBy(rows, windows);
    if (!grown) break;
    windows = grown;
    rows = await readRows(sql, pbx, windows, options);
  }
  const counted: Counted = new Map();
  for (const [agent, set] of windows) {
    const { calls, intervals, seen } = rows.get(agent) ?? noRows();
    const times = agentTimes(intervals, { since: (interval) => seen.get(interval) });
    const quarters = new Map<EpochMs, AgentCounters>();
    const whole = { from: set[0]!.from, to: set.at(-1)!.to };
    for (const [quarter, counters] of agentCountersByQuarter(calls, times, whole)) {
      if (bucketOf(set, quarter)) quarters.set(quarter, counters);
    }
    counted.set(agent, quarters);
  }
  return { counted, windows };
}

/** Pauses are joined, and begin with the end of a talk: what touches one has to be read as far as it goes. */
function grownBy(rows: ReadonlyMap<AgentId, Rows>, windows: Windows): Windows | null {
  let isGrown = false;
  const grown = new Map<AgentId, TimeSet>();
  for (const [agent, set] of windows) {
    const { intervals, seen } = rows.get(agent) ?? noRows();
    const own = intervals.map((each) => ({ ...each, from: each.from ?? seen.get(each) ?? null })).filter(isWhole);
    const pauses = union(own.filter(({ kind }) => kind === "pause"));
    const touching = own.filter(({ kind, from, to }) => {
      if (kind !== "pause" && kind !== "talk") return false;
      return kind === "pause" || pauses.some((pause) => from <= pause.to && to >= pause.from);
    });
    const whole = touching.length === 0 ? set : union([...set, ...wholeQuarters(touching)]);
    isGrown ||= whole.length !== set.length || whole.some((each, at) => !isSamePeriod(each, set[at]));
    grown.set(agent, whole);
  }
  return isGrown ? grown : null;
}

const isWhole = <Interval extends AgentInterval>(interval: Interval): interval is Interval & Period =>
  interval.from !== null && interval.to !== null;
const isSamePeriod = (a: Period, b: Period | undefined): boolean => a.from === b?.from && a.to === b.to;
const noRows = (): Rows => ({ calls: [], intervals: [], seen: new Map() });

const askedOf = (sql: Query, windows: Windows) => {
  const list = [...windows].flatMap(([agent, set]) => set.map((period) => ({ agent, ...period })));
  return sql`
    unnest(
      ${list.map(({ agent }) => agent)}::integer[],
      ${sql.array(list.map(({ from }) => new Date(from).toISOString()))}::timestamptz[],
      ${sql.array(list.map(({ to }) => new Date(to).toISOString()))}::timestamptz[]
    ) as asked (agent_id, from_at, to_at)
  `;
};
type Asked = ReturnType<typeof askedOf>;

async function readRows(
  sql: Query,
  pbx: PbxId,
  windows: Windows,
  { now, told }: CountOptions,
): Promise<Map<AgentId, Rows>> {
  const asked = askedOf(sql, windows);
  const rows = new Map<AgentId, Rows>();
  const of = (agent: AgentId): Rows => {
    const known = rows.get(agent) ?? noRows();
    rows.set(agent, known);
    return known;
  };
  const intervals = await sql<(AgentInterval & { agentId: AgentId; id: number; seenAt: EpochMs; open: boolean })[]>`
    select distinct on (kept.agent_id, kept.from_at, id) kept.agent_id as "agentId", id, pbx, kind, agent, interface, queue, reason,
      case when from_known then kept.from_at end as "from", kept.from_at as "seenAt", kept.to_at as "to", open
    from ${asked} join agent_intervals as kept on kept.agent_id = asked.agent_id and kept.pbx = ${pbx}
      and kept.from_at <= asked.to_at and (kept.to_at >= asked.from_at or (${now !== null} and kept.open))
    where not kept.superseded and (not kept.open or ${now !== null})
  `;
  for (const { agentId, id: _, seenAt, open, ...interval } of intervals) {
    const own = of(agentId);
    const [known = interval] = open && now !== null ? untilNow([interval], now) : [interval];
    own.intervals.push(known);
    own.seen.set(known, seenAt);
  }
  for (const { agentId, phone, ...row } of await legsOfAgents(sql, pbx, asked)) {
    const call = callOf(row);
    const own = call.legs.filter((leg) => interfaceKey(leg.interface) === phone);
    of(agentId).calls.push(...own.map(agentCallOfLeg));
  }
  const add = (visit: Visit, members: readonly AgentOfVisit[]) => {
    for (const agent of new Set(members.map((each) => each.agent))) {
      const own = members.filter((each) => each.agent === agent);
      const phones = new Set(own.map(({ phone }) => phone));
      const answered = own.some(({ isAnswerer }) => isAnswerer);
      const isHis = (member: MemberAsNamed) =>
        member.interface === null
          ? answered && member.agent !== null && member.agent === visit.agent
          : phones.has(interfaceKey(member.interface));
      const call = agentCallOf(visit, isHis);
      if (!call) continue;
      const his = of(agent);
      his.calls.push(call);
      const parts = agentCallIntervals(visit, isHis);
      his.intervals.push(
        ...(visit.open && now !== null ? parts.map((each) => (each.to === null ? { ...each, to: now } : each)) : parts),
      );
    }
  };
  for (const { agentIds, phones, isAnswerer, ...row } of await visitsOfAgents(sql, pbx, asked)) {
    const members = agentIds.map((agent, n) => ({
      agent,
      phone: phones[n] ?? null,
      isAnswerer: isAnswerer[n] ?? false,
    }));
    add(visitOf(row), members);
  }
  for (const { visit, parts } of told) add(visit, membersIn(visit, parts, windows));
  return rows;
}

interface AgentOfVisit {
  agent: AgentId;
  /** In small letters. */
  phone: string | null;
  isAnswerer: boolean;
}

/** All parts of those who have one in their windows, as {@link visitsOfAgents} has them of visits on file. */
function membersIn(visit: Visit, parts: readonly AgentCallRow[], windows: Windows): AgentOfVisit[] {
  const members: AgentOfVisit[] = [];
  const asked = new Set<AgentId>();
  for (const { agentId, ...part } of parts) {
    if (agentId !== null && windows.get(agentId)?.some((window) => isPartIn(part, window))) asked.add(agentId);
  }
  for (const { agentId: agent, interface: phone, agent: name } of parts) {
    if (agent === null || !asked.has(agent)) continue;
    members.push({ agent, phone: phone === null ? null : interfaceKey(phone), isAnswerer: name === visit.agent });
  }
  return members;
}

/** As {@link isPart} says in SQL. */
function isPartIn({ calledAt, from, to, open }: Omit<AgentCallRow, "agentId">, window: Period): boolean {
  if (from > window.to || from < window.from - longestPartMs || !(to >= window.from || open)) return false;
  return calledAt <= window.to + clockMs && calledAt >= window.from - longestCallMs;
}

/** Of a stretch that is asked for. */
const isPart = (sql: Query, pbx: PbxId) => sql`
  kept.agent_id = asked.agent_id and kept.pbx = ${pbx}
  and kept.from_at <= asked.to_at and kept.from_at >= asked.from_at - ${longestPartMs} * interval '1 millisecond'
  and kept.called_at <= asked.to_at + ${clockMs} * interval '1 millisecond'
  and kept.called_at >= asked.from_at - ${longestCallMs} * interval '1 millisecond'
  and (kept.to_at >= asked.from_at or kept.open)
`;

/** Calls in which a phone of his had a part that no queue gave. */
async function legsOfAgents(
  sql: Query,
  pbx: PbxId,
  asked: Asked,
): Promise<(CallRow & { agentId: AgentId; phone: string })[]> {
  return sql<(CallRow & { agentId: AgentId; phone: string })[]>`
    with parts as (
      select distinct kept.called_at, kept.uniqueid as of, kept.agent_id, lower(kept.interface) as phone
      from ${asked} join agent_calls as kept on ${isPart(sql, pbx)}
      where kept.visit = ${legsPlace}
    )
    select ${callColumns(sql)}, agent_id as "agentId", phone
    from parts join calls using (called_at)
    where pbx = ${pbx} and calls.linkedid = of
  `;
}

interface VisitOfAgents extends VisitRow {
  agentIds: AgentId[];
  phones: (string | null)[];
  isAnswerer: boolean[];
}

/** Each with all parts of those agents. */
async function visitsOfAgents(sql: Query, pbx: PbxId, asked: Asked): Promise<VisitOfAgents[]> {
  return sql<VisitOfAgents[]>`
    with parts as (
      select distinct kept.called_at, kept.uniqueid as of, kept.visit as nth, kept.agent_id
      from ${asked} join agent_calls as kept on ${isPart(sql, pbx)}
      where kept.visit <> ${legsPlace}
    ), members as (
      select called_at, of, nth, array_agg(agent_id) as ids, array_agg(lower(kept.interface)) as phones,
        array_agg(kept.agent) as names
      from parts join agent_calls as kept using (called_at, agent_id)
      where kept.pbx = ${pbx} and kept.uniqueid = of and kept.visit = nth
      group by called_at, of, nth
    )
    select ${columns(sql)}, ids as "agentIds", phones,
      (select array_agg(name is not distinct from visits.agent order by n)
        from unnest(names) with ordinality as each (name, n)) as "isAnswerer"
    from members join visits using (called_at)
    where pbx = ${pbx} and visits.uniqueid = of and visits.visit = nth
  `;
}

// ---- on file

async function replaceCounters(tx: Query, pbx: PbxId, windows: Windows, counted: Counted): Promise<void> {
  const rows = [...counted].flatMap(([agent, quarters]) =>
    [...quarters].map(([from, counters]) => ({
      ...{
        pbx,
        agent_id: agent,
        from_at: new Date(from).toISOString(),
        counters: JSON.stringify(packAgentCounters(counters)),
      },
    })),
  );
  await tx`
    delete from agent_counters as kept using ${askedOf(tx, windows)}
    where kept.pbx = ${pbx} and kept.agent_id = asked.agent_id and kept.from_at >= asked.from_at and kept.from_at < asked.to_at
  `;
  if (rows.length === 0) return;
  if (rows.length >= worthCopying) {
    return await copyRows(tx, "agent_counters", ["pbx", "agent_id", "from_at", "counters"], rows);
  }
  await tx`
    insert into agent_counters (pbx, agent_id, from_at, counters)
    select pbx, agent_id, from_at, counters::jsonb from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as told (pbx text, agent_id integer, from_at timestamptz, counters text)
  `;
}

/** What of agents goes on, on which PBX and since when. */
const openOf = (sql: Query, agents: readonly AgentId[], now: EpochMs) => sql`
  select pbx, agent_id as agent, from_at as since from agent_intervals
  where open and not superseded and agent_id = any(${[...agents]}::integer[])
  union all
  select pbx, agent_id, from_at from agent_calls
  where open and agent_id = any(${[...agents]}::integer[]) and from_at >= ${now - longestPartMs}
    and called_at >= ${now - longestCallMs}
`;

/** Since when anything of an agent goes on. */
async function openSince(
  sql: Query,
  pbx: PbxId,
  agents: readonly AgentId[],
  now: EpochMs,
): Promise<Map<AgentId, EpochMs>> {
  const rows = await sql<{ agent: AgentId; since: EpochMs }[]>`
    select agent, min(since) as since from (${openOf(sql, agents, now)}) as going where pbx = ${pbx} group by agent
  `;
  return new Map(rows.map(({ agent, since }) => [agent, since]));
}
