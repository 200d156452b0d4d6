import { useSignal } from "@preact/signals";
import { figure, fileSize } from "../format.ts";
import { type Html, html } from "../html.ts";
import { getRetention, type OldRecords, putRetention, retentionKinds, tryRetention } from "../settings.ts";
import { settingsWords } from "../words/pages/settings.ts";
import { locale } from "../words/words.ts";
import { Banner } from "./banner.ts";
import { TextField } from "./field.ts";
import { Icon } from "./icon.ts";
import { sessionIsOver } from "./perform.ts";
import { type Errors, SettingsCard, told, useSettings } from "./settings_form.ts";

const mostMonths = 1_200;

/** For how long records are kept, and what would go by it now. */
export function RetentionSettings(): Html {
  const { retention: text, section, about } = settingsWords.value;
  const form = useSettings({
    load: getRetention,
    keep: putRetention,
    draftOf: (kept) =>
      Object.fromEntries(retentionKinds.map((each) => [each, kept[each] === null ? "" : String(kept[each])])),
    bodyOf: (draft) => {
      const errors: Record<string, string> = {};
      const body = Object.fromEntries(
        retentionKinds.map((each) => {
          const typed = draft[each]?.trim() ?? "";
          const months = Number(typed);
          if (typed === "") return [each, null];
          if (!/^\d{1,4}$/.test(typed) || months < 1 || months > mostMonths) errors[each] = text.wrong;
          return [each, months];
        }),
      );
      return Object.keys(errors).length > 0 ? { errors: errors as Errors } : { body };
    },
  });
  const { fields, errors } = form;
  return html`<${SettingsCard} title=${section.retention} text=${about.retention} form=${form} foot=${html`<${DryRun} form=${form} />`}>
    ${
      fields !== null &&
      html`<div class="settings__months">
          ${retentionKinds.map(
            (each) => html`<${TextField}
              key=${each}
              label=${`${text.kinds[each]} (${text.months})`}
              value=${fields[each]}
              hint=${text.forEver}
              error=${errors.value[each]}
              inputmode="numeric"
              code
            />`,
          )}
        </div>
        <p class="hint">${text.whole}</p>`
    }
  <//>`;
}

function DryRun({ form }: { form: ReturnType<typeof useSettings<unknown, string>> }): Html {
  const { retention: text } = settingsWords.value;
  const found = useSignal<OldRecords | null>(null);
  const isBusy = useSignal(false);
  async function look(): Promise<void> {
    const wanted = form.body();
    if (isBusy.value || wanted === null) return;
    isBusy.value = true;
    const answer = await tryRetention(wanted);
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    found.value = answer.type === "ok" ? answer.value : null;
    if (answer.type !== "ok") told(answer, form.errors, form.failure);
  }
  return html`<div class="stack">
    <div><button class="btn" type="button" aria-busy=${isBusy.value ? "true" : undefined} onClick=${look}><${Icon} name="eye" />${text.dryRun}</button></div>
    ${found.value !== null && html`<${Old} old=${found.value} />`}
  </div>`;
}

function Old({ old }: { old: OldRecords }): Html {
  const { retention: text } = settingsWords.value;
  if (old.rows === 0) return html`<${Banner} tone="ok" title=${text.nothing} />`;
  const size = (bytes: number) => fileSize(bytes, locale.value);
  const rows = (count: number) => figure(count, locale.value);
  return html`<${Banner} tone="info" title=${text.wouldGo(rows(old.rows), size(old.bytes))} text=${text.wouldGoText} />
    <div class="table-wrap settings__old" tabindex="0" role="region" aria-label=${text.dryRun}>
      <table class="table table--compact">
        <thead><tr><th>${text.kind}</th><th>${text.month}</th><th class="num">${text.rows}</th><th class="num">${text.size}</th></tr></thead>
        <tbody>
          ${old.months.map(
            (each) => html`<tr key=${`${each.table} ${each.month}`}>
              <td>${text.kinds[each.kind]}</td><td class="nowrap">${each.month}</td>
              <td class="num">${rows(each.rows)}</td><td class="num">${size(each.bytes)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
