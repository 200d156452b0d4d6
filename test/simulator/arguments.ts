import { parseArgs } from "node:util";
import { parsePrivileges } from "./privilege.ts";
import type { SimulatedPbxOptions } from "./server.ts";

/** A command line that cannot be followed; the message says which part and what it should be. */
export class ArgumentFault extends Error {
  override name = "ArgumentFault";
}

/** The options that describe the call centre, the same for the simulator alone and for the demo. */
export const simulationArguments = {
  agents: { type: "string" },
  queues: { type: "string" },
  "calls-per-minute": { type: "string" },
  "talk-seconds": { type: "string" },
  seed: { type: "string" },
  speed: { type: "string" },
} as const;

export const simulationHelp = `  --agents N             people who answer (24)
  --queues N             queues (5)
  --calls-per-minute N   calls in the busiest hour (agents / 4)
  --talk-seconds N       median length of a talk (110)
  --seed N               another seed, another day (1)
  --speed N              virtual time runs N times as fast (1)`;

function number(name: string, text: string | undefined, least: number, whole: boolean): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < least || (whole && !Number.isInteger(value)))
    throw new ArgumentFault(`--${name} must be a ${whole ? "whole " : ""}number from ${least}, not "${text}"`);
  return value;
}

type Values = { [name in keyof typeof simulationArguments]?: string };

/** @throws ArgumentFault when a value is not a number, or too small */
export function readSimulation(values: Values): SimulatedPbxOptions {
  const agents = number("agents", values.agents, 1, true);
  const queues = number("queues", values.queues, 1, true);
  const callsPerMinute = number("calls-per-minute", values["calls-per-minute"], 0, false);
  const talkSeconds = number("talk-seconds", values["talk-seconds"], 1, false);
  const seed = number("seed", values.seed, 0, true);
  const speed = number("speed", values.speed, 0.01, false);
  return {
    ...(agents === undefined ? {} : { agents }),
    ...(queues === undefined ? {} : { queues }),
    ...(callsPerMinute === undefined ? {} : { callsPerMinute }),
    ...(talkSeconds === undefined ? {} : { odds: { talkMedianMs: talkSeconds * 1000 } }),
    ...(seed === undefined ? {} : { seed }),
    ...(speed === undefined ? {} : { speed }),
  };
}

/** Reads the command line of the simulator alone. @throws ArgumentFault */
export function readArguments(args: string[]): {
  help: boolean;
  port: number;
  faults: Record<string, number>;
  options: SimulatedPbxOptions;
} {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (fault) {
    throw new ArgumentFault(fault instanceof Error ? fault.message : String(fault));
  }
  const user = values.user ?? "qmanager";
  let classes: { read: number; write: number };
  try {
    classes = { read: parsePrivileges(values.read ?? "all"), write: parsePrivileges(values.write ?? "all") };
  } catch (fault) {
    throw new ArgumentFault(fault instanceof Error ? fault.message : String(fault));
  }
  const faults: Record<string, number> = {};
  for (const name of ["drop-every", "restart-every", "crash-every"] as const) {
    const seconds = number(name, values[name], 1, false);
    if (seconds !== undefined) faults[name] = seconds;
  }
  return {
    help: values.help ?? false,
    port: number("port", values.port, 0, true) ?? 5038,
    faults,
    options: {
      ...readSimulation(values),
      byHour: !(values["all-day"] ?? false),
      host: values.host ?? "127.0.0.1",
      users: [{ name: user, secret: values.secret ?? "qmanager", ...classes }],
      queueLogFile: values["queue-log"] ?? null,
    },
  };
}

function parse(args: string[]) {
  return parseArgs({
    args,
    options: {
      ...simulationArguments,
      port: { type: "string" },
      host: { type: "string" },
      user: { type: "string" },
      secret: { type: "string" },
      read: { type: "string" },
      write: { type: "string" },
      "all-day": { type: "boolean" },
      "queue-log": { type: "string" },
      "drop-every": { type: "string" },
      "restart-every": { type: "string" },
      "crash-every": { type: "string" },
      help: { type: "boolean" },
    },
  }).values;
}
