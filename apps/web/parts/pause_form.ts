import { useSignal } from "@preact/signals";
import { defaultPause } from "@qmanager/core";
import { useEffect, useId } from "preact/hooks";
import { extensionNumber } from "../format.ts";
import { type Html, html } from "../html.ts";
import { pauses, readPauses } from "../live/pause_limit.ts";
import type { LiveMember, LiveQueue } from "../live/queue.ts";
import { words } from "../words/words.ts";
import { Drawer } from "./dialog.ts";
import { perform } from "./perform.ts";

/** Pauses an agent for one of the reasons there are, here or in every queue of his. */
export function PauseForm({ live, member, close }: { live: LiveQueue; member: LiveMember; close: () => void }): Html {
  const { action: text, form } = words.value;
  const id = useId();
  const reason = useSignal(defaultPause);
  const isEverywhere = useSignal(true);
  useEffect(() => void readPauses(), []);
  const view = member.view.value;
  const who = view.name ?? extensionNumber(view.interface);
  // Default Pause is there whatever the server says.
  const offered = pauses.value?.filter(({ active }) => active) ?? [{ name: defaultPause, dailyMinutes: null }];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const queue = isEverywhere.value ? null : live.queue;
    void perform({ type: "pause", pbx: live.pbx, interface: view.interface, queue, reason: reason.value }, who);
    close();
  };
  const foot = html`<button class="btn" type="button" onClick=${close}>${form.cancel}</button>
    <button class="btn btn--primary" type="submit" form=${id}>${text.pause}</button>`;
  const scope = (everywhere: boolean, title: string) => html`<label class="check">
    <input
      type="radio"
      name=${`${id}-scope`}
      checked=${isEverywhere.value === everywhere}
      onChange=${() => {
        isEverywhere.value = everywhere;
      }}
    /><bdi>${title}</bdi>
  </label>`;
  return html`<${Drawer} title=${text.pauseOf(who)} onClose=${close} foot=${foot}>
    <form class="stack" id=${id} onSubmit=${submit}>
      <fieldset class="stack scope"><legend class="label">${text.reason}</legend>
        ${offered.map(
          ({ name, dailyMinutes }) => html`<label class="check" key=${name}>
            <input
              type="radio"
              name=${`${id}-reason`}
              checked=${reason.value === name}
              onChange=${() => {
                reason.value = name;
              }}
            /><bdi>${name}</bdi>${dailyMinutes !== null && html`<small class="muted">${text.allowance(dailyMinutes)}</small>`}
          </label>`,
        )}
      </fieldset>
      <fieldset class="stack scope"><legend class="label">${text.scope}</legend>
        ${scope(true, text.everywhere)} ${scope(false, text.here(live.title))}
      </fieldset>
    </form>
  <//>`;
}
