import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Answer } from "../api.ts";
import { type Html, html } from "../html.ts";
import { getOrigins, putOrigins } from "../tokens.ts";
import { tokenWords } from "../words/pages/tokens.ts";
import { ProblemBanner } from "./banner.ts";
import { focusFirstError } from "./field.ts";
import { Icon } from "./icon.ts";
import { sessionIsOver } from "./perform.ts";
import { toast } from "./toast.ts";
import { UnsavedBar, useUnsaved } from "./unsaved.ts";

/** The sites whose pages may use tokens, one a line. */
export function AllowedSites({ readonly }: { readonly: boolean }): Html {
  const { value: text } = tokenWords;
  const known = useSignal<string | null>(null);
  const typed = useSignal("");
  const failure = useSignal<Exclude<Answer<unknown>, { type: "ok" }> | null>(null);
  const error = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const show = (origins: readonly string[]) => {
    known.value = origins.join("\n");
    typed.value = known.value;
  };
  const ask = async () => {
    const answer = await getOrigins();
    if (sessionIsOver(answer)) return;
    failure.value = answer.type === "ok" ? null : answer;
    if (answer.type === "ok") show(answer.value.origins);
  };
  useEffect(() => void ask(), []);
  const isChanged = known.value !== null && typed.value !== known.value;
  useUnsaved(isChanged);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy.value || readonly) return;
    isBusy.value = true;
    const sites = sitesOf(typed.value);
    const answer = await putOrigins(sites);
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    [error.value, failure.value] = [undefined, null];
    if (answer.type === "ok") {
      show(answer.value.origins);
      toast({ tone: "ok", title: text.sitesSaved });
      return;
    }
    const [wrong] = answer.type === "problem" ? answer.problem.errors : [];
    if (wrong === undefined) failure.value = answer;
    else {
      const site = sites[Number(wrong.path.split(".")[1])];
      error.value = site === undefined ? text.tooManySites : text.siteWrong(site);
      if (form.current !== null) focusFirstError(form.current);
    }
  };
  const discard = () => {
    [typed.value, error.value] = [known.value ?? "", undefined];
  };
  const note = `${id}-note`;
  return html`<section class="card" aria-label=${text.sites}>
    <header class="card__head"><h2>${text.sites}</h2></header>
    <form class="card__body stack" ref=${form} onSubmit=${submit} novalidate>
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} again=${ask} />`}
      <p class="muted">${text.sitesText}</p>
      <div class="field">
        <label for=${id}>${text.sitesLabel}</label>
        <textarea
          class="textarea code-field" id=${id} rows="4" spellcheck=${false} autocapitalize="none" placeholder="https://crm.empresa.com.br"
          readonly=${readonly || known.value === null}
          aria-invalid=${error.value === undefined ? undefined : "true"} aria-describedby=${note}
          value=${typed.value}
          onInput=${(event: InputEvent) => {
            if (event.currentTarget instanceof HTMLTextAreaElement) typed.value = event.currentTarget.value;
          }}
        ></textarea>
        ${
          error.value === undefined
            ? html`<span class="hint" id=${note}>${text.sitesHint}</span>`
            : html`<span class="hint hint--error" id=${note}><${Icon} name="warn" size="sm" />${error.value}</span>`
        }
      </div>
      ${isChanged && html`<${UnsavedBar} isBusy=${isBusy.value} onDiscard=${discard} />`}
    </form>
  </section>`;
}

/** Addresses, one a line. */
const sitesOf = (text: string): string[] =>
  text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
