import { pageWords } from "../page_words.ts";
import type { PauseWords } from "./pt_pauses.ts";

/** The texts of the pauses. */
export const pauseWords = pageWords<PauseWords>({
  pt: async () => (await import("./pt_pauses.ts")).ptPauses,
  es: async () => (await import("./es_pauses.ts")).esPauses,
  en: async () => (await import("./en_pauses.ts")).enPauses,
});
