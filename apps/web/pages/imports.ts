import { batch, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Answer } from "../api.ts";
import { type Html, html } from "../html.ts";
import { cancelImport, type ImportPage, type LogImport, listImports } from "../imports.ts";
import { ProblemBanner } from "../parts/banner.ts";
import { confirm } from "../parts/dialog.ts";
import { Empty } from "../parts/empty.ts";
import { Icon } from "../parts/icon.ts";
import { ImportForm } from "../parts/import_form.ts";
import { ImportProblems } from "../parts/import_problems.ts";
import { ImportRow } from "../parts/import_row.ts";
import { ListSkeleton } from "../parts/list_skeleton.ts";
import { Pager } from "../parts/pager.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { toast } from "../parts/toast.ts";
import { can } from "../session.ts";
import { importWords } from "../words/pages/imports.ts";
import { words } from "../words/words.ts";
import { drop, type Upload, uploads, uploadsTaken } from "./import_uploads.ts";

type Failure = Exclude<Answer<unknown>, { type: "ok" }>;

/** How often a list is asked for anew in which something goes on, and one in which somebody else may begin something. */
const [openMs, idleMs] = [1_000, 15_000];

/** Imports of queue_log: a form for further ones, and what became of each. */
export function Imports(): Html {
  const text = importWords.value;
  const { frame, problem } = words.value;
  const found = useSignal<ImportPage | null>(null);
  const failure = useSignal<{ answer: Failure; again: () => void } | null>(null);
  const isBusy = useSignal(false);
  /** Whose lines that were not understood are shown. */
  const shown = useSignal<LogImport | null>(null);

  /** Asks for the first page; what was shown beyond it stays. */
  async function ask(): Promise<void> {
    const answer = await listImports();
    if (sessionIsOver(answer)) return;
    batch(() => {
      failure.value = answer.type === "ok" ? null : { answer, again: refresh };
      if (answer.type === "ok") found.value = joined(answer.value, found.peek());
    });
  }
  async function refresh(): Promise<void> {
    if (isBusy.peek()) return;
    isBusy.value = true;
    await ask();
    isBusy.value = false;
  }
  async function more(): Promise<void> {
    const before = found.peek();
    if (before === null || before.next === null || isBusy.peek()) return;
    isBusy.value = true;
    const answer = await listImports(before.next);
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    failure.value = answer.type === "ok" ? null : { answer, again: more };
    if (answer.type !== "ok") return;
    found.value = { ...answer.value, imports: [...(found.peek()?.imports ?? []), ...answer.value.imports] };
  }
  useEffect(() => {
    void refresh();
    let restedMs = 0;
    let isAsking = false;
    const timer = setInterval(async () => {
      restedMs += openMs;
      const isOpen = uploads.peek().length > 0 || found.peek()?.imports.some(isGoingOn);
      if (document.hidden || isAsking || isBusy.peek() || (!isOpen && restedMs < idleMs)) return;
      restedMs = 0;
      isAsking = true;
      await ask();
      isAsking = false;
    }, openMs);
    // What was taken stands in the list at once.
    const untaken = uploadsTaken.subscribe((count) => {
      if (count > 0) void ask();
    });
    return () => {
      clearInterval(timer);
      untaken();
    };
  }, []);

  async function cancel(each: LogImport): Promise<void> {
    const question = { title: text.cancelTitle, text: text.cancelText(each.name), confirm: text.cancelConfirm };
    if (!(await confirm({ ...question, tone: "danger" }))) return;
    const answer = await cancelImport(each.id);
    if (sessionIsOver(answer)) return;
    if (answer.type === "ok") toast({ tone: "ok", title: text.cancelled(each.name), text: text.kept });
    else {
      const isEnded = answer.type === "problem" && answer.problem.type === "import-ended";
      const why = isEnded ? text.endedAlready : answer.type === "offline" ? problem.offline : answer.problem.detail;
      toast({ tone: "danger", title: text.notCancelled(each.name), text: why });
    }
    await ask();
  }
  async function cancelUpload(upload: Upload): Promise<void> {
    const { name } = upload.file;
    const question = { title: text.cancelUploadTitle, text: text.cancelUploadText(name) };
    if (!(await confirm({ ...question, confirm: text.cancelUploadConfirm, tone: "danger" }))) return;
    // Told before the line is cut: else it would stand in the list as one that failed.
    await ask();
    const coming = found.peek()?.imports.find((each) => each.state === "uploading" && each.name === name);
    if (upload.state.peek().type === "sending" && coming !== undefined) await cancelImport(coming.id);
    drop(upload);
    await ask();
  }

  const mayChange = can("imports", "modify");
  return html`<div class="panel-body">
    <div class="page-head">
      <div><h1>${frame.imports}</h1><p>${text.text}</p></div>
      <div class="page-head__actions">
        <button class="btn" type="button" aria-busy=${isBusy.value ? "true" : undefined} onClick=${refresh}><${Icon} name="refresh" />${text.refresh}</button>
      </div>
    </div>
    <div class="stack">
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value.answer} again=${failure.value.again} />`}
      ${found.value !== null && mayChange && html`<${Beginning} found=${found.value} cancel=${cancelUpload} />`}
      ${
        found.value === null
          ? failure.value === null && html`<${ListSkeleton} lines=${4} />`
          : html`<${List} found=${found.value} isBusy=${isBusy.value} cancel=${mayChange ? cancel : null} show=${(
              each: LogImport,
            ) => {
              shown.value = each;
            }} more=${more} />`
      }
    </div>
    ${
      shown.value !== null &&
      html`<${ImportProblems} of=${shown.value} onClose=${() => {
        shown.value = null;
      }} />`
    }
  </div>`;
}

const isGoingOn = ({ state }: LogImport): boolean => state === "running" || state === "uploading";

/** A first page anew, before what was shown beyond it. */
function joined(first: ImportPage, before: ImportPage | null): ImportPage {
  const last = first.imports.at(-1)?.id ?? 0;
  const beyond = before?.imports.filter((each) => each.id < last) ?? [];
  if (beyond.length === 0) return first;
  return { ...first, imports: [...first.imports, ...beyond], next: before?.next ?? null };
}

/** Where further ones are begun; without a PBX there is nothing that they could be of. */
function Beginning({ found, cancel }: { found: ImportPage; cancel: (upload: Upload) => Promise<void> }): Html {
  const text = importWords.value;
  if (found.pbxs.length > 0) return html`<${ImportForm} pbxs=${found.pbxs} site=${found.zone} cancel=${cancel} />`;
  const add =
    can("settings", "modify") &&
    html`<a class="btn btn--primary" href="/pbxs"><${Icon} name="plus" />${words.value.pbx.add}</a>`;
  return html`<div class="card"><${Empty} icon="server" title=${text.noPbx} text=${text.noPbxText} action=${add} /></div>`;
}

interface ListProps {
  found: ImportPage;
  isBusy: boolean;
  /** Null: he may only look. */
  cancel: ((each: LogImport) => Promise<void>) | null;
  show: (each: LogImport) => void;
  more: () => Promise<void>;
}

function List({ found, isBusy, cancel, show, more }: ListProps): Html {
  const text = importWords.value;
  const { pbxs } = found;
  const nameOf = (pbx: string) => (pbxs.length > 1 ? (pbxs.find((each) => each.id === pbx)?.name ?? pbx) : null);
  // What this page sends itself is told by the form, with how much is sent.
  const own = new Set(uploads.value.filter(({ state }) => state.value.type === "sending").map(({ file }) => file.name));
  const listed = found.imports.filter(({ state, name }) => state !== "uploading" || !own.has(name));
  if (listed.length === 0) {
    return html`<div class="card"><${Empty} icon="history" title=${text.none} text=${text.noneText} /></div>`;
  }
  return html`<section class="card imports" aria-label=${text.list}>
    <header class="card__head"><h2>${text.list}</h2></header>
    <div class="table-wrap">
      <table class="table table--snug imports__table" role="table" aria-label=${text.list}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">${text.file}</th><th role="columnheader">${text.state}</th>
            <th role="columnheader">${text.result}</th><th role="columnheader">${text.span}</th>
            <th role="columnheader" class="num">${text.lines}</th>
            <th role="columnheader">${text.who}</th><th role="columnheader"><span class="sr">${text.cancel}</span></th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${listed.map((each) => html`<${ImportRow} key=${each.id} of=${each} zone=${found.zone} pbxName=${nameOf(each.pbx)} cancel=${cancel === null ? null : () => cancel(each)} show=${() => show(each)} />`)}
        </tbody>
      </table>
    </div>
    <${Pager} count=${listed.length} text=${text} hasMore=${found.next !== null} isBusy=${isBusy} more=${more} />
  </section>`;
}
