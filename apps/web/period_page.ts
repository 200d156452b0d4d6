/** Pages of what is on file in a period. */
import type { EpochMs } from "@qmanager/core";

/** What the server tells of such a page, beside what is on it. */
export interface PeriodPage {
  /** Where the next page begins; null: this is the last. */
  next: string | null;
  /** The period; null: it has no such end. */
  from: EpochMs | null;
  to: EpochMs | null;
  /** Of the site's clocks. */
  zone: string;
}

/** What the server is asked for after a page: the same period, also when midnight has passed meanwhile. */
export function pageAfter(query: URLSearchParams, after: PeriodPage | null): URLSearchParams {
  if (after === null) return query;
  const asked = new URLSearchParams(query);
  asked.delete("period");
  const { next, from, to } = after;
  if (from !== null) asked.set("from", String(from));
  if (to !== null) asked.set("to", String(to));
  if (next !== null) asked.set("cursor", next);
  return asked;
}
