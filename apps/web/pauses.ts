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
export const addPause = (pause: PauseType): Promise<Answer<Pause>> => call("POST", "/pauses", pause);
export const changePause = (id: number, pause: PauseType): Promise<Answer<Pause>> =>
  call("PUT", `/pauses/${id}`, pause);
export const removePause = (id: number): Promise<Answer<null>> => call("DELETE", `/pauses/${id}`);
export const restorePause = (id: number): Promise<Answer<Pause>> => call("POST", `/pauses/${id}/restore`);
export const orderPauses = (ids: readonly number[]): Promise<Answer<{ pauses: Pause[] }>> =>
  call("PUT", "/pauses/order", { ids });

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
