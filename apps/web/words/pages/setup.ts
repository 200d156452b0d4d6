import { pageWords } from "../page_words.ts";
import type { SetupWords } from "./pt_setup.ts";

/** The texts of the first access. */
export const setupWords = pageWords<SetupWords>({
  pt: async () => (await import("./pt_setup.ts")).ptSetup,
  es: async () => (await import("./es_setup.ts")).esSetup,
  en: async () => (await import("./en_setup.ts")).enSetup,
});
