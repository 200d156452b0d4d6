import { signal } from "@preact/signals";
import { day, localZone } from "../format.ts";
import { type Html, html } from "../html.ts";
import { daysLeft, licence } from "../licence.ts";
import { keep, kept } from "../preference.ts";
import { path } from "../router.ts";
import { licenceWords } from "../words/pages/licence.ts";
import { Banner } from "./banner.ts";

/** Of a trial it is said in its last days. */
const lastDays = 5;

/** What was put off, and on which day: it is told again on the next one. */
const putOff = signal(kept("licenceNotice"));

/** A trial that ends or is over, a licence that has ended, cannot be used or is for fewer than there are. */
export function LicenceBanner(): Html {
  const { value: text } = licenceWords;
  const known = licence.value;
  // There it is said beside what can be done.
  if (known === null || path.value === "/licence") return null;
  const at = Date.now();
  const left = known.edition === "trial" && known.until !== null ? daysLeft(known.until, at) : null;
  const isEnding = left !== null && left <= lastDays;
  if (known.problem === null && !isEnding) return null;
  const key = `${known.problem ?? "trial"} ${day(at, localZone(), "en")}`;
  if (putOff.value === key) return null;
  const said =
    known.problem === null
      ? { title: text.trialEnds(left ?? 0), text: text.trialEndsText }
      : text.problems[known.problem];
  const later = () => {
    keep("licenceNotice", key);
    putOff.value = key;
  };
  const action = html`<a class="btn btn--sm" href="/licence">${text.see}</a>
    <button class="btn btn--sm btn--ghost" type="button" onClick=${later}>${text.dismiss}</button>`;
  const isMild = known.problem === null || known.problem === "trial_over";
  return html`<${Banner} bar tone=${isMild ? "info" : "warn"} title=${said.title} text=${said.text} action=${action} />`;
}
