import { beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import {
  type AgentInterval,
  type AttemptResult,
  agentCallIntervals,
  agentCallOf,
  agentCallOfLeg,
  agentCountersByQuarter,
  agentTimes,
  asInterface,
  attemptResults,
  type Call,
  callPartedAt,
  endings,
  type Interface,
  linkedid,
  type MemberAsNamed,
  packAgentCounters,
  pbxId,
  queueName,
  uniqueid,
  untilNow,
  type Visit,
} from "@qmanager/core";
import fc from "fast-check";
import { AgentRegister } from "../records/agent_register.ts";
import { beginnings, IntervalBook, type IntervalNews } from "../records/interval_book.ts";
import { writeCalls } from "../records/write_calls.ts";
import { lockRecords, writeVisits } from "../records/write_visits.ts";
import { agentCounters } from "./agent_counters.ts";
import { moveNamed } from "./agent_history.ts";
import { insertAgent, putAlias } from "./agents.ts";
import { Partitions } from "./partitions.ts";
import { temporaryDatabase } from "./temporary.ts";
import { calledAt } from "./visits.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const partitions = new Partitions(sql);
const pbx = pbxId("matriz");
const queue = queueName("suporte");
// A month ends in the middle of it.
const start = Date.parse("2026-02-28T23:30:00Z");
const hour = 3_600_000;
const period = { from: start - 2 * hour, to: start + 4 * hour };

const phones = ["PJSIP/1001", "PJSIP/1002"].map(asInterface);
let agents = new AgentRegister(() => start);
let ids: number[] = [];

beforeEach(clean);

async function clean(): Promise<void> {
  await sql`
    truncate visits, calls, queue_counters, agent_intervals, agent_calls, agent_counters, agents restart identity cascade
  `;
  agents = new AgentRegister(() => start);
  ids = [];
  for (const [at, alias] of phones.entries()) {
    const id = (await insertAgent(sql, { code: at + 1, name: alias }, start)) ?? 0;
    await putAlias(sql, { pbx, kind: "phone", alias: alias.toLowerCase() }, id);
    ids.push(id);
  }
}

// To the minute, so that much begins and ends at once.
const at = fc.integer({ min: 0, max: 90 }).map((minutes) => start + minutes * 60_000);
const phone = fc.constantFrom(...phones);
const attempt = fc.record({
  interface: phone as fc.Arbitrary<Interface | null>,
  startedAt: at,
  endedAt: fc.option(at),
  result: fc.constantFrom<AttemptResult | null>(...attemptResults, null),
});
const visits = fc.array(
  fc.record({
    interface: phone,
    outcome: fc.constantFrom("answered", "abandoned", null),
    endedBy: fc.constantFrom(...endings, null),
    enteredAt: at,
    answeredAt: fc.option(at),
    talkMs: fc.option(fc.nat(40).map((minutes) => minutes * 60_000)),
    ringMs: fc.option(fc.nat(60_000)),
    csat: fc.option(fc.integer({ min: 1, max: 5 })),
    attempts: fc.array(attempt, { maxLength: 3 }),
    open: fc.boolean(),
  }),
  { maxLength: 8 },
);
const visitOf = (
  of: typeof visits extends fc.Arbitrary<(infer Each)[]> ? Each : never,
  nth: number,
  name: string | null = null,
): Visit => ({
  ...{ pbx, uniqueid: uniqueid(`${start / 1000 - 60}.${nth}`), linkedid: null, queue, visit: 1, position: null },
  ...{
    callerNumber: null,
    callerName: null,
    agent: of.outcome === "answered" ? name : null,
    waitMs: null,
    holdMs: null,
  },
  ...{ surveyOffered: null, provisional: false, notes: [], endedAt: null },
  ...of,
  interface: of.outcome === "answered" ? of.interface : null,
});
const intervals = fc.array(
  fc.record({
    kind: fc.constantFrom("session", "session", "pause", "pause", "ring", "talk"),
    interface: phone,
    reason: fc.constantFrom(null, "Café"),
    from: fc.option(at, { freq: 6 }),
    to: fc.option(at, { freq: 6 }),
  }),
  { maxLength: 10 },
);
const intervalOf = (of: typeof intervals extends fc.Arbitrary<(infer Each)[]> ? Each : never): AgentInterval => ({
  ...{ pbx, agent: null, interface: of.interface, from: of.from, to: of.to },
  ...(of.kind === "ring" || of.kind === "talk"
    ? { kind: of.kind, queue: null, reason: null }
    : { kind: of.kind as "session" | "pause", queue, reason: of.kind === "pause" ? of.reason : null }),
});
const calls = fc.array(
  fc.record({
    interface: phone,
    direction: fc.constantFrom("in", "out"),
    startedAt: at,
    answeredAt: fc.option(at),
    endedAt: fc.option(at),
    result: fc.constantFrom<AttemptResult | null>(...attemptResults, null),
    talkMs: fc.option(fc.nat(600_000)),
  }),
  { maxLength: 4 },
);
const callOf = (
  { startedAt, ...leg }: typeof calls extends fc.Arbitrary<(infer Each)[]> ? Each : never,
  nth: number,
): Call => ({
  ...{ pbx, linkedid: linkedid(`${start / 1000 - 30}.${nth}`), uniqueid: uniqueid(`${start / 1000 - 30}.${nth}`) },
  ...{ beganAt: startedAt, endedAt: leg.endedAt, direction: leg.direction as "in" | "out", did: null, trunk: null },
  ...{ callerNumber: null, callerName: null, queues: [], interfaces: [], answered: leg.answeredAt !== null },
  ...{ talkMs: null, recordings: [], steps: [], notes: [], open: leg.endedAt === null },
  legs: [{ ...leg, startedAt, direction: leg.direction as "in" | "out", number: null, endedBy: null, holdMs: null }],
});

async function write(work: { visits?: Visit[]; calls?: Call[]; news?: IntervalNews }, book = new IntervalBook([])) {
  const { visits: told = [], calls: toldCalls = [], news = { begun: [], ended: [], whole: [] } } = work;
  await partitions.have("visits", told.map(calledAt));
  await partitions.have("calls", toldCalls.map(callPartedAt));
  await partitions.have("agent_intervals", beginnings(news, start));
  await sql.begin(async (tx) => {
    await lockRecords(tx, pbx);
    const agentOf = await agents.identify(tx, pbx, [...news.begun, ...news.whole]);
    await book.write(tx, news, { pbx, seenAt: start, agentOf });
    await writeVisits(tx, pbx, "live", told, agents);
    await writeCalls(tx, pbx, toldCalls, agents);
  });
}

const onFile = async (agent: number, now = start) =>
  (await agentCounters(sql, { pbx, agents: [agent], ...period, now })).map(({ from, counters }) => [
    from,
    packAgentCounters(counters),
  ]);

/** As core adds the rows up. */
function expected(own: Interface, of: { visits: Visit[]; intervals: AgentInterval[]; calls: Call[] }) {
  const isHis = (member: MemberAsNamed) => member.interface === own;
  const his = of.visits.flatMap((visit) => agentCallOf(visit, isHis) ?? []);
  const direct = of.calls.flatMap(({ legs }) => legs.filter((leg) => leg.interface === own).map(agentCallOfLeg));
  // Where nothing tells when one began, it was first seen when it ended.
  const rows = of.intervals.filter((interval) => interval.interface === own && interval.from !== null);
  const times = agentTimes([...rows, ...of.visits.flatMap((visit) => agentCallIntervals(visit, isHis))]);
  return [...agentCountersByQuarter([...his, ...direct], times, period)].map(([quarter, counters]) => [
    quarter,
    packAgentCounters(counters),
  ]);
}

/** What is told, in an order of its own, a few at a time. */
type Told = { visit: Visit } | { call: Call } | { interval: AgentInterval };

test("Counters of agents equal core's sum over the rows, in whatever order they were written, and of visits that changed", async () => {
  await fc.assert(
    fc.asyncProperty(
      ...([visits, visits, intervals, calls, fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 9 })] as const),
      async (first, then, spans, direct, order, atOnce) => {
        await clean();
        await write({ visits: first.map((each, nth) => visitOf(each, nth)) });
        const wanted = {
          // Those of the first that are not told again stay.
          visits: [...then, ...first.slice(then.length)].map((each, nth) => visitOf(each, nth)),
          intervals: spans
            .map(intervalOf)
            .filter((each) => each.from === null || each.to === null || each.from <= each.to),
          calls: direct.map(callOf),
        };
        const told: Told[] = [
          ...wanted.visits.map((visit) => ({ visit })),
          ...wanted.calls.map((call) => ({ call })),
          ...wanted.intervals.map((interval) => ({ interval })),
        ];
        const shuffled = told.map((each) => [order.next().value, each] as const).sort(([a], [b]) => a - b);
        for (let from = 0; from < shuffled.length; from += atOnce) {
          const part = shuffled.slice(from, from + atOnce).map(([, each]) => each);
          await write({
            visits: part.flatMap((each) => ("visit" in each ? [each.visit] : [])),
            calls: part.flatMap((each) => ("call" in each ? [each.call] : [])),
            news: { begun: [], ended: [], whole: part.flatMap((each) => ("interval" in each ? [each.interval] : [])) },
          });
        }
        const later = await sql`select 1 from visits where open`;
        for (const [nth, own] of phones.entries()) {
          const stored = (
            await sql<{ from: number; counters: unknown }[]>`
            select from_at as "from", counters from agent_counters where agent_id = ${ids[nth] ?? 0} order by from_at
          `
          ).map(({ from, counters }) => [from, counters]);
          expect(stored).toEqual(expected(own, wanted));
          if (later.length === 0) expect(await onFile(ids[nth] ?? 0)).toEqual(expected(own, wanted));
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("agentCounters() counts what goes on up to now, and on file once it is over", async () => {
  const book = new IntervalBook([]);
  const own = phones[0] ?? asInterface("");
  const session: AgentInterval = {
    ...{ pbx, agent: null, interface: own, kind: "session", queue, reason: null, from: start + 60_000, to: null },
  };
  const news = { begun: [session], ended: [], whole: [] };
  await partitions.have("agent_intervals", [start]);
  const keep = await sql.begin(async (tx) => {
    const agentOf = await agents.identify(tx, pbx, [session]);
    return book.write(tx, news, { pbx, seenAt: start, agentOf });
  });
  keep();
  expect(await sql`select 1 from agent_counters`).toHaveLength(0);
  const now = start + 20 * 60_000;
  const counted = (to: number) => expected(own, { visits: [], calls: [], intervals: untilNow([session], to) });
  expect(await onFile(ids[0] ?? 0, now)).toEqual(counted(now));
  const [row] = await sql<{ id: number }[]>`select id from agent_intervals`;
  const ended = { id: row?.id ?? 0, interval: { ...session, to: now + 60_000 } };
  await write({ news: { begun: [], ended: [ended], whole: [] } }, book);
  expect(await onFile(ids[0] ?? 0, now + hour)).toEqual(counted(now + 60_000));
  expect(await sql`select 1 from agent_counters`).toHaveLength(2);
});

test("The quarters of a pause of months are counted once, not once for each month of it", async () => {
  const month = 31 * 24 * hour;
  const pause: AgentInterval = {
    ...{ pbx, kind: "pause", agent: null, interface: phones[0]!, queue: null, reason: null },
    ...{ from: start - 6 * month, to: start },
  };
  const session: AgentInterval = { ...pause, kind: "session", queue };
  await partitions.have("agent_intervals", [pause.from!]);
  let replaced = 0;
  await sql.begin(async (tx) => {
    await lockRecords(tx, pbx);
    const agentOf = await agents.identify(tx, pbx, [pause]);
    const counting = new Proxy(tx, {
      apply(query, self, asked: [TemplateStringsArray]) {
        if (asked[0].raw?.some((text) => text.includes("delete from agent_counters"))) replaced += 1;
        return Reflect.apply(query, self, asked);
      },
    });
    await new IntervalBook([]).write(
      counting,
      { begun: [], ended: [], whole: [session, pause] },
      { pbx, seenAt: start, agentOf },
    );
  });
  expect(replaced).toBe(1);
  const [counted] = await sql`select count(*)::int as quarters from agent_counters`;
  expect(counted).toEqual({ quarters: (6 * month) / (hour / 4) });
});

test("Counters go with what becomes another agent's", async () => {
  const ring = { interface: phones[1] ?? null, startedAt: start, endedAt: start + 5_000, result: "answered" as const };
  const of = { interface: asInterface("PJSIP/2000"), outcome: "answered" as const, endedBy: "agent" as const };
  const more = { enteredAt: start, answeredAt: start + 5_000, talkMs: 60_000, ringMs: 5_000, csat: 5, open: false };
  const visit = visitOf({ ...of, ...more, attempts: [{ ...ring, interface: of.interface }] }, 1, "Ana");
  await write({ visits: [visit] });
  const [unknown] = await sql<{ id: number }[]>`select id from agents where name = 'Ana'`;
  const before = await onFile(unknown?.id ?? 0);
  expect(before).toHaveLength(1);
  await agents.change(sql, async (tx) => {
    await putAlias(tx, { pbx, kind: "name", alias: "Ana" }, ids[0] ?? 0);
    await moveNamed(tx, [{ pbx, alias: "Ana", id: ids[0] ?? 0 }]);
  });
  expect(await onFile(ids[0] ?? 0)).toEqual(before);
  expect(await sql`select 1 from agent_counters where agent_id <> ${ids[0] ?? 0}`).toHaveLength(0);
});
