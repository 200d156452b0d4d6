import { type Signal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { SetupState } from "../api.ts";
import { type Html, html } from "../html.ts";
import { focusFirstError, PasswordField, TextField } from "../parts/field.ts";
import { setupWords } from "../words/pages/setup.ts";
import { words } from "../words/words.ts";
import type { Account, AccountErrors } from "./setup.ts";

/** Shortest password of an administrator, as the server has it. */
const shortestPassword = 8;

interface AccountStepProps {
  setup: SetupState;
  account: Signal<Account>;
  errors: Signal<AccountErrors>;
  back: () => void;
  next: () => void;
}

/** The one-time code where it is asked for, and the administrator's password. */
export function AccountStep({ setup, account, errors: refused, back, next }: AccountStepProps): Html {
  const text = setupWords.value;
  const { form } = words.value;
  const admin = useSignal("admin");
  const code = useSignal(account.peek().code);
  const password = useSignal(account.peek().password);
  const repeated = useSignal(account.peek().password);
  const tried = useSignal(false);
  const element = useRef<HTMLFormElement>(null);

  const errors = {
    code: setup.codeRequired && code.value.trim() === "" ? form.required : undefined,
    password: [...password.value].length < shortestPassword ? text.passwordShort(shortestPassword) : undefined,
    repeated: repeated.value === password.value ? undefined : text.passwordsDiffer,
  };
  const shown = (error: string | undefined) => (tried.value ? error : undefined);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    tried.value = true;
    refused.value = { ...refused.peek(), code: undefined, password: undefined };
    if (errors.code ?? errors.password ?? errors.repeated) {
      if (element.current !== null) focusFirstError(element.current);
      return;
    }
    account.value = { ...account.peek(), password: password.value, code: code.value.trim() };
    next();
  }

  return html`<form class="stack" ref=${element} onSubmit=${submit} novalidate>
    <p class="setup-box__text">${text.accountText}</p>
    ${
      setup.codeRequired &&
      html`<${TextField} label=${text.oneTimeCode} value=${code} hint=${text.oneTimeCodeHelp} error=${refused.value.code ?? shown(errors.code)} code focus />`
    }
    <${TextField} label=${form.user} value=${admin} autocomplete="username" readonly />
    <${PasswordField}
      label=${form.password}
      value=${password}
      hint=${text.passwordHelp(shortestPassword)}
      error=${refused.value.password ?? shown(errors.password)}
      autocomplete="new-password"
      focus=${!setup.codeRequired}
    />
    <${PasswordField} label=${form.repeatPassword} value=${repeated} error=${shown(errors.repeated)} autocomplete="new-password" />
    <div class="row setup-box__end">
      <button class="btn btn--ghost btn--lg" type="button" onClick=${back}>${form.back}</button>
      <button class="btn btn--primary btn--lg end" type="submit">${form.goOn}</button>
    </div>
  </form>`;
}
