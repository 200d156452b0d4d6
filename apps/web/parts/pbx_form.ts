import type { Signal } from "@preact/signals";
import type { PbxCheck, PbxReport } from "../api.ts";
import { type Html, html } from "../html.ts";
import { type PbxDraft, type PbxErrors, switchTls } from "../pages/pbx_draft.ts";
import { checkTexts } from "../words/diagnosis.ts";
import { findingWords } from "../words/pages/findings.ts";
import { locale, words } from "../words/words.ts";
import { PasswordField, TextField } from "./field.ts";
import { Icon } from "./icon.ts";

/** The fields of a PBX: where it is, and who we are to it. */
export function PbxFields(props: {
  draft: PbxDraft;
  errors: Signal<PbxErrors>;
  /** Where one is on file. */
  secretHint?: string | undefined;
}): Html {
  const { draft, errors, secretHint } = props;
  const { pbx } = words.value;
  const wrong = errors.value;
  return html`<${TextField}
      label=${pbx.name}
      value=${draft.name}
      hint=${pbx.nameHelp}
      placeholder=${pbx.namePlaceholder}
      error=${wrong.name}
      focus
    />
    <div class="pbx-address">
      <${TextField} label=${pbx.host} value=${draft.host} hint=${pbx.hostHelp} error=${wrong.host} inputmode="url" code />
      <${TextField} label=${pbx.port} value=${draft.port} error=${wrong.port} inputmode="numeric" code />
    </div>
    <div class="pbx-user">
      <${TextField} label=${pbx.user} value=${draft.username} hint=${pbx.userHelp} error=${wrong.username} code />
      <${PasswordField} label=${pbx.secret} value=${draft.secret} hint=${secretHint ?? pbx.secretHelp} error=${wrong.secret} />
    </div>
    <label class="check">
      <input
        type="checkbox"
        checked=${draft.tls.value}
        onChange=${(event: Event) => {
          if (event.currentTarget instanceof HTMLInputElement) switchTls(draft, event.currentTarget.checked);
        }}
      />${pbx.tls}
    </label>`;
}

/** What a test of a connection found: the sum in one line, then each check, and what a failed one costs. */
export function PbxChecks({ report }: { report: PbxReport }): Html {
  const { pbx } = words.value;
  const limited = report.ok && report.checks.some((each) => !each.ok);
  const tone = !report.ok ? "danger" : limited ? "warn" : "ok";
  const title = !report.ok ? pbx.failed : limited ? pbx.warned : pbx.passed;
  const found = [
    report.asteriskVersion === null ? null : pbx.answered(report.asteriskVersion),
    report.asteriskVersion === null ? null : pbx.foundQueues(report.queues),
  ].filter((each) => each !== null);
  return html`<section class="card checks" aria-label=${pbx.checks} data-tone=${tone}>
    <header class="card__head" role="status">
      <h2 class="checks__sum"><${Icon} name=${report.ok && !limited ? "check-circle" : "warn"} />${title}</h2>
      <small>${found.join(", ")}</small>
    </header>
    <ul>
      ${report.checks.map((check) => html`<${Check} key=${check.name} check=${check} />`)}
    </ul>
  </section>`;
}

function Check({ check }: { check: PbxCheck }): Html {
  const { pbx } = words.value;
  const { name, detail, cost } = checkTexts(check, words.value, findingWords.value, locale.value);
  return html`<li class="checks__one" data-tone=${check.ok ? "ok" : "danger"}>
    <${Icon} name=${check.ok ? "check-circle" : "x-circle"} />
    <div>
      <b class="checks__name">${name}</b> <span class="sr">${check.ok ? pbx.ok : pbx.notOk}</span>
      <p>${detail}</p>
      ${!check.ok && cost !== null ? html`<p class="muted">${pbx.cost}: ${cost}</p>` : null}
    </div>
  </li>`;
}
