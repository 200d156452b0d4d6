/**
 * A Debian folder with Asterisk in it, made once and kept: `~/.cache/qmanager/asterisk-22`, or below
 * `QM_ASTERISK_CACHE`. A folder of that name is whole: it is made under another name and renamed at the end.
 */
import { existsSync } from "node:fs";
import { appendFile, copyFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { isolated, whyNotIsolated } from "./isolation.ts";
import { isDebian, mirrorsToTry } from "./mirror.ts";

/** The major versions we test with, and the Debian suites that have them as a package. */
export const suites = { 22: "forky", 16: "bullseye" } as const;
export type Major = keyof typeof suites;

/** What a folder could not be made of; `message` says what was tried and where the whole output is. */
export class RootUnavailable extends Error {}

export function cacheFolder(): string {
  return process.env.QM_ASTERISK_CACHE || join(homedir(), ".cache", "qmanager");
}

/**
 * The folder with Asterisk of that major version, made now if it is not there (about a minute).
 * Two of us never make it at once: the second waits for the first.
 *
 * @throws {RootUnavailable} no mirror has it, or what it has does not install
 */
export async function preparedRoot(major: Major): Promise<string> {
  const root = join(cacheFolder(), `asterisk-${major}`);
  if (!existsSync(root)) {
    await mkdir(cacheFolder(), { recursive: true });
    console.log(`asterisk ${major}: making ${root} from Debian packages, about a minute`);
    // The lock is held by the maker and by all that it starts: as long as one of them lives, nobody else begins.
    const maker = ["setpriv", "--pdeathsig", "KILL", "flock", "--no-fork", `${root}.lock`];
    const child = Bun.spawn([...maker, process.execPath, import.meta.path, String(major), root], {
      stdin: "ignore",
      stdout: "inherit",
      stderr: "pipe",
    });
    const [code, complaint] = await Promise.all([child.exited, new Response(child.stderr).text()]);
    if (code !== 0) throw new RootUnavailable(complaint.trim());
  }
  const version = (await Bun.$`chroot ${root} /usr/sbin/asterisk -V`.nothrow().quiet()).stdout.toString().trim();
  if (!version.startsWith(`Asterisk ${major}.`)) {
    throw new RootUnavailable(
      `${root} holds "${version}" instead of Asterisk ${major}. Remove the folder to have it made again`,
    );
  }
  return root;
}

/** Why no Asterisk can run on this machine; null when it can. */
export async function whyNoAsterisk(): Promise<string | null> {
  if (process.getuid?.() !== 0) return "only root can run it in a folder and a network of its own";
  const system = existsSync("/etc/os-release") ? await readFile("/etc/os-release", "utf8") : "";
  if (!/^ID=debian$/m.test(system)) return "it is made of Debian's packages, and this machine is not a Debian";
  // chroot, debootstrap and ip are there; root may have come without them in its path.
  process.env.PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
  return (await installTools()) ?? whyNotIsolated();
}

/** Installs with apt what this machine lacks of the tools that we need. Gives the reason if that fails, else null. */
async function installTools(): Promise<string | null> {
  const packages = { debootstrap: "debootstrap", ip: "iproute2", unshare: "util-linux", flock: "util-linux" };
  const missing = Object.entries(packages).filter(([command]) => Bun.which(command) === null);
  if (missing.length === 0) return null;
  const names = [...new Set(missing.map(([, name]) => name))];
  console.log(`asterisk: installing ${names.join(", ")}`);
  const apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"];
  await Bun.$`${apt} update`.nothrow().quiet();
  const { exitCode, stderr } = await Bun.$`${apt} install -y --no-install-recommends ${names}`
    .env({ ...process.env, DEBIAN_FRONTEND: "noninteractive" })
    .nothrow()
    .quiet();
  return exitCode === 0 ? null : `${names.join(", ")} could not be installed (${stderr.toString().trim()})`;
}

/** Makes `root` under a name of its own, then renames it. Runs alone, under the lock. */
async function make(major: Major, root: string): Promise<void> {
  if (existsSync(root)) return; // Somebody else made it while we waited for the lock.
  const half = `${root}.half-made`;
  const log = `${root}.log`;
  await writeFile(log, "");
  const proxy = (await Bun.$`apt-config shell proxy Acquire::http::Proxy`.text()).match(/^proxy='([^']*)'/)?.[1];
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive", ...(proxy ? { http_proxy: proxy } : {}) };

  const run = async (command: string[]): Promise<boolean> => {
    await appendFile(log, `\n$ ${command.join(" ")}\n`);
    const child = Bun.spawn(["sh", "-c", 'exec "$@" >>"$0" 2>&1', log, ...isolated(command, { network: false })], {
      env: environment,
      stdin: "ignore",
    });
    return (await child.exited) === 0;
  };

  const targets = await Bun.$`apt-get indextargets --format ${"$(REPO_URI) $(RELEASE)"} ${"Created-By: Packages"}`
    .nothrow()
    .text();
  const tried: string[] = [];
  for (const mirror of mirrorsToTry(targets)) {
    const release = `${mirror}/dists/${suites[major]}/InRelease`;
    const answer = await Bun.$`wget -q -O - --tries=2 --timeout=15 ${release}`.env(environment).nothrow().quiet();
    if (!isDebian(answer.stdout.toString())) {
      tried.push(`${release}: not there`);
      continue;
    }
    if ((await fresh(half, run)) && (await install(suites[major], mirror, half, run))) {
      await rename(half, root);
      return;
    }
    tried.push(`${mirror}: packages could not be installed, see ${log}`);
  }
  throw new RootUnavailable(
    `Asterisk ${major} could not be had from Debian ${suites[major]}:\n  ${tried.join("\n  ")}`,
  );
}

type Run = (command: string[]) => Promise<boolean>;

/** Removes what an interrupted attempt left. Its mounts are gone with it. */
async function fresh(half: string, run: Run): Promise<boolean> {
  return run(["rm", "-rf", "--one-file-system", half]);
}

async function install(suite: string, mirror: string, root: string, run: Run): Promise<boolean> {
  // All suites of these years are built like sid; an older debootstrap does not know the newest by name.
  const script = "/usr/share/debootstrap/scripts/sid";
  if (!(await run(["debootstrap", "--variant=minbase", suite, root, mirror, script]))) return false;

  // No service is started while packages are installed, and nothing is synced to the disk file by file.
  await writeFile(join(root, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  await writeFile(join(root, "etc/dpkg/dpkg.cfg.d/unsafe-io"), "force-unsafe-io\n");
  await copyFile("/etc/resolv.conf", join(root, "etc/resolv.conf"));
  // A mirror may be reached through a proxy that only this machine's certificates vouch for.
  if (existsSync("/etc/ssl/certs")) {
    await mkdir(join(root, "etc/ssl"), { recursive: true });
    if (!(await run(["cp", "-an", "/etc/ssl/certs", join(root, "etc/ssl/")]))) return false;
  }
  const lenient = ["Acquire::Retries=3", "Acquire::Check-Valid-Until=false", "Acquire::Check-Date=false"];
  const apt = ["apt-get", "-q", ...lenient.flatMap((option) => ["-o", option])];
  const packages = ["asterisk", "asterisk-core-sounds-en-gsm"];
  const inside = (command: string[]) =>
    run(["sh", "-c", 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"', root, ...command]);
  return (
    (await inside([...apt, "update"])) && inside([...apt, "install", "-y", "--no-install-recommends", ...packages])
  );
}

if (import.meta.main) {
  const [major, root] = process.argv.slice(2);
  try {
    await make(Number(major) as Major, root!);
  } catch (error) {
    console.error(error instanceof RootUnavailable ? error.message : error);
    process.exit(1);
  }
}
