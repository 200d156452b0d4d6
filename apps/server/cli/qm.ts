/**
 * The operator's tool: `bun run qm <command>`. A command is a module of its name in this folder with `summary` and `run`;
 * only the one that is asked for is loaded.
 */
import { Fault, reasonOf } from "../fault.ts";

export interface Command {
  /** One line for the list of commands. */
  summary: string;
  /** @returns the exit code: 0 done, 1 it could not be done, 2 what was asked makes no sense */
  run(args: string[]): Promise<number>;
}

const commands: Record<string, () => Promise<Command>> = {
  start: () => import("./start.ts"),
  calls: () => import("./calls.ts"),
  agents: () => import("./agents.ts"),
  doctor: () => import("./doctor.ts"),
  import: () => import("./import.ts"),
  retention: () => import("./retention.ts"),
  user: () => import("./user.ts"),
  licence: () => import("./licence.ts"),
  demo: () => import("./demo.ts"),
};

async function main([name, ...args]: string[]): Promise<number> {
  const load = name === undefined || !Object.hasOwn(commands, name) ? undefined : commands[name];
  if (load) return (await load()).run(args);
  const asked = name === undefined || name === "help" || name === "--help" || name === "-h";
  const lines = asked
    ? ["Usage: bun run qm <command> [options]", ""]
    : [`There is no command "${name}". There are:`, ""];
  for (const [each, loadEach] of Object.entries(commands))
    lines.push(`  ${each.padEnd(9)} ${(await loadEach()).summary}`);
  process[asked ? "stdout" : "stderr"].write(`${lines.join("\n")}\n`);
  return asked ? 0 : 2;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Fault ? error.message : `It failed: ${reasonOf(error)}`}\n`);
  process.exitCode = error instanceof Fault ? error.exitCode : 1;
}
