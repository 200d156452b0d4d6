import { signal } from "@preact/signals";
import type { SpyAction } from "@qmanager/core";
import type { LiveMember, LiveQueue } from "../live/queue.ts";

/** What floats over the panel: one thing at a time. */
export type PanelDialog =
  | { type: "pause" | "penalty"; live: LiveQueue; member: LiveMember }
  /** The actions of one agent: under a button, or as a sheet where the screen is narrow. */
  | { type: "actions"; live: LiveQueue; member: LiveMember; under: HTMLElement }
  | { type: "add"; live: LiveQueue }
  /** Listening waits for the supervisor's own extension. */
  | { type: "extension"; action: SpyAction; who: string };

export const panelDialog = signal<PanelDialog | null>(null);

export function closePanelDialog(): void {
  panelDialog.value = null;
}
