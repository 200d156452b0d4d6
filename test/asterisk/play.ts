/** Runs the scenario files inside a prepared Debian folder, in namespaces of their own. */
import { mkdtemp, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isolated } from "./isolation.ts";
import type { Major } from "./root.ts";

export interface Tally {
  passed: number;
  failed: number;
}

/** Loopback up, a file system in memory for Asterisk and one for the rest: both vanish with the namespace. */
const furnish = `
  set -e
  root=$0 work=$1
  shift
  ip link set lo up
  mount -t proc proc "$root/proc"
  mount -t tmpfs tmpfs "$root/mnt"
  mount -t tmpfs -o mode=755 tmpfs "$work"
  "$@"
  exit 0
`;

export interface Programme {
  /** Test files. */
  files: readonly string[];
  /** Further words for `bun test`, such as `-t name`. */
  options: readonly string[];
  /** What the files read of their environment, besides where Asterisk is. */
  environment?: Record<string, string>;
}

/** Plays scenarios with one version of Asterisk. */
export async function play(root: string, major: Major, programme: Programme): Promise<Tally> {
  console.log(`asterisk ${major}: ${root}`);
  const { files, options, environment } = programme;
  const work = await mkdtemp(join(tmpdir(), "qm-asterisk-"));
  const test = [process.execPath, "test", ...files, ...options];
  const child = Bun.spawn(isolated(["sh", "-c", furnish, root, work, ...test], { network: true }), {
    cwd: join(import.meta.dir, "../.."),
    env: {
      ...{ ...process.env, ...environment },
      ...{ QM_ASTERISK_ROOT: root, QM_ASTERISK_WORK: work, QM_ASTERISK_MAJOR: String(major) },
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  let interrupted = false;
  const stop = () => {
    interrupted = true;
    child.kill("SIGKILL");
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const [code, out, err] = await Promise.all([child.exited, passedOn(child.stdout), passedOn(child.stderr)]);
  process.removeListener("SIGINT", stop).removeListener("SIGTERM", stop);
  await rmdir(work);
  if (interrupted) process.exit(130);
  return tallyOf(out + err, code);
}

/** The counts that `bun test` printed; a run that broke off counts as a failure of its own. */
export function tallyOf(output: string, exitCode: number): Tally {
  const count = (word: string) => Number(new RegExp(`^\\s*(\\d+) ${word}$`, "m").exec(output)?.[1] ?? 0);
  const failed = count("fail");
  return { passed: count("pass"), failed: exitCode !== 0 && failed === 0 ? 1 : failed };
}

/** Prints a stream as it comes, and gives its whole text. */
async function passedOn(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of stream) {
    process.stdout.write(bytes);
    text += decoder.decode(bytes, { stream: true });
  }
  return text;
}
