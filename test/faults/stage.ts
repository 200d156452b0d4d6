/**
 * A call centre in a hurry on a simulated PBX, and the real server with its real database beside it: what is done to them, and
 * what they say of it. The PBX lives in this process, so that no fault touches the truth.
 */
import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimulatedPbx, type TrueVisit } from "../simulator/mod.ts";
import type { Machines } from "./faults.ts";
import { SmallDisk } from "./small_disk.ts";

const entry = join(import.meta.dir, "../../apps/server/main.ts");
/** Of the file system that holds the journal, where it has one of its own. */
const journalBytes = 16 * 1024 * 1024;
const asteriskStartMs = 6_000;

export interface StageOptions {
  seed: number;
  /** Whether the server may read the PBX's queue_log. */
  queueLog: boolean;
}

export class Stage implements Machines {
  readonly pbx: SimulatedPbx;
  /** What really became of each caller, as it happens. */
  readonly truth: TrueVisit[] = [];
  readonly folder: string;
  readonly #queueLog: boolean;
  #server: Bun.Subprocess | null = null;
  #port = 0;
  /** Of the journal, where it has one of its own. */
  disk: SmallDisk | null = null;
  #asteriskStartedAt = Number.NEGATIVE_INFINITY;
  /** The server's own words. */
  log = "";

  private constructor(folder: string, { seed, queueLog }: StageOptions) {
    this.folder = folder;
    this.#queueLog = queueLog;
    this.pbx = new SimulatedPbx({
      ...{ seed, agents: 18, queues: 4, callsPerMinute: 200, byHour: false, onlineShare: 1 },
      odds: { talkMedianMs: 4_000, patienceMeanMs: 6_000, exitKey: 0.1, hold: 0.3 },
      queueLogFile: this.queueLogFile,
    });
    this.pbx.simulation.onVisit = (visit) => this.truth.push(visit);
  }

  static async begin(options: StageOptions): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), "qm-faults-"));
    // The database's own user has to get through to its data.
    await chmod(folder, 0o711);
    const stage = new Stage(folder, options);
    await mkdir(stage.journal, { recursive: true, mode: 0o700 });
    await chmod(stage.data, 0o711);
    stage.disk = SmallDisk.mount(stage.journal, journalBytes);
    await stage.pbx.start();
    await stage.boot();
    return stage;
  }

  get data(): string {
    return join(this.folder, "data");
  }

  get journal(): string {
    return join(this.data, "journal");
  }

  get queueLogFile(): string {
    return join(this.folder, "queue_log");
  }

  get pid(): number {
    return this.#server?.pid ?? 0;
  }

  get postmaster(): number {
    return Number.parseInt(readFileSync(join(this.data, "postgres/postmaster.pid"), "utf8"), 10);
  }

  /** Starts the server on the data that there is. Done when it says where it is. */
  async boot(): Promise<void> {
    const child = Bun.spawn([process.execPath, entry], {
      env: {
        PATH: process.env.PATH ?? "",
        ...{
          QM_HOST: "127.0.0.1",
          QM_PORT: String(this.#port),
          QM_DATA: this.data,
          QM_ADMIN_PASSWORD: "only for faults",
        },
        QM_PBX_SIM: `ami://qmanager:qmanager@127.0.0.1:${this.pbx.port}`,
        ...(this.#queueLog ? { QM_PBX_SIM_QUEUE_LOG: this.queueLogFile } : {}),
      },
      ...{ stdin: "ignore", stdout: "pipe", stderr: "pipe" },
    });
    this.#server = child;
    void this.#keep(child.stderr);
    const decoder = new TextDecoder();
    const reader = child.stdout.getReader();
    let said = "";
    for (let found: RegExpExecArray | null = null; !found; found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`The server ended before it was ready. It said:\n${said}\n${this.log.slice(-4_000)}`);
      said += decoder.decode(value, { stream: true });
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port) this.#port = Number(port);
    }
    reader.releaseLock();
  }

  /** Asterisk itself takes its time to start: nothing strikes it again while it does. */
  async asteriskStarts(): Promise<void> {
    const age = performance.now() - this.#asteriskStartedAt;
    this.#asteriskStartedAt = performance.now() + Math.max(0, asteriskStartMs - age);
    if (age < asteriskStartMs) await Bun.sleep(asteriskStartMs - age);
  }

  /** Kills the server as a power cut would. */
  async kill(): Promise<void> {
    this.#server?.kill("SIGKILL");
    await this.#server?.exited;
  }

  async end(): Promise<void> {
    this.#server?.kill("SIGTERM");
    await this.#server?.exited;
    await this.pbx.stop();
    this.disk?.unmount();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #keep(stderr: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const piece of stderr) this.log += decoder.decode(piece, { stream: true });
  }
}
