import { useSignal } from "@preact/signals";
import * as api from "../api.ts";
import { type Html, html } from "../html.ts";
import { Banner, ProblemBanner } from "../parts/banner.ts";
import { Brand } from "../parts/brand.ts";
import { LanguageMenu, ThemeButton } from "../parts/choices.ts";
import { PasswordField, TextField } from "../parts/field.ts";
import { findAccess, signedIn } from "../session.ts";
import { words } from "../words/words.ts";

type Failure = Exclude<api.Answer<unknown>, { type: "ok" }>;

/** Name and password. `expired`: the session that this page had is over. */
export function SignIn({ expired }: { expired: boolean }): Html {
  const { signIn: text, form, frame } = words.value;
  const name = useSignal("");
  const password = useSignal("");
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  const tried = useSignal(false);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy.value) return;
    tried.value = true;
    if (name.value.trim() === "" || password.value === "") return;
    busy.value = true;
    failure.value = null;
    const answer = await api.signIn(name.value.trim(), password.value);
    busy.value = false;
    if (answer.type === "ok") signedIn(answer.value.user);
    else if (answer.type === "problem" && answer.problem.type === "setup-needed") await findAccess();
    else failure.value = answer;
  }

  const missing = (value: string) => (tried.value && value === "" ? form.required : undefined);
  return html`<div class="auth">
    <a class="skip" href="#content">${frame.skip}</a>
    <header class="auth__top">
      <span class="side__brand auth__brand"><${Brand} /></span>
      <div class="end row"><${LanguageMenu} /><${ThemeButton} /></div>
    </header>
    <main class="auth__mid" id="content">
      <div class="auth__card stack-lg">
        <div>
          <h1>${text.title}</h1>
          <p class="muted">${text.text}</p>
        </div>
        <form class="stack" onSubmit=${submit} novalidate>
          <${Outcome} failure=${failure.value} expired=${expired} />
          <${TextField} label=${form.user} value=${name} error=${missing(name.value.trim())} autocomplete="username" code focus />
          <${PasswordField} label=${form.password} value=${password} error=${missing(password.value)} autocomplete="current-password" />
          <button class="btn btn--primary btn--lg btn--block" type="submit" aria-busy=${busy.value}>${text.submit}</button>
        </form>
      </div>
    </main>
  </div>`;
}

function Outcome({ failure, expired }: { failure: Failure | null; expired: boolean }): Html {
  const { signIn: text } = words.value;
  if (failure === null) {
    return expired && html`<${Banner} tone="info" title=${text.expired} text=${text.expiredHelp} />`;
  }
  if (failure.type === "problem" && failure.problem.type === "sign-in-refused") {
    return html`<${Banner} tone="danger" title=${text.wrong} text=${text.wrongHelp} />`;
  }
  return html`<${ProblemBanner} answer=${failure} />`;
}
