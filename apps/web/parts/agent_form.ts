import { type Signal, useComputed, useSignal } from "@preact/signals";
import type { AgentId } from "@qmanager/core";
import { useEffect, useId, useMemo } from "preact/hooks";
import {
  type Agent,
  type AgentAlias,
  addAgent,
  agentDeletion,
  changeAgent,
  deactivateAgent,
  dropAlias,
  type Group,
  getAgent,
  reactivateAgent,
  removeAgent,
} from "../agents.ts";
import type { Answer } from "../api.ts";
import { figure } from "../format.ts";
import { type Html, html } from "../html.ts";
import { LiveQueue } from "../live/queue.ts";
import { live } from "../live/store.ts";
import {
  type AgentDraft,
  type DraftErrors,
  type DraftField,
  draftOf,
  errorsOf,
  readDraft,
  resetDraft,
  typedIn,
} from "../pages/agent_draft.ts";
import { can } from "../session.ts";
import { filled } from "../words/diagnosis.ts";
import { agentWords } from "../words/pages/agents.ts";
import { locale, words } from "../words/words.ts";
import { AgentQueues } from "./agent_queues.ts";
import { Banner, ProblemBanner } from "./banner.ts";
import { useShown } from "./beside.ts";
import { confirm } from "./dialog.ts";
import { focusFirstError, PasswordField, TextField, useFirstField } from "./field.ts";
import { Icon } from "./icon.ts";
import { Loading } from "./loading.ts";
import { Menu } from "./menu.ts";
import { sessionIsOver } from "./perform.ts";
import { SeatsLeft } from "./seats_left.ts";
import { toast } from "./toast.ts";
import { mayLeave, NewBar, UnsavedBar, useUnsaved } from "./unsaved.ts";

type Failure = Exclude<Answer<unknown>, { type: "ok" }>;

interface AgentFormProps {
  /** Null: a new one. */
  id: AgentId | null;
  /** Members' names that a new one has from the beginning. */
  aliases: readonly AgentAlias[];
  groups: readonly Group<number>[];
  close: () => void;
  /** Something on file is another now. */
  changed: () => void;
}

/** One agent, beside the list: to make him, to change him, or only to see. */
export function AgentForm({ id, ...rest }: AgentFormProps): Html {
  const { value: text } = agentWords;
  const agent = useSignal<Agent | null>(null);
  const failure = useSignal<Failure | null>(null);
  useEffect(() => {
    if (id === null) return undefined;
    let isGone = false;
    void getAgent(id).then((answer) => {
      if (isGone || sessionIsOver(answer)) return;
      if (answer.type === "ok") agent.value = answer.value.agent;
      else failure.value = answer;
    });
    return () => {
      isGone = true;
    };
  }, [id, agent, failure]);
  if (id === null) return html`<${Form} agent=${null} ...${rest} taken=${() => {}} />`;
  if (agent.value !== null && agent.value.state !== "removed") {
    return html`<${Form}
      key=${JSON.stringify(agent.value)}
      agent=${agent.value}
      ...${rest}
      taken=${(now: Agent) => {
        agent.value = now;
      }}
    />`;
  }
  const isGone = agent.value !== null || (failure.value?.type === "problem" && failure.value.problem.status === 404);
  return html`<section class="edit card" aria-label=${text.form}>
    <header class="edit__head"><h2>${text.form}</h2><${CloseButton} close=${rest.close} /></header>
    <div class="edit__body">
      ${isGone ? html`<${Banner} tone="warn" title=${text.gone} />` : failure.value !== null ? html`<${ProblemBanner} answer=${failure.value} />` : html`<${Loading}><span class="skel skel--title"></span><span class="skel skel--line"></span><//>`}
    </div>
  </section>`;
}

interface FormProps extends Omit<AgentFormProps, "id"> {
  agent: Agent | null;
  taken: (agent: Agent) => void;
}

function Form({ agent, aliases, groups, close, changed, taken }: FormProps): Html {
  const { value: text } = agentWords;
  const isHis = can("agents", "modify");
  const pbxs = live.value?.pbxs.value ?? [];
  const draft = useMemo(() => draftOf(agent, pbxs[0]?.pbx ?? ""), []);
  const before = useMemo(() => typedIn(draft), [draft]);
  const [first] = aliases;
  useMemo(() => {
    if (first !== undefined) draft.name.value = first.alias;
  }, [draft, first]);
  // The PBXs come a moment later than a page that is opened by its address.
  if (draft.pbx.peek() === "" && pbxs[0] !== undefined) draft.pbx.value = pbxs[0].pbx;
  const isChanged = useComputed(() => typedIn(draft) !== before);
  const errors = useSignal<DraftErrors>({});
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  useUnsaved(isChanged.value && isHis);
  const place = useFirstField(agent === null);
  useShown(place);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (isBusy.value || !isHis) return;
    const read = readDraft(draft);
    errors.value = "errors" in read ? read.errors : {};
    failure.value = null;
    if ("errors" in read) {
      if (form instanceof HTMLElement) focusFirstError(form);
      return;
    }
    isBusy.value = true;
    const names = aliases.map(({ pbx, alias }) => ({ pbx, alias }));
    const answer =
      agent === null
        ? await addAgent(names.length > 0 ? { ...read.input, aliases: names } : read.input)
        : await changeAgent(agent.id, read.input);
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    if (answer.type !== "ok") {
      const found =
        answer.type === "problem" ? { ...errorsOf(answer.problem), ...othersErrors(answer.problem.type) } : {};
      errors.value = found;
      failure.value = Object.keys(found).length > 0 ? null : answer;
      if (form instanceof HTMLElement) focusFirstError(form);
      return;
    }
    const { agent: now, moved } = answer.value;
    const came = moved.visits > 0 ? { text: text.addedWith(figure(moved.visits, locale.value)) } : {};
    toast({ tone: "ok", title: agent === null ? text.added(now.name) : text.saved(now.name), ...came });
    changed();
    if (agent === null) close();
    else taken(now);
  };
  const discard = () => {
    if (agent === null) {
      close();
      return;
    }
    resetDraft(draft, agent);
    errors.value = {};
    failure.value = null;
  };
  const leave = async () => {
    if (await mayLeave()) close();
  };
  const wrong = (field: DraftField): string | undefined => {
    const error = errors.value[field];
    if (error === undefined) return undefined;
    return "text" in error ? error.text : filled(text.faults[error.fault], error.values ?? {}, locale.value);
  };
  const field = (name: "code" | "name" | "email" | "start" | "end" | "phone", more: Record<string, unknown> = {}) => ({
    ...{ label: name === "phone" ? text.fixedExtension : text.fields[name], value: draft[name], error: wrong(name) },
    ...{ readonly: !isHis, ...more },
  });
  const isNew = agent === null;
  const passwordHint = agent?.hasPassword ? text.passwordKept : text.passwordHint;
  return html`<form class="edit card beside__form" ref=${place} aria-label=${text.form} onSubmit=${submit} novalidate>
    <header class="edit__head">
      <h2><bdi>${isNew ? text.add : agent.name}</bdi></h2>
      <div class="end row">
        ${agent !== null && isHis && html`<${More} agent=${agent} close=${close} changed=${changed} />`}<${CloseButton} close=${leave} />
      </div>
    </header>
    <div class="edit__body">
      ${!isHis && html`<p class="hint">${text.readOnly}</p>`}
      ${failure.value !== null && html`<${FormFailure} answer=${failure.value} />`}
      ${isNew && isHis && html`<${SeatsLeft} />`}
      <div class="edit__grid">
        <div class="c4"><${TextField} ...${field("code", { inputmode: "numeric" })} /></div>
        <div class="c8"><${TextField} ...${field("name")} /></div>
        <div class=${isHis ? "c8" : "c12"}><${TextField} ...${field("email", { code: true })} /></div>
        ${isHis && html`<div class="c4"><${PasswordField} label=${text.fields.password} value=${draft.password} error=${wrong("password")} hint=${passwordHint} autocomplete="new-password" inputmode="numeric" /></div>`}
      </div>
      <fieldset class="edit__group">
        <legend>${text.phoneAndShift}</legend>
        <div class="edit__grid">
          ${pbxs.length > 1 && html`<div class="c12"><${PbxChoice} draft=${draft} pbxs=${pbxs} disabled=${!isHis} /></div>`}
          <div class="c4"><${PhoneField} ...${field("phone", { code: true, placeholder: "PJSIP/2014" })} /></div>
          <div class="c4"><${TextField} ...${field("start", { placeholder: "08:00" })} /></div>
          <div class="c4"><${TextField} ...${field("end", { placeholder: "17:00" })} /></div>
        </div>
        <p class="hint">${text.fixedHelp}</p>
      </fieldset>
      <${AgentQueues} draft=${draft} error=${wrong("queues")} disabled=${!isHis} />
      <${Groups} chosen=${draft.groups} groups=${groups} disabled=${!isHis} />
      ${agent !== null && html`<${Aliases} agent=${agent} disabled=${!isHis || isChanged.value} taken=${taken} changed=${changed} />`}
    </div>
    ${
      isHis &&
      (isChanged.value
        ? html`<${UnsavedBar} isBusy=${isBusy.value} onDiscard=${discard} />`
        : isNew
          ? html`<${NewBar} isBusy=${isBusy.value} />`
          : html`<footer class="edit__foot"><${WorkButton} agent=${agent} taken=${taken} changed=${changed} /></footer>`)
    }
  </form>`;
}

function CloseButton({ close }: { close: () => void }): Html {
  const { close: label } = agentWords.value;
  return html`<button class="btn btn--ghost btn--sm btn--icon" type="button" aria-label=${label} title=${label} onClick=${close}><${Icon} name="x" /></button>`;
}

function PbxChoice({
  draft,
  pbxs,
  disabled,
}: {
  draft: AgentDraft;
  pbxs: readonly { pbx: string; name: string }[];
  disabled: boolean;
}): Html {
  const id = useId();
  return html`<div class="field"><label for=${id}>${agentWords.value.pbx}</label>
    <select class="select" id=${id} disabled=${disabled} value=${draft.pbx.value} onChange=${(event: Event) => {
      if (event.currentTarget instanceof HTMLSelectElement) draft.pbx.value = event.currentTarget.value;
    }}>${pbxs.map((each) => html`<option key=${each.pbx} value=${each.pbx} selected=${each.pbx === draft.pbx.value}>${each.name}</option>`)}</select>
  </div>`;
}

/** With the phones that are members of queues now, to choose from. */
function PhoneField(props: Record<string, unknown>): Html {
  const id = useId();
  const phones = useComputed(() => {
    const store = live.value;
    const slots = (store?.queues.value ?? []).map((each) => store?.slot(`queue/${each.pbx}/${each.queue}`).value);
    const queues = slots.filter((each) => each instanceof LiveQueue);
    return [...new Set(queues.flatMap((each) => each.members.value.map(({ view }) => view.value.interface)))].sort();
  });
  return html`<${TextField} ...${props} list=${id} />
    <datalist id=${id}>${phones.value.map((each) => html`<option key=${each} value=${each}></option>`)}</datalist>`;
}

function Groups({
  chosen,
  groups,
  disabled,
}: {
  chosen: Signal<readonly number[]>;
  groups: readonly Group<number>[];
  disabled: boolean;
}): Html {
  const { value: text } = agentWords;
  const toggle = (id: number) => {
    const had = chosen.value;
    chosen.value = (had.includes(id) ? had.filter((each) => each !== id) : [...had, id]).sort((a, b) => a - b);
  };
  return html`<fieldset class="edit__group">
    <legend>${text.fields.groups}</legend>
    ${groups.length === 0 && html`<p class="hint">${text.noGroups}</p>`}
    <div class="edit__checks">
      ${groups.map((each) => html`<label class="check" key=${each.id}><input type="checkbox" disabled=${disabled} checked=${chosen.value.includes(each.id)} onChange=${() => toggle(each.id)} /><bdi>${each.name}</bdi></label>`)}
    </div>
  </fieldset>`;
}

/** Members' names that are his: each can be taken from him. */
function Aliases({
  agent,
  disabled,
  taken,
  changed,
}: {
  agent: Agent;
  disabled: boolean;
  taken: (agent: Agent) => void;
  changed: () => void;
}): Html {
  const { value: text } = agentWords;
  const names = agent.aliases.filter((each) => each.kind === "name");
  if (names.length === 0) return null;
  const drop = async (alias: AgentAlias) => {
    const yes = await confirm({
      title: text.dropAliasTitle(alias.alias),
      text: text.dropAliasText,
      confirm: text.dropAliasYes,
      tone: "danger",
    });
    if (!yes) return;
    const answer = await dropAlias(agent.id, alias);
    if (sessionIsOver(answer)) return;
    if (answer.type !== "ok") {
      tellFailure(answer);
      return;
    }
    taken(answer.value.agent);
    changed();
  };
  return html`<fieldset class="edit__group">
    <legend>${text.aliases}</legend>
    <p class="hint">${text.aliasesHelp}</p>
    <ul class="edit__names">
      ${names.map((each) => {
        const label = text.dropAlias(each.alias);
        return html`<li key=${`${each.pbx} ${each.alias}`}><span><bdi>${each.alias}</bdi> <small class="muted">${each.pbx}</small></span>
          <button class="btn btn--ghost btn--sm btn--icon" type="button" aria-label=${label} title=${label} disabled=${disabled} onClick=${() => drop(each)}><${Icon} name="trash" size="sm" /></button></li>`;
      })}
    </ul>
  </fieldset>`;
}

/** He works no more, or works again; both can be taken back. */
function WorkButton({
  agent,
  taken,
  changed,
}: {
  agent: Agent | null;
  taken: (agent: Agent) => void;
  changed: () => void;
}): Html {
  const { value: text } = agentWords;
  if (agent === null) return null;
  const setWork = async (works: boolean) => {
    const answer = await (works ? reactivateAgent : deactivateAgent)(agent.id);
    if (sessionIsOver(answer)) return;
    if (answer.type !== "ok") {
      tellFailure(answer);
      return;
    }
    taken(answer.value.agent);
    changed();
    const title = works ? text.reactivated(agent.name) : text.deactivated(agent.name);
    toast({ tone: "ok", title, action: { label: text.undo, run: () => void setWork(!works) } });
  };
  return agent.state === "deactivated"
    ? html`<button class="btn btn--primary" type="button" onClick=${() => setWork(true)}>${text.reactivate}</button>`
    : html`<button class="btn btn--danger-quiet" type="button" onClick=${() => setWork(false)}>${text.deactivate}</button>`;
}

function More({ agent, close, changed }: { agent: Agent; close: () => void; changed: () => void }): Html {
  const { value: text } = agentWords;
  const remove = async () => {
    const asked = await agentDeletion(agent.id);
    if (sessionIsOver(asked)) return;
    if (asked.type !== "ok") {
      tellFailure(asked);
      return;
    }
    const calls = figure(asked.value.calls, locale.value);
    const question = { title: text.removeTitle(agent.name), text: text.removeText(calls, String(agent.code)) };
    if (!(await confirm({ ...question, confirm: text.remove, tone: "danger" }))) return;
    const answer = await removeAgent(agent.id);
    if (sessionIsOver(answer)) return;
    if (answer.type !== "ok") {
      tellFailure(answer);
      return;
    }
    toast({ tone: "ok", title: text.removed(agent.name) });
    changed();
    close();
  };
  return html`<${Menu} button="btn btn--ghost btn--sm btn--icon" label=${text.more} face=${html`<${Icon} name="more" />`}>
    <button class="menu__item" type="button" role="menuitem" onClick=${remove}><${Icon} name="trash" size="sm" />${text.remove}</button>
  <//>`;
}

/** What another has already, in our own words. */
function othersErrors(problem: string): DraftErrors {
  const { value: text } = agentWords;
  if (problem === "agent-exists") return { code: { text: text.codeTaken } };
  return problem === "extension-taken" ? { phone: { text: text.extensionTaken } } : {};
}

/** Why it was not done, over the form. */
function FormFailure({ answer }: { answer: Failure }): Html {
  return answer.type === "problem" && answer.problem.type === "licence-limit"
    ? html`<${Banner} tone="danger" title=${agentWords.value.seatsTaken} />`
    : html`<${ProblemBanner} answer=${answer} />`;
}

/** Why it was not done, at the edge of the page. */
function tellFailure(answer: Failure): void {
  const { problem } = words.peek();
  const { value: text } = agentWords;
  if (answer.type === "offline") toast({ tone: "danger", title: problem.offline, text: problem.offlineHelp });
  else if (answer.problem.type === "licence-limit") toast({ tone: "danger", title: text.seatsTaken });
  else toast({ tone: "danger", title: problem.title, text: answer.problem.detail });
}
