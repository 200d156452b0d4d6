import { batch, computed, effect, signal } from "@preact/signals";
import { keep, kept } from "../preference.ts";
import { type Locale, languageTags, preferredLocale } from "./locale.ts";
import type { Words } from "./pt.ts";

/** Each language comes in a script of its own: nobody waits for those that he does not read. */
const dictionaries: Record<Locale, () => Promise<Words>> = {
  pt: async () => (await import("./pt.ts")).pt,
  es: async () => (await import("./es.ts")).es,
  en: async () => (await import("./en.ts")).en,
};

/** The language in use: the one chosen on this computer, else the browser's. */
export const locale = signal<Locale>(preferredLocale([kept("language"), ...navigator.languages]));

const dictionary = signal<Words | null>(null);

/** The texts in that language; a component that reads them is drawn anew when the language changes. */
export const words = computed<Words>(() => {
  if (dictionary.value === null) throw new Error("The page has no texts yet: startLanguage() is to be awaited first");
  return dictionary.value;
});

/** Loads the texts, and says the language in the page's root, now and at each change. */
export async function startLanguage(): Promise<void> {
  dictionary.value = await dictionaries[locale.peek()]();
  effect(() => {
    document.documentElement.lang = languageTags[locale.value];
  });
}

/** What has to be loaded besides when the language changes: the texts of the pages that were opened. */
const others = new Set<(wanted: Locale) => Promise<void>>();

export function alsoSpeak(read: (wanted: Locale) => Promise<void>): void {
  others.add(read);
}

/** Changes the language, once its texts are here, and remembers it on this computer. */
export async function chooseLocale(chosen: Locale): Promise<void> {
  try {
    const texts = await dictionaries[chosen]();
    // Meanwhile a page may have been opened, whose texts are wanted too.
    for (let known = -1; known !== others.size; ) {
      known = others.size;
      await Promise.all([...others].map((read) => read(chosen)));
    }
    batch(() => {
      locale.value = chosen;
      dictionary.value = texts;
    });
    keep("language", chosen);
  } catch (cause) {
    // A server that is away, or has another version by now: the page goes on in the language that it speaks.
    console.info(`The texts of "${chosen}" cannot be loaded: ${String(cause)}`);
  }
}
