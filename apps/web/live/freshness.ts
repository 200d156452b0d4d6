import type { EpochMs, PbxView } from "@qmanager/core";

/** Older than this, the top bar turns yellow. */
export const lateMs = 3_000;
/** Older than this, a red banner says so and figures turn grey. */
export const staleMs = 5_000;

/**
 * How much the figures of one PBX, or of the whole page, can be believed.
 * - `live`: heard of within 3 s
 * - `late`: not for 3 to 5 s
 * - `stale`: not for more than 5 s
 * - `connecting`: never yet
 * - `refused`: the PBX answers, and does not let us in
 */
export type Freshness = "live" | "late" | "stale" | "connecting" | "refused";

/** What the server said of its PBXs in its last heartbeat. */
export interface Heartbeat {
  at: EpochMs;
  heardAt: Readonly<Record<string, EpochMs | null>>;
}

/** The last word of a PBX, as far as we were told. */
export function lastWord(pbx: PbxView, heartbeat: Heartbeat | null): EpochMs | null {
  return heartbeat?.heardAt[pbx.pbx] ?? pbx.heardAt;
}

/**
 * The freshness of one PBX, while the server itself is heard.
 *
 * A PBX is asked for a sign of life every 2 s and we are told every second. So while its line is up its age is taken
 * at the heartbeat: counted on from there, a quiet PBX would come near 3 s again and again.
 */
export function pbxFreshness(pbx: PbxView, heartbeat: Heartbeat | null, now: EpochMs): Freshness {
  if (pbx.status === "refused") return "refused";
  const heardAt = lastWord(pbx, heartbeat);
  if (heardAt === null) return "connecting";
  return ofAge((pbx.status === "live" && heartbeat !== null ? heartbeat.at : now) - heardAt);
}

/** The freshness of our own line to the server, by its last message. */
export function serverFreshness(heardAt: EpochMs | null, now: EpochMs): Freshness {
  return heardAt === null ? "connecting" : ofAge(now - heardAt);
}

function ofAge(ageMs: number): Freshness {
  if (ageMs > staleMs) return "stale";
  return ageMs > lateMs ? "late" : "live";
}

const order: readonly Freshness[] = ["live", "late", "connecting", "stale", "refused"];

/** The worst of several; `live` when there is none. */
export function worst(all: readonly Freshness[]): Freshness {
  return all.reduce((a, b) => (order.indexOf(a) >= order.indexOf(b) ? a : b), "live");
}
