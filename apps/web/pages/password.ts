import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { askReset, usePasswordLink } from "../account.ts";
import type { Answer } from "../api.ts";
import { type Html, html } from "../html.ts";
import { AuthFrame } from "../parts/auth_frame.ts";
import { Banner, ProblemBanner } from "../parts/banner.ts";
import { TextField } from "../parts/field.ts";
import { NewPasswordField, passwordError, refusedPassword } from "../parts/new_password.ts";
import { PasswordForm } from "../parts/password_form.ts";
import { findAccess } from "../session.ts";
import { accountWords } from "../words/pages/account.ts";
import { words } from "../words/words.ts";

type Failure = Exclude<Answer<unknown>, { type: "ok" }>;

/**
 * The pages on which all is about a password. `isDue`: a machine made the one there is, and he needs one of his own first.
 * Else where links for a new one lead: with one, it is chosen; without, a link is asked for.
 */
export function PasswordPage({ isDue }: { isDue: boolean }): Html {
  if (isDue) return html`<${Due} />`;
  return html`<${ByLink} />`;
}

function Due(): Html {
  const { value: text } = accountWords;
  return html`<${AuthFrame} title=${text.dueTitle} text=${text.dueText}><${PasswordForm} isDue onDone=${findAccess} /><//>`;
}

function ByLink(): Html {
  // What stands behind # is the link's own: it is used once, and not left in the address.
  const token = useMemo(() => location.hash.slice(1), []);
  return token === "" ? html`<${Forgotten} />` : html`<${Choose} token=${token} />`;
}

const ToSignIn = () => html`<a class="btn btn--ghost btn--block" href="/">${accountWords.value.toSignIn}</a>`;

function Forgotten(): Html {
  const { value: text } = accountWords;
  const email = useSignal("");
  const error = useSignal<string | undefined>(undefined);
  const failure = useSignal<Failure | null>(null);
  const isSent = useSignal(false);
  const isBusy = useSignal(false);
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value) return;
    error.value = email.value.trim() === "" ? words.value.form.required : undefined;
    if (error.value !== undefined) return;
    failure.value = null;
    isBusy.value = true;
    const answer = await askReset(email.value.trim());
    isBusy.value = false;
    if (answer.type === "ok") isSent.value = true;
    else if (answer.type === "problem" && answer.problem.errors.length > 0) error.value = text.emailWrong;
    else failure.value = answer;
  }
  return html`<${AuthFrame} title=${text.forgotTitle} text=${text.forgotText}>
    ${
      isSent.value
        ? html`<${Banner} tone="ok" title=${text.sentTitle} text=${text.sentText} />`
        : html`<form class="stack" onSubmit=${submit} novalidate>
            ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
            <${TextField} label=${text.email} value=${email} error=${error.value} autocomplete="email" code focus />
            <button class="btn btn--primary btn--lg btn--block" type="submit" aria-busy=${isBusy.value ? "true" : undefined}>${text.send}</button>
          </form>`
    }
    <${ToSignIn} />
  <//>`;
}

function Choose({ token }: { token: string }): Html {
  const { value: text } = accountWords;
  const password = useSignal("");
  const error = useSignal<string | undefined>(undefined);
  const failure = useSignal<Failure | null>(null);
  const isDone = useSignal(false);
  const isBusy = useSignal(false);
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value) return;
    failure.value = null;
    error.value = passwordError(password.value);
    if (error.value !== undefined) return;
    isBusy.value = true;
    const answer = await usePasswordLink(token, password.value);
    isBusy.value = false;
    if (answer.type === "ok") {
      history.replaceState(null, "", location.pathname);
      isDone.value = true;
      return;
    }
    error.value = refusedPassword(answer);
    if (error.value === undefined) failure.value = answer;
  }
  const isGone = failure.value?.type === "problem" && failure.value.problem.type === "link-gone";
  return html`<${AuthFrame} title=${text.linkTitle} text=${text.linkText}>
    ${
      isDone.value
        ? html`<${Banner} tone="ok" title=${text.linkDone} text=${text.linkDoneText} />`
        : html`<form class="stack" onSubmit=${submit} novalidate>
            ${isGone && html`<${Banner} tone="danger" title=${text.linkGone} text=${text.linkGoneText} />`}
            ${failure.value !== null && !isGone && html`<${ProblemBanner} answer=${failure.value} />`}
            <${NewPasswordField} label=${text.next} value=${password} error=${error.value} />
            <button class="btn btn--primary btn--lg btn--block" type="submit" aria-busy=${isBusy.value ? "true" : undefined}>${text.change}</button>
          </form>`
    }
    <${ToSignIn} />
  <//>`;
}
