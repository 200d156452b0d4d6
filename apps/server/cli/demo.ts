/**
 * `qm demo`: Q-Manager with a call centre to look at. A simulated PBX in this process speaks real AMI; the server runs as
 * it always does, on a database of its own that is thrown away at the end (unless `--data` says where to keep it).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  ArgumentFault,
  readSimulation,
  simulationArguments,
  simulationHelp,
} from "../../../test/simulator/arguments.ts";
import { allPrivileges, SimulatedPbx } from "../../../test/simulator/mod.ts";
import { Fault, reasonOf } from "../fault.ts";
import { randomText } from "../sign_in/password.ts";
import { passwordFault } from "../sign_in/password_rules.ts";

export const summary = "Start the server with a simulated PBX, to look around";

const help = `Usage: bun run qm demo [options]

  --port N               the page's port (QM_PORT, or 8080)
  --data FOLDER          keep the data there; without it they are thrown away at the end
  --password TEXT        of admin; without it a random one is printed
  --by-hour              quiet at night, as a real day is; without it every hour is busy
${simulationHelp}
`;

export async function run(args: string[]): Promise<number> {
  const values = parsed(args);
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const password = values.password ?? randomText(12);
  const fault = passwordFault(password);
  if (fault !== null) throw new Fault(`--password: ${fault}`, { exitCode: 2 });
  const secret = randomText(20);
  const pbx = new SimulatedPbx({
    ...simulationOptions(values),
    byHour: values["by-hour"] ?? false,
    users: [{ name: "qmanager", secret, read: allPrivileges, write: allPrivileges }],
  });
  const temporary = values.data === undefined ? mkdtempSync(join(tmpdir(), "qm-demo-")) : null;
  try {
    const pbxPort = await pbx.start();
    return await serve(
      {
        ...inherited(),
        ...(values.port === undefined ? {} : { QM_PORT: values.port }),
        QM_DATA: temporary ?? resolve(values.data ?? ""),
        QM_ADMIN_PASSWORD: password,
        QM_PBX_DEMO: `ami://qmanager:${secret}@127.0.0.1:${pbxPort}?name=Demo`,
      },
      (address, isNew) => announce(pbx, address, isNew ? password : null),
    );
  } finally {
    await pbx.stop();
    if (temporary !== null) rmSync(temporary, { recursive: true, force: true });
  }
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        ...simulationArguments,
        port: { type: "string" },
        data: { type: "string" },
        password: { type: "string" },
        "by-hour": { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new Fault(`${reasonOf(error)}. See bun run qm demo --help`, { exitCode: 2, cause: error });
  }
}

function simulationOptions(values: ReturnType<typeof parsed>) {
  try {
    return readSimulation(values);
  } catch (error) {
    if (!(error instanceof ArgumentFault)) throw error;
    throw new Fault(`${error.message}. See bun run qm demo --help`, { exitCode: 2, cause: error });
  }
}

/** Our environment without what belongs to a real installation: its database, its PBXs and its licence are not for play. */
function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ||
      name === "DATABASE_URL" ||
      name === "QM_LICENCE" ||
      name.startsWith("QM_PBX_") ||
      name === "QM_UNATTENDED"
        ? []
        : [[name, value]],
    ),
  );
}

/** A line of the server's log that warns of nothing. */
const isInformation = /^\S+ info {2}/;

/** Runs the server until it ends, or until we are told to. @returns its exit code */
async function serve(
  environment: Record<string, string>,
  ready: (address: string, isNew: boolean) => void,
): Promise<number> {
  const server = Bun.spawn([process.execPath, join(import.meta.dir, "../main.ts")], {
    env: environment,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    // Ctrl-C reaches every process of a terminal: the server is to hear of it once, from us.
    detached: true,
  });
  const stop = () => server.kill("SIGTERM");
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    let begun = "";
    const errors = read(server.stderr, (text) => {
      const lines = (begun + text).split("\n");
      begun = lines.pop() ?? "";
      // What goes well is not for who looks around.
      for (const line of lines) if (!isInformation.test(line)) process.stderr.write(`${line}\n`);
    });
    let said = "";
    let isReady = false;
    const output = read(server.stdout, (text) => {
      said += text;
      const address = /Q-Manager is at (http:\/\/\S+)/.exec(said)?.[1];
      if (isReady || address === undefined || !said.endsWith("\n")) return;
      isReady = true;
      ready(address, !said.includes("QM_ADMIN_PASSWORD is not used"));
    });
    const exitCode = await server.exited;
    await Promise.all([errors, output]);
    process.stderr.write(begun);
    return exitCode;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

async function read(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of stream) take(decoder.decode(bytes, { stream: true }));
}

/** @param password null when the data are from an earlier demo, and the password with them */
function announce({ simulation, port }: SimulatedPbx, address: string, password: string | null): void {
  const { queues } = simulation.pbx;
  process.stdout.write(
    [
      `Q-Manager's demo is at ${address}`,
      password === null
        ? "Sign in as admin, with the password of the first start"
        : `Sign in as admin with the password ${password}`,
      `${simulation.agents.length} agents in ${queues.size} queues of a simulated Asterisk (manager port ${port}). Ctrl-C ends it.`,
      "",
    ].join("\n"),
  );
}
