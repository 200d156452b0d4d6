import { type Signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { type FilePlan, sendAgentFile } from "../agents.ts";
import type { Answer } from "../api.ts";
import { figure } from "../format.ts";
import { type Html, html } from "../html.ts";
import { filled } from "../words/diagnosis.ts";
import { agentWords } from "../words/pages/agents.ts";
import { locale, words } from "../words/words.ts";
import { Banner, ProblemBanner } from "./banner.ts";
import { Icon } from "./icon.ts";
import { sessionIsOver } from "./perform.ts";
import { toast } from "./toast.ts";

type Failure = Exclude<Answer<unknown>, { type: "ok" }>;

/** What the server takes at most. */
const longestFile = 8 * 1024 * 1024;
/** Lines that the preview shows; how many more there are it says. */
const mostShown = 200;

/** A file of agents: chosen, looked at, and then taken in as it was told. */
export function AgentImport({ close, done }: { close: () => void; done: () => void }): Html {
  const { file: text } = agentWords.value;
  const file = useSignal<File | null>(null);
  const plan = useSignal<FilePlan | null>(null);
  const failure = useSignal<Failure | "large" | null>(null);
  const busy = useSignal<"checking" | "importing" | null>(null);
  const id = useId();

  const look = async (chosen: File) => {
    file.value = chosen;
    plan.value = null;
    failure.value = chosen.size > longestFile ? "large" : null;
    if (failure.value !== null) return;
    busy.value = "checking";
    const answer = await sendAgentFile(chosen, true);
    if (file.peek() !== chosen || sessionIsOver(answer)) return;
    busy.value = null;
    if (answer.type === "ok") plan.value = answer.value;
    else failure.value = answer;
  };
  const take = async () => {
    if (file.value === null || busy.value !== null) return;
    busy.value = "importing";
    failure.value = null;
    const answer = await sendAgentFile(file.value, false);
    if (sessionIsOver(answer)) return;
    busy.value = null;
    if (answer.type !== "ok") {
      failure.value = answer;
      return;
    }
    toast({ tone: "ok", title: text.done, text: sum(answer.value) });
    done();
    close();
  };
  const isGood = plan.value !== null && plan.value.problems.length === 0;
  const count = plan.value === null ? 0 : plan.value.added + plan.value.changed;
  return html`<section class="card import" aria-label=${text.title}>
    <header class="card__head"><h2>${text.title}</h2>
      <button class="btn btn--ghost btn--sm btn--icon end" type="button" aria-label=${agentWords.value.close} title=${agentWords.value.close} onClick=${close}><${Icon} name="x" /></button>
    </header>
    <div class="card__body stack">
      <p class="muted">${text.help} ${text.example}</p>
      <div
        class="dropzone"
        onDragOver=${(event: DragEvent) => event.preventDefault()}
        onDrop=${(event: DragEvent) => {
          event.preventDefault();
          const [dropped] = event.dataTransfer?.files ?? [];
          if (dropped !== undefined && busy.value === null) void look(dropped);
        }}
      >
        <input class="sr" id=${id} type="file" accept=".csv,.txt,text/csv,text/plain" disabled=${busy.value !== null} onChange=${(
          event: Event,
        ) => {
          const input = event.currentTarget;
          if (!(input instanceof HTMLInputElement)) return;
          const [chosen] = input.files ?? [];
          if (chosen !== undefined) void look(chosen);
          // Chosen again after it was corrected, the same file is another.
          input.value = "";
        }} />
        <label class="btn" for=${id}><${Icon} name="file" />${file.value === null ? text.choose : text.other}</label>
        <p>${file.value === null ? text.drop : html`<bdi>${file.value.name}</bdi>`}</p>
      </div>
      ${busy.value !== null && html`<div role="status"><p>${text[busy.value]}</p><div class="progress progress--indeterminate"><span></span></div></div>`}
      ${failure.value === "large" ? html`<${Banner} tone="danger" title=${text.large} />` : failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
      ${plan.value !== null && html`<${Preview} plan=${plan as Signal<FilePlan>} />`}
      ${
        isGood &&
        html`<div class="row row--end">
          <button class="btn" type="button" onClick=${close}>${words.value.form.cancel}</button>
          ${count > 0 && html`<button class="btn btn--primary" type="button" aria-busy=${busy.value !== null ? "true" : undefined} onClick=${take}>${text.go(figure(count, locale.value))}</button>`}
        </div>`
      }
    </div>
  </section>`;
}

function sum({ added, changed, unchanged }: FilePlan): string {
  const inFigures = (count: number) => figure(count, locale.value);
  return agentWords.value.file.sum(inFigures(added), inFigures(changed), inFigures(unchanged));
}

function Preview({ plan }: { plan: Signal<FilePlan> }): Html {
  const { file: text, fields } = agentWords.value;
  const { problems, lines } = plan.value;
  const more = (all: number) =>
    all > mostShown && html`<p class="muted import__more">${text.andMore(figure(all - mostShown, locale.value))}</p>`;
  if (problems.length > 0) {
    const wrong = new Set(problems.map(({ line }) => line)).size;
    return html`<${Banner} tone="danger" title=${text.wrong(figure(wrong, locale.value))} text=${text.wrongText} />
      <div class="table-wrap import__table" tabindex="0" role="region" aria-label=${text.problem}>
        <table class="table table--compact">
          <thead><tr><th class="num">${text.line}</th><th>${text.problem}</th></tr></thead>
          <tbody>
            ${problems.slice(0, mostShown).map(
              ({ line, field, fault, values }, at) => html`<tr key=${at}>
                <td class="num">${line}</td>
                <td><b>${field === null ? text.whole : fields[field]}</b>: ${faultText(fault, values)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
        ${more(problems.length)}
      </div>`;
  }
  const doing = lines.filter(({ does }) => does !== "nothing");
  return html`<${Banner} tone=${doing.length > 0 ? "ok" : "info"} title=${doing.length > 0 ? sum(plan.value) : text.nothingToDo} />
    ${
      doing.length > 0 &&
      html`<div class="table-wrap import__table" tabindex="0" role="region" aria-label=${text.what}>
        <table class="table table--compact">
          <thead><tr><th class="num">${text.line}</th><th>${fields.code}</th><th>${fields.name}</th><th>${text.what}</th></tr></thead>
          <tbody>
            ${doing.slice(0, mostShown).map(
              (each) => html`<tr key=${each.line}>
                <td class="num">${each.line}</td><td>${each.code}</td><td><bdi>${each.name}</bdi></td>
                <td><span class="badge" data-tone=${each.does === "add" ? "ok" : "info"}>${text.does[each.does]}</span> ${each.fields.map((field) => fields[field]).join(", ")}</td>
              </tr>`,
            )}
          </tbody>
        </table>
        ${more(doing.length)}
      </div>`
    }`;
}

function faultText(
  fault: FilePlan["problems"][number]["fault"],
  values: FilePlan["problems"][number]["values"],
): string {
  const { faults, fields } = agentWords.value;
  // Which column is missing is told by our own name for it.
  const { field } = values;
  const named =
    typeof field === "string" && Object.hasOwn(fields, field) ? { field: fields[field as keyof typeof fields] } : {};
  return filled(faults[fault], { ...values, ...named }, locale.value);
}
