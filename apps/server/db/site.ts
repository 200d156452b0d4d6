/** What is set of the site, in the shape in which its settings are kept. */
import type { EpochMs } from "@qmanager/core";
import type { Query } from "./connect.ts";
import { putSetting } from "./settings.ts";

export const siteLanguages = ["pt", "es", "en"] as const;
export type SiteLanguage = (typeof siteLanguages)[number];

/** Zone null: that of the machine. */
export async function putSite(
  sql: Query,
  { language = "pt", zone = null }: { language?: SiteLanguage | undefined; zone?: string | null | undefined },
  at: EpochMs,
): Promise<void> {
  await putSetting(sql, "site", { value: { name: "", zone, language, address: null }, password: null }, at);
}
