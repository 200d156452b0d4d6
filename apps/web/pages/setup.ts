import { useSignal } from "@preact/signals";
import type { SetupState } from "../api.ts";
import { localZone } from "../format.ts";
import { type Html, html } from "../html.ts";
import { setupWords } from "../words/pages/setup.ts";
import { words } from "../words/words.ts";
import { AccountStep } from "./setup_account.ts";
import { SetupFrame, type SetupStep } from "./setup_frame.ts";
import { LanguageStep } from "./setup_language.ts";
import { PbxStep } from "./setup_pbx.ts";

/** What the first steps found out; the third one sends it. */
export interface Account {
  /** Empty: there is none. */
  licence: string;
  email: string;
  password: string;
  code: string;
  zone: string;
}

/** What the server refused of a step that was done before. */
export type AccountErrors = { [Field in "licence" | "email" | "password" | "code"]?: string | undefined };

/** The first access: language, the administrator's password, then the PBX, tested on the spot. Agents follow, signed in. */
export function Setup({ setup }: { setup: SetupState }): Html {
  const text = setupWords.value;
  // What is typed outlives a step back and forth; it is kept by this page and nowhere else.
  const account = useSignal<Account>({ licence: "", email: "", password: "", code: "", zone: localZone() });
  const step = useSignal<SetupStep>(1);
  const errors = useSignal<AccountErrors>({});
  const go = (to: SetupStep) => () => {
    step.value = to;
  };
  const refused = (wrong: AccountErrors) => {
    errors.value = wrong;
    step.value = wrong.email === undefined && wrong.licence === undefined ? 2 : 1;
  };
  const titles = [words.value.setup.title, text.stepAccount, text.stepPbx];
  return html`<${SetupFrame} step=${step.value}>
    <h1>${titles[step.value - 1]}</h1>
    ${step.value === 1 && html`<${LanguageStep} account=${account} errors=${errors} next=${go(2)} />`}
    ${step.value === 2 && html`<${AccountStep} setup=${setup} account=${account} errors=${errors} back=${go(1)} next=${go(3)} />`}
    ${step.value === 3 && html`<${PbxStep} account=${account} back=${go(2)} refusedBefore=${refused} />`}
  <//>`;
}
