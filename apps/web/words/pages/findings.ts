import { pageWords } from "../page_words.ts";
import type { FindingWords } from "./pt_findings.ts";

/** The texts of checks of a PBX. */
export const findingWords = pageWords<FindingWords>({
  pt: async () => (await import("./pt_findings.ts")).ptFindings,
  es: async () => (await import("./es_findings.ts")).esFindings,
  en: async () => (await import("./en_findings.ts")).enFindings,
});
