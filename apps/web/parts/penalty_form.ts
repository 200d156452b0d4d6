import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { extensionNumber } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { LiveMember, LiveQueue } from "../live/queue.ts";
import { words } from "../words/words.ts";
import { Drawer } from "./dialog.ts";
import { TextField } from "./field.ts";
import { penaltyOf } from "./penalty.ts";
import { perform } from "./perform.ts";

/** Changes how soon an agent is called in one queue. */
export function PenaltyForm({ live, member, close }: { live: LiveQueue; member: LiveMember; close: () => void }): Html {
  const { action: text, form } = words.value;
  const id = useId();
  const view = member.view.value;
  const who = view.name ?? extensionNumber(view.interface);
  const typed = useSignal(String(view.penalty ?? 0));
  const penalty = penaltyOf(typed.value);
  const error = penalty === null ? text.penaltyWrong : undefined;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (penalty === null) return;
    const { pbx, queue } = live;
    void perform({ type: "set_penalty", pbx, interface: view.interface, queue, penalty }, who);
    close();
  };
  const foot = html`<button class="btn" type="button" onClick=${close}>${form.cancel}</button>
    <button class="btn btn--primary" type="submit" form=${id}>${form.save}</button>`;
  return html`<${Drawer} title=${text.setPenaltyOf(who)} onClose=${close} foot=${foot}>
    <form class="stack" id=${id} onSubmit=${submit}>
      <${TextField} label=${`${text.penalty} · ${live.title}`} value=${typed} hint=${text.penaltyHelp} error=${error} inputmode="numeric" focus />
    </form>
  <//>`;
}
