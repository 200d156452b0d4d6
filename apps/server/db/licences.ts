/** What was entered as licence, when the trial began, and the number of this installation. */
import type { EpochMs } from "@qmanager/core";
import type { Query } from "./connect.ts";
import { findSetting, putSetting } from "./settings.ts";

/** `sealed` for the place `licence/token`; `last4` is shown. */
export type LicenceOnFile = { type: "none" } | { type: "trial" } | { type: "token"; sealed: string; last4: string };

export async function findLicence(sql: Query): Promise<LicenceOnFile> {
  return ((await findSetting(sql, "licence")) as LicenceOnFile | null) ?? { type: "none" };
}

export async function putLicence(tx: Query, licence: LicenceOnFile, at: EpochMs): Promise<void> {
  await putSetting(tx, "licence", licence, at);
}

/** When the trial was entered for the first time; null: never. */
export async function findTrial(sql: Query): Promise<EpochMs | null> {
  const stored = (await findSetting(sql, "licence_trial")) as { since: EpochMs } | null;
  return stored?.since ?? null;
}

/** The first time counts, whoever enters it again. */
export async function beginTrial(tx: Query, since: EpochMs): Promise<void> {
  await putOnce(tx, "licence_trial", { since }, since);
}

/** Made when it is first asked for, and then for ever the same; it is sent nowhere. */
export async function installationId(sql: Query, at: EpochMs): Promise<string> {
  const find = async () => ((await findSetting(sql, "installation")) as { id: string } | null)?.id;
  const known = await find();
  if (known !== undefined) return known;
  await putOnce(sql, "installation", { id: crypto.randomUUID() }, at);
  const made = await find();
  if (made === undefined) throw new Error("The installation got no number");
  return made;
}

async function putOnce(sql: Query, name: string, value: object, at: EpochMs): Promise<void> {
  await sql`
    insert into settings (name, value, changed_at) values (${name}, ${JSON.stringify(value)}::text::jsonb, ${at})
    on conflict (name) do nothing
  `;
}
