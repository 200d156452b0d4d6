import { pageWords } from "../page_words.ts";
import { accessWords } from "./access.ts";
import type { TokenWords } from "./pt_tokens.ts";

/** The texts of the tokens' page. */
export const tokenWords = pageWords<TokenWords>({
  pt: async () => (await import("./pt_tokens.ts")).ptTokens,
  es: async () => (await import("./es_tokens.ts")).esTokens,
  en: async () => (await import("./en_tokens.ts")).enTokens,
});

/** With those of the form of an access. */
export async function load(): Promise<void> {
  await Promise.all([tokenWords.load(), accessWords.load()]);
}
