/** An instant: milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** The milliseconds of a text of whole or decimal seconds (`"7"`, `"1795338688"`), or null when it is not a number. */
export function secondsToMs(text: string | undefined): number | null {
  if (text === undefined || text === "") return null;
  const seconds = Number(text);
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : null;
}

export const minutesOfDay = 1_440;
