/** One running Asterisk: started in the Debian folder of this run, stopped or killed by its process id. */
import { closeSync, existsSync, openSync } from "node:fs";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accounts, managerPort } from "./call_centre.ts";
import { type Place, writeConfig } from "./config.ts";
import { within } from "./deadline.ts";
import { Manager } from "./manager.ts";
import type { Major } from "./root.ts";

export class Asterisk {
  readonly major: Major;
  readonly #place: Place;
  #process: Bun.Subprocess | null = null;
  /** The test's own line to it, with every right. */
  manager!: Manager;

  private constructor(place: Place) {
    this.major = place.major;
    this.#place = place;
  }

  /** Starts with a clean slate: no members, no log, no registered phones. */
  static async start(name: string): Promise<Asterisk> {
    const { major, root } = thisRun();
    const place: Place = { major, root, folder: `/mnt/${name}`, modules: await modulesOf(root) };
    await rm(join(root, place.folder), { recursive: true, force: true });
    await writeConfig(place);
    const asterisk = new Asterisk(place);
    await asterisk.startAgain();
    return asterisk;
  }

  /** Starts with what the last run left, as after a crash. */
  async startAgain(): Promise<void> {
    const { root, folder } = this.#place;
    const output = openSync(this.#log("output"), "a");
    this.#process = Bun.spawn(["chroot", root, "/usr/sbin/asterisk", "-f", "-C", `${folder}/etc/asterisk.conf`], {
      stdin: "ignore",
      stdout: output,
      stderr: output,
    });
    closeSync(output);
    this.manager = await Manager.connect(managerPort, accounts.test);
  }

  /** `core restart now`: it ends all calls itself, says that it goes, and comes back as the same process. */
  async restart(): Promise<void> {
    const { manager } = this;
    // It may be gone before it has answered.
    await Promise.race([manager.do("Command", { Command: "core restart now" }).catch(() => {}), manager.closed]);
    await within(manager.closed, "end of the manager connection");
    this.manager = await Manager.connect(managerPort, accounts.test);
  }

  /** Changes one of its configuration files, and has it read again. */
  async reload(file: string, change: (text: string) => string, command: string): Promise<void> {
    const path = join(this.#place.root, this.#place.folder, "etc", file);
    await writeFile(path, change(await readFile(path, "utf8")));
    await this.manager.do("Command", { Command: command });
  }

  /** Power cut: nothing is written, nobody is told. */
  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.exited;
  }

  async stop(): Promise<void> {
    this.manager.close();
    this.#process?.kill("SIGTERM");
    if (this.#process) await within(this.#process.exited, "end of Asterisk", 15).catch(() => this.kill());
  }

  /** The text of its queue_log so far. */
  async queueLog(): Promise<string> {
    return Bun.file(this.queueLogFile).text();
  }

  get queueLogFile(): string {
    return this.#log("queue_log");
  }

  /** Copies its logs into a folder outside of its own. */
  async copyLogs(folder: string): Promise<void> {
    for (const name of ["queue_log", "messages", "output"]) {
      if (existsSync(this.#log(name))) await cp(this.#log(name), join(folder, name));
    }
  }

  #log(name: string): string {
    return join(this.#place.root, this.#place.folder, "log", name);
  }
}

/** What run.ts prepared: scenarios run nowhere else. `work` is a folder in memory, gone after the run. */
export function thisRun(): { major: Major; root: string; work: string } {
  const { QM_ASTERISK_MAJOR: major, QM_ASTERISK_ROOT: root, QM_ASTERISK_WORK: work } = process.env;
  if (!major || !root || !work) {
    throw new Error("Scenarios need a prepared Asterisk: run them with `bun test/asterisk/run.ts`");
  }
  return { major: Number(major) as Major, root, work };
}

async function modulesOf(root: string): Promise<string> {
  const glob = new Bun.Glob("usr/lib/**/asterisk/modules/app_queue.so");
  for await (const path of glob.scan(root)) return `/${path.slice(0, path.lastIndexOf("/"))}`;
  throw new Error(`${root} has no module app_queue.so below usr/lib`);
}
