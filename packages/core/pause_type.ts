/** The pauses that agents are given to choose from. Asterisk keeps the name, as the reason of a pause, and nothing else. */

/** Plain JSON. */
export interface PauseType {
  name: string;
  /** How long an agent may pause so in a day of his; null: as long as he likes. */
  dailyMinutes: number | null;
  /** Work away from the queues, as a meeting: reports count it apart. */
  productive: boolean;
  /** Offered; else only on file. */
  active: boolean;
}

/** As long a name as fits in a column of a report; of letters with accents Asterisk may take fewer. */
export const longestPauseName = 60;

/** Two names with the same key are one pause: reasons are compared without regard to case. */
export function pauseKey(name: string): string {
  return name.trim().normalize("NFC").toLowerCase();
}
