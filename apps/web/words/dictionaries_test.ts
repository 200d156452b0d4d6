import { expect, test } from "bun:test";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { preferredLocale } from "./locale.ts";
import { pt } from "./pt.ts";

/** Every text of a dictionary with its path; a text with figures is asked for with samples. */
function texts(branch: object, path = ""): [string, string][] {
  return Object.entries(branch).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const here = `${path}${key}`;
    if (typeof value === "string") return [[here, value]];
    if (typeof value === "function") return [[here, String(value("A", 2, 3))]];
    return texts(value as object, `${here}.`);
  });
}

test.each([
  ["pt", pt],
  ["es", es],
  ["en", en],
])("dictionary %s has a text for every key", (_name, dictionary) => {
  const blank = texts(dictionary).filter(([, text]) => text.trim() === "" || /undefined|\[object|NaN/.test(text));
  expect(blank).toEqual([]);
});

test("every page's own dictionary has a text for every key, in every language", async () => {
  const files = [...new Bun.Glob("??_*.ts").scanSync(`${import.meta.dir}/pages`)];
  for (const file of files) {
    const [dictionary] = Object.values((await import(`./pages/${file}`)) as Record<string, object>);
    const blank = texts(dictionary ?? {}).filter(
      ([, text]) => text.trim() === "" || /undefined|\[object|NaN/.test(text),
    );
    expect([file, dictionary === undefined, blank]).toEqual([file, false, []]);
  }
});

test("dictionaries use one word per concept", () => {
  expect([pt.state, es.state, en.state].map((state) => state.busy)).toEqual(["Em chamada", "En llamada", "On a call"]);
  expect([pt.panel.waiting, es.panel.waiting, en.panel.waiting]).toEqual(["Aguardando", "En espera", "Waiting"]);
});

test.each([
  { asked: ["pt-BR", "en"], want: "pt" },
  { asked: ["", "es-AR"], want: "es" },
  { asked: ["fr", "en-GB"], want: "en" },
  { asked: ["zh-CN"], want: "pt" },
  { asked: [], want: "pt" },
] as const)("preferredLocale() of $asked is $want", ({ asked, want }) => {
  expect(preferredLocale(asked)).toBe(want);
});
