/**
 * The pages in a real browser, against the real server and a simulated PBX: `bun test/browser/run.ts [options of bun test]`.
 *
 * Prepares Chromium, then lets `bun test` run the files `*_browser.ts`; its summary and exit code are this command's.
 * Where there is no browser, that is said loudly and the tests count as skipped; under `CI=true` it is a failure.
 * What the pages looked like lands in `test/shots/`.
 */
import { rm } from "node:fs/promises";
import { browserVariable, preparedChromium } from "./chromium.ts";
import { shotFolder } from "./visitor.ts";

const found = await preparedChromium();
if ("missing" in found) {
  const fails = process.env.CI === "true";
  const line = "!".repeat(100);
  console.log(`${line}\n${fails ? "FAILED" : "SKIPPED"}: the pages were not tested: ${found.missing}\n${line}`);
  if (fails) process.exit(1);
}
await rm(shotFolder, { recursive: true, force: true });
const files = [...new Bun.Glob("*_browser.ts").scanSync(import.meta.dir)]
  .sort()
  .map((each) => `./test/browser/${each}`);
const tests = Bun.spawn([process.execPath, "test", "--timeout", "60000", ...process.argv.slice(2), ...files], {
  cwd: `${import.meta.dir}/../..`,
  env: { ...process.env, [browserVariable]: "path" in found ? found.path : "" },
  stdin: "ignore",
  stdout: "inherit",
  stderr: "inherit",
});
process.exit(await tests.exited);
