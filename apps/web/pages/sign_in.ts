import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getReset } from "../account.ts";
import * as api from "../api.ts";
import { type Html, html } from "../html.ts";
import { AuthFrame } from "../parts/auth_frame.ts";
import { Banner, ProblemBanner } from "../parts/banner.ts";
import { PasswordField, TextField } from "../parts/field.ts";
import { findAccess, signedIn } from "../session.ts";
import { words } from "../words/words.ts";

type Failure = Exclude<api.Answer<unknown>, { type: "ok" }>;

/** Name and password. `expired`: the session that this page had is over. */
export function SignIn({ expired }: { expired: boolean }): Html {
  const { signIn: text, form } = words.value;
  const name = useSignal("");
  const password = useSignal("");
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  const tried = useSignal(false);
  /** Whether a link for a new password can be sent. */
  const hasReset = useSignal(false);
  /** Seconds until it may be tried again. */
  const wait = useSignal(0);

  useEffect(() => {
    void getReset().then((answer) => {
      hasReset.value = answer.type === "ok" && answer.value.available;
    });
  }, []);
  useEffect(() => {
    if (wait.value === 0) return undefined;
    const timer = setTimeout(() => {
      wait.value -= 1;
      if (wait.value === 0) failure.value = null;
    }, 1_000);
    return () => clearTimeout(timer);
  }, [wait.value]);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy.value || wait.value > 0) return;
    tried.value = true;
    if (name.value.trim() === "" || password.value === "") return;
    busy.value = true;
    failure.value = null;
    const answer = await api.signIn(name.value.trim(), password.value);
    busy.value = false;
    if (answer.type === "ok") return signedIn(answer.value.user);
    if (answer.type === "problem" && answer.problem.type === "setup-needed") return findAccess();
    failure.value = answer;
    wait.value = answer.type === "problem" ? (answer.problem.retryAfterS ?? 0) : 0;
  }

  const missing = (value: string) => (tried.value && value === "" ? form.required : undefined);
  return html`<${AuthFrame} title=${text.title} text=${text.text}>
    <form class="stack" onSubmit=${submit} novalidate>
      <${Outcome} failure=${failure.value} expired=${expired} />
      <${TextField} label=${form.user} value=${name} error=${missing(name.value.trim())} autocomplete="username" code focus />
      <${PasswordField} label=${form.password} value=${password} error=${missing(password.value)} autocomplete="current-password" />
      <button class="btn btn--primary btn--lg btn--block" type="submit" aria-busy=${busy.value} aria-disabled=${wait.value > 0 ? "true" : undefined}>${wait.value > 0 ? text.wait(wait.value) : text.submit}</button>
      ${hasReset.value && html`<a class="btn btn--ghost btn--block" href="/password">${text.forgot}</a>`}
    </form>
  <//>`;
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
