/** What goes wrong in a call centre's machine room, each as a thing that can be done to it. */
import { readdirSync, readFileSync } from "node:fs";
import type { Random } from "../simulator/random.ts";
import type { Stage } from "./stage.ts";

/** The server and its database, wherever their PBX is. */
export interface Machines {
  /** The process id of PostgreSQL. */
  readonly postmaster: number;
  /** Kills the server as a power cut would. */
  kill(): Promise<void>;
  /** Starts it on the data that there is. Done when it answers. */
  boot(): Promise<void>;
}

export interface Fault<Struck> {
  name: string;
  /** Does it, and mends it: done when what was broken runs again, not when all has recovered. */
  strike(struck: Struck, random: Random): Promise<void>;
  possible?(struck: Struck): boolean;
}

const pause = (random: Random, low: number, high: number) => Bun.sleep(random.between(low, high));

/** To the server and its database. */
export const machineFaults: readonly Fault<Machines>[] = [
  {
    name: "the server is killed",
    async strike(machines, random) {
      await machines.kill();
      await pause(random, 0, 3_000);
      await machines.boot();
    },
  },
  {
    name: "the database is killed",
    async strike(machines) {
      process.kill(machines.postmaster, "SIGKILL");
    },
  },
  {
    name: "the database hangs",
    async strike(machines, random) {
      const all = [machines.postmaster, ...childrenOf(machines.postmaster)];
      signal(all, "SIGSTOP");
      await pause(random, 1_000, 5_000);
      signal(all, "SIGCONT");
    },
  },
  {
    name: "server and database are killed at once",
    async strike(machines, random) {
      const { postmaster } = machines;
      process.kill(postmaster, "SIGKILL");
      await machines.kill();
      await pause(random, 0, 1_000);
      await machines.boot();
    },
  },
];

/** To all of a {@link Stage}. */
export const faults: readonly Fault<Stage>[] = [
  ...machineFaults,
  {
    name: "the line to the PBX is dropped",
    async strike(stage) {
      stage.pbx.dropConnections();
    },
  },
  {
    name: "the line to the PBX is cut in the middle of a message",
    async strike(stage, random) {
      stage.pbx.cutInMessage({ insideCharacter: random.chance(0.5) });
    },
  },
  {
    name: "the PBX does not speak for a while",
    async strike(stage, random) {
      stage.pbx.stopAnswering();
      await pause(random, 1_000, 9_000);
      stage.pbx.resume();
    },
  },
  {
    name: "Asterisk is restarted in order",
    async strike(stage, random) {
      await stage.asteriskStarts();
      const downMs = random.between(200, 2_000);
      stage.pbx.restart(downMs);
      await Bun.sleep(downMs);
    },
  },
  {
    name: "Asterisk is killed",
    async strike(stage, random) {
      await stage.asteriskStarts();
      const downMs = random.between(200, 2_000);
      stage.pbx.crash(downMs);
      await Bun.sleep(downMs);
    },
  },
  {
    name: "the disk of the journal is full",
    possible: ({ disk }) => disk !== null,
    async strike({ disk }, random) {
      await disk?.fill();
      await pause(random, 1_000, 4_000);
      await disk?.clear();
    },
  },
];

/** The processes that a process began, from the kernel's own list. */
function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | null {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    // It ended while we looked.
    return null;
  }
}

function signal(pids: readonly number[], name: "SIGSTOP" | "SIGCONT"): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended by itself meanwhile.
    }
  }
}
