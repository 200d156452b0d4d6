/**
 * `bun run faults [--rounds N] [--seed S] [--without-log]`: strikes the server, its database, its PBX and its disk at random
 * moments under load, and compares what is on file with what really happened, after every round.
 *
 * The same seed strikes in the same order. Prints what it did; the last lines are the closing lines of a test run.
 */
import { parseArgs } from "node:util";
import { openPool } from "../../apps/server/db/connect.ts";
import { Random } from "../simulator/random.ts";
import { faults } from "./faults.ts";
import { settledVerdict } from "./on_file.ts";
import { Stage } from "./stage.ts";
import { isRight, type Verdict, wordsOf } from "./verdict.ts";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    rounds: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    "without-log": { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);
const seed = Number(values.seed);
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed)) {
  console.error("--rounds takes a whole number from 1 on, --seed a whole number");
  process.exit(2);
}
const queueLog = !values["without-log"];

if (process.platform !== "linux") {
  const line = "!".repeat(100);
  console.log(
    `${line}\nSKIPPED: nothing was struck: processes are found in /proc, which this system has not\n${line}\n 1 skip`,
  );
  process.exit(process.env.CI === "true" ? 1 : 0);
}
const random = new Random(seed);
const stage = await Stage.begin({ seed, queueLog });
const sql = openPool({ socket: `${stage.data}/socket`, user: "qmanager", database: "qmanager" }, 2);
let failed = 0;
let worstMs = 0;
let last: Verdict | null = null;
try {
  await Bun.sleep(3_000);
  for (let round = 1; round <= rounds; round++) {
    const struck: string[] = [];
    for (let times = random.chance(0.3) ? 2 : 1; times > 0; times--) {
      await Bun.sleep(random.between(500, 3_000));
      const fault = random.pick(faults.filter((each) => each.possible?.(stage) ?? true));
      struck.push(fault.name);
      await fault.strike(stage, random);
    }
    const mended = performance.now();
    const verdict = await settled(mended);
    const recoveryMs = performance.now() - mended;
    worstMs = Math.max(worstMs, recoveryMs);
    last = verdict;
    const passed = isRight(verdict);
    if (!passed) failed += 1;
    const what = `${struck.join("; ")}: ${wordsOf(verdict)}`;
    console.log(`(${passed ? "pass" : "fail"}) round ${round}: ${what} [${Math.round(recoveryMs)}ms]`);
    for (const each of [...verdict.lost, ...verdict.doubled, ...verdict.wrong].slice(0, 5)) console.log(`  ${each}`);
    if (!passed) break;
  }
} finally {
  if (failed > 0) console.log(stage.log.split("\n").slice(-60).join("\n"));
  await sql.end({ timeout: 1 });
  await stage.end();
}
console.log(
  `seed ${seed}: ${last?.compared ?? 0} visits, ${last?.missed ?? 0} unwatched, worst recovery ${Math.round(worstMs)} ms`,
);
console.log(` ${rounds - failed} pass\n ${failed} fail`);
process.exit(failed > 0 ? 1 : 0);

/** The verdict once all that ended before now is on file, or once patience is at its end. */
function settled(since: number): Promise<Verdict> {
  const due = stage.truth.length;
  return settledVerdict(sql, { since, due, queueLog, truth: () => [...stage.truth] });
}
