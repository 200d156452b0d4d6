/**
 * Every test there is, one stage after the other: units and scenarios, real Asterisk, a real browser, both together. The last
 * line sums them up: `N passed, N failed`; what could not run here is counted in the line before.
 *
 * `bun test/run.ts [stage …]` runs some stages only.
 */
interface Stage {
  name: string;
  command: string[];
}

const bun = process.execPath;
const root = `${import.meta.dir}/..`;

const stages: Stage[] = [
  { name: "units", command: [bun, "test"] },
  { name: "asterisk", command: [bun, `${import.meta.dir}/asterisk/run.ts`] },
  { name: "browser", command: [bun, `${import.meta.dir}/browser/run.ts`] },
  { name: "panel", command: [bun, `${import.meta.dir}/panel/run.ts`] },
  { name: "faults", command: [bun, `${import.meta.dir}/faults/main.ts`, "--rounds", "16"] },
  { name: "faults-live", command: [bun, `${import.meta.dir}/faults/main.ts`, "--rounds", "8", "--without-log"] },
];

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs a stage, shows what it says, and adds up the closing lines of the test runs in it. */
async function run(stage: Stage): Promise<Count> {
  console.log(`\n== ${stage.name}: ${stage.command.slice(1).join(" ").replaceAll(root, ".")}`);
  const child = Bun.spawn(stage.command, { cwd: root, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [out, err, code] = await Promise.all([
    shown(child.stdout, process.stdout),
    shown(child.stderr, process.stderr),
    child.exited,
  ]);
  const said = `${out}\n${err}`;
  const count = { passed: sum(said, "pass"), failed: sum(said, "fail"), skipped: sum(said, "skip") };
  // a stage that broke down before its runner could count is a failure all the same
  if (code !== 0 && count.failed === 0) count.failed = 1;
  if (code === 0 && count.passed === 0 && count.skipped === 0) {
    console.error(`The stage ${stage.name} ran no test`);
    count.failed = 1;
  }
  return count;
}

/** Passes a stream on as it comes, and returns all of it. */
async function shown(stream: ReadableStream<Uint8Array>, to: NodeJS.WriteStream): Promise<string> {
  const decoder = new TextDecoder();
  let all = "";
  for await (const piece of stream) {
    to.write(piece);
    all += decoder.decode(piece, { stream: true });
  }
  return all;
}

/** Bun closes each run with lines such as ` 163 pass`. */
function sum(said: string, word: "pass" | "fail" | "skip"): number {
  return [...said.matchAll(new RegExp(`^ *(\\d+) ${word}$`, "gm"))].reduce((total, [, n]) => total + Number(n), 0);
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
  console.error(`There is no stage ${unknown.join(", ")}. Stages: ${stages.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

const total: Count = { passed: 0, failed: 0, skipped: 0 };
for (const stage of stages) {
  if (wanted.length > 0 && !wanted.includes(stage.name)) continue;
  const count = await run(stage);
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
}
console.log(total.skipped > 0 ? `\n${total.skipped} skipped: they could not run here` : "");
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 ? 1 : 0);
