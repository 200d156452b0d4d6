import { pageWords } from "../page_words.ts";
import type { AccountWords } from "./pt_account.ts";

/** The texts of passwords and sessions: of one's own, and where somebody looks after users. */
export const accountWords = pageWords<AccountWords>({
  pt: async () => (await import("./pt_account.ts")).ptAccount,
  es: async () => (await import("./es_account.ts")).esAccount,
  en: async () => (await import("./en_account.ts")).enAccount,
});
