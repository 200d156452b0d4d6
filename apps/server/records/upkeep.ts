/** What has to be done by the hour: parts of tables for the months to come, and at night what is too old goes. */
import { type EpochMs, localHour } from "@qmanager/core";
import { type AuditBy, insertAudit } from "../db/audit.ts";
import type { Sql } from "../db/connect.ts";
import type { Partitions } from "../db/partitions.ts";
import { dropOld, findRetention, type OldMonth } from "../db/retention.ts";
import { reasonOf } from "../fault.ts";
import type { Log } from "../log.ts";
import type { SiteClock } from "../settings/site_clock.ts";

export interface RetentionParts {
  sql: Sql;
  now: () => EpochMs;
  partitions: Pick<Partitions, "forget">;
}

/** By the clocks of the site. */
const nightHour = 3;

export async function upkeep(parts: {
  sql: Sql;
  partitions: Partitions;
  log: Log;
  now(): EpochMs;
  site: Pick<SiteClock, "zone">;
}): Promise<void> {
  const { partitions, log, now, site } = parts;
  try {
    await partitions.ahead(now());
    if (localHour(now(), site.zone) !== nightHour) return;
    const months = await runRetention(parts, { at: now(), user: null, address: null });
    if (months.length > 0) log.info("Records that were too old were taken away", { months: months.length });
  } catch (error) {
    // The next hour, or night, does it.
    log.warn("Upkeep of the database was not done", { reason: reasonOf(error) });
  }
}

/** Takes away what the settings on file let go, and says so in the audit. */
export async function runRetention({ sql, now, partitions }: RetentionParts, by: AuditBy): Promise<OldMonth[]> {
  const months = await dropOld(sql, await findRetention(sql), now());
  if (months.length === 0) return months;
  partitions.forget();
  const detail = { months: months.map((each) => ({ ...each })) };
  await insertAudit(sql, { ...by, action: "records_dropped", target: null, detail });
  return months;
}
