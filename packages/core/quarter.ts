/** The quarter of an hour: the interval by which everything is counted, since every zone in use stands on such a boundary. */
import type { EpochMs } from "./time.ts";

export const quarterMs = 15 * 60_000;

/** When the quarter of an hour of an instant began. */
export function quarterOf(at: EpochMs): EpochMs {
  return Math.floor(at / quarterMs) * quarterMs;
}
