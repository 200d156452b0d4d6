import { computed } from "@preact/signals";
import type { EpochMs, PbxId, PbxView } from "@qmanager/core";
import { now } from "./clock.ts";
import { type Freshness, lastWord, pbxFreshness, serverFreshness, staleMs, worst } from "./freshness.ts";
import { live } from "./store.ts";

/** One PBX and how much its figures can be believed. */
export interface PbxHealth {
  pbx: PbxView;
  freshness: Freshness;
  /** Its last word; null if there was none. */
  heardAt: EpochMs | null;
}

/** Our own line to the server. While it is late or stale, nothing can be said of any PBX. */
export const serverHealth = computed<Freshness>(() => {
  const store = live.value;
  if (store === null) return "connecting";
  const renewingSince = store.renewingSince.value;
  // After a sleep what is shown is old, but there is no need for a red banner unless it stays so.
  if (renewingSince !== null) return now.value - renewingSince > staleMs ? "stale" : "late";
  return serverFreshness(store.serverHeardAt.value, now.value);
});

/** Each PBX; none until the server said which there are. */
export const pbxHealth = computed<readonly PbxHealth[]>(() => {
  const store = live.value;
  if (store === null) return [];
  const heartbeat = store.heartbeat.value;
  return (store.pbxs.value ?? []).map((pbx) => ({
    pbx,
    freshness: pbxFreshness(pbx, heartbeat, now.value),
    heardAt: lastWord(pbx, heartbeat),
  }));
});

/** One word for the top bar: the server's if that line is bad, else the worst PBX's. */
export const health = computed<Freshness>(() =>
  serverHealth.value === "live" ? worst(pbxHealth.value.map((each) => each.freshness)) : serverHealth.value,
);

const stalePbxs = computed<ReadonlySet<PbxId>>((): ReadonlySet<PbxId> => {
  const all = serverHealth.value === "stale" || live.value?.renewingSince.value != null;
  return new Set(
    pbxHealth.value
      .filter((each) => all || (each.freshness !== "live" && each.freshness !== "late"))
      .map((each) => each.pbx.pbx),
  );
});
// As a text: a set made anew each second would tell its readers each second that it changed.
const staleKey = computed(() => [...stalePbxs.value].sort().join("/"));

/** Whether the figures of a PBX are only the last known ones. */
export function isStale(pbx: PbxId): boolean {
  return staleKey.value.split("/").includes(pbx);
}
