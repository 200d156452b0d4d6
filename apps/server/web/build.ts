/**
 * Builds the page from its sources with Bun's bundler, in a process of its own (the bundler's memory goes with it), and
 * keeps the result in the data folder under a hash of all that went into it: a warm start only reads it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { Fault, reasonOf } from "../fault.ts";
import type { PageFile } from "./page.ts";

/** The root of the workspace. */
const root = join(import.meta.dir, "..", "..", "..");
const entry = join(root, "apps", "web", "index.html");
/** What the page is made of. */
const sources = [join(root, "apps", "web"), join(root, "packages", "core"), join(root, "bun.lock")];

/**
 * The page's files by path, from the cache or built anew.
 *
 * @param cache a folder for built pages; older ones in it are removed
 * @throws {Fault} when the page cannot be built or read
 */
export async function builtPage(cache: string): Promise<Map<string, PageFile>> {
  try {
    const folder = join(cache, sourceHash());
    if (!existsSync(join(folder, "index.html"))) await build(cache, folder);
    return readPage(folder);
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault(`The page cannot be built: ${reasonOf(error)}`, { cause: error });
  }
}

async function build(cache: string, folder: string): Promise<void> {
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  // Aside and renamed, so that a build that was cut off is never served.
  const fresh = `${folder}.new-${process.pid}`;
  const bundler = Bun.spawn(
    [
      ...[
        process.execPath,
        "build",
        entry,
        `--outdir=${fresh}`,
        "--target=browser",
        "--minify",
        "--splitting",
        "--public-path=/",
      ],
      ...[
        "--entry-naming=[name].[ext]",
        "--chunk-naming=assets/[name]-[hash].[ext]",
        "--asset-naming=assets/[name]-[hash].[ext]",
      ],
    ],
    { cwd: root, stdin: "ignore", stdout: "pipe", stderr: "pipe" },
  );
  const [said] = await Promise.all([new Response(bundler.stderr).text(), new Response(bundler.stdout).text()]);
  if ((await bundler.exited) !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Fault(`The page cannot be built: ${said.trim().split("\n").slice(0, 5).join("; ")}`);
  }
  for (const old of readdirSync(cache)) {
    if (!fresh.endsWith(old)) rmSync(join(cache, old), { recursive: true, force: true });
  }
  renameSync(fresh, folder);
}

/** A hash of the text of every source, of the lock file and of the bundler's version. */
function sourceHash(): string {
  const hash = new Bun.CryptoHasher("sha256").update(Bun.version);
  for (const file of sources.flatMap(filesOf)) hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  return hash.digest("hex").slice(0, 24);
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  if (path === sources[2]) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter(
      (each) => each.isFile() && !each.parentPath.includes(`${sep}node_modules`) && !each.name.endsWith("_test.ts"),
    )
    .map((each) => join(each.parentPath, each.name))
    .sort();
}

function readPage(folder: string): Map<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const each of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!each.isFile()) continue;
    const file = join(each.parentPath, each.name);
    const path = `/${relative(folder, file).split(sep).join("/")}`;
    files.set(path, {
      bytes: new Uint8Array(readFileSync(file)),
      type: Bun.file(file).type,
      isImmutable: path.startsWith("/assets/"),
    });
  }
  return files;
}
