import { type Signal, signal } from "@preact/signals";
import {
  type OwnQueueSettings,
  type QueueSettings,
  type QueueShift,
  type ServiceFormula,
  type ShiftFault,
  shiftFaults,
} from "@qmanager/core";

/** The parts that a queue may say of its own, or have as the defaults are. */
export const parts = ["service", "waitAlert", "shifts", "exitsAreTimeouts", "wrapUpSeconds"] as const;
export type Part = (typeof parts)[number];

/** Settings as they are being typed. */
export interface SettingsDraft {
  displayName: Signal<string>;
  /** Else as the defaults are. */
  own: Readonly<Record<Part, Signal<boolean>>>;
  formula: Signal<ServiceFormula>;
  threshold: Signal<string>;
  short: Signal<string>;
  goal: Signal<string>;
  warn: Signal<string>;
  alert: Signal<string>;
  shifts: Signal<readonly QueueShift[]>;
  exits: Signal<boolean>;
  wrapUp: Signal<string>;
}

/** @param own of a queue; null: these are the defaults, which say all themselves */
export function settingsDraft(settings: QueueSettings, own: OwnQueueSettings | null): SettingsDraft {
  const { service, waitAlert } = settings;
  const isOwn = (part: Part) => signal(own === null || own[part] !== null);
  return {
    displayName: signal(own?.displayName ?? ""),
    own: {
      service: isOwn("service"),
      waitAlert: isOwn("waitAlert"),
      shifts: isOwn("shifts"),
      exitsAreTimeouts: isOwn("exitsAreTimeouts"),
      wrapUpSeconds: isOwn("wrapUpSeconds"),
    },
    formula: signal(service.formula),
    threshold: signal(String(service.thresholdSeconds)),
    short: signal(String(service.shortSeconds)),
    goal: signal(String(service.goalPercent)),
    warn: signal(String(waitAlert.warnSeconds)),
    alert: signal(String(waitAlert.alertSeconds)),
    shifts: signal(settings.shifts),
    exits: signal(settings.exitsAreTimeouts),
    wrapUp: signal(String(settings.wrapUpSeconds)),
  };
}

/** Shows a part as the defaults are, which hold for it from now on; or has the queue say it itself. */
export function setOwn(draft: SettingsDraft, part: Part, isOwn: boolean, defaults: QueueSettings): void {
  draft.own[part].value = isOwn;
  if (isOwn) return;
  const from = settingsDraft(defaults, null);
  switch (part) {
    case "service":
      draft.formula.value = from.formula.value;
      draft.threshold.value = from.threshold.value;
      draft.short.value = from.short.value;
      draft.goal.value = from.goal.value;
      return;
    case "waitAlert":
      draft.warn.value = from.warn.value;
      draft.alert.value = from.alert.value;
      return;
    case "shifts":
      draft.shifts.value = from.shifts.value;
      return;
    case "exitsAreTimeouts":
      draft.exits.value = from.exits.value;
      return;
    case "wrapUpSeconds":
      draft.wrapUp.value = from.wrapUp.value;
      return;
    default:
      part satisfies never;
  }
}

/** What is wrong with a draft, by the field's path in the API. */
export type SettingsErrors = Readonly<Record<string, string>>;

export interface SettingsTexts {
  nameLong: (most: number) => string;
  secondsWrong: (least: number) => string;
  goalWrong: string;
  alertWrong: string;
  shiftWrong: (fault: ShiftFault) => string;
}

const longestName = 80;
const mostSeconds = 86_400;

/** The draft as the server wants it, or what is wrong with it. */
export function readSettings(
  draft: SettingsDraft,
  texts: SettingsTexts,
): { settings: QueueSettings; own: OwnQueueSettings } | { errors: SettingsErrors } {
  const errors: Record<string, string> = {};
  const whole = (path: string, typed: string, [least, most]: readonly [number, number], wrong: string) => {
    const value = /^\d{1,6}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
    if (!(value >= least && value <= most)) errors[path] = wrong;
    return value;
  };
  const seconds = (path: string, typed: string, least: number) =>
    whole(path, typed, [least, mostSeconds], texts.secondsWrong(least));
  const displayName = draft.displayName.value.trim();
  if (displayName.length > longestName) errors.displayName = texts.nameLong(longestName);
  const settings: QueueSettings = {
    service: {
      formula: draft.formula.value,
      thresholdSeconds: seconds("service.thresholdSeconds", draft.threshold.value, 0),
      shortSeconds: seconds("service.shortSeconds", draft.short.value, 0),
      goalPercent: whole("service.goalPercent", draft.goal.value, [0, 100], texts.goalWrong),
    },
    waitAlert: {
      warnSeconds: seconds("waitAlert.warnSeconds", draft.warn.value, 1),
      alertSeconds: seconds("waitAlert.alertSeconds", draft.alert.value, 1),
    },
    shifts: draft.shifts.value.map((each) => ({ ...each })),
    exitsAreTimeouts: draft.exits.value,
    wrapUpSeconds: seconds("wrapUpSeconds", draft.wrapUp.value, 0),
  };
  const { warnSeconds, alertSeconds } = settings.waitAlert;
  if (errors["waitAlert.warnSeconds"] === undefined && alertSeconds < warnSeconds)
    errors["waitAlert.alertSeconds"] ??= texts.alertWrong;
  for (const fault of shiftFaults(settings.shifts)) {
    const field = fault.type === "days" || fault.type === "from" ? fault.type : "to";
    errors[`shifts.${fault.at}.${field}`] ??= texts.shiftWrong(fault);
  }
  if (Object.keys(errors).length > 0) return { errors };
  const own: OwnQueueSettings = {
    displayName: displayName === "" ? null : displayName,
    service: draft.own.service.value ? settings.service : null,
    waitAlert: draft.own.waitAlert.value ? settings.waitAlert : null,
    shifts: draft.own.shifts.value ? settings.shifts : null,
    exitsAreTimeouts: draft.own.exitsAreTimeouts.value ? settings.exitsAreTimeouts : null,
    wrapUpSeconds: draft.own.wrapUpSeconds.value ? settings.wrapUpSeconds : null,
  };
  return { settings, own };
}

/** All that is typed, as one text: another one is a change. Reads signals. */
export function typedIn(draft: SettingsDraft): string {
  const { own, shifts, ...fields } = draft;
  const values = Object.values(fields).map(({ value }) => (typeof value === "string" ? value.trim() : value));
  return JSON.stringify([values, parts.map((part) => own[part].value), shifts.value]);
}

/** Writes one draft into another. */
export function copyDraft(to: SettingsDraft, from: SettingsDraft): void {
  to.displayName.value = from.displayName.value;
  to.formula.value = from.formula.value;
  to.threshold.value = from.threshold.value;
  to.short.value = from.short.value;
  to.goal.value = from.goal.value;
  to.warn.value = from.warn.value;
  to.alert.value = from.alert.value;
  to.shifts.value = from.shifts.value;
  to.exits.value = from.exits.value;
  to.wrapUp.value = from.wrapUp.value;
  for (const part of parts) to.own[part].value = from.own[part].value;
}
