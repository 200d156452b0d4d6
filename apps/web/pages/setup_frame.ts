import { type Html, html } from "../html.ts";
import { Brand } from "../parts/brand.ts";
import { ThemeButton } from "../parts/choices.ts";
import { setupWords } from "../words/pages/setup.ts";

export type SetupStep = 1 | 2 | 3 | 4;

/** What stands around each step of the first access: which they are, and which one this is. */
export function SetupFrame({ step, wide, children }: { step: SetupStep; wide?: boolean; children?: Html }): Html {
  const text = setupWords.value;
  const steps = [
    { title: text.stepLanguage, text: text.stepLanguageText },
    { title: text.stepAccount, text: text.stepAccountText },
    { title: text.stepPbx, text: text.stepPbxText },
    { title: text.stepAgents, text: text.stepAgentsText },
  ];
  return html`<div class="split">
    <aside class="split__side">
      <div class="side__brand split__brand"><${Brand} /></div>
      <ol class="flow">
        ${steps.map(
          (each, index) => html`<li
            key=${index}
            class=${index + 1 < step ? "done" : undefined}
            aria-current=${index + 1 === step ? "step" : undefined}
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
      <div class=${wide ? "setup-box setup-box--wide stack-lg" : "setup-box stack-lg"}>${children}</div>
    </main>
  </div>`;
}
