import { beforeAll, expect, test } from "bun:test";

/** What a page may weigh in script, gzipped. */
const heaviestScript = 60 * 1024;
/** What it may load when it needs it. */
const heaviestLater = 26 * 1024;

let files: Map<string, string>;
beforeAll(async () => {
  const built = await Bun.build({
    entrypoints: [`${import.meta.dir}/index.html`],
    minify: true,
    splitting: true,
    target: "browser",
    publicPath: "/",
  });
  files = new Map(await Promise.all(built.outputs.map(async (each) => [each.path, await each.text()] as const)));
});

const ending = (suffix: string) => [...files].filter(([path]) => path.endsWith(suffix)).map(([, text]) => text);

/** The texts of one language each: the page loads that of its reader. */
const dictionaries = () =>
  ["Ir para o conteúdo", "Ir al contenido", "Skip to content"].map((text) =>
    ending(".js").filter((each) => each.includes(text)),
  );

/** The script that the page names, and what that one cannot begin without; what is loaded later is not among it. */
function firstScripts(): string[] {
  const [page] = ending(".html");
  const wanted = [...(page ?? "").matchAll(/<script[^>]* src="([^"]+)"/g)].map((each) => each[1] ?? "");
  const found = new Map<string, string>();
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const script = [...files].find(([path]) => `/${path.replace(/^\.\//, "")}` === name)?.[1];
    if (script === undefined || found.has(name)) continue;
    found.set(name, script);
    wanted.push(...[...script.matchAll(/(?:from|import)"([^"]+)"/g)].map((each) => each[1] ?? ""));
  }
  return [...found.values()];
}

const weight = (scripts: readonly string[]) => scripts.reduce((sum, text) => sum + Bun.gzipSync(text).length, 0);

test("the page's script and the texts of one language weigh at most 60 KiB gzipped", () => {
  expect(weight(firstScripts())).toBeGreaterThan(0);
  const heaviest = Math.max(...dictionaries().map(weight));
  expect(weight(firstScripts()) + heaviest).toBeLessThan(heaviestScript);
});

test("each language comes in a script of its own, after the page", () => {
  const first = new Set(firstScripts());
  for (const scripts of dictionaries()) {
    expect(scripts).toHaveLength(1);
    expect(scripts.some((each) => first.has(each))).toBe(false);
  }
});

test("the charts come in a script of their own, after the page", () => {
  const first = new Set(firstScripts());
  const charts = ending(".js").filter((each) => !first.has(each) && each.includes("u-wrap"));
  expect(charts).toHaveLength(1);
  expect(weight(charts)).toBeLessThan(heaviestLater);
});

test("the page runs under a policy that allows its own files only", () => {
  const [page] = ending(".html");
  expect(page).toMatch(/<script[^>]* src="\/[^"]+"[^>]*><\/script>/);
  expect(page).not.toMatch(/<script(?![^>]* src=)/);
  expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  for (const script of ending(".js")) expect(script).not.toMatch(/\beval\(|new Function\(/);
  for (const style of ending(".css")) expect(style).not.toMatch(/@import|url\(["']?https?:/);
});
