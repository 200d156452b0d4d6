/** A real MariaDB for tests, in a folder of its own on a port of its own: Debian's, installed where it is missing and can be. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SQL } from "bun";
import { reasonOf } from "../fault.ts";

export interface TestMariadb {
  port: number;
  /** As its administrator. */
  sql: SQL;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

/** @returns the server, or why there can be none here */
export async function startMariadb(): Promise<TestMariadb | string> {
  process.env.PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
  const lack = await installed();
  if (lack !== null) return lack;
  const folder = mkdtempSync(join(tmpdir(), "qm-mariadb-"));
  const port = await freePort();
  const socket = join(folder, "socket");
  const user = process.getuid?.() === 0 ? ["--user=root"] : [];
  const made =
    await Bun.$`mariadb-install-db --no-defaults ${user} --datadir=${join(folder, "data")} --auth-root-authentication-method=normal --skip-test-db`
      .nothrow()
      .quiet();
  if (made.exitCode !== 0) return `mariadb-install-db failed: ${made.stderr.toString().trim()}`;
  let child: Bun.Subprocess | null = null;
  // However the tests end, it ends with them.
  const mortal = Bun.which("setpriv") ? ["setpriv", "--pdeathsig", "TERM"] : [];
  const sql = new SQL({
    adapter: "mysql",
    hostname: "127.0.0.1",
    port,
    username: "tester",
    password: "tester",
    max: 1,
  });
  const server: TestMariadb = {
    ...{ port, sql },
    async start() {
      child = Bun.spawn(
        [
          ...[
            ...mortal,
            "mariadbd",
            "--no-defaults",
            ...user,
            `--datadir=${join(folder, "data")}`,
            `--socket=${socket}`,
            `--port=${port}`,
          ],
          ...[
            "--bind-address=127.0.0.1",
            `--pid-file=${join(folder, "pid")}`,
            `--init-file=${join(folder, "init.sql")}`,
          ],
        ],
        { stdout: "ignore", stderr: "ignore" },
      );
      let answer: unknown = null;
      for (let tries = 0; tries < 300; tries++) {
        answer = await sql.unsafe("select 1").then(() => null, reasonOf);
        if (answer === null) return;
        if (child.exitCode !== null) throw new Error(`MariaDB ended with ${child.exitCode} at its start`);
        await Bun.sleep(100);
      }
      throw new Error(`MariaDB does not let us in: ${answer}`);
    },
    async stop() {
      child?.kill();
      await child?.exited;
      child = null;
    },
    async remove() {
      await sql.close({ timeout: 0 });
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  // A statement a line.
  const administrator = ["127.0.0.1", "localhost"].flatMap((host) => [
    `create or replace user tester@'${host}' identified by 'tester';\n`,
    `grant all on *.* to tester@'${host}' with grant option;\n`,
  ]);
  await Bun.write(join(folder, "init.sql"), administrator.join(""));
  await server.start();
  return server;
}

/** Null when it is there; else why it is not. */
async function installed(): Promise<string | null> {
  if (Bun.which("mariadbd") && Bun.which("mariadb-install-db")) return null;
  if (process.getuid?.() !== 0 || !Bun.which("apt-get"))
    return "mariadb-server is not installed, and cannot be from here";
  console.log("queue_log: installing mariadb-server");
  const apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"];
  await Bun.$`${apt} update`.nothrow().quiet();
  const { exitCode, stderr } = await Bun.$`${apt} install -y --no-install-recommends mariadb-server`
    .env({ ...process.env, DEBIAN_FRONTEND: "noninteractive" })
    .nothrow()
    .quiet();
  return exitCode === 0 ? null : `mariadb-server could not be installed (${stderr.toString().trim()})`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("No port")),
      );
    });
  });
}
