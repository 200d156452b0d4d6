import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Answer } from "../api.ts";
import { branding, readBranding } from "../branding.ts";
import { type Html, html } from "../html.ts";
import { can } from "../session.ts";
import { getSection, putLogo, putSection, removeLogo } from "../settings.ts";
import { settingsWords } from "../words/pages/settings.ts";
import { ProblemBanner } from "./banner.ts";
import { TextField } from "./field.ts";
import { Icon } from "./icon.ts";
import { sessionIsOver } from "./perform.ts";
import { type Failure, SettingsCard, useSettings } from "./settings_form.ts";
import { toast } from "./toast.ts";

/** What stands in the place of our name and mark. */
export function BrandingSettings(): Html {
  const { branding: text, section, about } = settingsWords.value;
  const form = useSettings({
    load: () => getSection("branding"),
    keep: async (body) => {
      const answer = await putSection("branding", body);
      if (answer.type === "ok") await readBranding();
      return answer;
    },
    draftOf: ({ name }) => ({ name }),
    bodyOf: (body) => ({ body }),
  });
  const { fields, errors } = form;
  return html`<${SettingsCard} title=${section.branding} text=${about.branding} form=${form} foot=${html`<${Logo} />`}>
    ${fields !== null && html`<${TextField} label=${text.name} value=${fields.name} hint=${text.nameHelp} error=${errors.value.name} placeholder="Q-Manager" />`}
  <//>`;
}

const longestLogo = 200 * 1024;

/** A picture is kept as soon as it is chosen. */
function Logo(): Html {
  const { branding: text } = settingsWords.value;
  const input = useRef<HTMLInputElement>(null);
  const wrong = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  async function change(work: () => Promise<Answer<null>>, done: string): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    wrong.value = false;
    failure.value = null;
    const answer = await work();
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    if (answer.type === "ok") {
      await readBranding();
      toast({ tone: "ok", title: done });
    } else if (answer.type === "problem" && answer.problem.errors.some(({ path }) => path === "logo")) {
      wrong.value = true;
    } else failure.value = answer;
  }
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > longestLogo) wrong.value = true;
    else void change(() => putLogo(file), text.kept);
  };
  const { logo } = branding.value;
  const mayChange = can("settings", "modify");
  return html`<section class="stack" aria-label=${text.logo}>
    <div><h3 class="section-title">${text.logo}</h3><p class="hint">${text.logoHelp}</p></div>
    ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
    <div class="settings__logo">
      ${logo === null ? html`<span class="muted">${text.noLogo}</span>` : html`<img src=${logo} alt=${text.current} />`}
    </div>
    ${wrong.value && html`<p class="hint hint--error" role="alert"><${Icon} name="warn" size="sm" />${text.wrong}</p>`}
    ${
      mayChange &&
      html`<div class="row">
        <button class="btn" type="button" aria-busy=${isBusy.value ? "true" : undefined} onClick=${() => input.current?.click()}>${logo === null ? text.choose : text.change}</button>
        ${logo !== null && html`<button class="btn btn--ghost" type="button" onClick=${() => change(removeLogo, text.removed)}>${text.remove}</button>`}
        <input
          class="sr"
          type="file"
          tabindex="-1"
          accept="image/png,image/jpeg,image/webp"
          aria-label=${text.choose}
          ref=${input}
          onChange=${({ currentTarget }: Event) => {
            if (!(currentTarget instanceof HTMLInputElement)) return;
            take(currentTarget.files?.[0]);
            // The same file, chosen again, is a choice too.
            currentTarget.value = "";
          }}
        />
      </div>`
    }
  </section>`;
}
