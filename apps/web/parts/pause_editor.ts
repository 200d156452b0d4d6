import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import type { Answer } from "../api.ts";
import { type Html, html } from "../html.ts";
import { isPauseChanged, newPause, type PauseErrors, pauseDraft, readPause } from "../pages/pause_draft.ts";
import { addPause, changePause } from "../pause_changes.ts";
import type { Pause } from "../pauses.ts";
import { pauseWords } from "../words/pages/pauses.ts";
import { words } from "../words/words.ts";
import { ProblemBanner } from "./banner.ts";
import { useShown } from "./beside.ts";
import { focusFirstError, TextField } from "./field.ts";
import { Icon } from "./icon.ts";
import { sessionIsOver } from "./perform.ts";
import { Toggle } from "./toggle.ts";
import { NewBar, UnsavedBar, useUnsaved } from "./unsaved.ts";

interface PauseEditorProps {
  /** Null: a new one. */
  pause: Pause | null;
  mayChange: boolean;
  saved: (pause: Pause) => void;
  remove: (pause: Pause) => Promise<void>;
  close: () => void;
}

/** The form of one pause. */
export function PauseEditor({ pause, mayChange, saved, remove, close }: PauseEditorProps): Html {
  const text = pauseWords.value;
  const { form } = words.value;
  const kept = pause ?? newPause;
  const draft = useMemo(() => pauseDraft(kept), []);
  const errors = useSignal<PauseErrors>({});
  const failure = useSignal<Exclude<Answer<unknown>, { type: "ok" }> | null>(null);
  const isBusy = useSignal(false);
  const element = useRef<HTMLFormElement>(null);
  useShown(element);
  const isChanged = isPauseChanged(draft, kept);
  useUnsaved(isChanged);

  function discard(): void {
    const { name, minutes, productive, active } = pauseDraft(kept);
    draft.name.value = name.value;
    draft.minutes.value = minutes.value;
    draft.productive.value = productive.value;
    draft.active.value = active.value;
    errors.value = {};
    failure.value = null;
  }
  function refuse(wrong: PauseErrors): void {
    errors.value = wrong;
    if (element.current !== null) focusFirstError(element.current);
  }
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.peek()) return;
    failure.value = null;
    errors.value = {};
    const read = readPause(draft, { ...text, required: form.required });
    if ("errors" in read) return refuse(read.errors);
    isBusy.value = true;
    const answer = await (pause === null ? addPause(read.input) : changePause(pause.id, read.input));
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    if (answer.type === "ok") return saved(answer.value);
    if (answer.type === "problem" && answer.problem.type === "pause-exists") return refuse({ name: text.taken });
    const named = answer.type === "problem" ? answer.problem.errors : [];
    if (named.length === 0) failure.value = answer;
    else refuse(Object.fromEntries(named.map(({ path, detail }) => [path, detail])));
  }
  const title = pause?.name ?? text.add;
  const isFixed = pause?.builtIn === true;
  return html`<form class="card beside__form" ref=${element} novalidate onSubmit=${submit} aria-label=${title}>
    <header class="card__head">
      <h2><bdi>${title}</bdi></h2>
      <div class="end"><button class="btn btn--ghost btn--icon btn--sm" type="button" aria-label=${words.value.action.close} onClick=${close}><${Icon} name="x" /></button></div>
    </header>
    <div class="card__body stack">
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
      <${TextField}
        label=${text.name}
        value=${draft.name}
        hint=${isFixed ? text.builtIn : pause === null ? text.nameHelp : text.renameHelp}
        error=${errors.value.name}
        readonly=${isFixed || !mayChange}
        focus=${pause === null}
      />
      <${TextField}
        label=${text.allowanceMinutes}
        value=${draft.minutes}
        hint=${text.allowanceHelp}
        error=${errors.value.dailyMinutes}
        inputmode="numeric"
        readonly=${!mayChange}
      />
      <${Toggle} label=${text.productive} value=${draft.productive} hint=${text.productiveHelp} disabled=${!mayChange} />
      ${!isFixed && html`<${Toggle} label=${text.active} value=${draft.active} hint=${text.activeHelp} disabled=${!mayChange} />`}
    </div>
    ${
      isChanged
        ? html`<${UnsavedBar} isBusy=${isBusy.value} onDiscard=${pause === null ? close : discard} />`
        : mayChange &&
          !isFixed &&
          (
            pause === null
              ? html`<${NewBar} isBusy=${isBusy.value} />`
              : html`<footer class="card__foot"><button class="btn btn--danger-quiet" type="button" onClick=${() => remove(pause)}><${Icon} name="trash" />${text.remove}</button></footer>`
          )
    }
  </form>`;
}
