import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import {
  asInterface,
  type Call,
  type CallStep,
  callPartedAt,
  type Direction,
  type Leg,
  linkedid,
  pbxId,
  queueName,
  uniqueid,
} from "@qmanager/core";
import fc from "fast-check";
import { record, support, visitAt } from "../records/visits_of_tests.ts";
import { type CallFilter, type CallPlace, callsQuery, findCall, listCalls, visitsOfCall } from "./call_list.ts";
import { putCalls } from "./calls.ts";
import { Partitions } from "./partitions.ts";
import { allSeen } from "./sight.ts";
import { temporaryDatabase } from "./temporary.ts";

// A real database, on machines that have other work too.
setDefaultTimeout(120_000);

const { sql } = await temporaryDatabase();
const partitions = new Partitions(sql);
const pbx = pbxId("matriz");
// A month ends in the middle of it.
const start = Date.parse("2026-02-28T23:30:00Z");
const phone = asInterface("PJSIP/1001");

afterEach(async () => {
  await sql`truncate calls, visits, queue_counters`;
});

function callAt(beganAt: number, rest: Partial<Call> = {}): Call {
  const id = `${Math.floor(beganAt / 1000)}.1`;
  return {
    ...{ pbx, linkedid: linkedid(id), uniqueid: uniqueid(id), beganAt, endedAt: beganAt + 30_000, direction: "in" },
    ...{ callerNumber: "48999887766", callerName: null, did: "4000", queues: [], interfaces: [], trunk: null },
    ...{ answered: false, talkMs: null, recordings: [], legs: [], steps: [], notes: [], open: false, ...rest },
  };
}

const leg = (rest: Partial<Leg> = {}): Leg => ({
  ...{ interface: phone, direction: "in", number: null, startedAt: start, answeredAt: null, endedAt: start + 5_000 },
  ...{ result: "noanswer", endedBy: null, talkMs: null, holdMs: null, ...rest },
});

async function put(...calls: readonly Call[]): Promise<void> {
  await partitions.have("calls", calls.map(callPartedAt));
  await putCalls(sql, calls);
}

const all = (filter: CallFilter = {}) => listCalls(sql, filter, allSeen, { order: "oldest", after: null, limit: 100 });
const listed = async (filter: CallFilter) => (await all(filter)).map((call) => call.linkedid as string);

const at = fc.option(fc.integer({ min: start, max: start + 3_600_000 }));
const text = fc.option(fc.string({ unit: "grapheme" }).map((each) => each.replaceAll("\0", "")));
const aPhone = fc.option(fc.constantFrom(phone, asInterface("Local/1002@from-queue/n")));
const ms = fc.option(fc.nat(100_000));
const aStep: fc.Arbitrary<CallStep> = fc.oneof(
  fc.record({ kind: fc.constantFrom("held" as const, "unheld" as const), at, interface: aPhone }),
  fc.record({
    ...{ kind: fc.constant("transferred" as const), at, interface: aPhone },
    ...{ how: fc.constantFrom("blind" as const, "attended" as const), to: text },
  }),
  fc.record({ kind: fc.constant("exit_key" as const), at, queue: fc.constant(support), key: fc.constant("9") }),
  fc.record({ kind: fc.constant("scored" as const), at, queue: fc.option(fc.constant(support)), score: fc.nat(5) }),
  fc.record({
    ...{ kind: fc.constant("hung_up" as const), at, interface: aPhone, cause: fc.option(fc.nat(127)) },
    by: fc.constantFrom("caller" as const, "called" as const, null),
  }),
);
const aLeg: fc.Arbitrary<Leg> = fc.record({
  ...{ interface: fc.constant(phone), direction: fc.constantFrom("in" as const, "out" as const), number: text },
  ...{
    startedAt: at,
    answeredAt: at,
    endedAt: at,
    result: fc.constantFrom("answered" as const, "busy" as const, null),
  },
  ...{ endedBy: fc.constantFrom("agent" as const, "transfer" as const, null), talkMs: ms, holdMs: ms },
});
const aCall: fc.Arbitrary<Call> = fc.record({
  ...{ pbx: fc.constant(pbx), linkedid: fc.constantFrom(linkedid("1772321400.7"), linkedid("chosen")), talkMs: ms },
  ...{ uniqueid: fc.constantFrom(uniqueid("1772321400.7"), uniqueid("1772321400.8")), beganAt: at, endedAt: at },
  ...{ direction: fc.constantFrom<(Direction | null)[]>("in", "out", "internal", null), callerNumber: text },
  ...{ callerName: text, did: text, queues: fc.uniqueArray(fc.constantFrom(support, queueName('ven,"das'))) },
  ...{ interfaces: fc.array(fc.constant(phone), { maxLength: 1 }), trunk: aPhone, answered: fc.boolean() },
  ...{ recordings: fc.array(fc.constantFrom("/var/spool/a.wav", 'b "c", {d}.wav')), legs: fc.array(aLeg) },
  ...{ steps: fc.array(aStep), notes: fc.constantFrom<Call["notes"][]>([], ["away_meanwhile"]), open: fc.boolean() },
});

test("putCalls() keeps of a call all that there is, and the last that was told of it", async () => {
  await fc.assert(
    fc.asyncProperty(aCall, aCall, async (former, call) => {
      await sql`truncate calls`;
      const later = { ...call, linkedid: former.linkedid, beganAt: former.beganAt, endedAt: former.endedAt };
      await put(former);
      await put(later);
      const [found, ...others] = await all();
      expect(others).toEqual([]);
      expect(found).toEqual({
        ...later,
        calledAt: callPartedAt(later),
        listedAt: later.beganAt ?? callPartedAt(later),
      });
      expect(await findCall(sql, found!, allSeen)).toEqual(found!);
    }),
    { numRuns: 60 },
  );
});

test("listCalls() gives every call once, page by page, also those of one moment, both ways", async () => {
  const calls = Array.from({ length: 25 }, (_, n) =>
    // three of a moment; half an hour apart two are in the next month
    callAt(start + Math.floor(n / 3) * 300_000, {
      linkedid: linkedid(`${Math.floor(start / 1000) + Math.floor(n / 3) * 300}.${n}`),
    }),
  );
  await put(...calls);
  for (const order of ["oldest", "newest"] as const) {
    const seen: string[] = [];
    for (let after: CallPlace | null = null; ; ) {
      const page = await listCalls(sql, {}, allSeen, { order, after, limit: 4 });
      seen.push(...page.map((call) => call.linkedid));
      after = page.at(-1) ?? null;
      if (page.length < 4) break;
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
    const times = seen.map((id) => Number.parseInt(id, 10));
    expect(times).toEqual(times.toSorted((a, b) => (order === "oldest" ? a - b : b - a)));
  }
});

test("listCalls() finds calls by each filter", async () => {
  const [first, second, third] = [1, 2, 3].map((n) => `${start / 1000 + n * 600}.1`) as [string, string, string];
  await put(
    callAt(start + 600_000, {
      queues: [support],
      interfaces: [asInterface("Local/1002@from-queue/n")],
      answered: true,
    }),
    callAt(start + 1_200_000, {
      direction: "out",
      callerNumber: "1001",
      did: "0 (11) 95555-0100",
      legs: [leg({ direction: "out" })],
    }),
    callAt(start + 1_800_000, { pbx: pbxId("filial"), direction: null, open: true, endedAt: null }),
  );
  expect(await listed({})).toEqual([first, second, third]);
  expect(await listed({ from: start + 600_000, to: start + 1_200_000 })).toEqual([first]);
  expect(await listed({ from: start + 600_001 })).toEqual([second, third]);
  expect(await listed({ pbx })).toEqual([first, second]);
  expect(await listed({ queues: [queueName("vendas"), support] })).toEqual([first]);
  expect(await listed({ interfaces: [asInterface("local/1002@FROM-queue/n")] })).toEqual([first]);
  expect(await listed({ interfaces: [asInterface("pjsip/1001")] })).toEqual([second]);
  expect(await listed({ directions: ["out", "internal"] })).toEqual([second]);
  expect(await listed({ answered: true })).toEqual([first]);
  expect(await listed({ open: true })).toEqual([third]);
  // Of a call out it is the number dialled that is looked for, else the caller's.
  expect(await listed({ digits: "955550100" })).toEqual([second]);
  expect(await listed({ digits: "1001" })).toEqual([]);
  expect(await listed({ digits: "7766" })).toEqual([first, third]);
});

test("listCalls() shows whoever sees some queues only calls that were in them", async () => {
  await put(
    callAt(start, { queues: [queueName("vendas"), support] }),
    callAt(start + 1_000, { pbx: pbxId("filial"), queues: [support] }),
    callAt(start + 2_000),
  );
  const seen = await listCalls(
    sql,
    {},
    { queues: [{ pbx, queue: support }], agents: [] },
    { order: "oldest", after: null, limit: 10 },
  );
  expect(seen.map((call) => call.beganAt)).toEqual([start]);
});

test("listCalls() finds a number, and the newest of all, by an index", async () => {
  await put(
    ...Array.from({ length: 500 }, (_, n) => callAt(start + n * 1_000, { callerNumber: String(48_000_000_000 + n) })),
  );
  await sql`analyze calls`;
  const page = { order: "newest", after: null, limit: 20 } as const;
  // A small table is read as a whole, which says nothing about a large one.
  const plan = (filter: CallFilter) =>
    sql.begin(async (tx) => {
      await tx`set local enable_seqscan = off`;
      return JSON.stringify(await tx`explain ${callsQuery(tx, filter, allSeen, page)}`);
    });
  expect(await plan({ digits: "0123" })).toMatch(/Index.*digits/);
  expect(await plan({})).toContain("listed_at");
});

test("visitsOfCall() finds the visits of a call, those without a linkedid by the caller's id", async () => {
  const call = callAt(start, { queues: [support] });
  await put(call);
  const own = visitAt(start + 500, { uniqueid: uniqueid("1.1"), linkedid: call.linkedid });
  const waited = visitAt(start + 900, { uniqueid: call.uniqueid, linkedid: null });
  await record(sql, own, waited, visitAt(start + 1_000, { uniqueid: uniqueid("1.3"), linkedid: linkedid("1.3") }));
  const [listedCall] = await all();
  expect((await visitsOfCall(sql, listedCall!)).map((visit) => visit.enteredAt)).toEqual([start + 500, start + 900]);
});
