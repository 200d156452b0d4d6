import { useSignal } from "@preact/signals";
import type { Interface, PbxId, PbxView } from "@qmanager/core";
import { useEffect } from "preact/hooks";
import { changeProfile, getProfile } from "../account.ts";
import { forgetExtension, getExtensions } from "../actions.ts";
import type { Answer } from "../api.ts";
import { extensionNumber, hourClock } from "../format.ts";
import { type Html, html } from "../html.ts";
import { live } from "../live/store.ts";
import { ProblemBanner } from "../parts/banner.ts";
import { LanguageRadios } from "../parts/choices.ts";
import { ExtensionForm } from "../parts/extension_form.ts";
import { TextField } from "../parts/field.ts";
import { Loading } from "../parts/loading.ts";
import { PasswordForm } from "../parts/password_form.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { SessionList } from "../parts/session_list.ts";
import { ShortcutSwitch } from "../parts/shortcut_keys.ts";
import { openShortcutList } from "../parts/shortcut_list.ts";
import { toast } from "../parts/toast.ts";
import { chooseTheme, type ThemeChoice, themeChoice } from "../theme.ts";
import { accountWords } from "../words/pages/account.ts";
import { words } from "../words/words.ts";

/** What one sets for oneself: how the page looks and speaks, its keys, and one's own phones. */
export function Profile(): Html {
  const { value: account } = accountWords;
  const { profile: text } = account;
  return html`<div class="panel-body">
    <div class="page-head"><div><h1>${words.value.profile.title}</h1><p>${text.text}</p></div></div>
    <div class="card card__body profile">
      <${Part} title=${account.own} text=${account.ownText}><${OwnFields} /><//>
      <${Part} title=${account.password} text=${account.passwordText}>
        <${PasswordForm} onDone=${() => toast({ tone: "ok", title: account.changed })} />
      <//>
      <${Part} title=${account.sessions} text=${account.sessionsText}><${SessionList} of="/profile" /><//>
      <${Part} title=${text.look} text=${text.lookText}><${ThemeRadios} /><${LanguageRadios} /><${ClockRadios} /><//>
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

/** The theme as radio buttons, the system's among them. */
function ThemeRadios(): Html {
  const { profile } = accountWords.value;
  const choices: readonly ThemeChoice[] = ["system", "light", "dark"];
  return html`<fieldset>
    <legend class="label">${profile.theme}</legend>
    <div class="langs">
      ${choices.map(
        (each) => html`<label class="lang check" key=${each}>
          <input type="radio" name="theme" checked=${themeChoice.value === each} onChange=${() => chooseTheme(each)} />
          ${profile.themes[each]}
        </label>`,
      )}
    </div>
  </fieldset>`;
}

/** Hours of a day, as one reads them. */
function ClockRadios(): Html {
  const { value: text } = accountWords;
  const choices = { "24": text.clock24, "12": text.clock12 } as const;
  return html`<fieldset>
    <legend class="label">${text.clock}</legend>
    <div class="langs">
      ${(["24", "12"] as const).map(
        (each) => html`<label class="lang check" key=${each}>
          <input
            type="radio"
            name="clock"
            checked=${hourClock.value === each}
            onChange=${() => {
              hourClock.value = each;
            }}
          />
          ${choices[each]}
        </label>`,
      )}
    </div>
  </fieldset>`;
}

/** Name and address. */
function OwnFields(): Html {
  const { value: text } = accountWords;
  const { form } = words.value;
  const fullName = useSignal("");
  const email = useSignal("");
  const found = useSignal<Answer<unknown> | null>(null);
  const error = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);
  const show = (own: Awaited<ReturnType<typeof getProfile>>) => {
    found.value = own;
    if (own.type === "ok") [fullName.value, email.value] = [own.value.fullName, own.value.email ?? ""];
  };
  const ask = async () => {
    const answer = await getProfile();
    if (!sessionIsOver(answer)) show(answer);
  };
  useEffect(() => void ask(), []);
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value) return;
    isBusy.value = true;
    const answer = await changeProfile({ fullName: fullName.value, email: email.value.trim() || null });
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    const isEmailWrong = answer.type === "problem" && answer.problem.errors.some(({ path }) => path === "email");
    error.value = isEmailWrong ? text.emailWrong : undefined;
    if (isEmailWrong) return;
    if (answer.type === "ok") toast({ tone: "ok", title: text.ownSaved });
    show(answer);
  }
  if (found.value === null) return html`<${Loading}><span class="skel skel--title"></span><//>`;
  return html`<form class="stack" onSubmit=${submit} novalidate aria-label=${text.own}>
    ${found.value.type !== "ok" && html`<${ProblemBanner} answer=${found.value} again=${ask} />`}
    <${TextField} label=${text.fullName} value=${fullName} autocomplete="name" />
    <${TextField} label=${text.email} value=${email} error=${error.value} autocomplete="email" code />
    <div><button class="btn" type="submit" aria-busy=${isBusy.value ? "true" : undefined}>${form.save}</button></div>
  </form>`;
}

type Own = Answer<{ extensions: { pbx: PbxId; interface: Interface }[] }>;

/** One's own phone on each PBX. */
function Extensions(): Html {
  const { profile: text } = accountWords.value;
  const own = useSignal<Own | null>(null);
  const ask = async () => {
    const answer = await getExtensions();
    if (!sessionIsOver(answer)) own.value = answer;
  };
  useEffect(() => void ask(), []);
  const pbxs = live.value?.pbxs.value ?? null;
  if (own.value === null || pbxs === null) return html`<${Loading}><span class="skel skel--title"></span><//>`;
  if (own.value.type !== "ok") {
    return html`<${ProblemBanner} answer=${own.value} again=${ask} />`;
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
  const { profile: text } = accountWords.value;
  const { form } = words.value;
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
