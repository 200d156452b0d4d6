/**
 * How fast events become what is now and what was: the folds of a server, each alone and all together, in events a
 * second of CPU time (all threads: compiler and collector count).
 *
 *     bun test/bench/fold.ts [--minutes n] [--strict]
 *
 * Events are those of the call centre, read from the manager's messages beforehand: about every fourth message is one.
 * Beside them stands how many messages that is, of which the others cost the folds nothing.
 * The goal is counted both ways: each fold in events of the call centre, all together in messages of the manager, which is
 * what a server gets. `--strict` fails when either stays below it.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { AgentTimeline, type CallCentreEvent, CallFold, LiveState, pbxId, VisitFold } from "@qmanager/core";
import { type FoldInput, recorded, simulated } from "./fold_input.ts";

/** A second, on one core: events for each fold, messages for all together. */
const goal = 500_000;
const runs = 5;
/** A measure shorter than this says little: short inputs are folded again and again. */
const leastEvents = 400_000;

const pbx = pbxId("bench");
/** Keeps results from being optimised away. */
let kept = 0;

type Folder = () => (event: CallCentreEvent) => void;

const visits: Folder = () => {
  const fold = new VisitFold(pbx);
  return (event) => {
    kept += fold.apply(event).length;
  };
};
const calls: Folder = () => {
  const fold = new CallFold(pbx);
  return (event) => {
    kept += fold.apply(event).length;
  };
};
const timeline: Folder = () => {
  const fold = new AgentTimeline(pbx);
  return (event) => {
    kept += fold.apply(event).length;
  };
};
const live: Folder = () => {
  const fold = new LiveState(pbx, { wrapupMs: () => 10_000 });
  return (event) => {
    kept += fold.apply(event).length;
  };
};
const together: Folder = () => {
  const each = [visits(), calls(), timeline(), live()];
  return (event) => {
    for (const fold of each) fold(event);
  };
};

/** Events a second of the best of some runs: what others do on the machine can only slow it down. */
function measured({ streams }: FoldInput, folder: Folder): number {
  const events = streams.reduce((sum, stream) => sum + stream.length, 0);
  const rounds = Math.ceil(leastEvents / events);
  let best = 0;
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round++) {
      for (const stream of streams) {
        const fold = folder();
        for (const event of stream) fold(event);
      }
    }
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, (events * rounds) / ((user + system) / 1e6));
  }
  return best;
}

const { values } = parseArgs({ options: { minutes: { type: "string" }, strict: { type: "boolean" } } });
const minutes = Number(values.minutes ?? 3);
if (!(minutes > 0)) {
  console.error(`--minutes must be a number above 0, not "${values.minutes}"`);
  process.exit(2);
}

const thousands = (speed: number): string =>
  Math.round(speed / 1000)
    .toLocaleString("en")
    .padStart(9);

const slowest = { fold: Number.POSITIVE_INFINITY, together: Number.POSITIVE_INFINITY };
for (const input of [simulated(minutes), await recorded()]) {
  const events = input.streams.reduce((sum, stream) => sum + stream.length, 0);
  console.log(
    `${input.name}: ${events.toLocaleString("en")} events of ${input.messages.toLocaleString("en")} messages`,
  );
  console.log(`  ${"thousand a second".padEnd(18)} ${"events".padStart(9)}   ${"messages".padStart(9)}`);
  for (const [name, folder] of Object.entries({
    visits,
    calls,
    "agents' timeline": timeline,
    "live state": live,
    together,
  })) {
    const speed = measured(input, folder);
    const messages = (speed * input.messages) / events;
    if (folder === together) slowest.together = Math.min(slowest.together, messages);
    else slowest.fold = Math.min(slowest.fold, speed);
    console.log(`  ${name.padEnd(18)} ${thousands(speed)}   ${thousands(messages)}`);
  }
}
const reached = slowest.fold >= goal && slowest.together >= goal && kept > 0;
console.log(
  `goal: ${goal / 1000} thousand a second, events for each fold, messages for all together: ${reached ? "reached" : "MISSED"}`,
);
if (values.strict && !reached) process.exit(1);
