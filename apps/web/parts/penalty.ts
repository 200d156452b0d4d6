import { highestPenalty } from "@qmanager/core";

/** A penalty as it was typed; null where it is none. */
export function penaltyOf(text: string): number | null {
  const typed = text.trim();
  if (!/^\d{1,10}$/.test(typed)) return null;
  const penalty = Number(typed);
  return penalty <= highestPenalty ? penalty : null;
}
