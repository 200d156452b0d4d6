import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { figure, localZone, month } from "../format.ts";
import { type Html, html } from "../html.ts";
import { listImports } from "../imports.ts";
import { TextField } from "../parts/field.ts";
import { Icon } from "../parts/icon.ts";
import { ImportForm } from "../parts/import_form.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { Progress } from "../parts/progress.ts";
import { followLog, getLog, type KeptPbx, type LogState, listPbxs } from "../proposals.ts";
import { setupWords } from "../words/pages/setup.ts";
import { locale } from "../words/words.ts";
import { drop } from "./import_uploads.ts";

const askMs = 2_000;

/** What happened before anybody looked: by the queue_log of each PBX, or by files of it. It goes on when this page is left. */
export function SetupHistory(): Html {
  const text = setupWords.value;
  const pbxs = useSignal<readonly KeptPbx[]>([]);
  const zone = useSignal<string | null>(null);
  const ask = async () => {
    const answer = await listPbxs();
    if (!sessionIsOver(answer) && answer.type === "ok") pbxs.value = answer.value.pbxs;
  };
  useEffect(() => {
    void ask();
    void listImports().then((answer) => {
      zone.value = answer.type === "ok" ? answer.value.zone : localZone();
    });
  }, []);
  if (pbxs.value.length === 0 || zone.value === null) return null;
  return html`<section class="stack" aria-label=${text.history}>
    <div class="card">
      <header class="card__head"><h2>${text.history}</h2></header>
      <div class="card__body stack">
        <p class="hint">${text.historyText}</p>
        ${pbxs.value.map((pbx) => html`<${LogOf} key=${pbx.id} pbx=${pbx} isOne=${pbxs.value.length === 1} changed=${ask} />`)}
      </div>
    </div>
    <details class="setup-upload">
      <summary>${text.upload}</summary>
      <${ImportForm} pbxs=${pbxs.value} site=${zone.value} cancel=${async (upload: Parameters<typeof drop>[0]) => drop(upload)} />
    </details>
  </section>`;
}

/** Where the log of a PBX is, or how far it is read. */
function LogOf({ pbx, isOne, changed }: { pbx: KeptPbx; isOne: boolean; changed: () => Promise<void> }): Html {
  const text = setupWords.value;
  const place = useSignal("");
  const wrong = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);
  const log = useSignal<LogState | null>(null);
  useEffect(() => {
    if (pbx.queueLog === null) return undefined;
    const ask = async () => {
      const answer = await getLog(pbx.id);
      if (!sessionIsOver(answer) && answer.type === "ok") log.value = answer.value.log;
    };
    void ask();
    const timer = setInterval(ask, askMs);
    return () => clearInterval(timer);
  }, [pbx.id, pbx.queueLog]);

  async function begin(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (place.value.trim() === "" || isBusy.value) return;
    isBusy.value = true;
    const answer = await followLog(pbx, place.value.trim());
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    if (answer.type === "ok") await changed();
    else
      wrong.value = answer.type === "problem" ? (answer.problem.errors[0]?.detail ?? answer.problem.detail) : undefined;
  }

  const title = isOne ? null : html`<b><bdi>${pbx.name}</bdi></b>`;
  if (pbx.queueLog === null) {
    // One of the environment is changed there alone.
    if (pbx.source === "environment") return null;
    return html`<form class="stack" onSubmit=${begin} novalidate>
      ${title}
      <${TextField} label=${text.logPlace} value=${place} hint=${text.logHelp} error=${wrong.value} placeholder="/var/log/asterisk/queue_log" code />
      <div class="row"><button class="btn" type="submit" aria-busy=${isBusy.value}><${Icon} name="history" />${text.importHistory}</button></div>
    </form>`;
  }
  const { value: state } = log;
  const isUpToDate = state !== null && state.checkedAt !== null && state.fault === null;
  return html`<div class="stack">
    ${title}
    <span class="mono small"><bdi>${pbx.queueLog}</bdi></span>
    ${state?.fault != null ? html`<span class="hint hint--error"><${Icon} name="warn" size="sm" />${state.fault}</span>` : html`<${Progress} part=${isUpToDate ? 1 : null} label=${text.history} />`}
    <p class="hint" role="status">
      ${[
        text.reading(figure(state?.lines ?? 0, locale.value)),
        ...(state?.firstAt == null ? [] : [text.since(month(state.firstAt, "UTC"))]),
        isUpToDate ? text.upToDate : text.stays,
      ].join(" · ")}
    </p>
  </div>`;
}
