import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { type Html, html } from "../html.ts";

interface ToggleProps {
  label: string;
  value: Signal<boolean>;
  hint?: string | undefined;
  disabled?: boolean;
}

/** A switch with its label, and what it means under it. */
export function Toggle({ label, value, hint, disabled }: ToggleProps): Html {
  const id = useId();
  return html`<div class="field">
    <label class="toggle">
      <input
        type="checkbox"
        role="switch"
        checked=${value.value}
        disabled=${disabled}
        aria-describedby=${hint === undefined ? undefined : id}
        onChange=${(event: Event) => {
          if (event.currentTarget instanceof HTMLInputElement) value.value = event.currentTarget.checked;
        }}
      />${label}
    </label>
    ${hint !== undefined && html`<span class="hint" id=${id}>${hint}</span>`}
  </div>`;
}
