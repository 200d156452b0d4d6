import { type Signal, useSignal } from "@preact/signals";
import type { ActionResult, Candidate, Interface, QueueAction } from "@qmanager/core";
import { useEffect, useId } from "preact/hooks";
import { act, getCandidates, resultsOf } from "../actions.ts";
import type { Answer } from "../api.ts";
import { extensionNumber } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { LiveQueue } from "../live/queue.ts";
import { plainText } from "../plain_text.ts";
import { words } from "../words/words.ts";
import { lineOf } from "./action_report.ts";
import { Banner, ProblemBanner } from "./banner.ts";
import { Drawer } from "./dialog.ts";
import { Empty } from "./empty.ts";
import { Icon } from "./icon.ts";
import { Loading } from "./loading.ts";
import { stateLooks } from "./member_box.ts";
import { penaltyOf } from "./penalty.ts";
import { sessionIsOver, tellOutcome } from "./perform.ts";

type Found = Answer<{ candidates: Candidate[] }>;
/** The chosen, each with the penalty that was typed for him; "" is that of all. */
type Chosen = ReadonlyMap<Interface, string>;

/** As many as are drawn; a search finds the others. */
const rowsShown = 100;

/** Adds agents to a queue: everybody who is a member somewhere and not here, several at once. */
export function AddMembers({ live, close }: { live: LiveQueue; close: () => void }): Html {
  const { action: text, form } = words.value;
  const id = useId();
  const found = useSignal<Found | null>(null);
  const chosen = useSignal<Chosen>(new Map());
  const common = useSignal("0");
  const isBusy = useSignal(false);
  const failures = useSignal<readonly ActionResult[]>([]);
  const ask = async () => {
    found.value = null;
    found.value = await getCandidates(live.pbx, live.queue);
    if (sessionIsOver(found.value)) close();
  };
  // Once for each queue, not at every drawing.
  useEffect(() => void ask(), [live]);

  const candidates = found.value?.type === "ok" ? found.value.value.candidates : [];
  const wrong = [common.value, ...[...chosen.value.values()].filter((each) => each.trim() !== "")].some(
    (each) => penaltyOf(each) === null,
  );
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (chosen.value.size === 0 || wrong || isBusy.value) return;
    const action = additionOf(live, candidates, chosen.value, common.value);
    isBusy.value = true;
    const answer = await act(action);
    isBusy.value = false;
    const failed = resultsOf(answer).filter((each) => !each.done);
    const [first] = action.members;
    tellOutcome(answer, action, first?.name ?? extensionNumber(first?.interface ?? ""));
    failures.value = failed;
    if (answer.type === "ok" && failed.length === 0) close();
    else if (failed.length > 0)
      chosen.value = new Map(failed.map((each) => [each.interface, chosen.peek().get(each.interface) ?? ""]));
  };
  const foot = html`<button class="btn" type="button" onClick=${close}>${form.cancel}</button>
    <button
      class="btn btn--primary"
      type="submit"
      form=${id}
      aria-busy=${isBusy.value ? "true" : undefined}
      disabled=${chosen.value.size === 0 || wrong}
    >
      ${chosen.value.size === 0 ? text.add : text.addCount(chosen.value.size)}
    </button>`;
  return html`<${Drawer} title=${text.addTo(live.title)} onClose=${close} foot=${foot}>
    <form class="stack" id=${id} onSubmit=${submit}>
      ${failures.value.length > 0 && html`<${Failures} failures=${failures.value} candidates=${candidates} />`}
      ${found.value === null && html`<${Loading}><span class="skel skel--title"></span><span class="skel skel--line"></span><//>`}
      ${found.value !== null && found.value.type !== "ok" && html`<${ProblemBanner} answer=${found.value} again=${ask} />`}
      ${found.value?.type === "ok" && candidates.length === 0 && html`<${Empty} icon="users" title=${text.addNone} text=${text.addNoneText} />`}
      ${candidates.length > 0 && html`<${Choice} candidates=${candidates} chosen=${chosen} common=${common} />`}
    </form>
  <//>`;
}

function additionOf(
  live: LiveQueue,
  candidates: readonly Candidate[],
  chosen: Chosen,
  common: string,
): Extract<QueueAction, { type: "add" }> {
  const members = candidates
    .filter((each) => chosen.has(each.interface))
    .map(({ interface: phone, name, stateInterface }) => ({
      interface: phone,
      ...(name === null ? {} : { name }),
      ...(stateInterface === null ? {} : { stateInterface }),
      penalty: penaltyOf(chosen.get(phone) ?? "") ?? penaltyOf(common) ?? 0,
    }));
  return { type: "add", pbx: live.pbx, queue: live.queue, members };
}

const nameOf = ({ name, interface: phone }: Candidate) => name ?? extensionNumber(phone);

/** Who was not added, each with his reason. */
function Failures({
  failures,
  candidates,
}: {
  failures: readonly ActionResult[];
  candidates: readonly Candidate[];
}): Html {
  const who = (phone: Interface) => {
    const candidate = candidates.find((each) => each.interface === phone);
    return candidate === undefined ? extensionNumber(phone) : nameOf(candidate);
  };
  const list = html`<span class="add__failures">${failures.map(
    (each) =>
      html`<span key=${each.interface}><b><bdi>${who(each.interface)}</bdi></b>: ${lineOf(each, false, words.value)}</span>`,
  )}</span>`;
  return html`<${Banner} tone="danger" title=${words.value.action.addFailures} text=${list} />`;
}

function Choice({
  candidates,
  chosen,
  common,
}: {
  candidates: readonly Candidate[];
  chosen: Signal<Chosen>;
  common: Signal<string>;
}): Html {
  const { action: text } = words.value;
  const search = useSignal("");
  const wanted = plainText(search.value);
  const found = candidates.filter((each) =>
    plainText(`${each.name ?? ""} ${each.interface} ${each.queues.join(" ")}`).includes(wanted),
  );
  const id = useId();
  return html`<div class="add__top">
      <div class="input-group">
        <${Icon} name="search" size="sm" /><input
          class="input"
          type="search"
          aria-label=${text.addSearch}
          placeholder=${text.addSearch}
          value=${search.value}
          onInput=${typing(search)}
        />
      </div>
      <div class="field add__common">
        <label for=${id}>${text.addCommon}</label>
        <input class="input" id=${id} inputmode="numeric" value=${common.value} onInput=${typing(common)} aria-invalid=${penaltyOf(common.value) === null ? "true" : undefined} />
      </div>
    </div>
    ${penaltyOf(common.value) === null && html`<p class="hint hint--error"><${Icon} name="warn" size="sm" />${text.penaltyWrong}</p>`}
    ${found.length === 0 && html`<p class="muted" role="status">${text.addNothingFound}</p>`}
    <ul class="add">
      ${found.slice(0, rowsShown).map((each) => html`<${Row} key=${each.interface} candidate=${each} chosen=${chosen} common=${common.value} />`)}
    </ul>
    ${found.length > rowsShown && html`<p class="muted">+${found.length - rowsShown}</p>`}`;
}

function Row({ candidate, chosen, common }: { candidate: Candidate; chosen: Signal<Chosen>; common: string }): Html {
  const { action: text, panel, state } = words.value;
  const { interface: phone } = candidate;
  const own = chosen.value.get(phone);
  const put = (penalty: string | null) => {
    const next = new Map(chosen.peek());
    if (penalty === null) next.delete(phone);
    else next.set(phone, penalty);
    chosen.value = next;
  };
  const name = nameOf(candidate);
  const look = stateLooks[candidate.state];
  return html`<li class="add__one">
    <label class="check">
      <input type="checkbox" checked=${own !== undefined} onChange=${() => put(own === undefined ? "" : null)} />
      <span class="add__who">
        <bdi class="add__name" title=${name}>${name}</bdi>
        <small class="muted">${panel.extension} ${extensionNumber(phone)} · <bdi>${text.addIn(candidate.queues.join(", "))}</bdi></small>
      </span>
    </label>
    ${
      own === undefined
        ? html`<span class="st" data-status=${look.status}><${Icon} name=${look.icon} />${state[candidate.state]}</span>`
        : html`<input
            class="input add__penalty"
            inputmode="numeric"
            aria-label=${text.addPenaltyOf(name)}
            title=${text.addPenaltyOf(name)}
            placeholder=${common}
            value=${own}
            aria-invalid=${own.trim() !== "" && penaltyOf(own) === null ? "true" : undefined}
            onInput=${(event: InputEvent) => {
              if (event.currentTarget instanceof HTMLInputElement) put(event.currentTarget.value);
            }}
          />`
    }
  </li>`;
}

function typing(target: Signal<string>): (event: InputEvent) => void {
  return (event) => {
    if (event.currentTarget instanceof HTMLInputElement) target.value = event.currentTarget.value;
  };
}
