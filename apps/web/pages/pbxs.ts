import { useSignal } from "@preact/signals";
import type { PbxId } from "@qmanager/core";
import { useEffect, useMemo, useRef } from "preact/hooks";
import * as api from "../api.ts";
import { exactTimeOfDay, localZone, none } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { Freshness } from "../live/freshness.ts";
import { type PbxHealth, pbxHealth } from "../live/health.ts";
import { live } from "../live/store.ts";
import { ProblemBanner } from "../parts/banner.ts";
import { Empty } from "../parts/empty.ts";
import { focusFirstError } from "../parts/field.ts";
import { Icon } from "../parts/icon.ts";
import { Loading } from "../parts/loading.ts";
import { PbxChecks, PbxFields } from "../parts/pbx_form.ts";
import { navigate } from "../router.ts";
import { problemText } from "../words/diagnosis.ts";
import { locale, words } from "../words/words.ts";
import { errorsOf, newDraft, type PbxErrors, readDraft } from "./pbx_draft.ts";

type Failure = Exclude<api.Answer<unknown>, { type: "ok" }>;

/** The PBXs: state of each line, its check, and a form for another one. `checked`: the one to check at once. */
export function Pbxs({ checked }: { checked: PbxId | null }): Html {
  const { pbx: text } = words.value;
  const adding = useSignal(false);
  const pbxs = live.value?.pbxs.value ?? null;
  const open = adding.value || pbxs?.length === 0;
  return html`<div class="panel-body">
    <div class="page-head">
      <div><h1>${text.title}</h1><p>${text.text}</p></div>
      <div class="page-head__actions">
        ${
          !open &&
          html`<button class="btn btn--primary" type="button" onClick=${() => {
            adding.value = true;
          }}><${Icon} name="plus" />${text.add}</button>`
        }
      </div>
    </div>
    <div class="stack pbxs">
      ${
        open &&
        html`<${AddPbx} taken=${(pbxs ?? []).map((each) => each.pbx)} done=${() => {
          adding.value = false;
        }} />`
      }
      ${pbxs === null && html`<${Loading}><span class="skel skel--title"></span><//>`}
      ${pbxs?.length === 0 && html`<div class="card"><${Empty} icon="server" title=${text.none} text=${text.noneText} /></div>`}
      ${pbxHealth.value.map((each) => html`<${PbxCard} key=${each.pbx.pbx} ...${each} checked=${each.pbx.pbx === checked} />`)}
    </div>
  </div>`;
}

const tones: Record<Freshness, "ok" | "warn" | "danger"> = {
  live: "ok",
  late: "warn",
  connecting: "warn",
  stale: "danger",
  refused: "danger",
};

function PbxCard({ pbx, freshness, heardAt, checked }: PbxHealth & { checked: boolean }): Html {
  const { pbx: text } = words.value;
  const report = useSignal<api.PbxReport | null>(null);
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);

  async function check(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    failure.value = null;
    const answer = await api.checkPbx(pbx.pbx);
    busy.value = false;
    if (answer.type === "ok") report.value = answer.value;
    else failure.value = answer;
  }
  useEffect(() => {
    if (checked) void check();
  }, [checked]);

  const problem = problemText(pbx, words.value, locale.value);
  const label = text.status[pbx.status];
  return html`<section class="card" aria-label=${pbx.name}>
    <header class="card__head">
      <h2 class="trunc"><bdi>${pbx.name}</bdi></h2>
      <span class="badge" data-tone=${tones[freshness]}>${label}</span>
      <div class="end">
        <button class="btn btn--sm" type="button" aria-busy=${busy.value} onClick=${check}>
          <${Icon} name="refresh" />${busy.value ? text.testing : report.value === null ? text.test : text.testAgain}
        </button>
      </div>
    </header>
    <div class="card__body stack">
      <dl class="kv">
        <div><dt>${text.version}</dt><dd>${pbx.asteriskVersion ?? none}</dd></div>
        <div><dt>${text.lastHeard}</dt><dd>${heardAt === null ? none : exactTimeOfDay(heardAt, localZone())}</dd></div>
      </dl>
      ${problem !== null && html`<p class="hint hint--error"><${Icon} name="warn" size="sm" />${problem}</p>`}
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
      ${report.value !== null && html`<${PbxChecks} report=${report.value} />`}
    </div>
  </section>`;
}

function AddPbx({ taken, done }: { taken: readonly string[]; done: () => void }): Html {
  const { pbx: text, form } = words.value;
  const draft = useMemo(newDraft, []);
  const errors = useSignal<PbxErrors>({});
  const failure = useSignal<Failure | null>(null);
  const report = useSignal<api.PbxReport | null>(null);
  const busy = useSignal(false);
  const element = useRef<HTMLFormElement>(null);

  /** Sends what is typed, if it can be sent; true when the server took it. */
  async function send<T>(
    request: (input: api.PbxInput) => Promise<api.Answer<T>>,
    took: (value: T) => void,
  ): Promise<void> {
    if (busy.value) return;
    failure.value = null;
    const read = readDraft(draft, { required: form.required, portWrong: text.portWrong }, taken);
    errors.value = "errors" in read ? read.errors : {};
    if ("errors" in read) {
      if (element.current !== null) focusFirstError(element.current);
      return;
    }
    busy.value = true;
    const answer = await request(read.input);
    busy.value = false;
    if (answer.type === "ok") {
      took(answer.value);
      return;
    }
    if (answer.type === "problem") errors.value = errorsOf(answer.problem);
    if (Object.keys(errors.value).length === 0) failure.value = answer;
  }

  const onTest = () =>
    send(api.testPbx, (found) => {
      report.value = found;
    });
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    return send(api.addPbx, () => {
      done();
      navigate("/pbxs");
    });
  };
  return html`<form class="card" ref=${element} onSubmit=${onSubmit} novalidate aria-label=${text.add}>
    <header class="card__head"><h2>${text.add}</h2></header>
    <div class="card__body stack">
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
      <${PbxFields} draft=${draft} errors=${errors} />
      ${report.value !== null && html`<${PbxChecks} report=${report.value} />`}
    </div>
    <footer class="card__foot">
      <button class="btn" type="button" aria-busy=${busy.value} onClick=${onTest}><${Icon} name="refresh" />${text.test}</button>
      <div class="end row">
        ${taken.length > 0 && html`<button class="btn btn--ghost" type="button" onClick=${done}>${form.cancel}</button>`}
        <button class="btn btn--primary" type="submit" aria-busy=${busy.value}>${form.save}</button>
      </div>
    </footer>
  </form>`;
}
