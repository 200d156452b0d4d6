import { batch, type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Answer } from "../api.ts";
import { none } from "../format.ts";
import { type Html, html } from "../html.ts";
import { ProblemBanner } from "../parts/banner.ts";
import { Icon } from "../parts/icon.ts";
import { Loading } from "../parts/loading.ts";
import { PauseEditor } from "../parts/pause_editor.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { toast } from "../parts/toast.ts";
import { mayLeave } from "../parts/unsaved.ts";
import { orderPauses, removePause, restorePause } from "../pause_changes.ts";
import { listPauses, type Pause } from "../pauses.ts";
import { can } from "../session.ts";
import { pauseWords } from "../words/pages/pauses.ts";
import { words } from "../words/words.ts";

type Failure = Exclude<Answer<unknown>, { type: "ok" }>;

/** The pauses that agents can choose from, and the form of one of them. */
export function Pauses(): Html {
  const text = pauseWords.value;
  const { frame, problem } = words.value;
  const pauses = useSignal<readonly Pause[] | null>(null);
  const failure = useSignal<Failure | null>(null);
  /** Whose form is open. */
  const chosen = useSignal<Pause | "new" | null>(null);
  const mayChange = can("pauses", "modify");

  async function read(): Promise<void> {
    const answer = await listPauses();
    if (sessionIsOver(answer)) return;
    failure.value = answer.type === "ok" ? null : answer;
    if (answer.type === "ok") pauses.value = answer.value.pauses;
  }
  useEffect(() => void read(), []);

  const open = async (next: Pause | "new" | null) => {
    if (await mayLeave()) chosen.value = next;
  };
  async function saved(pause: Pause): Promise<void> {
    batch(() => {
      chosen.value = pause;
      const known = pauses.peek() ?? [];
      const isNew = known.every((each) => each.id !== pause.id);
      pauses.value = isNew ? [...known, pause] : known.map((each) => (each.id === pause.id ? pause : each));
    });
    toast({ tone: "ok", title: text.saved(pause.name) });
    await read();
  }
  async function remove(pause: Pause): Promise<void> {
    const answer = await removePause(pause.id);
    if (sessionIsOver(answer)) return;
    if (answer.type !== "ok") return told(answer, text.notRemoved(pause.name));
    chosen.value = null;
    const run = () => void restore(pause);
    toast({
      tone: "ok",
      title: text.removed(pause.name),
      text: text.kept,
      action: { label: words.peek().action.undo, run },
    });
    await read();
  }
  async function restore(pause: Pause): Promise<void> {
    const answer = await restorePause(pause.id);
    if (sessionIsOver(answer)) return;
    if (answer.type !== "ok") return told(answer, text.notRestored(pause.name));
    toast({ tone: "ok", title: text.restored(pause.name) });
    await read();
  }
  async function move(pause: Pause, by: -1 | 1): Promise<void> {
    const known = pauses.peek() ?? [];
    const [at, other] = [known.indexOf(pause), known.indexOf(pause) + by];
    if (known[other] === undefined) return;
    const ids = known
      .with(at, known[other])
      .with(other, pause)
      .map(({ id }) => id);
    const answer = await orderPauses(ids);
    if (sessionIsOver(answer)) return;
    if (answer.type === "ok") pauses.value = answer.value.pauses;
    else {
      told(answer, text.notMoved(pause.name));
      await read();
    }
  }
  function told(answer: Failure, title: string): void {
    toast({ tone: "danger", title, text: answer.type === "offline" ? problem.offline : answer.problem.detail });
  }

  return html`<div class="panel-body">
    <div class="page-head">
      <div><h1>${frame.pauses}</h1><p>${text.text}</p></div>
      <div class="page-head__actions">
        ${mayChange && html`<button class="btn btn--primary" type="button" onClick=${() => open("new")}><${Icon} name="plus" />${text.add}</button>`}
      </div>
    </div>
    ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} again=${read} />`}
    ${
      pauses.value === null
        ? failure.value === null &&
          html`<div class="card card__body"><${Loading}><span class="skel skel--line"></span><span class="skel skel--line"></span><//></div>`
        : html`<div class=${chosen.value === null ? undefined : "beside"}>
            <${List} pauses=${pauses.value} chosen=${chosen} open=${open} move=${mayChange ? move : null} />
            ${
              chosen.value !== null &&
              html`<${PauseEditor}
                key=${chosen.value === "new" ? "new" : chosen.value.id}
                pause=${chosen.value === "new" ? null : chosen.value}
                mayChange=${mayChange}
                saved=${saved}
                remove=${remove}
                close=${() => open(null)}
              />`
            }
          </div>`
    }
  </div>`;
}

interface ListProps {
  pauses: readonly Pause[];
  chosen: Signal<Pause | "new" | null>;
  open: (pause: Pause) => void;
  /** Null: he may only look. */
  move: ((pause: Pause, by: -1 | 1) => Promise<void>) | null;
}

function List({ pauses, chosen, open, move }: ListProps): Html {
  const text = pauseWords.value;
  const { value } = chosen;
  const mark = (is: boolean, name: string) =>
    html`<span class="badge" data-tone=${is ? "ok" : undefined}>${name}</span>`;
  return html`<section class="card" aria-label=${text.list}>
    <div class="table-wrap" tabindex="0" role="group" aria-label=${text.list}>
      <table class="table table--snug pauses" role="table" aria-label=${text.list}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">${text.name}</th><th role="columnheader" class="num">${text.allowance}</th><th role="columnheader">${text.kind}</th><th role="columnheader">${text.offered}</th>
            ${move !== null && html`<th role="columnheader" class="act"><span class="sr">${text.order}</span></th>`}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${pauses.map(
            (
              pause,
              at,
            ) => html`<tr role="row" class="pauses__one" key=${pause.id} aria-selected=${typeof value === "object" && value?.id === pause.id ? "true" : undefined}>
              <td role="cell" class="pauses__name"><button class="beside__open" type="button" onClick=${() => open(pause)}><bdi>${pause.name}</bdi></button></td>
              <td role="cell" class="num"><span class="pauses__label">${text.allowance} </span>${pause.dailyMinutes === null ? none : text.minutes(pause.dailyMinutes)}</td>
              <td role="cell">${pause.productive ? mark(true, text.productive) : html`<span class="muted">${text.notProductive}</span>`}</td>
              <td role="cell"><span class="pauses__label">${text.offered} </span>${pause.active ? text.yes : html`<span class="muted">${text.no}</span>`}</td>
              ${
                move !== null &&
                html`<td role="cell" class="act">
                  <button class="btn btn--ghost btn--icon btn--sm" type="button" disabled=${at === 0} aria-label=${text.up(pause.name)} title=${text.up(pause.name)} onClick=${() => move(pause, -1)}><${Icon} name="up" /></button>
                  <button class="btn btn--ghost btn--icon btn--sm" type="button" disabled=${at === pauses.length - 1} aria-label=${text.down(pause.name)} title=${text.down(pause.name)} onClick=${() => move(pause, 1)}><${Icon} name="down" /></button>
                </td>`
              }
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${pauses.length === 1 && html`<p class="card__foot muted">${text.onlyDefault}</p>`}
  </section>`;
}
