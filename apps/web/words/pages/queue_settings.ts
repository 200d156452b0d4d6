import { pageWords } from "../page_words.ts";
import type { QueueSettingsWords } from "./pt_queue_settings.ts";

/** The texts of what people say of queues. */
export const queueSettingsWords = pageWords<QueueSettingsWords>({
  pt: async () => (await import("./pt_queue_settings.ts")).ptQueueSettings,
  es: async () => (await import("./es_queue_settings.ts")).esQueueSettings,
  en: async () => (await import("./en_queue_settings.ts")).enQueueSettings,
});
