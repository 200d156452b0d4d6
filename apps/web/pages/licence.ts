import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Answer } from "../api.ts";
import { day, dayAndTime, figure } from "../format.ts";
import { type Html, html } from "../html.ts";
import { daysLeft, getLicence, type Licence, licence, putLicence, removeLicence } from "../licence.ts";
import { Banner, ProblemBanner } from "../parts/banner.ts";
import { confirm, Drawer } from "../parts/dialog.ts";
import { focusFirstError, TextField } from "../parts/field.ts";
import { Icon } from "../parts/icon.ts";
import { Loading } from "../parts/loading.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { toast } from "../parts/toast.ts";
import { mayLeave, useUnsaved } from "../parts/unsaved.ts";
import { can } from "../session.ts";
import { licenceWords } from "../words/pages/licence.ts";
import { locale, words } from "../words/words.ts";

type Failure = Exclude<Answer<unknown>, { type: "ok" }>;

/** The edition, how many agents may work, and for how long; entering another token. */
export function LicencePage(): Html {
  const { value: text } = licenceWords;
  const { frame } = words.value;
  const failure = useSignal<Failure | null>(null);
  const isEntering = useSignal(false);
  const ask = async () => {
    const answer = await getLicence();
    if (!sessionIsOver(answer)) failure.value = answer.type === "ok" ? null : answer;
  };
  useEffect(() => void ask(), []);
  const known = licence.value;
  const mayChange = can("settings", "modify");
  const remove = async () => {
    if (!(await confirm({ title: text.removeTitle, text: text.removeText, confirm: text.remove, tone: "danger" })))
      return;
    const answer = await removeLicence();
    if (sessionIsOver(answer)) return;
    failure.value = answer.type === "ok" ? null : answer;
    if (answer.type === "ok") toast({ tone: "ok", title: text.removed });
  };
  return html`<div class="panel-body">
    <div class="page-head">
      <div><h1>${frame.licence}</h1><p>${text.text}</p></div>
      ${
        known !== null &&
        mayChange &&
        html`<div class="page-head__actions">
          ${known.token !== null && html`<button class="btn" type="button" onClick=${remove}><${Icon} name="trash" />${text.remove}</button>`}
          <button class="btn btn--primary" type="button" onClick=${() => {
            isEntering.value = true;
          }}><${Icon} name="key" />${known.token === null ? text.enter : text.change}</button>
        </div>`
      }
    </div>
    <div class="stack">
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} again=${ask} />`}
      ${known === null && failure.value === null && html`<div class="card card__body"><${Loading}><span class="skel skel--title"></span><//></div>`}
      ${known !== null && html`<${Current} known=${known} mayChange=${mayChange} />`}
    </div>
    ${
      isEntering.value &&
      html`<${Enter} onClose=${() => {
        isEntering.value = false;
      }} />`
    }
  </div>`;
}

function Current({ known, mayChange }: { known: Licence; mayChange: boolean }): Html {
  const { value: text } = licenceWords;
  const edition = text.editions[known.edition];
  const said = known.problem === null ? null : text.problems[known.problem];
  const tone = known.problem === "trial_over" ? "info" : "warn";
  return html`${said !== null && html`<${Banner} tone=${tone} title=${said.title} text=${said.text} />`}
    ${!mayChange && html`<${Banner} tone="info" title=${text.viewOnly} />`}
    <div class="licence">
      <section class="card" aria-label=${edition.name}>
        <header class="card__head"><h2>${edition.name}</h2></header>
        <div class="card__body stack">
          <p class="muted">${edition.text}</p>
          <${Seats} agents=${known.agents} />
          <dl class="kv licence__facts">
            ${known.customer !== null && html`<div><dt>${text.customer}</dt><dd><bdi>${known.customer}</bdi></dd></div>`}
            ${known.token !== null && html`<div><dt>${text.token}</dt><dd><code>${known.token}</code></dd></div>`}
            ${known.until !== null && html`<div><dt>${text.validity}</dt><dd><${Validity} known=${known} until=${known.until} /></dd></div>`}
            ${known.edition === "licensed" && html`<div><dt>${text.services}</dt><dd>${known.services.length === 0 ? text.noServices : known.services.map((each) => html`<span class="chip" key=${each}>${each}</span> `)}</dd></div>`}
          </dl>
        </div>
      </section>
      <section class="card" aria-label=${text.meaning}>
        <header class="card__head"><h2>${text.meaning}</h2></header>
        <dl class="card__body licence__meanings">
          ${text.meanings.map(([name, what]) => html`<div key=${name}><dt>${name}</dt><dd>${what}</dd></div>`)}
          <div><dt>${text.installation}</dt><dd><code>${known.installation}</code><br />${text.installationHelp}</dd></div>
        </dl>
      </section>
    </div>`;
}

function Seats({ agents: { used, limit } }: Pick<Licence, "agents">): Html {
  const { value: text } = licenceWords;
  const shown = (count: number) => figure(count, locale.value);
  const said = limit === null ? text.unlimited(shown(used)) : text.used(shown(used), shown(limit));
  return html`<div class="licence__seats">
    <div class="row"><span>${text.agents}</span><b class="end">${said}</b></div>
    ${
      limit !== null &&
      html`<progress class=${used > limit ? "licence__bar is-over" : "licence__bar"} max=${limit} value=${Math.min(used, limit)} aria-label=${text.agents}></progress>`
    }
  </div>`;
}

function Validity({ known, until }: { known: Licence; until: number }): Html {
  const { value: text } = licenceWords;
  const at = Date.now();
  const shown = (instant: number) =>
    (known.edition === "licensed" ? day : dayAndTime)(instant, known.zone, locale.value);
  // The last day on which it holds.
  const last = known.edition === "licensed" ? until - 1 : until;
  const left = until <= at ? text.over : text.left(daysLeft(until, at));
  return html`${known.from === null ? shown(last) : text.period(shown(known.from), shown(last))} <span class="muted">(${left})</span>`;
}

function Enter({ onClose }: { onClose: () => void }): Html {
  const { value: text } = licenceWords;
  const { form } = words.value;
  const token = useSignal("");
  const error = useSignal<string | undefined>(undefined);
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  const element = useRef<HTMLFormElement>(null);
  useUnsaved(token.value.trim() !== "");
  const close = async () => {
    if (await mayLeave()) onClose();
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy.value) return;
    [error.value, failure.value] = [token.value.trim() === "" ? form.required : undefined, null];
    if (error.value === undefined) {
      isBusy.value = true;
      const answer = await putLicence(token.value.trim());
      isBusy.value = false;
      if (sessionIsOver(answer)) return;
      if (answer.type === "ok") {
        toast({ tone: "ok", title: text.applied });
        onClose();
        return;
      }
      error.value = answer.type === "problem" ? refusalText(answer.problem.type) : undefined;
      if (error.value === undefined) failure.value = answer;
    }
    if (element.current !== null) focusFirstError(element.current);
  };
  const id = "enter-licence";
  const foot = html`<button class="btn" type="button" onClick=${close}>${form.cancel}</button>
    <button class="btn btn--primary" type="submit" form=${id} aria-busy=${isBusy.value ? "true" : undefined}>${text.apply}</button>`;
  return html`<${Drawer} title=${licence.value?.token == null ? text.enter : text.change} onClose=${close} foot=${foot}>
    <form class="stack" id=${id} ref=${element} onSubmit=${submit} novalidate>
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
      <${TextField} label=${text.tokenLabel} value=${token} hint=${text.tokenHelp} error=${error.value} code focus />
    </form>
  <//>`;
}

/** Undefined: it is none of a token. */
function refusalText(type: string): string | undefined {
  const { problems } = licenceWords.value;
  const known: Record<string, { title: string; text: string }> = {
    "licence-malformed": problems.malformed,
    "licence-changed": problems.wrong_signature,
    "licence-key-unknown": problems.unknown_key,
    "licence-without-keys": problems.no_keys,
    "licence-unreadable": problems.unreadable,
    "licence-not-yet": problems.not_yet,
    "licence-expired": problems.expired,
    "too-large": problems.malformed,
  };
  const said = known[type];
  return said && `${said.title}. ${said.text}`;
}
