import { pageWords } from "../page_words.ts";
import type { SettingsWords } from "./pt_settings.ts";

/** The texts of the settings, and of what is set of a PBX. */
export const settingsWords = pageWords<SettingsWords>({
  pt: async () => (await import("./pt_settings.ts")).ptSettings,
  es: async () => (await import("./es_settings.ts")).esSettings,
  en: async () => (await import("./en_settings.ts")).enSettings,
});
