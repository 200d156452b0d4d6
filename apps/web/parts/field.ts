import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { words } from "../words/words.ts";
import { Icon } from "./icon.ts";

interface FieldProps {
  label: string;
  value: Signal<string>;
  hint?: string;
  /** What is wrong with what was typed; it replaces the hint. */
  error?: string | undefined;
  autocomplete?: string;
  placeholder?: string;
  readonly?: boolean;
  focus?: boolean;
  inputmode?: "numeric" | "text" | "url";
  /** Machine text: no capitals, no spelling. */
  code?: boolean;
  /** The `id` of a `datalist` to choose from. */
  list?: string;
}

/** A labelled line of text that writes a signal, with its hint or its error under it. */
export function TextField(props: FieldProps): Html {
  const id = useId();
  return html`<div class="field">
    <label for=${id}>${props.label}</label>
    <${Input} ...${props} id=${id} type="text" />
    <${Note} ...${props} id=${id} />
  </div>`;
}

/** As {@link TextField}, hidden until asked for. */
export function PasswordField(props: FieldProps): Html {
  const id = useId();
  const shown = useSignal(false);
  const action = shown.value ? words.value.form.hide : words.value.form.show;
  return html`<div class="field">
    <label for=${id}>${props.label}</label>
    <div class="input-group">
      <${Input} ...${props} id=${id} code=${true} type=${shown.value ? "text" : "password"} />
      <button
        class="btn btn--icon"
        type="button"
        aria-label=${action}
        title=${action}
        aria-pressed=${shown.value}
        onClick=${() => {
          shown.value = !shown.value;
        }}
      >
        <${Icon} name="eye" />
      </button>
    </div>
    <${Note} ...${props} id=${id} />
  </div>`;
}

function Input(props: FieldProps & { id: string; type: string }): Html {
  const { value, error } = props;
  return html`<input
    class="input input--lg"
    id=${props.id}
    type=${props.type}
    value=${value.value}
    onInput=${(event: InputEvent) => {
      if (event.currentTarget instanceof HTMLInputElement) value.value = event.currentTarget.value;
    }}
    autocomplete=${props.autocomplete ?? "off"}
    placeholder=${props.placeholder}
    readonly=${props.readonly}
    autofocus=${props.focus}
    inputmode=${props.inputmode}
    list=${props.list}
    autocapitalize=${props.code ? "none" : undefined}
    spellcheck=${props.code ? false : undefined}
    aria-invalid=${error === undefined ? undefined : "true"}
    aria-describedby=${error === undefined && props.hint === undefined ? undefined : `${props.id}-note`}
  />`;
}

function Note({ id, hint, error }: FieldProps & { id: string }): Html {
  if (error !== undefined) {
    return html`<span class="hint hint--error" id=${`${id}-note`}><${Icon} name="warn" size="sm" />${error}</span>`;
  }
  return hint === undefined ? null : html`<span class="hint" id=${`${id}-note`}>${hint}</span>`;
}

/** Puts the reader at a form's first field when it appears, where he came to fill it in. */
export function useFirstField(isWanted: boolean) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (isWanted) form.current?.querySelector("input")?.focus();
  }, []);
  return form;
}

/** Puts the reader at the first field that is wrong, once the page shows it. */
export function focusFirstError(form: HTMLElement): void {
  requestAnimationFrame(() => {
    const wrong = form.querySelector('[aria-invalid="true"]');
    if (wrong instanceof HTMLElement) wrong.focus();
  });
}
