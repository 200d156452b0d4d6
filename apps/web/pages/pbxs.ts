import { useSignal } from "@preact/signals";
import type { PbxId } from "@qmanager/core";
import { useEffect, useMemo, useRef } from "preact/hooks";
import * as api from "../api.ts";
import { dayAndTime, exactTimeOfDay, figure, localZone, none } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { Freshness } from "../live/freshness.ts";
import { type PbxHealth, pbxHealth } from "../live/health.ts";
import { live } from "../live/store.ts";
import { ProblemBanner } from "../parts/banner.ts";
import { confirm } from "../parts/dialog.ts";
import { Empty } from "../parts/empty.ts";
import { focusFirstError } from "../parts/field.ts";
import { Icon } from "../parts/icon.ts";
import { Loading } from "../parts/loading.ts";
import { LogFields, logTexts } from "../parts/log_form.ts";
import { PbxChecks, PbxFields } from "../parts/pbx_form.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { errorsOf as settingErrorsOf } from "../parts/settings_form.ts";
import { toast } from "../parts/toast.ts";
import { mayLeave, useUnsaved } from "../parts/unsaved.ts";
import { can } from "../session.ts";
import { changePbx, getLog, type KeptPbx, type LogState, listPbxs, removePbx, testChangedPbx } from "../settings.ts";
import { problemText } from "../words/diagnosis.ts";
import { settingsWords } from "../words/pages/settings.ts";
import { locale, words } from "../words/words.ts";
import { type LogErrors, logDraftOf, readLogDraft } from "./log_draft.ts";
import { draftOf, type PbxErrors, readDraft } from "./pbx_draft.ts";

type Failure = Exclude<api.Answer<unknown>, { type: "ok" }>;

/** The PBXs: state of each line and of its log, its check, and forms to add and to change one. `checked`: the one to check at once. */
export function Pbxs({ checked }: { checked: PbxId | null }): Html {
  const { pbx: text } = words.value;
  /** What is being added or changed. */
  const editing = useSignal<"new" | PbxId | null>(null);
  const keptPbxs = useSignal<readonly KeptPbx[] | null>(null);
  const pbxs = live.value?.pbxs.value ?? null;
  const mayChange = can("settings", "modify");
  const open = mayChange && (editing.value === "new" || pbxs?.length === 0);
  const ask = async () => {
    const answer = await listPbxs();
    if (!sessionIsOver(answer) && answer.type === "ok") keptPbxs.value = answer.value.pbxs;
  };
  useEffect(() => void ask(), []);
  const done = () => {
    editing.value = null;
    void ask();
  };
  return html`<div class="panel-body">
    <div class="page-head">
      <div><h1>${text.title}</h1><p>${text.text}</p></div>
      <div class="page-head__actions">
        ${
          mayChange &&
          !open &&
          html`<button class="btn btn--primary" type="button" onClick=${async () => {
            if (await mayLeave()) editing.value = "new";
          }}><${Icon} name="plus" />${text.add}</button>`
        }
      </div>
    </div>
    <div class="stack pbxs">
      ${open && html`<${PbxForm} key="new" kept=${null} taken=${(pbxs ?? []).map((each) => each.pbx)} done=${done} />`}
      ${pbxs === null && html`<${Loading}><span class="skel skel--title"></span><//>`}
      ${pbxs?.length === 0 && html`<div class="card"><${Empty} icon="server" title=${text.none} text=${text.noneText} /></div>`}
      ${pbxHealth.value.map((each) => {
        const { pbx } = each.pbx;
        const kept = keptPbxs.value?.find(({ id }) => id === pbx) ?? null;
        if (kept !== null && editing.value === pbx)
          return html`<${PbxForm} key=${`edit ${pbx}`} kept=${kept} taken=${[]} done=${done} />`;
        const edit = async () => {
          if (await mayLeave()) editing.value = pbx;
        };
        return html`<${PbxCard} key=${pbx} ...${each} kept=${kept} edit=${edit} removed=${ask} checked=${pbx === checked} />`;
      })}
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

interface PbxCardProps extends PbxHealth {
  checked: boolean;
  kept: KeptPbx | null;
  edit: () => Promise<void>;
  removed: () => Promise<void>;
}

function PbxCard({ pbx, freshness, heardAt, checked, kept, edit, removed }: PbxCardProps): Html {
  const { pbx: text } = words.value;
  const { pbx: more } = settingsWords.value;
  const mayChange = can("settings", "modify");
  const remove = async () => {
    const question = { title: more.removeTitle(pbx.name), text: more.removeText, confirm: more.removeConfirm };
    if (!(await confirm({ ...question, tone: "danger" }))) return;
    const answer = await removePbx(pbx.pbx);
    if (sessionIsOver(answer)) return;
    failure.value = answer.type === "ok" ? null : answer;
    if (answer.type !== "ok") return;
    toast({ tone: "ok", title: more.removed(pbx.name), text: more.removedText });
    await removed();
  };
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
        ${
          mayChange &&
          html`<button class="btn btn--sm" type="button" aria-busy=${busy.value} onClick=${check}>
            <${Icon} name="refresh" />${busy.value ? text.testing : report.value === null ? text.test : text.testAgain}
          </button>`
        }
        ${
          mayChange &&
          kept?.source === "page" &&
          html`<button class="btn btn--sm btn--icon" type="button" aria-label=${`${more.edit}: ${pbx.name}`} title=${more.edit} onClick=${edit}><${Icon} name="edit" /></button>
            <button class="btn btn--sm btn--icon btn--ghost" type="button" aria-label=${`${more.remove}: ${pbx.name}`} title=${more.remove} onClick=${remove}><${Icon} name="trash" /></button>`
        }
      </div>
    </header>
    <div class="card__body stack">
      <dl class="kv">
        <div><dt>${text.version}</dt><dd>${pbx.asteriskVersion ?? none}</dd></div>
        <div><dt>${text.lastHeard}</dt><dd>${heardAt === null ? none : exactTimeOfDay(heardAt, localZone())}</dd></div>
        ${kept !== null && html`<${LogLine} kept=${kept} />`}
      </dl>
      ${kept?.source === "environment" && html`<p class="hint">${more.fromEnvironment}</p>`}
      ${problem !== null && html`<p class="hint hint--error"><${Icon} name="warn" size="sm" />${problem}</p>`}
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
      ${report.value !== null && html`<${PbxChecks} report=${report.value} />`}
    </div>
  </section>`;
}

/** How often its state is asked for. */
const logMs = 15_000;

/** How the queue_log of a PBX is followed. */
function LogLine({ kept }: { kept: KeptPbx }): Html {
  const { pbx: text } = settingsWords.value;
  const state = useSignal<LogState["log"]>(null);
  useEffect(() => {
    if (kept.queueLog === null) return undefined;
    const ask = async () => {
      const answer = await getLog(kept.id);
      if (answer.type === "ok") state.value = answer.value.log;
    };
    void ask();
    const timer = setInterval(ask, logMs);
    return () => clearInterval(timer);
  }, [kept.queueLog]);
  const log = state.value;
  const count = (number: number) => figure(number, locale.value);
  const facts =
    log === null
      ? []
      : [
          text.logLines(count(log.lines)),
          ...(log.problems > 0 ? [text.logProblems(count(log.problems))] : []),
          ...(log.lastAt === null ? [] : [text.logLast(dayAndTime(log.lastAt, localZone(), locale.value))]),
        ];
  return html`<div class="pbx-log"><dt>${text.log}</dt><dd>
    ${kept.queueLog === null ? text.logNone : html`<code>${kept.queueLog}</code>`}
    ${facts.length > 0 && html`<span class="muted">${facts.join(" · ")}</span>`}
    ${log !== null && log.fault !== null && html`<span class="hint hint--error"><${Icon} name="warn" size="sm" />${log.fault}</span>`}
  </dd></div>`;
}

/** A PBX to add, or one that is kept to change. */
function PbxForm({ kept, taken, done }: { kept: KeptPbx | null; taken: readonly string[]; done: () => void }): Html {
  const { pbx: text, form } = words.value;
  const { pbx: more } = settingsWords.value;
  const draft = useMemo(() => draftOf(kept), []);
  const log = useMemo(() => logDraftOf(kept?.queueLog ?? null), []);
  const errors = useSignal<PbxErrors>({});
  const logErrors = useSignal<LogErrors>({});
  const failure = useSignal<Failure | null>(null);
  const report = useSignal<api.PbxReport | null>(null);
  const busy = useSignal(false);
  const element = useRef<HTMLFormElement>(null);
  const typed = () => JSON.stringify([draft, log].map((each) => Object.values(each).map(({ value }) => value)));
  const before = useMemo(typed, []);
  const isChanged = typed() !== before;
  useUnsaved(isChanged);

  /** Sends what is typed, if it can be sent. */
  async function send<T>(
    request: (input: api.PbxInput, queueLog: string | null) => Promise<api.Answer<T>>,
    took: (value: T) => void,
  ): Promise<void> {
    if (busy.value) return;
    failure.value = null;
    const texts = { required: form.required, portWrong: text.portWrong };
    const read = readDraft(draft, texts, taken, kept?.id);
    const readLog = readLogDraft(log, logTexts());
    errors.value = "errors" in read ? read.errors : {};
    logErrors.value = "errors" in readLog ? readLog.errors : {};
    if ("errors" in read || "errors" in readLog) {
      if (element.current !== null) focusFirstError(element.current);
      return;
    }
    busy.value = true;
    const answer = await request(read.input, readLog.queueLog);
    busy.value = false;
    if (sessionIsOver(answer)) return;
    if (answer.type === "ok") {
      took(answer.value);
      return;
    }
    if (answer.type === "problem") {
      const wrong = settingErrorsOf(answer.problem);
      errors.value = wrong as PbxErrors;
      if (wrong.queueLog !== undefined)
        logErrors.value = { [log.kind.value === "file" ? "path" : "secret"]: wrong.queueLog };
    }
    if (Object.keys(errors.value).length === 0) failure.value = answer;
    else if (element.current !== null) focusFirstError(element.current);
  }

  const onTest = () =>
    send(
      (input) => (kept === null ? api.testPbx(input) : testChangedPbx(kept.id, changeOf(input))),
      (found) => {
        report.value = found;
      },
    );
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    return send(
      (input, queueLog) =>
        kept === null
          ? api.addPbx({ ...input, ...(queueLog === null ? {} : { queueLog }) })
          : changePbx(kept.id, { ...changeOf(input), queueLog }),
      () => {
        if (kept !== null) toast({ tone: "ok", title: more.saved(draft.name.value.trim()) });
        done();
      },
    );
  };
  const title = kept === null ? text.add : more.editTitle(kept.name);
  const cancel = async () => {
    if (!isChanged || (await mayLeave())) done();
  };
  return html`<form class="card" ref=${element} onSubmit=${onSubmit} novalidate aria-label=${title}>
    <header class="card__head"><h2>${title}</h2></header>
    <div class="card__body stack">
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
      <${PbxFields} draft=${draft} errors=${errors} secretHint=${kept === null ? undefined : more.keptSecret} />
      ${report.value !== null && html`<${PbxChecks} report=${report.value} />`}
      <${LogFields} draft=${log} errors=${logErrors} failure=${failure} of=${kept?.id ?? null} isKept=${kept?.queueLog?.startsWith("mysql:") === true} />
    </div>
    <footer class="card__foot">
      <button class="btn" type="button" aria-busy=${busy.value} onClick=${onTest}><${Icon} name="refresh" />${text.test}</button>
      <div class="end row">
        ${(kept !== null || taken.length > 0) && html`<button class="btn btn--ghost" type="button" onClick=${cancel}>${form.cancel}</button>`}
        <button class="btn btn--primary" type="submit" aria-busy=${busy.value}>${form.save}</button>
      </div>
    </footer>
  </form>`;
}

/** Without a secret the one on file stays. */
function changeOf({ id: _, secret, ...change }: api.PbxInput): object {
  return secret === "" ? change : { ...change, secret };
}
