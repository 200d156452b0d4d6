/**
 * Service level: what share of callers was served in time. Six formulas are in use, so a queue says which is its own, and a page
 * prints it beside the figure.
 *
 * Whoever was not served counts as abandoned here, with the wait he had: those who gave up, those whom the time limit, a
 * key, an empty queue or a withdrawal took out, and those lost in a crash.
 */
import { share } from "./share.ts";
import type { Outcome } from "./visit.ts";

export const serviceFormulas = ["A", "B", "C", "D", "E", "F"] as const;

/**
 * A: of the answered (Asterisk's `ServicelevelPerf`). B: those who gave up in time count as served (`ServicelevelPerf2`). C: of
 * all. D: those who gave up in time do not count. E: those who gave up at once count as served. F: those who gave up at
 * once do not count.
 */
export type ServiceFormula = (typeof serviceFormulas)[number];

export interface ServicePolicy {
  formula: ServiceFormula;
  /** A wait up to this, inclusive, is in time. */
  thresholdMs: number;
  /** Who gave up within this, inclusive, gave up at once. */
  shortMs: number;
}

export const defaultServicePolicy: Readonly<ServicePolicy> = { formula: "F", thresholdMs: 60_000, shortMs: 5_000 };

/** What the formulas are made of; adds up. */
export interface ServiceCounts {
  answered: number;
  answeredInTime: number;
  abandoned: number;
  abandonedInTime: number;
  abandonedShort: number;
}

/** The counts of one visit; all 0 for one that was refused, goes on, or whose wait nobody knows. */
export function serviceCounts(
  visit: { outcome: Outcome | null; waitMs: number | null },
  { thresholdMs, shortMs }: Pick<ServicePolicy, "thresholdMs" | "shortMs">,
): ServiceCounts {
  const { outcome, waitMs } = visit;
  const isCounted = outcome !== null && outcome !== "refused" && waitMs !== null;
  const answered = isCounted && outcome === "answered" ? 1 : 0;
  const abandoned = isCounted ? 1 - answered : 0;
  const inTime = waitMs !== null && waitMs <= thresholdMs ? 1 : 0;
  const short = waitMs !== null && waitMs <= shortMs ? 1 : 0;
  return {
    answered,
    answeredInTime: answered * inTime,
    abandoned,
    abandonedInTime: abandoned * inTime,
    abandonedShort: abandoned * short,
  };
}

/** From 0 to 1; null when there is nothing to measure. */
export function serviceLevel(counts: ServiceCounts, formula: ServiceFormula): number | null {
  const { answered, answeredInTime, abandoned, abandonedInTime, abandonedShort } = counts;
  switch (formula) {
    case "A":
      return share(answeredInTime, answered);
    case "B":
      return share(answeredInTime + abandonedInTime, answered + abandoned);
    case "C":
      return share(answeredInTime, answered + abandoned);
    case "D":
      return share(answeredInTime, answered + abandoned - abandonedInTime);
    case "E":
      return share(answeredInTime + abandonedShort, answered + abandoned);
    case "F":
      return share(answeredInTime, answered + abandoned - abandonedShort);
    default:
      return formula satisfies never;
  }
}
