import { type Signal, useComputed, useSignal } from "@preact/signals";
import { isZone } from "@qmanager/core";
import { useEffect, useId, useRef } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { plainText } from "../plain_text.ts";
import { importWords } from "../words/pages/imports.ts";
import { Icon } from "./icon.ts";

interface ZoneFieldProps {
  label: string;
  hint: string;
  zone: Signal<string>;
  /** Whether the zone is one; else what is typed stands there as an error. */
  isWrong: Signal<boolean>;
}

/** More would not be read. */
const mostShown = 50;

const zones: readonly string[] = Intl.supportedValuesOf("timeZone");
const searchable = (zone: string): string => plainText(zone.replace(/[_/]/g, " "));

/** How far a zone's clocks are from UTC now: `GMT-3`. */
function offsetOf(zone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts();
  return parts.find((each) => each.type === "timeZoneName")?.value ?? "";
}

/** A time zone, found by a part of its name. */
export function ZoneField({ label, hint, zone, isWrong }: ZoneFieldProps): Html {
  const text = importWords.value;
  const id = useId();
  const isOpen = useSignal(false);
  /** Null: nothing was typed since it was opened, and all are shown. */
  const typed = useSignal<string | null>(null);
  const at = useSignal(0);
  const list = useRef<HTMLUListElement>(null);
  const found = useComputed(() => {
    const wanted = typed.value === null ? "" : searchable(typed.value);
    // The chosen one and its neighbours, where nothing is typed.
    const from = typed.value === null ? Math.max(0, zones.indexOf(zone.value)) : 0;
    return zones.filter((each, nth) => nth >= from && searchable(each).includes(wanted)).slice(0, mostShown);
  });
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at.value, isOpen.value]);

  const open = () => {
    if (isOpen.value) return;
    isOpen.value = true;
    typed.value = null;
    at.value = 0;
  };
  const close = () => {
    isOpen.value = false;
    if (typed.value === null) return;
    const named = zones.find((each) => searchable(each) === searchable(typed.value ?? "")) ?? typed.value.trim();
    isWrong.value = !isZone(named);
    zone.value = named;
    typed.value = null;
  };
  const take = (chosen: string) => {
    zone.value = chosen;
    typed.value = null;
    isWrong.value = false;
    isOpen.value = false;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = found.value.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!isOpen.value) open();
      else if (event.key === "ArrowDown") at.value = at.value >= last ? 0 : at.value + 1;
      else at.value = at.value <= 0 ? Math.max(0, last) : at.value - 1;
    } else if (event.key === "Enter" && isOpen.value && found.value[at.value] !== undefined) {
      take(found.value[at.value] ?? "");
    } else if (event.key === "Escape" && isOpen.value) {
      typed.value = null;
      isOpen.value = false;
    } else return;
    event.preventDefault();
  };
  const active = isOpen.value ? found.value[at.value] : undefined;
  const noteId = `${id}-note`;
  return html`<div class="field zone">
    <label for=${id}>${label}</label>
    <div class="input-group">
      <${Icon} name="globe" /><input
        class="input select"
        id=${id}
        type="text"
        role="combobox"
        autocomplete="off"
        autocapitalize="none"
        spellcheck=${false}
        aria-autocomplete="list"
        aria-expanded=${isOpen.value}
        aria-controls=${isOpen.value ? `${id}-list` : undefined}
        aria-activedescendant=${active === undefined ? undefined : `${id}-${at.value}`}
        aria-invalid=${isWrong.value ? "true" : undefined}
        aria-describedby=${noteId}
        value=${typed.value ?? zone.value}
        onClick=${open}
        onFocus=${(event: FocusEvent) => event.currentTarget instanceof HTMLInputElement && event.currentTarget.select()}
        onBlur=${close}
        onKeyDown=${onKeyDown}
        onInput=${(event: InputEvent) => {
          if (!(event.currentTarget instanceof HTMLInputElement)) return;
          isOpen.value = true;
          typed.value = event.currentTarget.value;
          isWrong.value = false;
          at.value = 0;
        }}
      />
      ${
        isOpen.value &&
        html`<ul class="menu zone__list" id=${`${id}-list`} role="listbox" aria-label=${label} ref=${list}>
          ${found.value.length === 0 && html`<li class="zone__none" role="option" aria-disabled="true" aria-selected="false">${text.zoneNone}</li>`}
          ${found.value.map(
            (each, nth) => html`<li
              class=${nth === at.value ? "menu__item is-active" : "menu__item"}
              id=${`${id}-${nth}`}
              key=${each}
              role="option"
              aria-selected=${nth === at.value}
              onPointerDown=${(event: PointerEvent) => event.preventDefault()}
              onClick=${() => take(each)}
            >
              ${each.replaceAll("_", " ")}<small>${offsetOf(each)}</small>
            </li>`,
          )}
        </ul>`
      }
    </div>
    ${
      isWrong.value
        ? html`<span class="hint hint--error" id=${noteId}><${Icon} name="warn" size="sm" />${text.zoneWrong}</span>`
        : html`<span class="hint" id=${noteId}>${hint}</span>`
    }
  </div>`;
}
