/** The browser of these tests: Debian's Chromium, steered by playwright-core. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { type Browser, chromium } from "playwright-core";

const debianPath = "/usr/bin/chromium";

/** Where the browser is, for the test files; set by `run.ts`. A plain `bun test` does not set it, and runs none of them. */
export const browserVariable = "QM_TEST_BROWSER";

const quiet = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The browser's path, installing it where that can be done, or why there is none. */
export async function preparedChromium(): Promise<{ path: string } | { missing: string }> {
  if (existsSync(debianPath)) return { path: debianPath };
  const system = existsSync("/etc/os-release") ? await readFile("/etc/os-release", "utf8") : "";
  if (!/^ID=debian$/m.test(system)) return { missing: `there is no ${debianPath}, and this machine is not a Debian` };
  if (process.getuid?.() !== 0) return { missing: `there is no ${debianPath}, and only root can install it` };
  console.log("Installing Chromium from Debian's packages …");
  for (const command of [
    ["apt-get", "update", "-q"],
    ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"],
  ]) {
    const child = Bun.spawn(command, {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
    });
    const said = await new Response(child.stderr).text();
    if ((await child.exited) !== 0) return { missing: `${command.join(" ")} failed: ${said.trim().slice(-400)}` };
  }
  return existsSync(debianPath) ? { path: debianPath } : { missing: `Debian's chromium brought no ${debianPath}` };
}

/** A browser without a window. */
/** @param more of its own options, such as `--host-resolver-rules` */
export function launch(path: string, more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: [...quiet, ...more] });
}
