import { batch, type Signal, signal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import type { Answer, Problem } from "../api.ts";
import { type Html, html } from "../html.ts";
import { can } from "../session.ts";
import { settingsWords } from "../words/pages/settings.ts";
import { ProblemBanner } from "./banner.ts";
import { focusFirstError } from "./field.ts";
import { Icon } from "./icon.ts";
import { Loading } from "./loading.ts";
import { sessionIsOver } from "./perform.ts";
import { toast } from "./toast.ts";
import { UnsavedBar, useUnsaved } from "./unsaved.ts";

export type Failure = Exclude<Answer<unknown>, { type: "ok" }>;
export type Errors = { readonly [field: string]: string | undefined };
/** A form as it is typed: every field is a text. */
export type Draft<Field extends string> = { readonly [F in Field]: string };

interface SettingsParts<Value, Field extends string> {
  load: () => Promise<Answer<Value>>;
  keep: (body: object) => Promise<Answer<Value>>;
  draftOf: (value: Value) => Draft<Field>;
  /** What is sent of a draft, or what is wrong with it. */
  bodyOf: (draft: Draft<Field>) => { body: object } | { errors: Errors };
}

/** What somebody may change of one section, from its loading until it is kept. */
export interface SettingsForm<Value, Field extends string> {
  kept: Signal<Value | null>;
  fields: { readonly [F in Field]: Signal<string> } | null;
  errors: Signal<Errors>;
  failure: Signal<Failure | null>;
  isBusy: Signal<boolean>;
  isChanged: boolean;
  ask: () => Promise<void>;
  submit: (event: SubmitEvent) => Promise<void>;
  discard: () => void;
  /** What would be sent now; null where something is wrong, which is shown. */
  body: () => object | null;
}

export function useSettings<Value, Field extends string>(
  parts: SettingsParts<Value, Field>,
): SettingsForm<Value, Field> {
  const { load, keep, draftOf, bodyOf } = parts;
  const kept = useSignal<Value | null>(null);
  const errors = useSignal<Errors>({});
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  const made = useRef<{ [F in Field]: Signal<string> } | null>(null);
  const fields = kept.value === null ? null : made.current;
  const draft = (): Draft<Field> =>
    Object.fromEntries(
      Object.entries<Signal<string>>(made.current ?? {}).map(([name, each]) => [name, each.value]),
    ) as never;
  const show = (value: Value): void =>
    batch(() => {
      const texts = Object.entries<string>(draftOf(value));
      const own: Record<string, Signal<string>> = made.current ?? {};
      for (const [name, text] of texts) {
        const field = own[name] ?? signal(text);
        field.value = text;
        own[name] = field;
      }
      made.current = own as { [F in Field]: Signal<string> };
      kept.value = value;
      errors.value = {};
      failure.value = null;
    });
  const isChanged = useComputed(() => {
    if (kept.value === null) return false;
    const before: Record<string, string> = draftOf(kept.value);
    return Object.entries<string>(draft()).some(([name, text]) => before[name] !== text);
  });
  useUnsaved(isChanged.value);

  const ask = async () => {
    const answer = await load();
    if (sessionIsOver(answer)) return;
    if (answer.type === "ok") show(answer.value);
    else failure.value = answer;
  };
  useEffect(() => void ask(), []);
  const body = (): object | null => {
    const read = bodyOf(draft());
    errors.value = "errors" in read ? read.errors : {};
    return "errors" in read ? null : read.body;
  };
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    if (isBusy.value || !isChanged.value) return;
    const wanted = body();
    if (wanted !== null) {
      isBusy.value = true;
      const answer = await keep(wanted);
      isBusy.value = false;
      if (sessionIsOver(answer)) return;
      if (answer.type === "ok") {
        show(answer.value);
        toast({ tone: "ok", title: settingsWords.value.saved });
        return;
      }
      told(answer, errors, failure);
    }
    if (form instanceof HTMLElement) focusFirstError(form);
  }
  const discard = () => {
    if (kept.value !== null) show(kept.value);
  };
  return { kept, fields, errors, failure, isBusy, isChanged: isChanged.value, ask, submit, discard, body };
}

/** Says beside their fields what the server found wrong, and above them what is of none. */
export function told(answer: Failure, errors: Signal<Errors>, failure: Signal<Failure | null>): void {
  const wrong = answer.type === "problem" ? errorsOf(answer.problem) : {};
  batch(() => {
    errors.value = wrong;
    failure.value = Object.keys(wrong).length > 0 ? null : answer;
  });
}

/** By field, in the reader's words where we have some; a part of a list counts as the list. */
export function errorsOf({ errors }: Problem): Errors {
  const texts = Object.entries<string>(settingsWords.value.errors);
  const inWords = (detail: string) => texts.find(([begins]) => detail.startsWith(begins))?.[1] ?? detail;
  const found: Record<string, string> = {};
  for (const { path, detail } of errors) {
    const field = path.replace(/^(?:mail|pbx)\./, "").split(".")[0] ?? "";
    found[field] ??= inWords(detail);
  }
  return found;
}

/** One section: its fields, and at their end what can be done with changes. Who may only view it finds its fields closed. */
export function SettingsCard<Value, Field extends string>({
  title,
  text,
  form,
  foot,
  children,
}: {
  title: string;
  text: string;
  form: SettingsForm<Value, Field>;
  /** Stands below the fields, whoever may change them. */
  foot?: Html;
  children?: Html;
}): Html {
  const { failure, fields } = form;
  const mayChange = can("settings", "modify");
  return html`<form class="card" onSubmit=${form.submit} novalidate aria-label=${title}>
    <header class="card__head"><h2>${title}</h2></header>
    <div class="card__body stack">
      <p class="muted">${text}</p>
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} again=${fields === null ? form.ask : undefined} />`}
      ${
        fields === null
          ? failure.value === null &&
            html`<${Loading}><span class="skel skel--title"></span><span class="skel"></span><//>`
          : html`<fieldset class="settings__fields stack" disabled=${!mayChange}>${children}</fieldset>`
      }
      ${fields !== null && !mayChange && html`<p class="hint"><${Icon} name="lock" size="sm" /> ${settingsWords.value.readOnly}</p>`}
      ${fields !== null && foot}
    </div>
    ${form.isChanged && html`<${UnsavedBar} isBusy=${form.isBusy.value} onDiscard=${form.discard} />`}
  </form>`;
}

/** One of several, in a form. */
export function SelectField(props: {
  label: string;
  value: Signal<string>;
  options: readonly (readonly [string, string])[];
  hint?: string | undefined;
  error?: string | undefined;
  disabled?: boolean;
}): Html {
  const { label, value, options, hint, error, disabled } = props;
  const id = useId();
  const note = error ?? hint;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select
      class="select select--lg"
      id=${id}
      disabled=${disabled}
      aria-invalid=${error === undefined ? undefined : "true"}
      aria-describedby=${note === undefined ? undefined : `${id}-note`}
      onChange=${(event: Event) => {
        if (event.currentTarget instanceof HTMLSelectElement) value.value = event.currentTarget.value;
      }}
    >
      ${options.map(([key, name]) => html`<option value=${key} key=${key} selected=${key === value.value}>${name}</option>`)}
    </select>
    ${note !== undefined && html`<span class=${error === undefined ? "hint" : "hint hint--error"} id=${`${id}-note`}>${note}</span>`}
  </div>`;
}

/** An empty text is none. */
export const orNull = (text: string): string | null => text.trim() || null;

/** A port as it is sent; null: what was typed is none. */
export function portOf(text: string): number | null {
  const port = Number(text.trim());
  return /^\d{1,5}$/.test(text.trim()) && port >= 1 && port <= 65_535 ? port : null;
}

/** What is sent of a password: nothing while nobody typed one; null takes the one on file away. */
export const passwordOf = (typed: string, isRemoved: boolean): { password?: string | null } =>
  typed !== "" ? { password: typed } : isRemoved ? { password: null } : {};

/** The zones of the browser, which are those of the server. */
export const useZones = (): readonly string[] => useMemo(() => Intl.supportedValuesOf("timeZone"), []);
