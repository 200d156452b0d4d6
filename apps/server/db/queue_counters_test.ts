import { expect, setDefaultTimeout, test } from "bun:test";
import {
  type CountedVisit,
  countersByQuarter,
  type Outcome,
  packCounters,
  pbxId,
  queueName,
  uniqueid,
  type Visit,
} from "@qmanager/core";
import fc from "fast-check";
import { AgentRegister } from "../records/agent_register.ts";
import { writeVisits } from "../records/write_visits.ts";
import { Partitions } from "./partitions.ts";
import { queueCounters, recount } from "./queue_counters.ts";
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

const outcomes: readonly (Outcome | null)[] = [
  ...(["answered", "abandoned", "timeout", "exit_key", "exit_empty", "withdrawn", "lost", "refused"] as const),
  null,
];
const ms = (max: number) => fc.option(fc.nat(max));
const counted: fc.Arbitrary<CountedVisit> = fc.record({
  enteredAt: fc.option(fc.integer({ min: start, max: start + hour - 1 })),
  answeredAt: fc.option(fc.integer({ min: start, max: start + hour - 1 })),
  endedAt: fc.integer({ min: start, max: start + hour - 1 }),
  outcome: fc.constantFrom(...outcomes),
  endedBy: fc.constantFrom("agent", "caller", "transfer", null),
  waitMs: ms(200_000),
  ringMs: ms(30_000),
  talkMs: ms(3_600_000),
  holdMs: ms(60_000),
  surveyOffered: fc.option(fc.boolean()),
  csat: fc.option(fc.integer({ min: 1, max: 5 })),
  open: fc.boolean(),
});

const visitOf = (of: CountedVisit, at: number): Visit => ({
  ...{ pbx, uniqueid: uniqueid(`${start / 1000 - 60}.${at}`), linkedid: null, queue, visit: 1, position: null },
  ...{
    callerNumber: null,
    callerName: null,
    interface: null,
    agent: null,
    attempts: [],
    provisional: false,
    notes: [],
  },
  ...of,
});

const agents = new AgentRegister(() => start);

async function write(visits: readonly Visit[]): Promise<void> {
  await partitions.have("visits", visits.map(calledAt));
  await sql.begin(async (tx) => recount(tx, pbx, await writeVisits(tx, pbx, "live", visits, agents)));
}

test("recount() says in SQL what countersOf() says in TypeScript, also of visits that changed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(counted, counted), { maxLength: 30 }), async (pairs) => {
      await sql`truncate visits, queue_counters`;
      await write(pairs.map(([first], at) => visitOf(first, at)));
      const visits = pairs.map(([, second], at) => visitOf(second, at));
      await write(visits);
      const onFile = await queueCounters(sql, { pbx, queue, from: start, to: start + hour });
      const expected = [...countersByQuarter(visits)].sort(([a], [b]) => a - b);
      expect(onFile.map(({ from, counters }) => [from, packCounters(counters)])).toEqual(
        expected.map(([from, counters]) => [from, packCounters(counters)]),
      );
    }),
    { numRuns: 40 },
  );
});
