/** What the product says: `qm calls` and `qm agents`, run on a file as an operator would. */
import { join } from "node:path";

/** One line of `qm calls`: the contract, written down a second time. */
export interface ToldVisit {
  uniqueid: string;
  linkedid: string | null;
  queue: string;
  visit: number;
  callerNumber: string | null;
  callerName: string | null;
  enteredAt: number | null;
  outcome: string | null;
  endedBy: string | null;
  interface: string | null;
  agent: string | null;
  waitMs: number | null;
  ringMs: number | null;
  talkMs: number | null;
  holdMs: number | null;
  position: number | null;
  attempts: { interface: string | null; startedAt: number | null; endedAt: number | null; result: string | null }[];
  csat: number | null;
  provisional: boolean;
  notes: string[];
}

/** One line of `qm agents`. */
export interface ToldInterval {
  agent: string | null;
  interface: string | null;
  kind: "session" | "pause" | "ring" | "talk";
  queue: string | null;
  reason: string | null;
  from: number | null;
  to: number | null;
}

/** The visits of an `ami.raw` or a `queue_log`. @throws with what the command said, when it fails */
export function toldVisits(path: string): Promise<ToldVisit[]> {
  return linesOf<ToldVisit>("calls", path);
}

/** The sessions, pauses, rings and talks of an `ami.raw` or a `queue_log`. @throws as above */
export function toldIntervals(path: string): Promise<ToldInterval[]> {
  return linesOf<ToldInterval>("agents", path);
}

async function linesOf<Line>(command: string, path: string): Promise<Line[]> {
  const qm = join(import.meta.dir, "../../apps/server/cli/qm.ts");
  const child = Bun.spawn([process.execPath, qm, command, path], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [out, complaint, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`qm ${command} ended with ${code}: ${complaint}`);
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}
