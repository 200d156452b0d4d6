/**
 * Server, database, Asterisk and the line between them are struck one after the other under real calls; after every round what
 * is on file is compared with Asterisk's own queue_log.
 *
 * `QM_FAULT_ROUNDS` and `QM_FAULT_SEED` do more, and in another order.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { openPool, type Sql } from "../../../apps/server/db/connect.ts";
import { settledVerdict, watchesOnFile } from "../../faults/on_file.ts";
import { wordsOf } from "../../faults/verdict.ts";
import { Random } from "../../simulator/random.ts";
import { Bed } from "../bed.ts";
import { eventually } from "../deadline.ts";
import { ManagerLine } from "../manager_line.ts";
import { endedBetween } from "../queue_log_truth.ts";
import { asteriskFaults, StruckBed } from "../struck_bed.ts";
import { Traffic } from "../traffic.ts";
import { trueVisits } from "../true_visits.ts";

export interface Strikes {
  /** Of the suite. */
  name: string;
  /** Whether the server may read Asterisk's queue_log. */
  queueLog: boolean;
}

const rounds = Number(process.env.QM_FAULT_ROUNDS ?? asteriskFaults.length);
const seed = Number(process.env.QM_FAULT_SEED ?? 1);

export function strikeInRounds({ name, queueLog }: Strikes): void {
  setDefaultTimeout(120_000);
  const random = new Random(seed);
  let bed: Bed;
  let line: ManagerLine;
  let struck: StruckBed;
  let traffic: Traffic;
  let sql: Sql;

  beforeAll(async () => {
    bed = await Bed.make(name);
    line = await ManagerLine.lay();
    const product = await bed.startProduct({
      managerPort: line.port,
      ...(queueLog ? { queueLog: bed.asterisk.queueLogFile } : {}),
    });
    struck = new StruckBed(bed, product, line);
    sql = openPool({ socket: `${product.data}/socket`, user: "qmanager", database: "qmanager" }, 2);
    traffic = new Traffic(bed, random.stream("traffic"));
    await traffic.begin();
  });

  afterAll(async () => {
    await traffic.end();
    await sql.end({ timeout: 1 });
    await bed.clear();
    line.close();
  });

  const truth = async () => trueVisits(await bed.asterisk.queueLog());

  for (const [index, fault] of inOrder(random, rounds).entries()) {
    test(`round ${index + 1} of seed ${seed}: ${fault.name}, and what is on file is what was`, async () => {
      await Bun.sleep(random.between(4_000, 7_000));
      await fault.strike(struck, random);
      const since = performance.now();
      const mendedAt = Date.now();
      const due = (await truth()).length;
      const verdict = await settledVerdict(sql, { since, due, queueLog, truth });
      console.log(`${fault.name}: ${wordsOf(verdict)} [${Math.round(performance.now() - since)}ms]`);
      expect(verdict).toMatchObject({ lost: [], doubled: [], wrong: [] });
      expect(verdict.compared).toBeGreaterThan(0);
      await eventually("watch that goes on", async () => {
        const watches = await watchesOnFile(sql);
        // Nothing is taken for watched that was dark.
        for (const { from, to } of struck.dark) {
          expect(watches.filter((each) => each.from < to && each.to > from)).toEqual([]);
        }
        return watches.some(({ to }) => to > mendedAt) || null;
      });
    });
  }

  test("round by round it was told how many calls ended unseen", async () => {
    const log = await bed.asterisk.queueLog();
    const watches = await watchesOnFile(sql);
    // An Asterisk that died took its counters with it.
    const spans = struck.dark.filter(({ asteriskDied }) => !asteriskDied);
    for (const dark of spans) {
      const before = watches.findLast(({ to }) => to <= dark.from);
      const after = watches.find(({ from }) => from >= dark.to);
      if (!before || !after) throw new Error(`There is no watch before or after ${JSON.stringify(dark)}`);
      const told = Object.values(after.missed ?? {}).reduce((sum, each) => sum + each, 0);
      // Rows have whole seconds: what ended in those at the edges was seen, or was not.
      const surely = endedBetween(log, Math.ceil(before.to / 1_000) + 1, Math.floor(after.from / 1_000) - 1);
      const perhaps = endedBetween(log, Math.floor(before.to / 1_000) - 1, Math.ceil(after.from / 1_000) + 1);
      console.log(`${told} told, ${surely} to ${perhaps} were, in ${after.from - before.to} ms`);
      expect(after.missed).not.toBeNull();
      expect(told).toBeGreaterThanOrEqual(surely);
      expect(told).toBeLessThanOrEqual(perhaps);
    }
  });
}

/** Each fault once, in an order that the seed says, and again. */
function inOrder(random: Random, count: number) {
  const order = Array.from({ length: Math.ceil(count / asteriskFaults.length) }, () => {
    const left = [...asteriskFaults];
    return asteriskFaults.map(() => {
      const fault = random.pick(left);
      left.splice(left.indexOf(fault), 1);
      return fault;
    });
  });
  return order.flat().slice(0, count);
}
