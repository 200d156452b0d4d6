import { type Signal, signal } from "@preact/signals";
import { longestPauseName, minutesOfDay, type PauseType, reasonFault } from "@qmanager/core";

/** A pause as it is being typed. */
export interface PauseDraft {
  name: Signal<string>;
  /** Empty: as long as one likes. */
  minutes: Signal<string>;
  productive: Signal<boolean>;
  active: Signal<boolean>;
}

export const newPause: PauseType = { name: "", dailyMinutes: null, productive: false, active: true };

export const pauseDraft = ({ name, dailyMinutes, productive, active }: PauseType): PauseDraft => ({
  name: signal(name),
  minutes: signal(dailyMinutes === null ? "" : String(dailyMinutes)),
  productive: signal(productive),
  active: signal(active),
});

/** What is wrong with a draft, by the field's name in the API. */
export type PauseErrors = { name?: string; dailyMinutes?: string; active?: string };

export interface PauseTexts {
  required: string;
  nameLong: (most: number) => string;
  nameMark: string;
  minutesWrong: (most: number) => string;
}

/** The draft as the server wants it, or what is wrong with it. */
export function readPause(draft: PauseDraft, texts: PauseTexts): { input: PauseType } | { errors: PauseErrors } {
  const [name, minutes] = [draft.name.value.trim(), draft.minutes.value.trim()];
  const errors: PauseErrors = {};
  if (name === "") errors.name = texts.required;
  else if (reasonFault(name) === "mark") errors.name = texts.nameMark;
  else if (name.length > longestPauseName || reasonFault(name) === "long")
    errors.name = texts.nameLong(longestPauseName);
  const isNumber = /^\d{1,4}$/.test(minutes) && Number(minutes) >= 1 && Number(minutes) <= minutesOfDay;
  if (minutes !== "" && !isNumber) errors.dailyMinutes = texts.minutesWrong(minutesOfDay);
  if (Object.keys(errors).length > 0) return { errors };
  const dailyMinutes = minutes === "" ? null : Number(minutes);
  return { input: { name, dailyMinutes, productive: draft.productive.value, active: draft.active.value } };
}

/** Whether something was typed that is not kept. Reads signals. */
export function isPauseChanged(draft: PauseDraft, kept: PauseType): boolean {
  return (
    draft.name.value.trim() !== kept.name ||
    draft.minutes.value.trim() !== String(kept.dailyMinutes ?? "") ||
    draft.productive.value !== kept.productive ||
    draft.active.value !== kept.active
  );
}
