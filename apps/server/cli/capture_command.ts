/**
 * What the commands that read a capture share: their arguments, one JSON line a record, and what they say of trouble.
 *
 * @module
 */
import { isZone } from "@qmanager/core";
import { codeOf, Fault } from "../fault.ts";
import { type Capture, openCapture } from "./capture.ts";

/**
 * Runs one such command.
 *
 * @returns the exit code: 0, or 1 when the capture could not be read to its end or nothing of it was understood
 * @throws Fault when there is no such capture, or the arguments make no sense
 */
export async function captureCommand(
  name: string,
  args: string[],
  linesOf: (capture: Capture) => Promise<unknown[]>,
): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${usageOf(name)}\n`);
    return 0;
  }
  const { path, zone } = captureArguments(name, args);
  const capture = await openCapture(path, zone === null ? {} : { zone });
  const lines = await linesOf(capture);
  await print(lines);
  const { count, first, cutOff } = capture.problems;
  if (cutOff !== null) console.error(`${cutOff}. What was read before that is printed`);
  if (first) {
    const lost = count === 1 ? "1 piece was" : `${count} pieces were`;
    console.error(`${lost} not understood; the first: ${JSON.stringify(first.line.slice(0, 200))}: ${first.reason}`);
  }
  return cutOff !== null || (first && lines.length === 0) ? 1 : 0;
}

/** Writes behind what standard output has already: `Bun.write` would begin a file anew. */
async function print(lines: readonly unknown[]): Promise<void> {
  const output = Bun.stdout.writer();
  try {
    for (const line of lines) output.write(`${JSON.stringify(line)}\n`);
    await output.end();
  } catch (error) {
    // Who reads has had enough: `qm calls … | head`.
    if (codeOf(error) !== "EPIPE") throw error;
  }
}

const usageOf = (name: string): string =>
  `Usage: bun run qm ${name} <ami.raw | queue_log | -> [--zone America/Sao_Paulo]`;

function captureArguments(name: string, args: string[]): { path: string; zone: string | null } {
  const usage = usageOf(name);
  let zone: string | null = null;
  const paths: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "--zone") zone = args[++i] ?? "";
    else if (arg.startsWith("--zone=")) zone = arg.slice("--zone=".length);
    else if (arg.startsWith("-") && arg !== "-") throw new Fault(`Unknown option ${arg}. ${usage}`, { exitCode: 2 });
    else paths.push(arg);
  }
  if (paths.length !== 1) throw new Fault(usage, { exitCode: 2 });
  if (zone !== null && !isZone(zone)) {
    throw new Fault(`"${zone}" is not a time zone. Name one as in America/Sao_Paulo`, { exitCode: 2 });
  }
  return { path: paths[0]!, zone };
}
