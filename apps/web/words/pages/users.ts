import { pageWords } from "../page_words.ts";
import type { UserWords } from "./pt_users.ts";

/** The texts of the users' page. */
export const userWords = pageWords<UserWords>({
  pt: async () => (await import("./pt_users.ts")).ptUsers,
  es: async () => (await import("./es_users.ts")).esUsers,
  en: async () => (await import("./en_users.ts")).enUsers,
});
