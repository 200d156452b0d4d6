import { useSignal } from "@preact/signals";
import type { Interface, PbxId, PbxView } from "@qmanager/core";
import { useEffect } from "preact/hooks";
import { forgetExtension, getExtensions } from "../actions.ts";
import type { Answer } from "../api.ts";
import { extensionNumber } from "../format.ts";
import { type Html, html } from "../html.ts";
import { live } from "../live/store.ts";
import { ProblemBanner } from "../parts/banner.ts";
import { LanguageRadios, ThemeRadios } from "../parts/choices.ts";
import { ExtensionForm } from "../parts/extension_form.ts";
import { Loading } from "../parts/loading.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { openShortcutList, ShortcutSwitch } from "../parts/shortcut_list.ts";
import { toast } from "../parts/toast.ts";
import { words } from "../words/words.ts";

/** What one sets for oneself: how the page looks and speaks, its keys, and one's own phones. */
export function Profile(): Html {
  const { profile: text } = words.value;
  return html`<div class="panel-body">
    <div class="page-head"><div><h1>${text.title}</h1><p>${text.text}</p></div></div>
    <div class="card card__body profile">
      <${Part} title=${text.look} text=${text.lookText}><${ThemeRadios} /><${LanguageRadios} /><//>
      <${Part} title=${text.keyboard} text=${text.keyboardText}>
        <${ShortcutSwitch} />
        <div><button class="btn btn--sm" type="button" onClick=${openShortcutList}>${text.showShortcuts}</button></div>
      <//>
      <${Part} title=${text.extensions} text=${text.extensionsText}><${Extensions} /><//>
    </div>
  </div>`;
}

function Part({ title, text, children }: { title: string; text: string; children?: Html }): Html {
  return html`<section class="fieldset" aria-label=${title}>
    <div class="fieldset__head"><h2 class="section-title">${title}</h2><p>${text}</p></div>
    <div class="stack">${children}</div>
  </section>`;
}

type Own = Answer<{ extensions: { pbx: PbxId; interface: Interface }[] }>;

/** One's own phone on each PBX. */
function Extensions(): Html {
  const { profile: text, problem } = words.value;
  const own = useSignal<Own | null>(null);
  const ask = async () => {
    const answer = await getExtensions();
    if (!sessionIsOver(answer)) own.value = answer;
  };
  useEffect(() => void ask(), []);
  const pbxs = live.value?.pbxs.value ?? null;
  if (own.value === null || pbxs === null) return html`<${Loading}><span class="skel skel--title"></span><//>`;
  if (own.value.type !== "ok") {
    const again = html`<button class="btn btn--sm" type="button" onClick=${ask}>${problem.tryAgain}</button>`;
    return html`<${ProblemBanner} answer=${own.value} action=${again} />`;
  }
  const { extensions } = own.value.value;
  if (pbxs.length === 0) return html`<p class="muted">${text.noPbx}</p>`;
  return pbxs.map((pbx) => {
    const phone = extensions.find((each) => each.pbx === pbx.pbx)?.interface ?? null;
    return html`<${Extension} key=${pbx.pbx} pbx=${pbx} phone=${phone} changed=${ask} />`;
  });
}

function Extension({
  pbx,
  phone,
  changed,
}: {
  pbx: PbxView;
  phone: Interface | null;
  changed: () => Promise<void>;
}): Html {
  const { profile: text, form } = words.value;
  const isEditing = useSignal(false);
  const isBusy = useSignal(false);
  const failure = useSignal<Exclude<Answer<unknown>, { type: "ok" }> | null>(null);
  const saved = async () => {
    isEditing.value = false;
    toast({ tone: "ok", title: text.saved(pbx.name) });
    await changed();
  };
  const forget = async () => {
    if (isBusy.value) return;
    isBusy.value = true;
    const answer = await forgetExtension(pbx.pbx);
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    failure.value = answer.type === "ok" ? null : answer;
    if (answer.type !== "ok") return;
    toast({ tone: "ok", title: text.forgotten(pbx.name) });
    await changed();
  };
  const edit = (on: boolean) => () => {
    isEditing.value = on;
  };
  return html`<section class="stack own" aria-label=${text.extensionOf(pbx.name)}>
    <div class="row own__row">
      <div class="own__what">
        <b><bdi>${pbx.name}</bdi></b>
        <span class="muted" title=${phone ?? undefined}>${phone === null ? text.noExtension : extensionNumber(phone)}</span>
      </div>
      <div class="end row">
        ${phone !== null && html`<button class="btn btn--ghost btn--sm" type="button" aria-busy=${isBusy.value ? "true" : undefined} onClick=${forget}>${text.forget}</button>`}
        ${
          isEditing.value
            ? html`<button class="btn btn--sm" type="button" onClick=${edit(false)}>${form.cancel}</button>`
            : html`<button class="btn btn--sm" type="button" onClick=${edit(true)}>${phone === null ? text.set : text.change}</button>`
        }
      </div>
    </div>
    ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
    ${isEditing.value && html`<${ExtensionForm} pbx=${pbx.pbx} onSaved=${saved} />`}
  </section>`;
}
