/**
 * What people say of a queue that Asterisk does not know: how it is called, when it is open, and by what it is judged. What a
 * queue does not say of itself is as the site's defaults are.
 */

import { defaultServicePolicy, type ServiceFormula, type ServicePolicy } from "./service_level.ts";
import { minutesOfDay } from "./time.ts";

/** Whole seconds: waits are counted by the second. */
export interface ServiceSettings {
  formula: ServiceFormula;
  /** T: a wait up to this, inclusive, is in time. */
  thresholdSeconds: number;
  /** S: who gave up within this, inclusive, gave up at once. */
  shortSeconds: number;
  /** Whole percent; below it the level is red. 0: there is no goal. */
  goalPercent: number;
}

/** From how long on a waiting call asks for somebody to act. */
export interface WaitAlert {
  warnSeconds: number;
  alertSeconds: number;
}

/** Days of the week by ISO 8601: 1 is Monday, 7 is Sunday. Clock times of the site, `08:00`; `to` may be `24:00`. */
export interface QueueShift {
  days: number[];
  from: string;
  to: string;
}

/** Plain JSON. */
export interface QueueSettings {
  service: ServiceSettings;
  waitAlert: WaitAlert;
  /** When the queue is open; none: always. */
  shifts: QueueShift[];
  /** Exits by key or from an empty queue, and withdrawals, are shown as time limits. */
  exitsAreTimeouts: boolean;
  /** Wrap-up where Asterisk does not tell its own; 0: none. */
  wrapUpSeconds: number;
}

/** A queue's own; null: as the defaults are. */
export type OwnQueueSettings = { readonly [Part in keyof QueueSettings]: QueueSettings[Part] | null } & {
  /** What pages call it; null: as Asterisk does. */
  readonly displayName: string | null;
};

export const defaultQueueSettings: QueueSettings = {
  service: {
    formula: defaultServicePolicy.formula,
    thresholdSeconds: defaultServicePolicy.thresholdMs / 1000,
    shortSeconds: defaultServicePolicy.shortMs / 1000,
    goalPercent: 0,
  },
  waitAlert: { warnSeconds: 60, alertSeconds: 120 },
  shifts: [],
  exitsAreTimeouts: false,
  wrapUpSeconds: 0,
};

/** A queue of which nobody said anything. */
export const noOwnSettings: OwnQueueSettings = {
  displayName: null,
  service: null,
  waitAlert: null,
  shifts: null,
  exitsAreTimeouts: null,
  wrapUpSeconds: null,
};

/** What holds for a queue. */
export type SettledSettings = QueueSettings & Pick<OwnQueueSettings, "displayName">;

export function settledSettings(
  own: OwnQueueSettings = noOwnSettings,
  defaults: QueueSettings = defaultQueueSettings,
): SettledSettings {
  return {
    displayName: own.displayName,
    service: own.service ?? defaults.service,
    waitAlert: own.waitAlert ?? defaults.waitAlert,
    shifts: own.shifts ?? defaults.shifts,
    exitsAreTimeouts: own.exitsAreTimeouts ?? defaults.exitsAreTimeouts,
    wrapUpSeconds: own.wrapUpSeconds ?? defaults.wrapUpSeconds,
  };
}

export function servicePolicyOf({ formula, thresholdSeconds, shortSeconds }: ServiceSettings): ServicePolicy {
  return { formula, thresholdMs: thresholdSeconds * 1000, shortMs: shortSeconds * 1000 };
}

/** What is wrong with shifts, and with which of them. */
export type ShiftFault =
  | { at: number; type: "days" | "from" | "to" }
  /** It would end before it begins: over midnight it is two. */
  | { at: number; type: "order" }
  | { at: number; type: "overlap"; with: number };

/** The minute of the day of a clock time; null for none. */
export function minuteOf(time: string): number | null {
  const parts = /^(\d\d):([0-5]\d)$/.exec(time);
  const minute = parts ? Number(parts[1]) * 60 + Number(parts[2]) : null;
  return minute === null || minute > minutesOfDay ? null : minute;
}

export function shiftFaults(shifts: readonly QueueShift[]): ShiftFault[] {
  const faults: ShiftFault[] = [];
  const read = shifts.map(({ days, from, to }, at) => {
    const [begins, ends] = [minuteOf(from), minuteOf(to)];
    const areDays =
      days.length > 0 && new Set(days).size === days.length && days.every((day) => dayNumbers.includes(day));
    if (!areDays) faults.push({ at, type: "days" });
    if (begins === null) faults.push({ at, type: "from" });
    if (ends === null) faults.push({ at, type: "to" });
    if (begins === null || ends === null) return null;
    if (ends <= begins) faults.push({ at, type: "order" });
    return { days: new Set(days), begins, ends };
  });
  for (const [at, later] of read.entries()) {
    const other = read.findIndex(
      (earlier, n) =>
        n < at &&
        earlier &&
        later &&
        earlier.begins < later.ends &&
        later.begins < earlier.ends &&
        !earlier.days.isDisjointFrom(later.days),
    );
    if (other >= 0) faults.push({ at, type: "overlap", with: other });
  }
  return faults;
}

export const dayNumbers: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

/** How a live view calls a queue and when it warns. */
export interface QueueFace {
  /** Null: as Asterisk does. */
  displayName: string | null;
  warnMs: number;
  alertMs: number;
  /** From 0 to 1; null: none. */
  goal: number | null;
}

export function faceOf({ displayName, waitAlert, service }: SettledSettings): QueueFace {
  return {
    displayName,
    warnMs: waitAlert.warnSeconds * 1000,
    alertMs: waitAlert.alertSeconds * 1000,
    goal: service.goalPercent === 0 ? null : service.goalPercent / 100,
  };
}
