import type { Signal } from "@preact/signals";
import { type Html, html } from "../html.ts";
import { settingsWords } from "../words/pages/settings.ts";
import { PasswordField } from "./field.ts";

/** A password that is never shown: typed anew, kept as it is, or taken away (`removed` is `yes`). */
export function KeptPassword(props: {
  label: string;
  value: Signal<string>;
  removed: Signal<string>;
  /** There is one on file. */
  isKept: boolean;
  error?: string | undefined;
}): Html {
  const { label, value, removed, isKept, error } = props;
  const text = settingsWords.value;
  return html`<div class="stack settings__password">
    <${PasswordField} label=${label} value=${value} hint=${isKept ? text.keptPassword : text.noPassword} error=${error} autocomplete="new-password" />
    ${
      isKept &&
      value.value === "" &&
      html`<label class="check"><input
        type="checkbox"
        checked=${removed.value === "yes"}
        onChange=${(event: Event) => {
          if (event.currentTarget instanceof HTMLInputElement) removed.value = event.currentTarget.checked ? "yes" : "";
        }}
      />${text.removePassword}</label>`
    }
  </div>`;
}
