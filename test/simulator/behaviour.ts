import type { Random } from "./random.ts";

/** What a person does whose phone rings. */
export type Reaction =
  | { kind: "answer"; afterMs: number }
  | { kind: "ignore" }
  | { kind: "busy" }
  | { kind: "reject"; afterMs: number };

/** How a talk goes: when the agent holds (ms after answering, for how long) and how it ends. */
export interface TalkPlan {
  talkMs: number;
  holds: { afterMs: number; forMs: number }[];
  ending: "agent" | "caller" | "blind_transfer" | "queue_transfer" | "attended_transfer";
}

/** What a caller in line will do unless somebody answers: give up, or press the exit key. */
export interface CallerPlan {
  patienceMs: number;
  keyAfterMs: number | null;
}

/** What people do. Tests script it; {@link people} is the usual crowd. */
export interface Behaviour {
  caller(hasExitKey: boolean): CallerPlan;
  member(): Reaction;
  talk(): TalkPlan;
  /** Whom somebody rings directly, or calls outside. */
  dialled(): Reaction;
  /** The score given in a survey, or null: hangs up or says nothing. */
  score(): number | null;
}

/** Shares of what happens, each from 0 to 1, and spans in ms. */
export interface Odds {
  talkMedianMs: number;
  patienceMeanMs: number;
  ignore: number;
  busy: number;
  reject: number;
  exitKey: number;
  hold: number;
  endedByAgent: number;
  blindTransfer: number;
  queueTransfer: number;
  attendedTransfer: number;
}

export const usualOdds: Odds = {
  talkMedianMs: 110_000,
  patienceMeanMs: 90_000,
  ignore: 0.06,
  busy: 0.01,
  reject: 0.01,
  exitKey: 0.03,
  hold: 0.15,
  endedByAgent: 0.45,
  blindTransfer: 0.03,
  queueTransfer: 0.02,
  attendedTransfer: 0.02,
};

/** The usual crowd: most answer within seconds, some do not, some callers give up. */
export function people(random: Random, odds: Odds): Behaviour {
  return {
    caller: (hasExitKey) => ({
      patienceMs: 1500 + random.exponential(odds.patienceMeanMs),
      keyAfterMs: hasExitKey && random.chance(odds.exitKey) ? random.between(3_000, 40_000) : null,
    }),
    member: () => {
      const luck = random.next();
      if (luck < odds.ignore) return { kind: "ignore" };
      if (luck < odds.ignore + odds.busy) return { kind: "busy" };
      if (luck < odds.ignore + odds.busy + odds.reject) return { kind: "reject", afterMs: random.between(800, 4_000) };
      return { kind: "answer", afterMs: Math.min(30_000, random.logNormal(3_200, 0.5)) };
    },
    talk: () => {
      const talkMs = Math.min(3_600_000, Math.max(2_000, random.logNormal(odds.talkMedianMs, 0.7)));
      const holds = [];
      if (talkMs > 20_000 && random.chance(odds.hold)) {
        const forMs = random.between(4_000, talkMs * 0.4);
        holds.push({ afterMs: random.between(4_000, talkMs - forMs - 4_000), forMs });
      }
      const luck = random.next();
      let limit = odds.blindTransfer;
      if (luck < limit) return { talkMs, holds, ending: "blind_transfer" };
      limit += odds.queueTransfer;
      if (luck < limit) return { talkMs, holds, ending: "queue_transfer" };
      limit += odds.attendedTransfer;
      if (luck < limit) return { talkMs, holds, ending: "attended_transfer" };
      return { talkMs, holds, ending: random.chance(odds.endedByAgent) ? "agent" : "caller" };
    },
    dialled: () => {
      const luck = random.next();
      if (luck < 0.12) return { kind: "busy" };
      if (luck < 0.25) return { kind: "ignore" };
      return { kind: "answer", afterMs: random.logNormal(5_000, 0.5) };
    },
    score: () => (random.chance(0.7) ? 5 - Math.floor(random.next() ** 2 * 5) : null),
  };
}
