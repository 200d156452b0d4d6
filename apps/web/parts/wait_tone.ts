/** From here on a waiting call is yellow; red from twice as long. Until each queue can say its own. */
const warnWaitMs = 60_000;
const dangerWaitMs = 120_000;

/** The tone of a wait, or undefined while it is nothing to act on. */
export function waitTone(waitMs: number): "warn" | "danger" | undefined {
  if (waitMs >= dangerWaitMs) return "danger";
  return waitMs >= warnWaitMs ? "warn" : undefined;
}
