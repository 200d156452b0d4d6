/**
 * The panel in a real browser over real Asterisk 22: `bun test/panel/run.ts [options of bun test]`.
 *
 * Phones, Asterisk, server and Chromium share namespaces of their own, see test/asterisk. The exit code is not zero if
 * anything failed. Where Asterisk or Chromium cannot run, that is said loudly; under `CI=true` it is a failure.
 * What the page looked like lands in `test/shots/`.
 */
import { join } from "node:path";
import { play } from "../asterisk/play.ts";
import { preparedRoot, RootUnavailable, whyNoAsterisk } from "../asterisk/root.ts";
import { browserVariable, preparedChromium } from "../browser/chromium.ts";

/** Plays the stories. @returns why they cannot be played here; else how many failed */
async function main(options: readonly string[]): Promise<string | number> {
  const obstacle = await whyNoAsterisk();
  if (obstacle !== null) return obstacle;
  const browser = await preparedChromium();
  if ("missing" in browser) return browser.missing;
  const stories = [...new Bun.Glob("*_story.ts").scanSync(import.meta.dir)].sort();
  try {
    const { failed } = await play(await preparedRoot(22), 22, {
      files: stories.map((name) => join(import.meta.dir, name)),
      options: ["--timeout", "90000", ...options],
      environment: { [browserVariable]: browser.path },
    });
    return failed;
  } catch (error) {
    if (error instanceof RootUnavailable) return error.message;
    throw error;
  }
}

const outcome = await main(process.argv.slice(2));
if (typeof outcome === "string") {
  const fails = process.env.CI === "true";
  const line = "!".repeat(100);
  console.log(
    `${line}\n${fails ? "FAILED" : "SKIPPED"}: the panel was not seen over real Asterisk: ${outcome}\n${line}`,
  );
  // In the words of bun test, for whoever adds up.
  console.log(fails ? " 1 fail" : " 1 skip");
  process.exit(fails ? 1 : 0);
}
process.exit(outcome > 0 ? 1 : 0);
