import type { Signal } from "@preact/signals";
import type { Answer } from "../api.ts";
import { type Html, html } from "../html.ts";
import { accountWords } from "../words/pages/account.ts";
import { PasswordField } from "./field.ts";

/** As the server has it, in characters as people count them. */
const shortestPassword = 8;

/** What is wrong with a new password, as far as the page can tell; undefined: nothing. */
export function passwordError(password: string): string | undefined {
  return [...password.normalize("NFC")].length < shortestPassword ? accountWords.value.short : undefined;
}

/** What the server found wrong with a new password that was long enough; undefined: nothing. */
export function refusedPassword(answer: Answer<unknown>): string | undefined {
  const isRefused = answer.type === "problem" && answer.problem.errors.some(({ path }) => /(^|\.)password$/.test(path));
  return isRefused ? accountWords.value.weak : undefined;
}

/** A password that is being chosen. */
export function NewPasswordField({
  label,
  value,
  error,
}: {
  label: string;
  value: Signal<string>;
  error?: string | undefined;
}): Html {
  return html`<${PasswordField} label=${label} value=${value} hint=${accountWords.value.help} error=${error} autocomplete="new-password" />`;
}
