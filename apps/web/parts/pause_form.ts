import { useSignal } from "@preact/signals";
import { reasonFault } from "@qmanager/core";
import { useId } from "preact/hooks";
import { extensionNumber } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { LiveMember, LiveQueue } from "../live/queue.ts";
import { words } from "../words/words.ts";
import { Drawer } from "./dialog.ts";
import { TextField } from "./field.ts";
import { perform } from "./perform.ts";

/** As much of a reason as fits in a report's column; of letters with accents Asterisk takes fewer. */
const longestReason = 60;

/** Pauses an agent for a reason that is typed, here or in every queue of his. */
export function PauseForm({ live, member, close }: { live: LiveQueue; member: LiveMember; close: () => void }): Html {
  const { action: text, form } = words.value;
  const id = useId();
  const reason = useSignal("");
  const isEverywhere = useSignal(true);
  const view = member.view.value;
  const who = view.name ?? extensionNumber(view.interface);
  const typed = reason.value.trim();
  const fault = [...typed].length > longestReason ? "long" : reasonFault(typed);
  const error = fault === null ? undefined : fault === "mark" ? text.reasonMark : text.reasonLong(longestReason);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (error !== undefined) return;
    const queue = isEverywhere.value ? null : live.queue;
    const { pbx } = live;
    void perform(
      { type: "pause", pbx, interface: view.interface, queue, ...(typed === "" ? {} : { reason: typed }) },
      who,
    );
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
      <${TextField} label=${text.reason} value=${reason} hint=${text.reasonHelp} error=${error} focus />
      <fieldset class="stack scope"><legend class="label">${text.scope}</legend>
        ${scope(true, text.everywhere)} ${scope(false, text.here(live.queue))}
      </fieldset>
    </form>
  <//>`;
}
