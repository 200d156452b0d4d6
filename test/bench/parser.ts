/**
 * How fast bytes become messages, beside the npm package asterisk-manager and the platform's own limits on the same bytes,
 * in thousand messages a second of CPU time (all threads: compiler and collector count).
 *
 *     bun test/bench/parser.ts [--captures path] [--generated-mb n] [--rounds n] [--strict]
 *
 * Runs in Bun, then in Node if there is one. `--strict` fails when a goal of the *must* column is missed.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type AmiMessage, AmiParser, type AmiParserOptions } from "@qmanager/ami";
import { plainMessage } from "@qmanager/ami/asterisk-manager";
import { captures, generated } from "./parser_input.ts";
import { dropInManager, type Fed, referenceManager } from "./parser_reference.ts";

type Goal = readonly [must: number, aim: number];

/** What must be reached, and what is aimed at, as multiples of asterisk-manager's speed on the same bytes. */
const goals: Readonly<Record<string, Goal>> = {
  "framed and named": [25, 40],
  "5 headers of 1 event in 5": [15, 25],
  "5 headers of every event": [7, 12],
  "all headers split": [9, 14],
  "plain objects": [4, 6],
  "drop-in for asterisk-manager": [3.5, 5],
};

const chunkBytes = 65_536;
const segmentBytes = 1_448;
/** asterisk-manager takes time with the square of the length of one message, and is not waited for. */
const longestReferenceMs = 15_000;
const fewRounds = 2;
const headers = ["Uniqueid", "Linkedid", "Channel", "CallerIDNum", "Queue"];
const listened = [
  "QueueCallerJoin",
  "QueueCallerLeave",
  "QueueCallerAbandon",
  "AgentCalled",
  "AgentConnect",
  "AgentComplete",
];

type Run = (chunks: readonly Uint8Array[]) => void | Promise<void>;

/** Keeps results from being optimised away. */
let kept = 0;

function parse(
  chunks: readonly Uint8Array[],
  onMessage: (message: AmiMessage) => void,
  options: AmiParserOptions = {},
): void {
  const parser = new AmiParser(options);
  for (const chunk of chunks) for (const message of parser.push(chunk)) onMessage(message);
}

async function feed(manager: Fed, chunks: readonly Uint8Array[]): Promise<void> {
  for (const chunk of chunks) await manager.push(chunk);
}

const readHeaders = (message: AmiMessage): void => {
  for (const name of headers) kept += message.get(name)?.length ?? 0;
};

/** @param options as the stream needs them: a connection has one banner, captures back to back have many */
const runsWith = (options: AmiParserOptions): Readonly<Record<string, Run>> => ({
  "limit: indexOf of empty lines only": (chunks) => {
    for (const chunk of chunks) {
      const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString("latin1");
      for (let at = text.indexOf("\r\n\r\n"); at >= 0; at = text.indexOf("\r\n\r\n", at + 4)) kept++;
    }
  },
  "limit: TextDecoder only": (chunks) => {
    const decoder = new TextDecoder();
    for (const chunk of chunks) kept += decoder.decode(chunk, { stream: true }).length;
  },
  framed: (chunks) => parse(chunks, (message) => (kept += message.kind.length), options),
  "framed and named": (chunks) => {
    // As a program listens: a handler for each of some names.
    const handlers = new Map(listened.map((name) => [name, () => kept++]));
    parse(
      chunks,
      (message) => {
        const name = message.event;
        if (name !== undefined) handlers.get(name)?.();
      },
      options,
    );
  },
  "5 headers of 1 event in 5": (chunks) => {
    let turn = 0;
    parse(
      chunks,
      (message) => {
        if (message.event !== undefined && ++turn % 5 === 0) readHeaders(message);
      },
      options,
    );
  },
  "5 headers of every event": (chunks) =>
    parse(
      chunks,
      (message) => {
        if (message.event !== undefined) readHeaders(message);
      },
      options,
    ),
  "all headers split": (chunks) => parse(chunks, (message) => (kept += message.entries().length), options),
  "plain objects": (chunks) =>
    parse(
      chunks,
      (message) => {
        if (message.kind === "event" || message.kind === "response") kept += plainMessage(message).event ? 1 : 0;
      },
      options,
    ),
  "drop-in for asterisk-manager": async (chunks) => await feed(await dropInManager(() => kept++), chunks),
  "asterisk-manager": async (chunks) =>
    await feed(
      referenceManager(() => kept++),
      chunks,
    ),
});

const cpuMs = (since?: NodeJS.CpuUsage): number => {
  const usage = process.cpuUsage(since);
  return (usage.user + usage.system) / 1_000;
};

/**
 * The least CPU time of each run. They take turns, round after round: what else the machine does then slows all of them or
 * none.
 */
async function least(
  rounds: number,
  runs: Readonly<Record<string, () => void | Promise<void>>>,
): Promise<Record<string, number>> {
  const best: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(runs)) {
      if (name === "asterisk-manager" && round >= fewRounds) continue;
      const before = process.cpuUsage();
      await run();
      best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, cpuMs(before));
    }
  }
  return best;
}

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.subarray(from, from + size));
  return chunks;
}

const missed: string[] = [];

/** @param reached more is better; a goal is reached at or above it */
function report(name: string, figure: string, reached?: number, unit = "×", goal?: Goal): void {
  const verdict =
    reached === undefined || !goal
      ? ""
      : reached >= goal[1]
        ? "aim reached"
        : reached >= goal[0]
          ? "must reached"
          : "MISSED";
  const told = reached === undefined ? "" : `${reached >= 100 ? reached.toFixed(0) : reached.toFixed(2)}${unit}`;
  const wanted = goal ? `must ${goal[0]}${unit} aim ${goal[1]}${unit}` : "";
  console.log(
    `  ${name.padEnd(38)} ${figure.padStart(8)} ${told.padStart(9)}  ${wanted.padEnd(24)} ${verdict}`.trimEnd(),
  );
  if (verdict === "MISSED") missed.push(name);
}

async function measureStream(
  name: string,
  bytes: Uint8Array,
  rounds: number,
  options: AmiParserOptions,
): Promise<void> {
  const chunks = cut(bytes, chunkBytes);
  let messages = 0;
  parse(chunks, () => messages++, options);
  const turns = Object.fromEntries(Object.entries(runsWith(options)).map(([row, run]) => [row, () => run(chunks)]));
  const timesMs = await least(rounds, turns);
  const referenceMs = timesMs["asterisk-manager"]!;
  console.log(`\n${name}: ${(bytes.length / 1e6).toFixed(0)} MB, ${messages} messages; thousand a second`);
  for (const [row, ms] of Object.entries(timesMs))
    report(row, (messages / ms).toFixed(0), referenceMs / ms, "×", goals[row]);
  // At most twice its time, and at best no more than it.
  report("framed, against TextDecoder alone", "", timesMs["limit: TextDecoder only"]! / timesMs.framed!, "×", [0.5, 1]);
}

/** The answer to `dialplan show`, one message of many lines, as it comes over TCP: in segments. */
async function measureLongAnswer(rounds: number): Promise<void> {
  const row = "Output:   '_X.' =>         1. NoOp(x)  [pbx_config]\r\n";
  const bytes = new TextEncoder().encode(
    "Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: 1\r\nMessage: Command output follows\r\n" +
      `${row.repeat(Math.ceil(2_200_000 / row.length))}\r\n`,
  );
  const segments = cut(bytes, segmentBytes);
  const timesMs = await least(rounds * 4, {
    framed: () => parse(segments, (message) => (kept += message.kind.length)),
    "its output split": () => parse(segments, (message) => (kept += message.output.length)),
  });
  const before = process.cpuUsage();
  const reference = referenceManager(() => kept++);
  let pushed = 0;
  for (; pushed < segments.length && cpuMs(before) < longestReferenceMs; pushed++)
    await reference.push(segments[pushed]!);
  const referenceMs = cpuMs(before);
  const stopped = pushed < segments.length;
  console.log("\nOne Command answer of 2.2 MB in segments of 1,448 bytes; ms");
  const share = stopped ? `, stopped at ${Math.round((100 * pushed) / segments.length)} %` : "";
  report(`asterisk-manager${share}`, referenceMs.toFixed(0));
  for (const [name, ms] of Object.entries(timesMs)) {
    report(
      stopped ? `${name}, at least` : name,
      ms.toFixed(1),
      referenceMs / ms,
      "×",
      name === "framed" ? [500, 2_000] : undefined,
    );
  }
}

async function measureEndlessLine(rounds: number): Promise<void> {
  const endless = (length: number): Uint8Array[] =>
    cut(new TextEncoder().encode(`Asterisk Call Manager/11.0.0\r\nX: ${"x".repeat(length)}`), segmentBytes);
  const [short, long] = [endless(4_000_000), endless(16_000_000)];
  const timesMs = await least(rounds * 3, {
    short: () => parse(short, () => kept++),
    long: () => parse(long, () => kept++),
  });
  console.log("\nA line that never ends, 4 MB and 16 MB; ms");
  report("4 MB", timesMs.short!.toFixed(1));
  const times = timesMs.long! / timesMs.short!;
  report("16 MB, of 4.6 times that", timesMs.long!.toFixed(1), 4.6 / times, "×", [1, 1]);
}

const { values } = parseArgs({
  options: {
    captures: { type: "string" },
    "generated-mb": { type: "string", default: "24" },
    rounds: { type: "string", default: "5" },
    strict: { type: "boolean", default: false },
  },
});
const path = values.captures ?? fileURLToPath(new URL("../scenarios", import.meta.url));
const rounds = Number(values.rounds);

console.log(process.versions.bun ? `Bun ${process.versions.bun}` : `Node ${process.versions.node}`);
await measureStream("Generated", generated(Number(values["generated-mb"]) * 1e6), rounds, {});
await measureStream("Real captures", captures(path), rounds, { bannerAnywhere: true });
await measureLongAnswer(rounds);
await measureEndlessLine(rounds);
if (kept === 0) throw new Error("Nothing was parsed");
console.log(missed.length === 0 ? "\nEvery must is reached" : `\nMissed: ${missed.join("; ")}`);
if (missed.length > 0 && values.strict) process.exitCode = 1;

if (process.versions.bun && spawnSync("node", ["--version"]).status === 0) {
  const folder = mkdtempSync(join(tmpdir(), "qm-bench-"));
  try {
    const built = await Bun.build({
      entrypoints: [fileURLToPath(import.meta.url)],
      target: "node",
      outdir: folder,
      naming: "[name].mjs",
    });
    if (!built.success) throw new Error(built.logs.join("\n"));
    const { strict, ...texts } = values;
    const flags = Object.entries({ ...texts, captures: path }).flatMap(([name, value]) => [`--${name}`, value]);
    console.log("");
    const ran = spawnSync("node", [join(folder, "parser.mjs"), ...flags, ...(strict ? ["--strict"] : [])], {
      stdio: "inherit",
    });
    if (ran.status !== 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
