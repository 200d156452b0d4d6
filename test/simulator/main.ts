/** The simulated PBX alone: `bun test/simulator/main.ts --port 5038 --agents 24 --queues 5`. */
import { ArgumentFault, readArguments, simulationHelp } from "./arguments.ts";
import { SimulatedPbx } from "./server.ts";

const help = `A simulated Asterisk 22 behind a manager port.

  bun test/simulator/main.ts [options]

  --port N               manager port (5038; 0: any free one)
  --host ADDRESS         address to listen on (127.0.0.1)
  --user NAME            manager user (qmanager)
  --secret TEXT          its secret (qmanager)
  --read CLASSES         what it may read, as in manager.conf (all)
  --write CLASSES        what it may ask for (all)
  --queue-log FILE       also append what really happened, as Asterisk's queue_log
${simulationHelp}
  --all-day              as busy at night as at noon
Faults, every so many seconds:
  --drop-every N         the network drops every connection
  --restart-every N      core restart now
  --crash-every N        the process is killed and comes back
`;

async function main(): Promise<number> {
  const { help: asked, port, options, faults } = readArguments(process.argv.slice(2));
  if (asked) {
    process.stdout.write(help);
    return 0;
  }
  const pbx = new SimulatedPbx(options);
  try {
    await pbx.start(port);
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    process.stderr.write(`Cannot listen on ${options.host}:${port}: ${reason}. Choose another port with --port\n`);
    return 1;
  }
  const user = options.users?.[0]?.name;
  process.stdout.write(`Simulated Asterisk 22 on ${options.host}:${pbx.port}, manager user ${user}. Ctrl-C ends it.\n`);
  const every = (name: string, act: () => void) => {
    const seconds = faults[name];
    return seconds === undefined ? null : setInterval(act, seconds * 1000);
  };
  const timers = [
    every("drop-every", () => pbx.dropConnections()),
    every("restart-every", () => pbx.restart()),
    every("crash-every", () => pbx.crash()),
  ];
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  for (const timer of timers) if (timer) clearInterval(timer);
  await pbx.stop();
  return 0;
}

try {
  process.exitCode = await main();
} catch (fault) {
  if (!(fault instanceof ArgumentFault)) throw fault;
  process.stderr.write(`${fault.message}. See --help\n`);
  process.exitCode = 2;
}
