import { computed, effect, signal } from "@preact/signals";
import { keep, kept } from "../preference.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { type Locale, languageTags, preferredLocale } from "./locale.ts";
import { pt, type Words } from "./pt.ts";

export const dictionaries: Record<Locale, Words> = { pt, es, en };

/** The language in use: the one chosen on this computer, else the browser's. */
export const locale = signal<Locale>(preferredLocale([kept("language"), ...navigator.languages]));

/** The texts in that language; a component that reads them is drawn anew when the language changes. */
export const words = computed<Words>(() => dictionaries[locale.value]);

/** Says the language in the page's root, now and at each change. */
export function startLanguage(): void {
  effect(() => {
    document.documentElement.lang = languageTags[locale.value];
  });
}

/** Changes the language and remembers it on this computer. */
export function chooseLocale(chosen: Locale): void {
  locale.value = chosen;
  keep("language", chosen);
}
