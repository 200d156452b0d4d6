import { signal } from "@preact/signals";
import { keep, kept } from "../preference.ts";

/** Agents of a kind stand together instead of by priority and name. */
export const groupByState = signal(kept("grouping") === "state");

export function toggleGrouping(): void {
  groupByState.value = !groupByState.value;
  keep("grouping", groupByState.value ? "state" : "");
}
