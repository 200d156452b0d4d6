import { pageWords } from "../page_words.ts";
import type { AccessWords } from "./pt_access.ts";

/** The texts of the form in which somebody is given an access. */
export const accessWords = pageWords<AccessWords>({
  pt: async () => (await import("./pt_access.ts")).ptAccess,
  es: async () => (await import("./es_access.ts")).esAccess,
  en: async () => (await import("./en_access.ts")).enAccess,
});
