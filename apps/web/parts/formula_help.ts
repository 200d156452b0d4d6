import { type ServiceCounts, type ServiceFormula, serviceFormulas, serviceLevel } from "@qmanager/core";
import { percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import { queueSettingsWords } from "../words/pages/queue_settings.ts";
import { locale } from "../words/words.ts";

/** A day by which the formulas are told apart. */
const example: ServiceCounts = {
  answered: 1_000,
  answeredInTime: 860,
  abandoned: 60,
  abandonedInTime: 20,
  abandonedShort: 10,
};

/** What each formula measures, in words, and what it makes of the same day. */
export function FormulaHelp({ chosen }: { chosen: ServiceFormula }): Html {
  const text = queueSettingsWords.value;
  const { answered, answeredInTime, abandoned, abandonedInTime, abandonedShort } = example;
  return html`<details>
    <summary>${text.formulasTitle}</summary>
    <p class="hint">${text.formulasAnswered(answered, answeredInTime)} ${text.formulasAbandoned(abandoned, abandonedInTime, abandonedShort)}</p>
    <ul class="formulas">
      ${serviceFormulas.map(
        (formula) => html`<li key=${formula} aria-current=${formula === chosen ? "true" : undefined}>
          <b>${formula}</b><span>${text.formulas[formula]}</span><b>${percent(serviceLevel(example, formula), locale.value, 2)}</b>
        </li>`,
      )}
    </ul>
    <p class="hint">${text.formulasNote}</p>
  </details>`;
}
