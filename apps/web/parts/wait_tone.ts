import type { QueueFace } from "@qmanager/core";

/** The tone of a wait in a queue, or undefined while it is nothing to act on. */
export function waitTone(
  waitMs: number,
  { warnMs, alertMs }: Pick<QueueFace, "warnMs" | "alertMs">,
): "warn" | "danger" | undefined {
  if (waitMs >= alertMs) return "danger";
  return waitMs >= warnMs ? "warn" : undefined;
}
