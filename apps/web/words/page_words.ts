import { signal } from "@preact/signals";
import type { Locale } from "./locale.ts";
import { alsoSpeak, locale } from "./words.ts";

/** The texts of one page, loaded with it: who never goes there does not wait for them. */
export interface PageWords<Words> {
  /** Before the page is drawn. */
  load(): Promise<void>;
  /** In the language in use; whoever reads them is drawn anew when it changes. */
  readonly value: Words;
}

export function pageWords<Words>(dictionaries: Record<Locale, () => Promise<Words>>): PageWords<Words> {
  const known = signal<Partial<Record<Locale, Words>>>({});
  const read = async (wanted: Locale) => {
    const texts = await dictionaries[wanted]();
    known.value = { ...known.peek(), [wanted]: texts };
  };
  return {
    async load() {
      alsoSpeak(read);
      await read(locale.peek());
    },
    get value() {
      const texts = known.value[locale.value];
      if (texts === undefined) throw new Error("The page has no texts yet: load() is to be awaited first");
      return texts;
    },
  };
}
