/** What the routes need of the lines to the PBXs. */
import type { EpochMs, PbxView } from "@qmanager/core";
import type { PbxSettings } from "./settings.ts";
import type { PbxTrial } from "./trial.ts";

/** How often the live state was compared with the PBX, and what had to be repaired. */
export interface DriftCount {
  /** Comparisons made since the start. */
  checks: number;
  /** Comparisons that found something wrong. */
  drifted: number;
  /** Single things (a member, a caller) that were put right. */
  repaired: number;
  lastDriftAt: EpochMs | null;
}

export interface PbxHealth extends PbxView {
  drift: DriftCount;
}

export interface PbxAccess {
  /** The PBXs of the environment: they stand first and cannot be changed on the page. */
  readonly fixed: readonly PbxSettings[];
  /** Connects to these besides the fixed ones: new ones are begun, changed ones begun anew, missing ones closed. */
  configure(stored: readonly PbxSettings[]): void;
  /** Tries a connection and closes it. Never throws: what went wrong is in the answer. */
  test(pbx: PbxSettings): Promise<PbxTrial>;
  health(): PbxHealth[];
}
