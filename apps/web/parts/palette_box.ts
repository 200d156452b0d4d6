import { useComputed, useSignal } from "@preact/signals";
import { queueTopic } from "@qmanager/core";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { useAllQueues } from "../live/all_queues.ts";
import type { LiveMember } from "../live/queue.ts";
import type { LiveStore } from "../live/store.ts";
import { navigate } from "../router.ts";
import { words } from "../words/words.ts";
import { useModal } from "./dialog.ts";
import { Empty } from "./empty.ts";
import { Icon } from "./icon.ts";
import { stateLooks } from "./member_box.ts";
import { type Entry, entriesNow, historyEntries } from "./palette_entries.ts";
import { type FoundGroup, find } from "./palette_search.ts";
import { Phone } from "./phone.ts";
import { Keys } from "./shortcut_keys.ts";

/** Search over pages, queues, agents and waiting numbers, while it is open. */
export function PaletteBox({ store, close }: { store: LiveStore | null; close: () => void }): Html {
  const { palette: text, panel } = words.value;
  const id = useId();
  const typed = useSignal("");
  const at = useSignal(0);
  const list = useRef<HTMLDivElement>(null);
  const modal = useModal(close);
  useAllQueues(store);
  const here = useComputed(() => {
    const slots = (store?.queues.value ?? []).map((each) => store?.slot(queueTopic(each.pbx, each.queue)).value);
    return slots.filter((each) => typeof each === "object").length;
  }).value;
  // Anew with each letter and each queue that is here at last, so that who came meanwhile is found; not otherwise, so that
  // nothing moves under the hand.
  const groups = useMemo(() => {
    const entries = [...entriesNow(store, panel), ...historyEntries(typed.value, text.callsOf)];
    return find(entries, typed.value);
  }, [store, panel, text, typed.value, here]);
  const shown = groups.flatMap((each) => each.entries);
  const active = shown[Math.min(at.value, shown.length - 1)];
  const optionId = (entry: Entry) => `${id}-${shown.indexOf(entry)}`;

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const go = (entry: Entry) => {
    close();
    navigate(entry.to);
    // A page is read from its beginning; a queue, a box or a row takes the focus itself.
    if (entry.group === "pages" || entry.group === "history")
      requestAnimationFrame(() => document.getElementById("content")?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const last = shown.length - 1;
    if (event.key === "ArrowDown") at.value = at.value >= last ? 0 : at.value + 1;
    else if (event.key === "ArrowUp") at.value = at.value <= 0 ? Math.max(0, last) : Math.min(at.value, last) - 1;
    else if (event.key === "Enter" && active !== undefined) go(active);
    else return;
    event.preventDefault();
  };
  return html`<dialog class="palette float" aria-label=${text.title} ...${modal}>
    <div class="palette__field">
      <${Icon} name="search" />
      <input
        class="palette__input"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck=${false}
        autofocus
        aria-label=${text.title}
        placeholder=${text.hint}
        aria-autocomplete="list"
        aria-expanded=${shown.length > 0}
        aria-controls=${shown.length > 0 ? `${id}-list` : undefined}
        aria-activedescendant=${active === undefined ? undefined : optionId(active)}
        value=${typed.value}
        onKeyDown=${onKeyDown}
        onInput=${(event: InputEvent) => {
          if (!(event.currentTarget instanceof HTMLInputElement)) return;
          typed.value = event.currentTarget.value;
          at.value = 0;
        }}
      />
      <button class="btn btn--ghost btn--icon btn--sm" type="button" tabindex="-1" aria-label=${words.value.action.close} onClick=${close}>
        <${Icon} name="x" />
      </button>
    </div>
    ${
      shown.length === 0
        ? html`<div class="palette__none" role="status"><${Empty} icon="search" title=${text.none} text=${text.noneText(typed.value.trim())} /></div>`
        : html`<div class="palette__list" id=${`${id}-list`} role="listbox" aria-label=${text.results} ref=${list}>
            ${groups.map((group) => html`<${Group} key=${group.group} ...${group} ...${{ id, active, optionId, go }} />`)}
          </div>`
    }
    <div class="palette__foot" aria-hidden="true">
      <span><kbd>↑</kbd> <kbd>↓</kbd> ${text.move}</span><span><kbd>Enter</kbd> ${text.go}</span><span><kbd>Esc</kbd> ${text.close}</span>
    </div>
  </dialog>`;
}

interface GroupProps extends FoundGroup<Entry> {
  id: string;
  active: Entry | undefined;
  optionId(entry: Entry): string;
  go(entry: Entry): void;
}

function Group({ group, entries, more, id, active, optionId, go }: GroupProps): Html {
  const { palette: text } = words.value;
  return html`<div role="group" aria-labelledby=${`${id}-${group}`}>
    <div class="palette__group" id=${`${id}-${group}`} role="presentation">
      ${text.groups[group]}${more > 0 && html`<small class="palette__more">${text.more(more)}</small>`}
    </div>
    ${entries.map(
      (entry) => html`<div
        class="palette__one"
        role="option"
        key=${entry.key}
        id=${optionId(entry)}
        aria-selected=${entry === active}
        onClick=${() => go(entry)}
      >
        <${Icon} name=${entry.icon} />
        <bdi class="palette__title">${entry.number === undefined ? entry.title : html`<${Phone} number=${entry.number} />`}</bdi>
        <bdi class="palette__note">${entry.note}</bdi>
        ${entry.member !== undefined && html`<${State} member=${entry.member} />`}
        ${entry.keys !== undefined && html`<span class="palette__end palette__keys"><${Keys} keys=${entry.keys} /></span>`}
      </div>`,
    )}
  </div>`;
}

/** What he does now, by colour, drawing and word. */
function State({ member }: { member: LiveMember }): Html {
  const { state } = useComputed(() => member.view.value).value;
  const { status, icon } = stateLooks[state];
  return html`<span class="st palette__end" data-status=${status}><${Icon} name=${icon} />${words.value.state[state]}</span>`;
}
