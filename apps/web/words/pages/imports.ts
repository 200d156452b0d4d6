import { pageWords } from "../page_words.ts";
import type { ImportWords } from "./pt_imports.ts";

/** The texts of imports of queue_log. */
export const importWords = pageWords<ImportWords>({
  pt: async () => (await import("./pt_imports.ts")).ptImports,
  es: async () => (await import("./es_imports.ts")).esImports,
  en: async () => (await import("./en_imports.ts")).enImports,
});
