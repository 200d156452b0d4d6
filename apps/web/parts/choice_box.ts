import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { plainText } from "../plain_text.ts";
import { accessWords } from "../words/pages/access.ts";
import { Icon } from "./icon.ts";

/** One of many that can be chosen. */
export interface Choice {
  key: string;
  label: string;
}

/** More would be a list to scroll instead of one to type in. */
const mostShown = 50;

/** Several of many, as chips, with a field in which one types to find the next. */
export function ChoiceBox(props: {
  label: string;
  placeholder: string;
  choices: readonly Choice[];
  chosen: readonly Choice[];
  onChange: (keys: string[]) => void;
  error?: string | undefined;
  readonly?: boolean;
}): Html {
  const { label, placeholder, choices, chosen, onChange, error, readonly = false } = props;
  const { value: text } = accessWords;
  const id = useId();
  const typed = useSignal("");
  const isOpen = useSignal(false);
  const at = useSignal(0);
  const input = useRef<HTMLInputElement>(null);

  const taken = new Set(chosen.map(({ key }) => key));
  const sought = plainText(typed.value.trim());
  const found = choices.filter((each) => !taken.has(each.key) && plainText(each.label).includes(sought));
  const shown = isOpen.value ? found.slice(0, mostShown) : [];
  const active = shown[Math.min(at.value, shown.length - 1)];

  const keys = () => chosen.map(({ key }) => key);
  const choose = (key: string) => {
    onChange([...keys(), key]);
    typed.value = "";
    at.value = 0;
    input.current?.focus();
  };
  const remove = (key: string) => {
    onChange(keys().filter((each) => each !== key));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      at.value = isOpen.value
        ? Math.max(0, Math.min(found.length, mostShown) && (at.value + step + shown.length) % shown.length)
        : 0;
      isOpen.value = true;
      event.preventDefault();
    } else if (event.key === "Enter") {
      // Within a form it would send it.
      event.preventDefault();
      if (active !== undefined) choose(active.key);
    } else if (event.key === "Escape" && isOpen.value) {
      isOpen.value = false;
      event.preventDefault();
    } else if (event.key === "Backspace" && typed.value === "") {
      const last = chosen.at(-1);
      if (last !== undefined) remove(last.key);
    }
  };

  return html`<div class="choice-box">
    <div class="multi" aria-invalid=${error === undefined ? undefined : "true"} onClick=${() => input.current?.focus()}>
      ${chosen.map(
        (each) =>
          html`<span class="chip" key=${each.key}><bdi class="trunc">${each.label}</bdi>${
            !readonly &&
            html`<button type="button" aria-label=${text.remove(each.label)} onClick=${() => remove(each.key)}><${Icon} name="x" size="xs" /></button>`
          }</span>`,
      )}
      <input
        ref=${input}
        role="combobox"
        aria-label=${label}
        aria-expanded=${isOpen.value ? "true" : "false"}
        aria-controls=${`${id}-list`}
        aria-activedescendant=${active === undefined ? undefined : `${id}-${active.key}`}
        aria-autocomplete="list"
        aria-invalid=${error === undefined ? undefined : "true"}
        aria-describedby=${error === undefined ? undefined : `${id}-note`}
        autocomplete="off"
        placeholder=${readonly ? undefined : placeholder}
        readonly=${readonly}
        value=${typed.value}
        onInput=${(event: InputEvent) => {
          if (!(event.currentTarget instanceof HTMLInputElement)) return;
          typed.value = event.currentTarget.value;
          [isOpen.value, at.value] = [true, 0];
        }}
        onFocus=${() => {
          isOpen.value = !readonly;
        }}
        onBlur=${() => {
          isOpen.value = false;
        }}
        onKeyDown=${readonly ? undefined : onKeyDown}
      />
    </div>
    <ul class="menu choice-box__list" role="listbox" id=${`${id}-list`} aria-label=${label} hidden=${!isOpen.value}>
      ${shown.map(
        (each) => html`<li
          class="menu__item"
          role="option"
          id=${`${id}-${each.key}`}
          key=${each.key}
          aria-selected=${each === active ? "true" : "false"}
          onMouseDown=${(event: MouseEvent) => {
            // The field keeps the focus.
            event.preventDefault();
            choose(each.key);
          }}
        >
          <bdi>${each.label}</bdi>
        </li>`,
      )}
      ${isOpen.value && shown.length === 0 && html`<li class="menu__item muted" role="option" aria-disabled="true" aria-selected="false">${text.noMatch}</li>`}
    </ul>
    ${error !== undefined && html`<span class="hint hint--error" id=${`${id}-note`}><${Icon} name="warn" size="sm" />${error}</span>`}
  </div>`;
}
