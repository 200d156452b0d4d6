import { type Signal, useSignal } from "@preact/signals";
import type { PbxId } from "@qmanager/core";
import { figure } from "../format.ts";
import { type Html, html } from "../html.ts";
import { type LogDraft, type LogErrors, type LogKind, logKinds, readLogDraft } from "../pages/log_draft.ts";
import { type LogTest, testLog } from "../settings.ts";
import { settingsWords } from "../words/pages/settings.ts";
import { locale, words } from "../words/words.ts";
import { Banner } from "./banner.ts";
import { PasswordField, TextField } from "./field.ts";
import { Icon } from "./icon.ts";
import { sessionIsOver } from "./perform.ts";
import { type Failure, SelectField } from "./settings_form.ts";

/** What the draft of a queue_log says in the reader's words. */
export const logTexts = () => ({
  ...{ required: words.value.form.required, portWrong: words.value.pbx.portWrong },
  logPathWrong: settingsWords.value.pbx.logPathWrong,
  logZoneWrong: settingsWords.value.pbx.logZoneWrong,
});

interface LogFieldsProps {
  draft: LogDraft;
  errors: Signal<LogErrors>;
  failure: Signal<Failure | null>;
  /** Whose it is, where it is kept already. */
  of: PbxId | null;
  /** Its secret is on file. */
  isKept: boolean;
}

/** Where the queue_log of a PBX is, and whether it can be read. */
export function LogFields({ draft, errors, failure, of, isKept }: LogFieldsProps): Html {
  const { pbx: text } = settingsWords.value;
  const found = useSignal<LogTest | null>(null);
  const isBusy = useSignal(false);
  const wrong = errors.value;
  async function test(): Promise<void> {
    if (isBusy.value) return;
    const read = readLogDraft(draft, logTexts());
    errors.value = "errors" in read ? read.errors : {};
    if ("errors" in read || read.queueLog === null) return;
    isBusy.value = true;
    const answer = await testLog(read.queueLog, of);
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    found.value = answer.type === "ok" ? answer.value : null;
    if (answer.type === "problem" && answer.problem.type === "pbx-secret-needed") {
      errors.value = { secret: settingsWords.value.errors["Give the secret again"] };
    } else failure.value = answer.type === "ok" ? null : answer;
  }
  return html`<section class="stack settings__test" aria-label=${text.log}>
    <div><h3 class="section-title">${text.log}</h3><p class="hint">${text.logText}</p></div>
    <${SelectField}
      label=${text.logKind}
      value=${draft.kind as Signal<string>}
      options=${logKinds.map((each: LogKind) => [each, text.logKinds[each]] as const)}
    />
    ${
      draft.kind.value === "file" &&
      html`<${TextField} label=${text.logPath} value=${draft.path} hint=${text.logPathHelp} error=${wrong.path} code />`
    }
    ${
      draft.kind.value === "mysql" &&
      html`<div class="pbx-address">
          <${TextField} label=${text.logHost} value=${draft.host} error=${wrong.host} inputmode="url" code />
          <${TextField} label=${text.logPort} value=${draft.port} error=${wrong.port} inputmode="numeric" code />
        </div>
        <div class="pbx-user">
          <${TextField} label=${text.logDatabase} value=${draft.database} error=${wrong.database} code />
          <${TextField} label=${text.logTable} value=${draft.table} error=${wrong.table} code />
        </div>
        <div class="pbx-user">
          <${TextField} label=${text.logUser} value=${draft.user} error=${wrong.user} code />
          <${PasswordField} label=${text.logSecret} value=${draft.secret} hint=${isKept ? text.keptSecret : undefined} error=${wrong.secret} autocomplete="new-password" />
        </div>`
    }
    ${
      draft.kind.value !== "none" &&
      html`<${TextField} label=${text.logZone} value=${draft.zone} hint=${text.logZoneHelp} error=${wrong.zone} code />
        <div><button class="btn" type="button" aria-busy=${isBusy.value ? "true" : undefined} onClick=${test}><${Icon} name="refresh" />${text.logTest}</button></div>
        ${found.value !== null && html`<${Found} test=${found.value} />`}`
    }
  </section>`;
}

function Found({ test }: { test: LogTest }): Html {
  const { pbx: text } = settingsWords.value;
  const isRead = test.code === "good" || test.code === "empty";
  const more = test.code === "good" ? text.logRows(figure(test.rows, locale.value), test.more) : undefined;
  // What a database said is in its own words.
  return html`<${Banner} tone=${isRead ? "ok" : "danger"} title=${text.logTests[test.code]} text=${test.code === "unreadable" ? test.text : more} />`;
}
