/** How long a token holds, as it is chosen. */
import { fromLocal } from "@qmanager/core";

export const expiries = ["d30", "d90", "d365", "date", "never"] as const;
export type Expiry = (typeof expiries)[number];
const days = { d30: 30, d90: 90, d365: 365 } as const;
const dayMs = 24 * 3_600_000;

/** When it ends; "wrong": no day, or one that is over. The last day counts whole, by the clocks of the zone. */
export function expiresAt(expiry: Expiry, date: string, at: number, zone: string): number | null | "wrong" {
  switch (expiry) {
    case "never":
      return null;
    case "date": {
      const start = Date.parse(`${date}T00:00:00Z`);
      const end = Number.isNaN(start) ? Number.NaN : fromLocal(start + dayMs, zone);
      return end > at ? end : "wrong";
    }
    case "d30":
    case "d90":
    case "d365":
      return at + days[expiry] * dayMs;
    default:
      return expiry satisfies never;
  }
}
