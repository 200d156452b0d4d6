/**
 * Server, database, Asterisk and the line between them are struck one after the other under real calls; after every round what
 * is on file is compared with Asterisk's own queue_log.
 *
 * `QM_FAULT_ROUNDS` and `QM_FAULT_SEED` do more, and in another order.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { openPool, type Sql } from "../../apps/server/db/connect.ts";
import { settledVerdict, watchesOnFile } from "../faults/on_file.ts";
import { wordsOf } from "../faults/verdict.ts";
import { Random } from "../simulator/random.ts";
import { Bed } from "./bed.ts";
import { eventually } from "./deadline.ts";
import { ManagerLine } from "./manager_line.ts";
import { asteriskFaults, StruckBed } from "./struck_bed.ts";
import { Traffic } from "./traffic.ts";
import { trueVisits } from "./true_visits.ts";

setDefaultTimeout(120_000);

const rounds = Number(process.env.QM_FAULT_ROUNDS ?? asteriskFaults.length);
const seed = Number(process.env.QM_FAULT_SEED ?? 1);

let bed: Bed;
let line: ManagerLine;
let struck: StruckBed;
let traffic: Traffic;
let sql: Sql;
const random = new Random(seed);

beforeAll(async () => {
  bed = await Bed.make("faults");
  line = await ManagerLine.lay();
  const product = await bed.startProduct({ managerPort: line.port });
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

/** Each fault once, in an order that the seed says, and again. */
const order = Array.from({ length: Math.ceil(rounds / asteriskFaults.length) }, () => shuffled(asteriskFaults)).flat();

for (const [index, fault] of order.slice(0, rounds).entries()) {
  test(`round ${index + 1} of seed ${seed}: ${fault.name}, and what is on file is what was`, async () => {
    await Bun.sleep(random.between(4_000, 7_000));
    await fault.strike(struck, random);
    const since = performance.now();
    const mendedAt = Date.now();
    const truth = async () => trueVisits(await bed.asterisk.queueLog());
    const due = (await truth()).length;
    const verdict = await settledVerdict(sql, { since, due, queueLog: false, truth });
    console.log(`${fault.name}: ${wordsOf(verdict)} [${Math.round(performance.now() - since)}ms]`);
    expect(verdict).toMatchObject({ lost: [], doubled: [], wrong: [] });
    expect(verdict.compared).toBeGreaterThan(0);
    await eventually("watch that goes on", async () => {
      const watches = await watchesOnFile(sql);
      // Nothing is taken for watched that was dark.
      for (const { from, to } of struck.dark)
        expect(watches.filter((each) => each.from < to && each.to > from)).toEqual([]);
      return watches.some(({ to }) => to > mendedAt) || null;
    });
  });
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const left = [...items];
  return items.map(() => {
    const item = random.pick(left);
    left.splice(left.indexOf(item), 1);
    return item;
  });
}
