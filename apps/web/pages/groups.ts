import { type Signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { type AgentId, nameKey, type QueueRef, readGroupName } from "@qmanager/core";
import { useEffect, useMemo } from "preact/hooks";
import { type Agent, type Group, type GroupsPath, listAgents, listGroups, removeGroup, saveGroup } from "../agents.ts";
import type { Answer } from "../api.ts";
import { type Html, html } from "../html.ts";
import { live } from "../live/store.ts";
import { Banner, ProblemBanner } from "../parts/banner.ts";
import { useShown } from "../parts/beside.ts";
import { confirm } from "../parts/dialog.ts";
import { Empty } from "../parts/empty.ts";
import { focusFirstError, TextField, useFirstField } from "../parts/field.ts";
import { Icon } from "../parts/icon.ts";
import { Loading } from "../parts/loading.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { toast } from "../parts/toast.ts";
import { mayLeave, NewBar, UnsavedBar, useUnsaved } from "../parts/unsaved.ts";
import { navigate, query } from "../router.ts";
import { can } from "../session.ts";
import { groupWords } from "../words/pages/groups.ts";
import { words } from "../words/words.ts";

type Failure = Exclude<Answer<unknown>, { type: "ok" }>;
type Member = AgentId | QueueRef;
type Kind = "agents" | "queues";

const pathOf: Readonly<Record<Kind, GroupsPath>> = { agents: "/agent-groups", queues: "/queue-groups" };
const keyOf = (member: Member): string =>
  typeof member === "number" ? String(member) : `${member.pbx}/${member.queue}`;

/** Somebody, or a queue, that can be put into a group. */
interface Candidate {
  member: Member;
  key: string;
  name: string;
  /** A code, or a PBX. */
  more: string;
}

/** Groups of agents, or of queues: a list with a form beside it. */
export function Groups({ kind }: { kind: Kind }): Html {
  const { value: text } = groupWords;
  const groups = useSignal<readonly Group<Member>[] | null>(null);
  const failure = useSignal<Failure | null>(null);
  const round = useSignal(0);
  const path = pathOf[kind];
  const candidates = useCandidates(kind, failure);
  useSignalEffect(() => {
    void round.value;
    let isGone = false;
    void listGroups(path).then((answer) => {
      if (isGone || sessionIsOver(answer)) return;
      failure.value = answer.type === "ok" ? null : answer;
      if (answer.type === "ok") groups.value = answer.value.groups;
    });
    return () => {
      isGone = true;
    };
  });
  const again = () => {
    round.value += 1;
  };
  const opened = new URLSearchParams(query.value).get("open");
  const go = (to: string | null) => navigate(to === null ? path : `${path}?open=${to}`);
  const open = async (to: string | null) => {
    if (await mayLeave()) go(to);
  };
  const isHis = can(kind === "agents" ? "agent_groups" : "queue_groups", "modify");
  const group = groups.value?.find((each) => String(each.id) === opened) ?? null;
  const title = kind === "agents" ? words.value.frame.agentGroups : words.value.frame.queueGroups;
  const add = (look: string) =>
    html`<button class=${look} type="button" onClick=${() => open("new")}><${Icon} name="plus" />${text.add}</button>`;
  return html`<div class="panel-body">
    <div class="page-head">
      <div><h1>${title}</h1><p>${text[kind].text}</p></div>
      <div class="page-head__actions">${isHis && add("btn btn--primary")}</div>
    </div>
    <div class="stack">
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} again=${again} />`}
      <div class=${opened === null ? undefined : "beside"}>
        <section class="card" aria-label=${text.list}>
          ${groups.value === null && failure.value === null && html`<div class="card__body"><${Loading}><span class="skel skel--line"></span><span class="skel skel--line"></span><//></div>`}
          ${groups.value?.length === 0 && html`<${Empty} icon=${kind === "agents" ? "columns" : "list"} title=${text[kind].none} text=${text[kind].noneText} action=${isHis && add("btn")} />`}
          <ul class="groups">
            ${groups.value?.map((each) => html`<${Line} key=${each.id} group=${each} kind=${kind} isOpen=${each === group} open=${() => open(String(each.id))} />`)}
          </ul>
        </section>
        ${opened === "new" && html`<${Form} key="new" ...${{ kind, candidates, isHis }} group=${null} close=${() => go(null)} changed=${again} />`}
        ${group !== null && html`<${Form} key=${JSON.stringify(group)} ...${{ kind, candidates, isHis, group }} close=${() => go(null)} changed=${again} />`}
        ${opened !== null && opened !== "new" && group === null && groups.value !== null && html`<section class="edit card"><div class="edit__body"><${Banner} tone="warn" title=${text.gone} action=${html`<button class="btn btn--sm" type="button" onClick=${() => go(null)}>${text.close}</button>`} /></div></section>`}
      </div>
    </div>
  </div>`;
}

function Line({
  group,
  kind,
  isOpen,
  open,
}: {
  group: Group<Member>;
  kind: Kind;
  isOpen: boolean;
  open: () => void;
}): Html {
  const { value: text } = groupWords;
  return html`<li>
    <button class="groups__one" type="button" aria-current=${isOpen ? "true" : undefined} onClick=${open}>
      <b><bdi>${group.name}</bdi></b><span class="muted">${text[kind].count(group.members.length + group.hidden)}</span>
    </button>
  </li>`;
}

/** As many as the server gives at once; further pages are asked for until all are there. */
const atOnce = 500;

function useCandidates(kind: Kind, failure: Signal<Failure | null>): Signal<readonly Candidate[] | null> {
  const agents = useSignal<readonly Agent[] | null>(null);
  useEffect(() => {
    if (kind !== "agents") return undefined;
    let isGone = false;
    const read = async () => {
      const all: Agent[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const asked = new URLSearchParams([
          ...[
            ["state", "active"],
            ["state", "deactivated"],
            ["limit", String(atOnce)],
          ],
          ...(cursor === "" ? [] : [["cursor", cursor]]),
        ]);
        const answer = await listAgents(asked);
        if (isGone || sessionIsOver(answer)) return;
        if (answer.type !== "ok") {
          failure.value = answer;
          return;
        }
        all.push(...answer.value.agents);
        cursor = answer.value.next;
      }
      agents.value = all;
    };
    void read();
    return () => {
      isGone = true;
    };
  }, [kind, agents, failure]);
  return useComputed(() => {
    if (kind === "agents") {
      return (
        agents.value?.map(({ id, name, code }) => ({ member: id, key: String(id), name, more: String(code ?? "") })) ??
        null
      );
    }
    const queues = live.value?.queues.value ?? null;
    return queues?.map((each) => ({ member: each, key: keyOf(each), name: each.queue, more: each.pbx })) ?? null;
  }) as Signal<readonly Candidate[] | null>;
}

interface FormProps {
  kind: Kind;
  /** Null: a new one. */
  group: Group<Member> | null;
  candidates: Signal<readonly Candidate[] | null>;
  isHis: boolean;
  close: () => void;
  changed: () => void;
}

function Form({ kind, group, candidates, isHis, close, changed }: FormProps): Html {
  const { value: text } = groupWords;
  const path = pathOf[kind];
  const name = useSignal(group?.name ?? "");
  const chosen = useSignal<ReadonlyMap<string, Member>>(new Map(group?.members.map((each) => [keyOf(each), each])));
  const before = useMemo(() => typedIn(name.peek(), chosen.peek()), [name, chosen]);
  const isChanged = useComputed(() => typedIn(name.value, chosen.value) !== before);
  const error = useSignal<string | undefined>(undefined);
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  useUnsaved(isChanged.value && isHis);
  const place = useFirstField(group === null);
  useShown(place);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (isBusy.value || !isHis) return;
    const read = readGroupName(name.value);
    failure.value = null;
    if ("fault" in read) {
      const faults: Readonly<Record<string, string>> = text.faults;
      error.value = faults[read.fault];
      if (form instanceof HTMLElement) focusFirstError(form);
      return;
    }
    error.value = undefined;
    isBusy.value = true;
    const answer = await saveGroup(path, group?.id ?? null, { name: read.value, members: [...chosen.value.values()] });
    isBusy.value = false;
    if (sessionIsOver(answer)) return;
    if (answer.type !== "ok") {
      const isTaken = answer.type === "problem" && answer.problem.type === "group-exists";
      error.value = isTaken ? text.taken : undefined;
      failure.value = isTaken ? null : answer;
      if (form instanceof HTMLElement) focusFirstError(form);
      return;
    }
    toast({ tone: "ok", title: text.saved(read.value) });
    close();
    changed();
  };
  const remove = async () => {
    if (group === null) return;
    const { removeTitle, removeText, remove: yes } = text;
    if (!(await confirm({ title: removeTitle(group.name), text: removeText, confirm: yes, tone: "danger" }))) return;
    let answer = await removeGroup(path, group.id, false);
    if (answer.type === "problem" && answer.problem.type === "group-in-use") {
      const question = {
        title: text.usedTitle,
        text: text.usedText(group.accesses),
        confirm: yes,
        tone: "danger",
      } as const;
      if (!(await confirm(question))) return;
      answer = await removeGroup(path, group.id, true);
    }
    if (sessionIsOver(answer)) return;
    if (answer.type !== "ok") {
      failure.value = answer;
      return;
    }
    toast({ tone: "ok", title: text.removed(group.name) });
    close();
    changed();
  };
  const discard = () => {
    if (group === null) {
      close();
      return;
    }
    name.value = group.name;
    chosen.value = new Map(group.members.map((each) => [keyOf(each), each]));
    error.value = undefined;
    failure.value = null;
  };
  const leave = async () => {
    if (await mayLeave()) close();
  };
  return html`<form class="edit card beside__form" ref=${place} aria-label=${text.form} onSubmit=${submit} novalidate>
    <header class="edit__head">
      <h2><bdi>${group?.name ?? text.add}</bdi></h2>
      <div class="end"><button class="btn btn--ghost btn--sm btn--icon" type="button" aria-label=${text.close} title=${text.close} onClick=${leave}><${Icon} name="x" /></button></div>
    </header>
    <div class="edit__body">
      ${!isHis && html`<p class="hint">${text.readOnly}</p>`}
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} />`}
      <${TextField} label=${text.name} value=${name} hint=${text.nameHint} error=${error.value} readonly=${!isHis} />
      <${Members} ...${{ kind, candidates, chosen, isHis }} />
      ${group !== null && group.hidden > 0 && html`<p class="hint">${text.hidden(group.hidden)}</p>`}
      ${group !== null && group.accesses > 0 && html`<p class="hint">${text.accesses(group.accesses)}</p>`}
    </div>
    ${
      isHis &&
      (isChanged.value
        ? html`<${UnsavedBar} isBusy=${isBusy.value} onDiscard=${discard} />`
        : group === null
          ? html`<${NewBar} isBusy=${isBusy.value} />`
          : html`<footer class="edit__foot"><button class="btn btn--danger-quiet" type="button" onClick=${remove}>${text.remove}</button></footer>`)
    }
  </form>`;
}

const typedIn = (name: string, chosen: ReadonlyMap<string, Member>) =>
  JSON.stringify([name, [...chosen.keys()].sort()]);

/** More would be slow to draw; who looks for one types a part of his name. */
const mostShown = 200;

function Members({
  kind,
  candidates,
  chosen,
  isHis,
}: {
  kind: Kind;
  candidates: Signal<readonly Candidate[] | null>;
  chosen: Signal<ReadonlyMap<string, Member>>;
  isHis: boolean;
}): Html {
  const { value: text } = groupWords;
  const search = useSignal("");
  /** Those that are chosen when the form opens stand first; they do not jump while one ticks. */
  const first = useMemo(() => new Set(chosen.peek().keys()), [chosen]);
  const shown = useComputed(() => {
    const key = nameKey(search.value.trim());
    const all = candidates.value ?? [];
    const known = new Set(all.map((each) => each.key));
    // A queue that its PBX does not tell of now is in the group all the same.
    const others = [...chosen.value]
      .filter(([each]) => !known.has(each))
      .map(
        ([each, member]): Candidate => ({
          member,
          key: each,
          name: typeof member === "number" ? each : member.queue,
          more: typeof member === "number" ? "" : member.pbx,
        }),
      );
    const found = [...all, ...others].filter(({ name, more }) => nameKey(name).includes(key) || more.startsWith(key));
    return [...found.filter((each) => first.has(each.key)), ...found.filter((each) => !first.has(each.key))];
  });
  const toggle = ({ key, member }: Candidate) => {
    const next = new Map(chosen.value);
    if (!next.delete(key)) next.set(key, member);
    chosen.value = next;
  };
  return html`<fieldset class="edit__group">
    <legend>${text.members}</legend>
    <div class="input-group"><${Icon} name="search" /><input class="input" type="search" aria-label=${text[kind].search} placeholder=${text[kind].search} maxlength="200" autocomplete="off" value=${search.value} onInput=${(
      event: InputEvent,
    ) => {
      if (event.currentTarget instanceof HTMLInputElement) search.value = event.currentTarget.value;
    }} onKeyDown=${(event: KeyboardEvent) => event.key === "Enter" && event.preventDefault()} /></div>
    <p class="hint" role="status">${text.chosen(chosen.value.size)}</p>
    ${candidates.value === null && html`<${Loading}><span class="skel skel--line"></span><//>`}
    ${candidates.value !== null && shown.value.length === 0 && html`<p class="muted">${text[kind].nobody}</p>`}
    <div class="edit__members" tabindex="0" role="group" aria-label=${text.members}>
      ${shown.value
        .slice(0, mostShown)
        .map(
          (each) =>
            html`<label class="check" key=${each.key}><input type="checkbox" disabled=${!isHis} checked=${chosen.value.has(each.key)} onChange=${() => toggle(each)} /><bdi>${each.name}</bdi> <small class="muted">${each.more}</small></label>`,
        )}
    </div>
  </fieldset>`;
}
