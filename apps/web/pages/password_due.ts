import { type Html, html } from "../html.ts";
import { AuthFrame } from "../parts/auth_frame.ts";
import { PasswordForm } from "../parts/password_form.ts";
import { findAccess } from "../session.ts";
import { accountWords } from "../words/pages/account.ts";

/** The first thing for whoever has a password that a machine made: one of his own. */
export function PasswordDue(): Html {
  const { value: text } = accountWords;
  return html`<${AuthFrame} title=${text.dueTitle} text=${text.dueText}><${PasswordForm} isDue onDone=${findAccess} /><//>`;
}
