/** The languages of the pages. */
export type Locale = "pt" | "es" | "en";
export const locales: readonly Locale[] = ["pt", "es", "en"];

/** Each in its own words, also while another one is read. */
export const languageNames: Record<Locale, { name: string; region: string }> = {
  pt: { name: "Português", region: "Brasil" },
  es: { name: "Español", region: "LatAm" },
  en: { name: "English", region: "US" },
};

/** What `lang` of the page says, for screen readers and hyphenation. */
export const languageTags: Record<Locale, string> = { pt: "pt-BR", es: "es", en: "en" };

/** The language for a browser that asks for these tags, in order of preference; Portuguese when none is ours. */
export function preferredLocale(asked: readonly string[]): Locale {
  for (const tag of asked) {
    const primary = tag.toLowerCase().split("-")[0];
    const found = locales.find((locale) => locale === primary);
    if (found !== undefined) return found;
  }
  return "pt";
}
