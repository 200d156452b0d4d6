import { pageWords } from "../page_words.ts";
import type { VisitWords } from "./pt_visits.ts";

/** The texts of the visits on file. */
export const visitWords = pageWords<VisitWords>({
  pt: async () => (await import("./pt_visits.ts")).ptVisits,
  es: async () => (await import("./es_visits.ts")).esVisits,
  en: async () => (await import("./en_visits.ts")).enVisits,
});
