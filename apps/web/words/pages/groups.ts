import { pageWords } from "../page_words.ts";
import type { GroupWords } from "./pt_groups.ts";

/** The texts of groups of agents and of queues. */
export const groupWords = pageWords<GroupWords>({
  pt: async () => (await import("./pt_groups.ts")).ptGroups,
  es: async () => (await import("./es_groups.ts")).esGroups,
  en: async () => (await import("./en_groups.ts")).enGroups,
});
