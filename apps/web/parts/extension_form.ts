import { useSignal } from "@preact/signals";
import type { PbxId } from "@qmanager/core";
import { setExtension } from "../actions.ts";
import type { Answer } from "../api.ts";
import { type Html, html } from "../html.ts";
import { words } from "../words/words.ts";
import { ProblemBanner } from "./banner.ts";
import { TextField } from "./field.ts";
import { sessionIsOver } from "./perform.ts";

/** Keeps which phone of a PBX is one's own. */
export function ExtensionForm({ pbx, onSaved }: { pbx: PbxId; onSaved: () => void }): Html {
  const { action: text, form } = words.value;
  const typed = useSignal("");
  const isBusy = useSignal(false);
  const failure = useSignal<Exclude<Answer<unknown>, { type: "ok" }> | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (typed.value.trim() === "" || isBusy.value) return;
    isBusy.value = true;
    failure.value = null;
    const answer = await setExtension(pbx, typed.value.trim());
    isBusy.value = false;
    if (answer.type === "ok") onSaved();
    else if (!sessionIsOver(answer)) failure.value = answer;
  };
  // Only one thing is typed, so a field that is wrong is this one; of anything else the server tells.
  const isWrong = failure.value?.type === "problem" && failure.value.problem.errors.length > 0;
  return html`<form class="stack" onSubmit=${submit} novalidate>
    <${TextField} label=${text.extension} value=${typed} hint=${text.extensionHelp} error=${isWrong ? text.extensionWrong : undefined} placeholder="1005" code focus />
    ${failure.value !== null && !isWrong && html`<${ProblemBanner} answer=${failure.value} />`}
    <div class="row row--end">
      <button class="btn btn--primary" type="submit" disabled=${typed.value.trim() === ""} aria-busy=${isBusy.value ? "true" : undefined}>
        ${form.save}
      </button>
    </div>
  </form>`;
}
