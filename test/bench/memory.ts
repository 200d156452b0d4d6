/**
 * Whether the server's memory stays where it is under the load of a large call centre: its resident memory, sampled while
 * 20 calls a second come and a few look on. Two minutes show that it runs; `BENCH_MINUTES=30 bun run bench memory` is the
 * measure.
 */
import { cookieOf, dataFolder, freePort, memoryMb, page, server, simulator, stopAll } from "./live_rig.ts";

const minutes = Number(process.env.BENCH_MINUTES ?? 2);
const sampleMs = Math.min(60_000, (minutes * 60_000) / 12);
const lookers = 5;
/** Heaps fill up and compilers warm up in the first part; growth is looked for in what follows. */
const settled = 1 / 3;
const goalMbPerHour = 20;

interface Sample {
  /** Minutes from the beginning. */
  at: number;
  mb: number;
}

/** Growth by least squares, MB an hour. */
function slope(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const [at, mb] = [mean(samples.map((each) => each.at)), mean(samples.map((each) => each.mb))];
  const products = samples.reduce((sum, each) => sum + (each.at - at) * (each.mb - mb), 0);
  const squares = samples.reduce((sum, each) => sum + (each.at - at) ** 2, 0);
  return (products / squares) * 60;
}

async function run(): Promise<boolean> {
  const load = { queues: 50, agents: 200, callsPerSecond: 20 };
  const busy = await server(dataFolder(), freePort(), await simulator(load));
  const cookie = await cookieOf(busy.address);
  let messages = 0;
  for (let each = 0; each < lookers; each++) page(busy.address, cookie, () => messages++);
  const samples: Sample[] = [];
  const began = performance.now();
  console.log(
    `50 queues, 200 agents, 20 calls/s, ${lookers} clients of every queue, ${minutes} min. Resident memory, MB:`,
  );
  for (let next = sampleMs; next <= minutes * 60_000 + 1; next += sampleMs) {
    await Bun.sleep(began + next - performance.now());
    const sample = { at: (performance.now() - began) / 60_000, mb: memoryMb(busy.pid) };
    samples.push(sample);
    console.log(`${sample.at.toFixed(1).padStart(6)} min  ${sample.mb.toFixed(1)}`);
  }
  const after = samples.slice(Math.floor(samples.length * settled));
  const growth = slope(after);
  const range = `${Math.min(...after.map((each) => each.mb)).toFixed(0)} to ${Math.max(...after.map((each) => each.mb)).toFixed(0)} MB`;
  console.log(`${Math.round(messages / (minutes * 60))} messages/s to clients`);
  console.log(
    `after ${after[0]?.at.toFixed(1)} min: ${range}, ${growth.toFixed(1)} MB an hour (goal over half an hour: ≤ ${goalMbPerHour})`,
  );
  // A few minutes are warming up and tell nothing of hours.
  return minutes < 30 || growth <= goalMbPerHour;
}

let isMet = false;
try {
  isMet = await run();
} finally {
  await stopAll();
}
process.exit(isMet ? 0 : 1);
