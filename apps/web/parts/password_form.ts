import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { changePassword } from "../account.ts";
import type { Answer } from "../api.ts";
import { type Html, html } from "../html.ts";
import { accountWords } from "../words/pages/account.ts";
import { words } from "../words/words.ts";
import { ProblemBanner } from "./banner.ts";
import { focusFirstError, PasswordField } from "./field.ts";
import { NewPasswordField, passwordError, refusedPassword } from "./new_password.ts";
import { sessionIsOver } from "./perform.ts";

/** Changes one's own password. `isDue`: the present one was made by a machine, for this once. */
export function PasswordForm({ isDue = false, onDone }: { isDue?: boolean; onDone: () => void }): Html {
  const { value: text } = accountWords;
  const { form } = words.value;
  const current = useSignal("");
  const next = useSignal("");
  const errors = useSignal<{ current?: string | undefined; next?: string | undefined }>({});
  const failure = useSignal<Exclude<Answer<unknown>, { type: "ok" }> | null>(null);
  const isBusy = useSignal(false);
  const element = useRef<HTMLFormElement>(null);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value) return;
    failure.value = null;
    errors.value = { current: current.value === "" ? form.required : undefined, next: passwordError(next.value) };
    if (errors.value.current === undefined && errors.value.next === undefined) {
      isBusy.value = true;
      const answer = await changePassword(current.value, next.value);
      isBusy.value = false;
      if (sessionIsOver(answer)) return;
      if (answer.type === "ok") {
        [current.value, next.value] = ["", ""];
        onDone();
        return;
      }
      const isWrong = answer.type === "problem" && answer.problem.type === "password-wrong";
      errors.value = { current: isWrong ? text.wrong : undefined, next: refusedPassword(answer) };
      if (errors.value.current === undefined && errors.value.next === undefined) failure.value = answer;
    }
    if (element.current !== null) focusFirstError(element.current);
  }

  return html`<form class="stack" ref=${element} onSubmit=${submit} novalidate aria-label=${text.password}>
    ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
    <${PasswordField} label=${isDue ? text.dueCurrent : text.current} value=${current} error=${errors.value.current} autocomplete="current-password" />
    <${NewPasswordField} label=${text.next} value=${next} error=${errors.value.next} />
    <div><button class=${isDue ? "btn btn--primary btn--lg btn--block" : "btn"} type="submit" aria-busy=${isBusy.value ? "true" : undefined}>${text.change}</button></div>
  </form>`;
}
