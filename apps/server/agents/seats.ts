/** How many agents may work at once. */
import { countActive } from "../db/agent_records.ts";
import type { Query } from "../db/connect.ts";

/** How many may work, read in the transaction that asks for more of them; null: as many as there are. */
export type SeatLimit = (tx: Query) => Promise<number | null>;

export const withoutLimit: SeatLimit = async () => null;

export type Seats =
  | { type: "taken" }
  /** `used` work already, of `limit` who may. */
  | { type: "none_left"; used: number; limit: number };

/** Any fixed number. */
const seatLockKey = 7_236_507;

/**
 * Whether so many more agents may work. Until the transaction ends nobody else takes any: two at once cannot both have the
 * last one. Before they become active.
 */
export async function takeSeats(tx: Query, count: number, limitOf: SeatLimit): Promise<Seats> {
  if (count === 0) return { type: "taken" };
  await tx`select pg_advisory_xact_lock(${seatLockKey}::bigint)`;
  const limit = await limitOf(tx);
  if (limit === null) return { type: "taken" };
  const used = await countActive(tx);
  return used + count <= limit ? { type: "taken" } : { type: "none_left", used, limit };
}
