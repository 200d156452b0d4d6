/** The rules of who may import whom, and of what a package may lean on, read from the sources themselves. */
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { dirname, normalize } from "node:path";

const root = `${import.meta.dir}/..`;

/** What each package may import besides its own files. */
const mayImport: Record<string, readonly string[]> = {
  core: [],
  ami: ["@qmanager/core"],
  reports: ["@qmanager/core"],
  webhooks: ["@qmanager/core"],
};

interface Source {
  path: string;
  imports: string[];
  text: string;
}

async function sources(folder: string): Promise<Source[]> {
  const transpiler = new Bun.Transpiler({ loader: "ts" });
  const paths = [...new Bun.Glob("**/*.ts").scanSync(`${root}/${folder}`)].filter(
    (path) => !path.includes("node_modules"),
  );
  return await Promise.all(
    paths.map(async (path) => {
      const text = await Bun.file(`${root}/${folder}/${path}`).text();
      // types are imported too, though a transpiler drops them
      const named = [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"/gms)].map((match) => match[1]!);
      const dynamic = transpiler.scanImports(text).map((each) => each.path);
      const inTypes = [...text.matchAll(/\bimport\("([^"]+)"\)/g)].map((match) => match[1]!);
      const referred = [...text.matchAll(/^\/\/\/\s*<reference\b.*$/gm)].map((match) => match[0]);
      return {
        path: `${folder}/${path}`,
        imports: [...new Set([...named, ...dynamic, ...inTypes, ...referred])],
        text: withoutComments(text),
      };
    }),
  );
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");
}

const isTest = (path: string) => path.endsWith("_test.ts") || path.endsWith("_of_tests.ts");
/** A build step of a package: run by hand, not shipped. */
const isTool = (path: string) => path.endsWith("/generate.ts");

const packages = readdirSync(`${root}/packages`);
/** Where code is. `asterisk` holds what goes onto a PBX, once there is something. */
const folders = ["packages", "apps", "test", "asterisk"].filter((each) => existsSync(`${root}/${each}`));

describe.each(packages)("packages/%s", (name) => {
  test("has its place in the order of imports", () => {
    expect(Object.keys(mayImport)).toContain(name);
  });

  test("imports only what it may", async () => {
    const wrong = (await sources(`packages/${name}`))
      .filter(({ path }) => !isTest(path) && !isTool(path))
      .flatMap(({ path, imports }) =>
        imports
          .filter((each) => !each.startsWith("./") && !mayImport[name]!.includes(each))
          .map((each) => `${path}: ${each}`),
      );
    expect(wrong).toEqual([]);
  });

  test("has no clock, no chance, no socket and no console of its own", async () => {
    const forbidden =
      /\bDate\.now\b|\bnew Date\b(?!\()|\bDate\(\)|[=,(]\s*Date\s*[;,)]|\bperformance\b|\bset(Timeout|Interval)\b|\bMath\.random\b|\bgetRandomValues\b|\brandomUUID\b|(?<![.\w])fetch\(|\bnew (WebSocket|EventSource|XMLHttpRequest|Worker|BroadcastChannel)\b|\bconsole\b|\bglobalThis\./;
    const wrong = (await sources(`packages/${name}`))
      .filter(({ path }) => !isTest(path) && !isTool(path))
      .flatMap(({ path, text }) =>
        text
          .split("\n")
          .filter((line) => forbidden.test(line))
          .map((line) => `${path}: ${line.trim()}`),
      );
    expect(wrong).toEqual([]);
  });
});

test("packages lean on Web APIs alone: they compile without the types of any runtime", async () => {
  const compiler = Bun.spawn([`${root}/node_modules/.bin/tsc`, "--project", "tsconfig.packages.json"], { cwd: root });
  const said = await new Response(compiler.stdout).text();
  expect({ said, code: await compiler.exited }).toEqual({ said: "", code: 0 });
}, 60_000);

/** The names under which packages may be imported: `@qmanager/ami`, `@qmanager/ami/asterisk-manager`. */
async function doors(): Promise<string[]> {
  const manifests = await Promise.all(packages.map((name) => Bun.file(`${root}/packages/${name}/package.json`).json()));
  return manifests.flatMap(({ name, exports }) => Object.keys(exports).map((door) => normalize(`${name}/${door}`)));
}

describe("the repository", () => {
  test("reaches into a package only through its doors", async () => {
    const known = (await doors()).map((door) => door.replace(/\/$/, ""));
    const everything = (await Promise.all(folders.map(sources))).flat();
    const isOutside = (path: string) => !path.startsWith("packages/");
    const wrong = everything.flatMap(({ path, imports }) =>
      imports
        .filter(
          (each) =>
            (isOutside(path) && /packages\/\w+\//.test(each)) ||
            (packages.some((name) => each.startsWith(`@qmanager/${name}`)) && !known.includes(each)),
        )
        .map((each) => `${path}: ${each}`),
    );
    expect(wrong).toEqual([]);
  });

  test("lets no app import another or a test, but the demo its simulated PBX", async () => {
    const wrong = (await sources("apps"))
      .filter(({ path }) => !isTest(path) && path !== "apps/server/cli/demo.ts")
      .flatMap(({ path, imports }) => {
        const app = path.split("/").slice(0, 2).join("/");
        const outside = imports.filter(
          (each) => each.startsWith(".") && !normalize(`${dirname(path)}/${each}`).startsWith(`${app}/`),
        );
        return outside.map((each) => `${path}: ${each}`);
      });
    expect(wrong).toEqual([]);
  });

  test("names its files as snake_case nouns", async () => {
    const everything = (await Promise.all(folders.map(sources))).flat();
    const wrong = everything
      .map(({ path }) => path)
      .filter(
        (path) =>
          path.split("/").some((part) => !/^[a-z0-9]+([_-][a-z0-9]+)*(\.\w+)*$/.test(part)) ||
          /(^|\/)(utils?|helpers?|services?|common|types)(\.ts)?(\/|$)/.test(path),
      );
    expect(wrong).toEqual([]);
  });
});
