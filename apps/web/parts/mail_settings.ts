import { useSignal } from "@preact/signals";
import { type Html, html } from "../html.ts";
import { can } from "../session.ts";
import { getSection, type MailTest, putSection, testMail } from "../settings.ts";
import { settingsWords } from "../words/pages/settings.ts";
import { Banner } from "./banner.ts";
import { TextField } from "./field.ts";
import { Icon } from "./icon.ts";
import { KeptPassword } from "./kept_password.ts";
import { sessionIsOver } from "./perform.ts";
import { orNull, passwordOf, portOf, SelectField, SettingsCard, told, useSettings } from "./settings_form.ts";

const securities = ["starttls", "tls", "none"] as const;
const usualPorts: Record<string, string> = { starttls: "587", tls: "465", none: "25" };

/** The mail server, with a test of what is typed. */
export function MailSettings(): Html {
  const words = settingsWords.value;
  const { mail: text, section, about } = words;
  const form = useSettings({
    load: () => getSection("mail"),
    keep: (body) => putSection("mail", body),
    draftOf: ({ host, port, security, user, from, fromName }) => ({
      ...{ host: host ?? "", port: String(port), security: security as string, user: user ?? "", from: from ?? "" },
      ...{ fromName, password: "", removed: "" },
    }),
    bodyOf: ({ host, port: typed, security, user, from, fromName, password, removed }) => {
      const port = portOf(typed);
      if (port === null) return { errors: { port: words.errors["Write a number from 1 to 65535"] } };
      const own = { host: orNull(host), port, security, user: orNull(user), from: orNull(from), fromName };
      return { body: { ...own, ...passwordOf(password, removed === "yes") } };
    },
  });
  const { fields, errors, kept } = form;
  // Another security has another port, as long as it is the usual one.
  const follow = (event: Event) => {
    if (fields === null || !(event.target instanceof HTMLSelectElement)) return;
    if (Object.values(usualPorts).includes(fields.port.value))
      fields.port.value = usualPorts[event.target.value] ?? "587";
  };
  return html`<${SettingsCard} title=${section.mail} text=${about.mail} form=${form} foot=${can("settings", "modify") && html`<${TestMail} form=${form} />`}>
    ${
      fields !== null &&
      html`<div class="pbx-address">
          <${TextField} label=${text.host} value=${fields.host} hint=${text.hostHelp} error=${errors.value.host} inputmode="url" code />
          <${TextField} label=${text.port} value=${fields.port} error=${errors.value.port} inputmode="numeric" code />
        </div>
        <div onChange=${follow}>
          <${SelectField}
            label=${text.security}
            value=${fields.security}
            options=${securities.map((each) => [each, text.securities[each]] as const)}
            hint=${fields.security.value === "none" ? text.noSecurity : undefined}
          />
        </div>
        <div class="pbx-user">
          <${TextField} label=${text.user} value=${fields.user} hint=${text.userHelp} error=${errors.value.user} code />
          <${KeptPassword} label=${text.password} value=${fields.password} removed=${fields.removed} isKept=${kept.value?.password === true} error=${errors.value.password} />
        </div>
        <div class="pbx-user">
          <${TextField} label=${text.from} value=${fields.from} hint=${text.fromHelp} error=${errors.value.from} code />
          <${TextField} label=${text.fromName} value=${fields.fromName} error=${errors.value.fromName} />
        </div>`
    }
  <//>`;
}

function TestMail({ form }: { form: ReturnType<typeof useSettings<unknown, string>> }): Html {
  const { mail: text, errors: known } = settingsWords.value;
  const to = useSignal("");
  const wrong = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);
  const found = useSignal<{ to: string; test: MailTest } | null>(null);
  async function send(): Promise<void> {
    if (isBusy.value) return;
    const mail = form.body();
    wrong.value = to.value.includes("@") ? undefined : known["Write an address such as ana@"];
    if (mail === null || wrong.value !== undefined) return;
    isBusy.value = true;
    const answer = await testMail(to.value.trim(), mail);
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    found.value = answer.type === "ok" ? { to: to.value.trim(), test: answer.value } : null;
    if (answer.type === "ok") form.failure.value = null;
    else told(answer, form.errors, form.failure);
    if (form.errors.value.to !== undefined) wrong.value = form.errors.value.to;
  }
  return html`<section class="stack settings__test" aria-label=${text.test}>
    <div><h3 class="section-title">${text.test}</h3><p class="hint">${text.testText}</p></div>
    <div class="settings__row">
      <${TextField} label=${text.to} value=${to} error=${wrong.value} autocomplete="email" code />
      <button class="btn btn--lg" type="button" aria-busy=${isBusy.value ? "true" : undefined} onClick=${send}><${Icon} name="send" />${text.send}</button>
    </div>
    ${found.value !== null && html`<${Outcome} ...${found.value} />`}
  </section>`;
}

function Outcome({ to, test }: { to: string; test: MailTest }): Html {
  const { mail: text } = settingsWords.value;
  if (test.ok) return html`<${Banner} tone="ok" title=${text.sent} text=${text.sentText(to)} />`;
  const problems: Record<string, string> = text.problems;
  const why = html`${problems[test.code ?? ""] ?? test.text}<br /><small>${text.reply}: <code>${test.reply}</code></small>`;
  return html`<${Banner} tone="danger" title=${text.notSent} text=${why} />`;
}
