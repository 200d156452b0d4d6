import type { Signal } from "@preact/signals";
import { dayNumbers, type QueueShift } from "@qmanager/core";
import { useId } from "preact/hooks";
import { type Html, html } from "../html.ts";
import type { SettingsErrors } from "../pages/queue_settings_draft.ts";
import { queueSettingsWords } from "../words/pages/queue_settings.ts";
import { Icon } from "./icon.ts";

/** What a shift begins with. */
const usual: QueueShift = { days: [1, 2, 3, 4, 5], from: "08:00", to: "18:00" };

interface ShiftFieldsProps {
  shifts: Signal<readonly QueueShift[]>;
  errors: SettingsErrors;
  disabled: boolean;
}

/** The shifts of a queue: days, and from when to when. */
export function ShiftFields({ shifts, errors, disabled }: ShiftFieldsProps): Html {
  const text = queueSettingsWords.value;
  const put = (at: number, change: Partial<QueueShift>) => {
    shifts.value = shifts.peek().map((each, n) => (n === at ? { ...each, ...change } : each));
  };
  return html`${shifts.value.length === 0 && html`<p class="muted">${text.alwaysOpen}</p>`}
    ${shifts.value.map(
      (shift, at) => html`<${ShiftField}
        key=${at}
        shift=${shift}
        number=${at + 1}
        fault=${errors[`shifts.${at}.days`] ?? errors[`shifts.${at}.from`] ?? errors[`shifts.${at}.to`]}
        wrong=${(["from", "to"] as const).filter((field) => errors[`shifts.${at}.${field}`] !== undefined)}
        disabled=${disabled}
        put=${(change: Partial<QueueShift>) => put(at, change)}
        remove=${() => {
          shifts.value = shifts.peek().filter((_, n) => n !== at);
        }}
      />`,
    )}
    ${
      !disabled &&
      html`<button class="btn btn--sm" type="button" onClick=${() => {
        shifts.value = [...shifts.peek(), usual];
      }}><${Icon} name="plus" />${text.addShift}</button>`
    }`;
}

interface ShiftFieldProps {
  shift: QueueShift;
  number: number;
  fault: string | undefined;
  wrong: readonly ("from" | "to")[];
  disabled: boolean;
  put: (change: Partial<QueueShift>) => void;
  remove: () => void;
}

function ShiftField({ shift, number, fault, wrong, disabled, put, remove }: ShiftFieldProps): Html {
  const text = queueSettingsWords.value;
  const note = useId();
  const time = (field: "from" | "to") => html`<input
    class="input"
    type="text"
    inputmode="numeric"
    placeholder="00:00"
    aria-label=${`${text.shift(number)}: ${text[field]}`}
    aria-invalid=${wrong.includes(field) ? "true" : undefined}
    aria-describedby=${fault === undefined ? undefined : note}
    value=${shift[field]}
    readonly=${disabled}
    onInput=${(event: InputEvent) => {
      if (event.currentTarget instanceof HTMLInputElement) put({ [field]: event.currentTarget.value.trim() });
    }}
  />`;
  const toggle = (day: number, isIn: boolean) =>
    put({ days: dayNumbers.filter((each) => (each === day ? isIn : shift.days.includes(each))) });
  return html`<div class="shift" role="group" aria-label=${text.shift(number)}>
    <div class="shift__days">
      ${dayNumbers.map(
        (day, at) => html`<label class="check" key=${day}>
          <input
            type="checkbox"
            checked=${shift.days.includes(day)}
            disabled=${disabled}
            aria-label=${text.days[at]}
            onChange=${(event: Event) => {
              if (event.currentTarget instanceof HTMLInputElement) toggle(day, event.currentTarget.checked);
            }}
          /><span aria-hidden="true">${text.shortDays[at]}</span>
        </label>`,
      )}
    </div>
    <div class="shift__hours">
      ${time("from")}<span class="muted">${text.until}</span>${time("to")}
      ${!disabled && html`<button class="btn btn--ghost btn--icon btn--sm" type="button" aria-label=${text.removeShift(number)} title=${text.removeShift(number)} onClick=${remove}><${Icon} name="trash" /></button>`}
    </div>
    ${fault !== undefined && html`<span class="hint hint--error" id=${note}><${Icon} name="warn" size="sm" />${fault}</span>`}
  </div>`;
}
