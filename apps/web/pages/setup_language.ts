import { type Signal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { LanguageRadios } from "../parts/choices.ts";
import { focusFirstError, TextField } from "../parts/field.ts";
import { setupWords } from "../words/pages/setup.ts";
import { words } from "../words/words.ts";
import type { Account, AccountErrors } from "./setup.ts";

interface LanguageStepProps {
  account: Signal<Account>;
  errors: Signal<AccountErrors>;
  next: () => void;
}

/** The language, the licence where there is one, and how to reach who is in charge. */
export function LanguageStep({ account, errors, next }: LanguageStepProps): Html {
  const text = setupWords.value;
  const licence = useSignal(account.peek().licence);
  const email = useSignal(account.peek().email);
  const isWrong = useSignal(false);
  const element = useRef<HTMLFormElement>(null);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const typed = email.value.trim();
    errors.value = { ...errors.peek(), licence: undefined, email: undefined };
    // The server knows more of addresses; this is what is surely none.
    isWrong.value = typed !== "" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed);
    if (isWrong.value) {
      if (element.current !== null) focusFirstError(element.current);
      return;
    }
    account.value = { ...account.peek(), licence: licence.value.trim(), email: typed };
    next();
  }

  return html`<form class="stack" ref=${element} onSubmit=${submit} novalidate>
    <p class="setup-box__text">${text.languageText}</p>
    <${LanguageRadios} />
    <${TextField} label=${text.licence} value=${licence} hint=${text.licenceHelp} error=${errors.value.licence} code />
    <${TextField}
      label=${text.email}
      value=${email}
      hint=${text.emailHelp}
      error=${isWrong.value ? text.emailWrong : errors.value.email}
      autocomplete="email"
      code
    />
    <div class="row row--end">
      <button class="btn btn--primary btn--lg" type="submit">${words.value.form.goOn}</button>
    </div>
  </form>`;
}
