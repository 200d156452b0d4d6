/** The pauses that agents can choose from, over the HTTP API. Nothing here throws. */
import type { EpochMs, PauseType, PbxId } from "@qmanager/core";
import { type Answer, call } from "./api.ts";

export interface Pause extends PauseType {
  id: number;
  /** It stays, and keeps its name. */
  builtIn: boolean;
}

/** In the order in which they are offered. */
export const listPauses = (): Promise<Answer<{ pauses: Pause[] }>> => call("GET", "/pauses");

/** Of somebody who pauses now for a reason with a daily allowance. */
export interface PauseUsed {
  interface: string;
  reason: string;
  /** Of today, this pause with it. */
  usedMs: number;
  dailyMinutes: number;
}

export const usedPauses = (pbx: PbxId): Promise<Answer<{ at: EpochMs; used: PauseUsed[] }>> =>
  call("GET", `/pauses/used?${new URLSearchParams({ pbx })}`);
