/** Changes of the pauses that agents can choose from, over the HTTP API: apart, since the panel makes none. Nothing here throws. */
import type { PauseType } from "@qmanager/core";
import { type Answer, call } from "./api.ts";
import type { Pause } from "./pauses.ts";

export const addPause = (pause: PauseType): Promise<Answer<Pause>> => call("POST", "/pauses", pause);
export const changePause = (id: number, pause: PauseType): Promise<Answer<Pause>> =>
  call("PUT", `/pauses/${id}`, pause);
export const removePause = (id: number): Promise<Answer<null>> => call("DELETE", `/pauses/${id}`);
export const restorePause = (id: number): Promise<Answer<Pause>> => call("POST", `/pauses/${id}/restore`);
export const orderPauses = (ids: readonly number[]): Promise<Answer<{ pauses: Pause[] }>> =>
  call("PUT", "/pauses/order", { ids });
