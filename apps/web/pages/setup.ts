import { useSignal } from "@preact/signals";
import type { SetupState } from "../api.ts";
import { type Html, html } from "../html.ts";
import { Brand } from "../parts/brand.ts";
import { ThemeButton } from "../parts/choices.ts";
import { words } from "../words/words.ts";
import { AccountStep } from "./setup_account.ts";
import { PbxStep } from "./setup_pbx.ts";

/** What the first step found out; the second one sends it. */
export interface Account {
  password: string;
  code: string;
}

/** The first access: the administrator's password, then the PBX, tested on the spot. */
export function Setup({ setup }: { setup: SetupState }): Html {
  const { setup: text } = words.value;
  // What is typed outlives a step back and forth; it is kept by this page and nowhere else.
  const account = useSignal<Account>({ password: "", code: "" });
  const step = useSignal<1 | 2>(1);
  const codeError = useSignal<string | undefined>(undefined);

  const steps = [
    { title: text.stepAccount, text: text.stepAccountText },
    { title: text.stepPbx, text: text.stepPbxText },
  ];
  return html`<div class="split">
    <aside class="split__side">
      <div class="side__brand split__brand"><${Brand} /></div>
      <ol class="flow">
        ${steps.map(
          (each, index) => html`<li
            key=${index}
            class=${index + 1 < step.value ? "done" : undefined}
            aria-current=${index + 1 === step.value ? "step" : undefined}
          >
            <span class="n">${index + 1}</span>
            <div><b>${each.title}</b>${each.text}</div>
          </li>`,
        )}
      </ol>
      <p class="split__note hint">${text.about}</p>
    </aside>
    <main class="split__main" id="content">
      <div class="split__theme"><${ThemeButton} /></div>
      <div class="setup-box stack-lg">
        <h1>${step.value === 1 ? text.title : text.stepPbx}</h1>
        ${
          step.value === 1
            ? html`<${AccountStep}
                setup=${setup}
                account=${account}
                codeError=${codeError}
                next=${() => {
                  step.value = 2;
                }}
              />`
            : html`<${PbxStep}
                account=${account.value}
                back=${(wrongCode?: string) => {
                  codeError.value = wrongCode;
                  step.value = 1;
                }}
              />`
        }
      </div>
    </main>
  </div>`;
}
