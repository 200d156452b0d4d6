/**
 * When the page did not run for a while: a tab that the browser froze, a computer that slept, a process that was
 * stopped. What the page shows then is old, and it must know that before it is seen again.
 */
import type { EpochMs } from "@qmanager/core";
import { now } from "./clock.ts";

/** The one interval of the page ticks each second: a tick that is this late, ms, comes after a sleep. */
const jumpMs = 5_000;

/** Tells a sleep by the ticks of a clock. In a tab in the background they are a minute apart, which looks like one, too. */
export class SleepDetector {
  #lastAt: EpochMs | null = null;

  /** Whether between this tick and the one before nothing ran. */
  ticked(at: EpochMs): boolean {
    const lastAt = this.#lastAt;
    this.#lastAt = at;
    return lastAt !== null && at - lastAt > jumpMs;
  }
}

/** What sleeps with the page. */
export interface Sleeper {
  /** The page is up; perhaps it slept. */
  wake(): void;
  /** The page is about to be frozen. */
  rest(): void;
}

/**
 * Tells a sleeper of every sleep that can be noticed.
 *
 * @returns ends it
 */
export function watchSleep(sleeper: Sleeper): () => void {
  const detector = new SleepDetector();
  const wake = () => sleeper.wake();
  const rest = () => sleeper.rest();
  const stopTicks = now.subscribe(() => {
    if (detector.ticked(Date.now())) wake();
  });
  // Page Lifecycle: https://wicg.github.io/page-lifecycle/. Of browsers that do not tell, the ticks tell.
  document.addEventListener("freeze", rest);
  document.addEventListener("resume", wake);
  document.addEventListener("visibilitychange", wake);
  addEventListener("pageshow", wake);
  return () => {
    stopTicks();
    document.removeEventListener("freeze", rest);
    document.removeEventListener("resume", wake);
    document.removeEventListener("visibilitychange", wake);
    removeEventListener("pageshow", wake);
  };
}
