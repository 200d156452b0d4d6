import { type Html, html } from "../html.ts";
import { words } from "../words/words.ts";
import { Modal } from "./dialog.ts";
import { paletteKeys } from "./palette_keys.ts";
import { type Shortcut, type ShortcutPlace, shortcutsNow, shortcutsOn, switchShortcuts } from "./shortcuts.ts";

/** The list of what keys do, with the switch that turns single keys off. */
export function ShortcutKeys({ close }: { close: () => void }): Html {
  const { shortcuts: text } = words.value;
  const all = listed(shortcutsNow());
  const places: readonly ShortcutPlace[] = ["everywhere", "panel", "agent"];
  return html`<${Modal} title=${text.title} onClose=${close}>
    <div class="stack">
      ${places.map((place) => {
        const some = all.filter((each) => each.place === place);
        if (some.length === 0) return null;
        return html`<section key=${place} aria-label=${text.groups[place]}>
          <h3 class="keys__group">${text.groups[place]}</h3>
          <dl class=${shortcutsOn.value ? "keys" : "keys is-off"}>
            ${
              place === "everywhere" &&
              html`<div class="keys__always"><dt class="keys__key"><kbd>${paletteKeys}</kbd></dt><dd class="keys__does">${text.search}</dd></div>`
            }
            ${some.map(({ keys, label }) => html`<div key=${keys}><dt class="keys__key"><${Keys} keys=${keys} /></dt><dd class="keys__does">${label}</dd></div>`)}
            ${place === "everywhere" && html`<div class="keys__always"><dt class="keys__key"><kbd>Esc</kbd></dt><dd class="keys__does">${text.esc}</dd></div>`}
          </dl>
        </section>`;
      })}
      <${ShortcutSwitch} />
    </div>
  <//>`;
}

/** One line for the keys 1 to 9, whose labels name queues. */
function listed(all: readonly Shortcut[]): readonly Shortcut[] {
  const digits = all.filter((each) => /^\d$/.test(each.keys));
  const [first] = digits;
  if (first === undefined) return all;
  const one: Shortcut = { ...first, keys: "1…9", label: words.value.shortcuts.numbers };
  return [one, ...all.filter((each) => !digits.includes(each))];
}

/** Turns single keys on and off. */
export function ShortcutSwitch(): Html {
  const { shortcuts: text } = words.value;
  return html`<div class="stack keys__switch">
    <label class="toggle">
      <input
        type="checkbox"
        role="switch"
        checked=${shortcutsOn.value}
        onChange=${(event: Event) => {
          if (event.currentTarget instanceof HTMLInputElement) switchShortcuts(event.currentTarget.checked);
        }}
      />
      ${text.single}
    </label>
    <p class="hint">${text.singleHelp}</p>
  </div>`;
}

/** Keys as they are pressed: `g p` is one after the other. */
export function Keys({ keys }: { keys: string }): Html {
  const [first, second] = keys.split(" ");
  if (second === undefined) return html`<kbd>${first}</kbd>`;
  return html`<span class="keys__pair"><kbd>${first}</kbd><span class="sr">${words.value.shortcuts.afterwards}</span><kbd>${second}</kbd></span>`;
}
