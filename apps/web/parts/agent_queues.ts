import { type Html, html } from "../html.ts";
import { live } from "../live/store.ts";
import type { AgentDraft, DraftQueue } from "../pages/agent_draft.ts";
import { agentWords } from "../words/pages/agents.ts";
import { Icon } from "./icon.ts";

/** The queues that an agent enters when he logs in, and how soon each rings him. */
export function AgentQueues({
  draft,
  error,
  disabled,
}: {
  draft: AgentDraft;
  error: string | undefined;
  disabled: boolean;
}): Html {
  const { value: text } = agentWords;
  const queues = live.value?.queues.value ?? [];
  const several = new Set(queues.map(({ pbx }) => pbx)).size > 1;
  const places = queues.map(({ pbx, queue }) => ({
    place: `${pbx}/${queue}`,
    name: several ? `${queue} (${pbx})` : queue,
  }));
  const put = (at: number, change: Partial<DraftQueue>) => {
    draft.queues.value = draft.queues.value.map((each, index) => (index === at ? { ...each, ...change } : each));
  };
  const remove = (at: number) => {
    draft.queues.value = draft.queues.value.filter((_, index) => index !== at);
  };
  const add = () => {
    const taken = new Set(draft.queues.value.map(({ place }) => place));
    const free = places.find(({ place }) => !taken.has(place))?.place ?? "";
    draft.queues.value = [...draft.queues.value, { place: free, penalty: "0" }];
    draft.joins.value = true;
  };
  return html`<fieldset class="edit__group">
    <legend>${text.queues}</legend>
    <label class="toggle"><input type="checkbox" role="switch" checked=${draft.joins.value} disabled=${disabled} onChange=${(
      event: Event,
    ) => {
      if (event.currentTarget instanceof HTMLInputElement) draft.joins.value = event.currentTarget.checked;
    }} />${text.joins}</label>
    ${draft.queues.value.map((each, at) => html`<${QueueLine} key=${at} ...${{ each, places, disabled }} put=${(change: Partial<DraftQueue>) => put(at, change)} remove=${() => remove(at)} isWrong=${error !== undefined} />`)}
    ${error !== undefined && html`<span class="hint hint--error" role="alert"><${Icon} name="warn" size="sm" />${error}</span>`}
    <div class="row">
      ${!disabled && html`<button class="btn btn--ghost btn--sm" type="button" disabled=${places.length <= draft.queues.value.length} onClick=${add}><${Icon} name="plus" />${text.addQueue}</button>`}
      ${draft.queues.value.length > 0 && html`<span class="end hint">${text.firstRings}</span>`}
    </div>
  </fieldset>`;
}

interface LineProps {
  each: DraftQueue;
  places: readonly { place: string; name: string }[];
  disabled: boolean;
  isWrong: boolean;
  put: (change: Partial<DraftQueue>) => void;
  remove: () => void;
}

function QueueLine({ each, places, disabled, isWrong, put, remove }: LineProps): Html {
  const { value: text } = agentWords;
  const { place, penalty } = each;
  // One that is not told of now stays what it was.
  const shown =
    places.some((one) => one.place === place) || place === "" ? places : [{ place, name: place }, ...places];
  const name = shown.find((one) => one.place === place)?.name ?? "";
  const step = (by: number) => put({ penalty: String(Math.max(0, (Number(penalty) || 0) + by)) });
  return html`<div class="edit__queue">
    <select class="select" aria-label=${text.queue} disabled=${disabled} value=${place} aria-invalid=${isWrong ? "true" : undefined} onChange=${(
      event: Event,
    ) => {
      if (event.currentTarget instanceof HTMLSelectElement) put({ place: event.currentTarget.value });
    }}>
      ${place === "" && html`<option value=""></option>`}
      ${shown.map((one) => html`<option key=${one.place} value=${one.place} selected=${one.place === place}>${one.name}</option>`)}
    </select>
    <div class="stepper">
      <button type="button" aria-label=${text.lower(name)} disabled=${disabled} onClick=${() => step(-1)}>−</button>
      <input inputmode="numeric" aria-label=${text.priorityOf(name)} value=${penalty} readonly=${disabled} onInput=${(
        event: InputEvent,
      ) => {
        if (event.currentTarget instanceof HTMLInputElement) put({ penalty: event.currentTarget.value });
      }} />
      <button type="button" aria-label=${text.higher(name)} disabled=${disabled} onClick=${() => step(1)}>+</button>
    </div>
    ${!disabled && html`<button class="btn btn--ghost btn--sm btn--icon" type="button" aria-label=${text.removeQueue(name)} title=${text.removeQueue(name)} onClick=${remove}><${Icon} name="trash" size="sm" /></button>`}
  </div>`;
}
