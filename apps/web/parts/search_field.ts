import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { Icon, type IconName } from "./icon.ts";

interface SearchFieldProps {
  label: string;
  icon: IconName;
  value: Signal<string>;
  /** What can be searched for. */
  example: string;
  longest?: number;
  inputmode?: "tel";
  /** What is wrong with what was typed. */
  error?: string | undefined;
}

/** A labelled text to search by, in a filter; it writes a signal. */
export function SearchField({ label, icon, value, example, longest, inputmode, error }: SearchFieldProps): Html {
  const id = useId();
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <div class="input-group">
      <${Icon} name=${icon} /><input
        class="input"
        id=${id}
        type="search"
        inputmode=${inputmode}
        autocomplete="off"
        maxlength=${longest}
        placeholder=${example}
        value=${value.value}
        aria-invalid=${error === undefined ? undefined : "true"}
        aria-describedby=${error === undefined ? undefined : `${id}-note`}
        onInput=${(event: InputEvent) => {
          if (event.currentTarget instanceof HTMLInputElement) value.value = event.currentTarget.value;
        }}
      />
    </div>
    ${error !== undefined && html`<span class="hint hint--error" id=${`${id}-note`}><${Icon} name="warn" size="sm" />${error}</span>`}
  </div>`;
}
