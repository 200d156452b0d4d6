import { pageWords } from "../page_words.ts";
import type { LicenceWords } from "./pt_licence.ts";

/** The texts of the licence, on its page and over every page. */
export const licenceWords = pageWords<LicenceWords>({
  pt: async () => (await import("./pt_licence.ts")).ptLicence,
  es: async () => (await import("./es_licence.ts")).esLicence,
  en: async () => (await import("./en_licence.ts")).enLicence,
});
