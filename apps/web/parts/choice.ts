import { useId } from "preact/hooks";
import { type Html, html } from "../html.ts";

interface ChoiceProps {
  label: string;
  value: string;
  /** Value and name of each. */
  options: readonly (readonly [string, string])[];
  choose: (value: string) => void;
}

/** One of several, as a labelled list that applies at once. */
export function Choice({ label, value, options, choose }: ChoiceProps): Html {
  const id = useId();
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select class="select" id=${id} value=${value} onChange=${(event: Event) => {
      if (event.currentTarget instanceof HTMLSelectElement) choose(event.currentTarget.value);
    }}>
      ${options.map(([key, name]) => html`<option value=${key} key=${key} selected=${key === value}>${name}</option>`)}
    </select>
  </div>`;
}
