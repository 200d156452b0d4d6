import { batch, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Answer } from "../api.ts";
import { figure } from "../format.ts";
import { type Html, html } from "../html.ts";
import { type LogImport, type LogProblem, listProblems } from "../imports.ts";
import { importWords } from "../words/pages/imports.ts";
import { locale } from "../words/words.ts";
import { ProblemBanner } from "./banner.ts";
import { Drawer } from "./dialog.ts";
import { Icon } from "./icon.ts";
import { Loading } from "./loading.ts";
import { sessionIsOver } from "./perform.ts";

interface Found {
  problems: readonly LogProblem[];
  next: string | null;
}

/** The lines of an import that could not be understood, each with its reason. */
export function ImportProblems({ of, onClose }: { of: LogImport; onClose: () => void }): Html {
  const text = importWords.value;
  const found = useSignal<Found | null>(null);
  const failure = useSignal<Exclude<Answer<unknown>, { type: "ok" }> | null>(null);
  const isBusy = useSignal(false);

  async function more(): Promise<void> {
    if (isBusy.peek()) return;
    isBusy.value = true;
    const before = found.peek();
    const answer = await listProblems(of.id, before?.next ?? null);
    if (sessionIsOver(answer)) return;
    batch(() => {
      isBusy.value = false;
      failure.value = answer.type === "ok" ? null : answer;
      if (answer.type !== "ok") return;
      const { problems, next } = answer.value;
      found.value = { problems: [...(before?.problems ?? []), ...problems], next };
    });
  }
  useEffect(() => void more(), []);

  const lines = (count: number) => figure(count, locale.value);
  return html`<${Drawer} title=${text.problemsTitle} onClose=${onClose}>
    <div class="stack">
      <div>
        <b>${text.problemsOf(lines(of.problems), lines(of.lines), of.name)}</b>
        <p class="muted">${text.problemsText}</p>
      </div>
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} again=${more} />`}
      ${found.value === null && failure.value === null && html`<${Loading}><span class="skel skel--title"></span><span class="skel skel--line"></span><//>`}
      ${
        found.value !== null &&
        html`<ol class="bad-lines">
          ${found.value.problems.map(
            (each) => html`<li key=${each.line}>
              <code class="bad-lines__line">${each.line.trim() === "" ? text.whole : each.line}</code>
              <p class="hint" lang=${each.code === null ? "en" : undefined}>${each.code === null ? each.reason : text.faults[each.code]}</p>
            </li>`,
          )}
        </ol>
        ${found.value.next !== null && html`<button class="btn" type="button" aria-busy=${isBusy.value ? "true" : undefined} onClick=${more}><${Icon} name="down" />${text.more}</button>`}
        ${
          found.value.next === null &&
          found.value.problems.length < of.problems &&
          html`<p class="hint">${found.value.problems.length === 0 ? text.problemsElsewhere : text.problemsKept}</p>`
        }`
      }
    </div>
  <//>`;
}
