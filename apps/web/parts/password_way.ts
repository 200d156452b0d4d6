import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { type Html, html } from "../html.ts";
import type { PasswordGiven, PasswordWay } from "../users.ts";
import { accountWords } from "../words/pages/account.ts";
import { Banner } from "./banner.ts";
import { NewPasswordField } from "./new_password.ts";
import { toast } from "./toast.ts";

/** A password that somebody is about to get. */
export interface PasswordDraft {
  way: Signal<PasswordWay["type"]>;
  password: Signal<string>;
}

export const wayOf = ({ way, password }: PasswordDraft): PasswordWay =>
  way.value === "chosen" ? { type: "chosen", password: password.value } : { type: way.value };

/** How somebody gets his password. `isMailSet`: a link can be sent. */
export function PasswordWayFields(props: {
  draft: PasswordDraft;
  isMailSet: boolean;
  error?: string | undefined;
}): Html {
  const { draft, isMailSet, error } = props;
  const { value: text } = accountWords;
  const name = useId();
  const ways = [
    { type: "generated", title: text.generated, help: text.generatedHelp },
    ...(isMailSet ? ([{ type: "link", title: text.link, help: text.linkHelp }] as const) : []),
    { type: "chosen", title: text.chosen, help: text.chosenHelp },
  ] as const;
  return html`<fieldset class="stack ways">
    <legend class="label">${text.way}</legend>
    ${ways.map(
      ({ type, title, help }) => html`<label class="check ways__one" key=${type}>
        <input
          type="radio"
          name=${name}
          checked=${draft.way.value === type}
          onChange=${() => {
            draft.way.value = type;
          }}
        />
        <span>${title}<small class="muted">${help}</small></span>
      </label>`,
    )}
    ${draft.way.value === "chosen" && html`<${NewPasswordField} label=${text.password} value=${draft.password} error=${error} />`}
  </fieldset>`;
}

/** What became of it: the password, shown once, or whether the link went out. */
export function PasswordOutcome({ given }: { given: PasswordGiven }): Html {
  const { value: text } = accountWords;
  const { password, linkSent } = given;
  if (linkSent !== null) {
    return linkSent
      ? html`<${Banner} tone="ok" title=${text.linkSent} text=${text.linkHelp} />`
      : html`<${Banner} tone="warn" title=${text.linkFailed} text=${text.linkFailedText} />`;
  }
  if (password === null) return html`<${Banner} tone="ok" title=${text.given} />`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(password);
      toast({ tone: "ok", title: text.copied });
    } catch (cause) {
      // Over plain HTTP browsers have no clipboard: it can still be marked and copied by hand.
      console.info(`The password cannot be copied: ${String(cause)}`);
    }
  };
  return html`<${Banner}
    tone="warn"
    title=${text.shownOnce}
    text=${html`<code class="made-password">${password}</code>`}
    action=${"clipboard" in navigator && navigator.clipboard && html`<button class="btn btn--sm" type="button" onClick=${copy}>${text.copy}</button>`}
  />`;
}
