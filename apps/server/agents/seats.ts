/** How many agents may work at once. */
import type { SeatRule } from "@qmanager/core/licence";
import { countActive } from "../db/agent_records.ts";
import type { Query } from "../db/connect.ts";

/** How many may work, read in the transaction that asks for more of them. */
export type SeatLimit = (tx: Query) => Promise<SeatRule>;

export const withoutLimit: SeatLimit = async () => ({ type: "unlimited" });

export type Seats =
  | { type: "taken" }
  /** `used` work already, of `limit` who may, and `wanted` more were to. */
  | { type: "none_left"; used: number; limit: number; wanted: number }
  | Extract<SeatRule, { type: "stopped" }>;

/** Any fixed number. */
const seatLockKey = 7_236_507;

/** Until the transaction ends nobody else takes seats, or changes how many there are. */
export async function lockSeats(tx: Query): Promise<void> {
  await tx`select pg_advisory_xact_lock(${seatLockKey}::bigint)`;
}

/**
 * Whether so many more agents may work. Until the transaction ends nobody else takes any: two at once cannot both have the
 * last one. Before they become active.
 */
export async function takeSeats(tx: Query, count: number, limitOf: SeatLimit): Promise<Seats> {
  if (count === 0) return { type: "taken" };
  await lockSeats(tx);
  const rule = await limitOf(tx);
  if (rule.type === "unlimited") return { type: "taken" };
  if (rule.type === "stopped") return rule;
  const used = await countActive(tx);
  return used + count <= rule.limit ? { type: "taken" } : { type: "none_left", used, limit: rule.limit, wanted: count };
}
