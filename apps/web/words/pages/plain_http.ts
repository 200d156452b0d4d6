import { pageWords } from "../page_words.ts";
import type { PlainHttpWords } from "./pt_plain_http.ts";

/** The texts of the notice of plain HTTP, which most never see. */
export const plainHttpWords = pageWords<PlainHttpWords>({
  pt: async () => (await import("./pt_plain_http.ts")).ptPlainHttp,
  es: async () => (await import("./es_plain_http.ts")).esPlainHttp,
  en: async () => (await import("./en_plain_http.ts")).enPlainHttp,
});
