/**
 * Plays the scenarios on real Asterisk: `bun test/asterisk/run.ts [22|16] [options of bun test]`.
 *
 * The last line is `asterisk: N passed, N failed`; the exit code is not zero if anything failed. Where Asterisk cannot
 * run, that is said loudly; under `CI=true` 22 has to run, and 16 may be missing.
 */
import { join } from "node:path";
import { play, type Tally } from "./play.ts";
import { type Major, preparedRoot, RootUnavailable, whyNoAsterisk } from "./root.ts";

async function main([first = "", ...rest]: string[]): Promise<number> {
  const all: Major[] = [22, 16];
  const asked = all.filter((major) => String(major) === first);
  const majors = asked.length > 0 ? asked : all;
  const options = asked.length > 0 || first === "" ? rest : [first, ...rest];
  const obstacle = await whyNoAsterisk();
  const total: Tally = { passed: 0, failed: 0 };
  for (const major of majors) {
    const { passed, failed } = obstacle ? skipped(major, obstacle) : await prepareAndPlay(major, options);
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`asterisk: ${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 ? 1 : 0;
}

async function prepareAndPlay(major: Major, options: string[]): Promise<Tally> {
  try {
    const scenarios = [...new Bun.Glob("*_scenario.ts").scanSync(import.meta.dir)].sort();
    return await play(await preparedRoot(major), major, {
      files: scenarios.map((name) => join(import.meta.dir, name)),
      options: ["--max-concurrency", "100", ...options],
    });
  } catch (error) {
    if (error instanceof RootUnavailable) return skipped(major, error.message);
    throw error;
  }
}

function skipped(major: Major, why: string): Tally {
  const fails = major === 22 && process.env.CI === "true";
  const line = "!".repeat(100);
  console.log(`${line}\n${fails ? "FAILED" : "SKIPPED"}: Asterisk ${major} was not tested: ${why}\n${line}`);
  // In the words of bun test, for whoever adds up.
  console.log(fails ? " 1 fail" : " 1 skip");
  return { passed: 0, failed: fails ? 1 : 0 };
}

process.exit(await main(process.argv.slice(2)));
