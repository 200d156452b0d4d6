/** The origins whose pages may ask the API. */
import type { EpochMs } from "@qmanager/core";
import type { Query } from "./connect.ts";
import { findSetting, putSetting } from "./settings.ts";

const settingName = "cors";

/** As browsers write them: `https://crm.empresa.com.br`. */
export async function findOrigins(sql: Query): Promise<readonly string[]> {
  const stored = (await findSetting(sql, settingName)) as { origins: string[] } | null;
  return stored?.origins ?? [];
}

export async function putOrigins(tx: Query, origins: readonly string[], at: EpochMs): Promise<void> {
  await putSetting(tx, settingName, { origins }, at);
}
