import { batch, type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Answer } from "../api.ts";
import { figure, month } from "../format.ts";
import { type Html, html } from "../html.ts";
import { ProblemBanner } from "../parts/banner.ts";
import { Empty } from "../parts/empty.ts";
import { focusFirstError } from "../parts/field.ts";
import { Icon } from "../parts/icon.ts";
import { Loading } from "../parts/loading.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { addProposed, getProposals, type Proposals, type ProposedAgent, skipProposals } from "../proposals.ts";
import { navigate } from "../router.ts";
import { agentsPending } from "../session.ts";
import { setupWords } from "../words/pages/setup.ts";
import { locale } from "../words/words.ts";
import { type DraftError, errorsOf, joined, keyOf, type ProposalDraft, wantedOf } from "./proposal_drafts.ts";
import { SetupFrame } from "./setup_frame.ts";
import { SetupHistory } from "./setup_history.ts";

type Failure = Exclude<Answer<unknown>, { type: "ok" }>;

const askMs = 2_000;
/** Shown before somebody wants all of them. */
const shownFirst = 30;

/** The last step of the first access: who is an agent, and what happened before. It can be left and found again. */
export function SetupAgents(): Html {
  const text = setupWords.value;
  const found = useSignal<Proposals | null>(null);
  const drafts = useSignal<readonly ProposalDraft[]>([]);
  const failure = useSignal<Failure | null>(null);
  /** By key, once somebody tried: ours, or in the server's words. */
  const errors = useSignal<ReadonlyMap<string, DraftError | { detail: string }>>(new Map());
  const isBusy = useSignal(false);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    let isGone = false;
    const ask = async () => {
      if (isBusy.peek()) return;
      const answer = await getProposals();
      if (isGone || isBusy.peek() || sessionIsOver(answer)) return;
      batch(() => {
        failure.value = answer.type === "ok" ? null : answer;
        if (answer.type !== "ok") return;
        found.value = answer.value;
        drafts.value = joined(drafts.peek(), answer.value.agents);
      });
    };
    void ask();
    const timer = setInterval(ask, askMs);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, []);

  function over(): void {
    agentsPending.value = false;
    navigate("/");
  }

  async function end(work: () => Promise<Answer<unknown>>, wanted: readonly string[]): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    const answer = await work();
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    if (answer.type === "ok") {
      over();
      return;
    }
    const named = answer.type === "problem" ? answer.problem.errors : [];
    const told = named.flatMap(({ path, detail }) => {
      const key = wanted[Number(/^agents\.(\d+)\./.exec(path)?.[1] ?? -1)];
      return key === undefined ? [] : [[key, { detail }] as const];
    });
    errors.value = new Map(told);
    failure.value = told.length > 0 ? null : answer;
    if (told.length > 0 && form.current !== null) focusFirstError(form.current);
  }

  const ticked = drafts.value.filter((each) => each.isTicked);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    errors.value = errorsOf(drafts.value);
    if (errors.value.size > 0) {
      if (form.current !== null) focusFirstError(form.current);
      return;
    }
    const wanted = wantedOf(drafts.value);
    if (wanted.length === 0) void end(skipProposals, []);
    else
      void end(
        () => addProposed(wanted),
        ticked.map((each) => keyOf(each.proposal)),
      );
  };

  return html`<${SetupFrame} step=${4} wide>
    <div>
      <h1>${text.stepAgents}</h1>
      <p class="setup-box__text" role="status">${found.value === null ? text.asking : `${text.found(found.value.queues.length)} ${found.value.complete ? text.check : text.asking}`}</p>
    </div>
    ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
    ${found.value === null && failure.value === null && html`<div class="card card__body"><${Loading}><span class="skel skel--line"></span><//></div>`}
    ${
      found.value !== null &&
      html`<form class="stack-lg" ref=${form} onSubmit=${submit} novalidate>
        ${found.value.queues.length > 0 && html`<${Queues} queues=${found.value.queues} />`}
        <${List} drafts=${drafts} errors=${errors.value} isComplete=${found.value.complete} />
        <div class="row row--wrap">
          <button class="btn btn--ghost btn--lg" type="button" onClick=${() => end(skipProposals, [])}>${text.skip}</button>
          <button class="btn btn--primary btn--lg end" type="submit" aria-busy=${isBusy.value}>${text.finishAgents(ticked.length)}</button>
        </div>
      </form>
      <${SetupHistory} />`
    }
  <//>`;
}

function Queues({ queues }: Pick<Proposals, "queues">): Html {
  const text = setupWords.value;
  return html`<div>
    <p class="label setup-queues__label">${text.queues} <em>${text.queuesHint}</em></p>
    <ul class="setup-queues" aria-label=${text.queues}>
      ${queues.map(({ pbx, queue, members }) => html`<li class="chip" key=${`${pbx}/${queue}`}><bdi>${queue}</bdi><span class="muted">${figure(members, locale.value)}</span></li>`)}
    </ul>
  </div>`;
}

interface ListProps {
  drafts: Signal<readonly ProposalDraft[]>;
  errors: ReadonlyMap<string, DraftError | { detail: string }>;
  isComplete: boolean;
}

function List({ drafts, errors, isComplete }: ListProps): Html {
  const text = setupWords.value;
  const showsAll = useSignal(false);
  const all = drafts.value;
  const ticked = all.filter((each) => each.isTicked).length;
  const tickAll = (isTicked: boolean) => {
    drafts.value = all.map((each) => ({ ...each, isTicked }));
  };
  // What is wrong has to be seen.
  const firstWrong = all.findLastIndex((each) => errors.has(keyOf(each.proposal)));
  const shown = showsAll.value || firstWrong >= shownFirst ? all : all.slice(0, shownFirst);
  const count = (value: number) => figure(value, locale.value);
  return html`<section class="card" aria-label=${text.proposed}>
    <header class="card__head">
      <h2>${text.proposed}</h2>
      ${
        all.length > 0 &&
        html`<small>${text.counted(count(all.length), count(ticked))}</small>
      <div class="end"><button class="btn btn--link" type="button" onClick=${() => tickAll(ticked === 0)}>${ticked === 0 ? text.tickAll : text.untickAll}</button></div>`
      }
    </header>
    ${all.length === 0 && isComplete && html`<${Empty} icon="users" title=${text.nobody} text=${text.nobodyText} />`}
    ${all.length === 0 && !isComplete && html`<div class="card__body"><${Loading}><span class="skel skel--line"></span><//></div>`}
    <ul class="proposals">
      ${shown.map(
        (draft) => html`<${Proposal}
          key=${keyOf(draft.proposal)}
          draft=${draft}
          error=${errors.get(keyOf(draft.proposal))}
          change=${(change: Partial<ProposalDraft>) => {
            drafts.value = drafts
              .peek()
              .map((each) => (keyOf(each.proposal) === keyOf(draft.proposal) ? { ...each, ...change } : each));
          }}
        />`,
      )}
    </ul>
    ${
      shown.length < all.length &&
      html`<footer class="card__foot">
        ${text.more(all.length - shown.length)}
        <div class="end"><button class="btn btn--link" type="button" onClick=${() => {
          showsAll.value = true;
        }}>${text.showAll}</button></div>
      </footer>`
    }
  </section>`;
}

const tones = { both: "ok", member: "info", records: undefined } as const;

interface ProposalProps {
  draft: ProposalDraft;
  error: DraftError | { detail: string } | undefined;
  change: (change: Partial<ProposalDraft>) => void;
}

function Proposal({ draft, error, change }: ProposalProps): Html {
  const text = setupWords.value;
  const { proposal, isTicked, name, code } = draft;
  const { member, phone, seen } = proposal;
  const said = error === undefined ? null : errorText(error);
  const typed = (event: InputEvent): string =>
    event.currentTarget instanceof HTMLInputElement ? event.currentTarget.value : "";
  const noteId = said === null ? undefined : `proposal-${proposal.pbx}-${proposal.code}`;
  const isOfName = error === "name";
  return html`<li>
    <label class="check"><input type="checkbox" checked=${isTicked} aria-label=${text.choose(member)} onChange=${() => change({ isTicked: !isTicked })} /></label>
    <input class="input" type="text" value=${name} maxlength="200" aria-label=${text.agentName(member)} aria-invalid=${said !== null && isOfName ? "true" : undefined} aria-describedby=${isOfName ? noteId : undefined} onInput=${(event: InputEvent) => change({ name: typed(event) })} />
    <input class="input mono" type="text" inputmode="numeric" value=${code} maxlength="10" aria-label=${text.agentCode(member)} aria-invalid=${said !== null && !isOfName ? "true" : undefined} aria-describedby=${isOfName ? undefined : noteId} onInput=${(event: InputEvent) => change({ code: typed(event) })} />
    <span class="proposals__where"><span class="mono"><bdi>${phone ?? member}</bdi></span><small class="muted">${whereOf(proposal)}</small></span>
    <span class="badge" data-tone=${tones[seen]}>${text.seen[seen]}</span>
    ${said !== null && html`<span class="hint hint--error proposals__error" id=${noteId}><${Icon} name="warn" size="sm" />${said}</span>`}
  </li>`;
}

function errorText(error: DraftError | { detail: string }): string {
  const text = setupWords.value;
  if (typeof error === "object") return error.detail;
  switch (error) {
    case "name":
      return text.nameWrong;
    case "code":
      return text.codeWrong;
    case "code_twice":
      return text.codeTwice;
    default:
      return error satisfies never;
  }
}

/** In which queues he is; who is in none, when he was in the records. */
function whereOf({ queues, calls, lastAt }: ProposedAgent): string {
  const text = setupWords.value;
  if (queues.length > 0) return queues.join(", ");
  return calls === null || lastAt === null ? "" : text.records(figure(calls, locale.value), month(lastAt, "UTC"));
}
