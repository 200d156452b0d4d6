/**
 * What a licence comes to at an instant. Whatever it is, calls go on being recorded and panels go on: all that ever stops is
 * that more agents are added.
 *
 * @module
 */
import type { EpochMs } from "./time.ts";
import { fromLocal } from "./zone.ts";

/** What is signed. */
export interface LicenceClaims {
  customer: string;
  /** How many agents may be active at once. */
  agents: number;
  /** What else was bought, by names that whoever issues it chose. */
  services: readonly string[];
  issuedAt: EpochMs;
  /** The first and the last day on which it holds, by the clocks of the site: `2027-01-31`. */
  from: string;
  until: string;
}

/** Why a token says nothing: it is none of ours, or cannot be checked. */
export const licenceFaults = ["malformed", "wrong_signature", "unknown_key", "no_keys", "unreadable"] as const;
export type LicenceFault = (typeof licenceFaults)[number];

/** What was entered. */
export type EnteredLicence =
  | { type: "none" }
  /** `since`: when it was entered for the first time. */
  | { type: "trial"; since: EpochMs }
  | { type: "token"; claims: LicenceClaims }
  | { type: "unusable"; fault: LicenceFault };

/** `from` inclusive, `until` exclusive. */
export type LicenceState =
  /** Everything, without a limit. */
  | { type: "community" }
  | { type: "trial"; from: EpochMs; until: EpochMs }
  /** It is the community edition again. */
  | { type: "trial_over"; from: EpochMs; until: EpochMs }
  /** `not_yet`: also where the clock stands before it was issued. */
  | { type: "licensed" | "not_yet" | "expired"; claims: LicenceClaims; from: EpochMs; until: EpochMs }
  | { type: "unusable"; fault: LicenceFault };

const dayMs = 24 * 3_600_000;
export const trialMs = 15 * dayMs;
/** The clocks of who issues a licence and of who uses it are not the same. */
const clockMs = 10 * 60_000;

export function licenceAt(entered: EnteredLicence, at: EpochMs, zone: string): LicenceState {
  switch (entered.type) {
    case "none":
      return { type: "community" };
    case "trial": {
      const span = { from: entered.since, until: entered.since + trialMs };
      return { type: at < span.until ? "trial" : "trial_over", ...span };
    }
    case "token": {
      const { claims } = entered;
      const span = { from: startOfDate(claims.from, zone), until: startOfDate(claims.until, zone, 1) };
      const isEarly = at < span.from || at < claims.issuedAt - clockMs;
      return { type: isEarly ? "not_yet" : at < span.until ? "licensed" : "expired", claims, ...span };
    }
    case "unusable":
      return entered;
    default:
      return entered satisfies never;
  }
}

/** @param after so many days later */
function startOfDate(date: string, zone: string, after = 0): EpochMs {
  return fromLocal(Date.parse(`${date}T00:00:00Z`) + after * dayMs, zone);
}

/** How many agents may be active. */
export type SeatRule =
  | { type: "unlimited" }
  | { type: "limited"; limit: number }
  /** Nobody is added before the licence is put right. */
  | { type: "stopped"; problem: "not_yet" | "expired" | LicenceFault };

export function seatRule(state: LicenceState): SeatRule {
  switch (state.type) {
    case "community":
    case "trial":
    case "trial_over":
      return { type: "unlimited" };
    case "licensed":
      return { type: "limited", limit: state.claims.agents };
    case "not_yet":
    case "expired":
      return { type: "stopped", problem: state.type };
    case "unusable":
      return { type: "stopped", problem: state.fault };
    default:
      return state satisfies never;
  }
}

export const licenceProblems = ["trial_over", "not_yet", "expired", "over_limit", ...licenceFaults] as const;
export type LicenceProblem = (typeof licenceProblems)[number];

/** What people have to look at; null: all is well. */
export function licenceProblem(state: LicenceState, activeAgents: number): LicenceProblem | null {
  const rule = seatRule(state);
  if (rule.type === "stopped") return rule.problem;
  if (state.type === "trial_over") return "trial_over";
  return rule.type === "limited" && activeAgents > rule.limit ? "over_limit" : null;
}
