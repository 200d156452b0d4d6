import { type Signal, useComputed, useSignal } from "@preact/signals";
import type { PbxId, QueueName } from "@qmanager/core";
import { type Html, html } from "../html.ts";
import { now } from "../live/clock.ts";
import type { QueueSlot } from "../live/store.ts";
import { type Choice, isShown } from "../pages/panel_choice.ts";
import { plainText } from "../plain_text.ts";
import { words } from "../words/words.ts";
import { Icon } from "./icon.ts";
import { waitTone } from "./wait_tone.ts";
import { lineLength } from "./waiting_list.ts";

/** A queue that can be shown. */
export interface Pick {
  topic: string;
  pbx: PbxId;
  queue: QueueName;
  /** Null where there is but one PBX: its name would say nothing. */
  pbxName: string | null;
  slot: Signal<QueueSlot>;
}

/** What it is called, as far as it is here. */
function titleOf({ queue, slot }: { queue: QueueName; slot: Signal<QueueSlot> }): string {
  return typeof slot.value === "object" ? slot.value.title : queue;
}

interface QueuePicksProps {
  picks: readonly Pick[];
  choice: Choice;
  toggle(topic: string): void;
  choose(choice: Choice): void;
}

/** From here on a row of buttons needs a search. */
const manyQueues = 10;

/** Which queues are shown: a button each, with how many wait there; red where somebody waits too long. */
export function QueuePicks({ picks, choice, toggle, choose }: QueuePicksProps): Html {
  const { panel } = words.value;
  const search = useSignal("");
  const isMany = picks.length > manyQueues;
  const wanted = plainText(search.value);
  const found = isMany
    ? picks.filter((each) => plainText(`${titleOf(each)} ${each.queue} ${each.pbxName ?? ""}`).includes(wanted))
    : picks;
  return html`${isMany && html`<${Search} search=${search} picks=${picks} choice=${choice} choose=${choose} />`}
    <div class="qpicks" role="group" aria-label=${panel.picks}>
      ${found.length === 0 && html`<p class="muted qpicks__none" role="status">${panel.findNothing}</p>`}
      ${found.map(
        (each) =>
          html`<${PickButton} ...${each} key=${each.topic} isPressed=${isShown(choice, each.topic)} toggle=${toggle} />`,
      )}
    </div>`;
}

function PickButton({
  topic,
  queue,
  pbxName,
  slot,
  isPressed,
  toggle,
}: Pick & { isPressed: boolean; toggle: (topic: string) => void }): Html {
  const title = titleOf({ queue, slot });
  return html`<button class="qpick" type="button" aria-pressed=${isPressed} title=${pbxName === null ? title : `${pbxName} · ${title}`} onClick=${() => toggle(topic)}>
    <span class="box"><${Icon} name="check" /></span><bdi class="qpick__name">${title}</bdi><${WaitingCount} slot=${slot} />
  </button>`;
}

function WaitingCount({ slot }: { slot: Signal<QueueSlot> }): Html {
  const waiting = useComputed(() => {
    const live = slot.value;
    return typeof live === "object" ? live.waiting.value : [];
  });
  const isHot = useComputed(() => {
    const oldest = Math.min(...waiting.value.map((each) => each.enteredAt));
    const live = slot.value;
    return typeof live === "object" && waitTone(now.value - oldest, live.face.value) === "danger";
  });
  if (typeof slot.value !== "object") return null;
  const count = lineLength(waiting.value);
  return html`<span class=${isHot.value ? "w w--hot" : "w"} title=${words.value.panel.waitingCount(count)}>
    <${Icon} name="clock" size="xs" /><span aria-hidden="true">${count}</span><span class="sr">${words.value.panel.waitingCount(count)}</span>
  </span>`;
}

function Search({ search, picks, choice, choose }: { search: Signal<string> } & Omit<QueuePicksProps, "toggle">): Html {
  const { panel } = words.value;
  const shown = picks.filter((each) => isShown(choice, each.topic)).length;
  return html`<div class="qpicks__find">
    <div class="input-group">
      <${Icon} name="search" size="sm" /><input
        class="input"
        type="search"
        aria-label=${panel.findQueue}
        placeholder=${panel.findQueue}
        title=${panel.shownOf(shown, picks.length)}
        value=${search.value}
        onInput=${(event: InputEvent) => {
          if (event.currentTarget instanceof HTMLInputElement) search.value = event.currentTarget.value;
        }}
      />
    </div>
    <button class="btn btn--ghost btn--sm" type="button" aria-pressed=${shown === picks.length} onClick=${() => choose("all")}>${panel.showAllQueues}</button>
    <button class="btn btn--ghost btn--sm" type="button" aria-pressed=${shown === 0} onClick=${() => choose(new Set())}>${panel.showNoQueue}</button>
  </div>`;
}
