import { batch, type Signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { MemberState } from "@qmanager/core";
import { useEffect, useRef } from "preact/hooks";
import { type AgentAlias, type AgentPage, type Group, type ListedAgent, listAgents, listGroups } from "../agents.ts";
import type { Answer } from "../api.ts";
import { dayAndTime, extensionNumber, figure, initials, localZone, none } from "../format.ts";
import { type Html, html } from "../html.ts";
import { useAllQueues } from "../live/all_queues.ts";
import type { LiveStore } from "../live/store.ts";
import { live } from "../live/store.ts";
import { AgentForm } from "../parts/agent_form.ts";
import { AgentImport } from "../parts/agent_import.ts";
import { AgentNow, useAgentStates } from "../parts/agent_now.ts";
import { ProblemBanner } from "../parts/banner.ts";
import { Empty } from "../parts/empty.ts";
import { Icon } from "../parts/icon.ts";
import { Loading } from "../parts/loading.ts";
import { sessionIsOver } from "../parts/perform.ts";
import { mayLeave } from "../parts/unsaved.ts";
import { WhoIsIt } from "../parts/who_is_it.ts";
import { navigate, query } from "../router.ts";
import { can, canSeeLive } from "../session.ts";
import { agentWords } from "../words/pages/agents.ts";
import { locale, words } from "../words/words.ts";
import {
  type AgentOrder,
  type AgentsFilter,
  type AgentView,
  agentViews,
  filterOf,
  type Opened,
  plainFilter,
  queryOf,
  searchOf,
} from "./agents_filter.ts";

type Failure = Exclude<Answer<unknown>, { type: "ok" }>;

const perPage = 20;

const go = (filter: AgentsFilter) => navigate(`/agents${searchOf(filter)}`);

/** The agents: a list with a form beside it, files of them, and whoever answers and nobody said yet who he is. */
export function Agents(): Html {
  const { value: text } = agentWords;
  const filter = useComputed(() => filterOf(query.value));
  /** The list alone: what is opened beside it asks for nothing. */
  const listed = useComputed(() => searchOf({ ...filter.value, opened: plainFilter.opened }));
  const found = useSignal<AgentPage | null>(null);
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  const round = useSignal(0);
  /** Where each page begins that was turned over, the present one last. */
  const pages = useSignal<readonly (string | null)[]>([null]);
  const groups = useSignal<readonly Group<number>[]>([]);
  /** Names that a new one is to have from the beginning: an unknown one's. */
  const named = useSignal<readonly AgentAlias[]>([]);
  const asked = useSignal<ListedAgent | null>(null);

  // Before what is asked for by it.
  const seen = useRef("");
  useSignalEffect(() => {
    if (listed.value === seen.current) return;
    seen.current = listed.value;
    pages.value = [null];
  });
  useSignalEffect(() => {
    void round.value;
    const wanted = filterOf(listed.value);
    const cursor = pages.value.at(-1) ?? null;
    let isGone = false;
    isBusy.value = true;
    void listAgents(queryOf(wanted, perPage, cursor)).then((answer) => {
      if (isGone || sessionIsOver(answer)) return;
      batch(() => {
        isBusy.value = false;
        failure.value = answer.type === "ok" ? null : answer;
        if (answer.type === "ok") found.value = answer.value;
      });
    });
    return () => {
      isGone = true;
    };
  });
  useEffect(() => {
    void listGroups("/agent-groups").then((answer) => {
      if (answer.type === "ok") groups.value = answer.value.groups;
    });
  }, [groups]);

  const again = () => {
    round.value += 1;
  };
  const open = async (opened: Opened, aliases: readonly AgentAlias[] = []) => {
    if (!(await mayLeave())) return;
    named.value = aliases;
    go({ ...filter.peek(), opened });
  };
  const close = () => go({ ...filter.peek(), opened: { type: "nothing" } });
  const { opened, view } = filter.value;
  const counts = found.value?.counts;
  const inFigures = (count: number) => figure(count, locale.value);
  const store = canSeeLive() ? live.value : null;
  return html`<div class="panel-body">
    ${store !== null && html`<${Following} store=${store} />`}
    <div class="page-head">
      <div>
        <h1>${words.value.frame.agents}</h1>
        <p role="status">${counts === undefined ? " " : text.counts(inFigures(counts.active), inFigures(counts.deactivated))}</p>
      </div>
      <div class="page-head__actions">
        <a class="btn" href=${`/api/v1/agents/export?language=${locale.value}`} download><${Icon} name="download" />${text.export}</a>
        ${
          can("agents", "modify") &&
          html`<button class="btn" type="button" onClick=${() => open({ type: "import" })}><${Icon} name="file" />${text.import}</button>
            <button class="btn btn--primary" type="button" onClick=${() => open({ type: "new" })}><${Icon} name="user-plus" />${text.add}</button>`
        }
      </div>
    </div>
    <div class="stack">
      ${opened.type === "import" && html`<${AgentImport} close=${close} done=${again} />`}
      <${Views} view=${view} counts=${counts} choose=${(chosen: AgentView) => go({ ...filter.peek(), view: chosen, group: "" })} />
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value} again=${again} />`}
      <div class=${opened.type === "agent" || opened.type === "new" ? "beside" : undefined}>
        <${List}
          ...${{ filter: filter.value, found, groups: groups.value, isBusy: isBusy.value, pages }}
          open=${(id: number) => open({ type: "agent", id })}
          who=${(agent: ListedAgent) => {
            asked.value = agent;
          }}
        />
        ${
          (opened.type === "agent" || opened.type === "new") &&
          html`<${AgentForm}
            key=${opened.type === "agent" ? opened.id : `new ${JSON.stringify(named.value)}`}
            id=${opened.type === "agent" ? opened.id : null}
            aliases=${opened.type === "new" ? named.value : []}
            groups=${groups.value}
            close=${close}
            changed=${again}
          />`
        }
      </div>
    </div>
    ${
      asked.value !== null &&
      html`<${WhoIsIt}
        agent=${asked.value}
        close=${() => {
          asked.value = null;
        }}
        assigned=${again}
        makeNew=${(aliases: readonly AgentAlias[]) => open({ type: "new" }, aliases)}
      />`
    }
  </div>`;
}

/** Follows what the agents do now. */
function Following({ store }: { store: LiveStore }): Html {
  useAllQueues(store);
  return null;
}

function Views(props: {
  view: AgentView;
  counts: AgentPage["counts"] | undefined;
  choose: (view: AgentView) => void;
}): Html {
  const { value: text } = agentWords;
  const { view, counts, choose } = props;
  return html`<div class="seg agents__views" role="group" aria-label=${text.viewsLabel}>
    ${agentViews.map(
      (each) => html`<button type="button" key=${each} aria-pressed=${each === view} onClick=${() => choose(each)}>
        ${text.views[each]}${counts !== undefined && html` <span class="badge badge--count">${figure(counts[each], locale.value)}</span>`}
      </button>`,
    )}
  </div>`;
}

interface ListProps {
  filter: AgentsFilter;
  found: Signal<AgentPage | null>;
  groups: readonly Group<number>[];
  isBusy: boolean;
  pages: Signal<readonly (string | null)[]>;
  open: (id: number) => void;
  who: (agent: ListedAgent) => void;
}

function List({ filter, found, groups, isBusy, pages, open, who }: ListProps): Html {
  const { value: text } = agentWords;
  const agents = useComputed(() => found.value?.agents ?? []);
  const states = useAgentStates(agents);
  const page = found.value;
  return html`<section class="card agents" aria-label=${text.table} aria-busy=${isBusy ? "true" : undefined}>
    <header class="card__head agents__filter"><${Filter} filter=${filter} groups=${groups} /></header>
    ${isBusy && page !== null && html`<div class="progress progress--indeterminate agents__busy"><span></span></div>`}
    ${page === null ? html`<div class="card__body"><${Loading}><${Skeleton} /><//></div>` : null}
    ${page?.agents.length === 0 && html`<${Nothing} filter=${filter} />`}
    ${
      page !== null &&
      page.agents.length > 0 &&
      html`<div class="table-wrap">
          <table class="table table--snug agents__table" role="table" aria-label=${text.table}>
            <${Head} filter=${filter} isLive=${states.value !== null} />
            <tbody role="rowgroup">
              ${agents.value.map(
                (agent) => html`<${Row}
                  key=${agent.id}
                  ...${{ agent, open, who, isLive: states.value !== null, view: filter.view }}
                  state=${states.value?.get(agent.id)}
                  isOpen=${filter.opened.type === "agent" && filter.opened.id === agent.id}
                />`,
              )}
            </tbody>
          </table>
        </div>
        <${Pager} page=${page} pages=${pages} />`
    }
  </section>`;
}

const lines = [0, 1, 2, 3, 4, 5, 6, 7];
function Skeleton(): Html {
  return html`<div class="agents__skel">${lines.map((each) => html`<span class="skel skel--line" key=${each}></span>`)}</div>`;
}

/** After the last letter for so long the list is asked for. */
const typingMs = 250;

function Filter({ filter, groups }: { filter: AgentsFilter; groups: readonly Group<number>[] }): Html {
  const { value: text } = agentWords;
  const typed = useSignal(filter.search);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // The back button brings another text.
  useEffect(() => {
    typed.value = filter.search;
  }, [filter.search, typed]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (event: InputEvent) => {
    if (!(event.currentTarget instanceof HTMLInputElement)) return;
    typed.value = event.currentTarget.value;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => go({ ...filterOf(query.peek()), search: typed.peek() }), typingMs);
  };
  return html`<div class="input-group agents__search">
      <${Icon} name="search" /><input class="input" type="search" aria-label=${text.search} placeholder=${text.search} value=${typed.value} maxlength="200" autocomplete="off" onInput=${search} />
    </div>
    ${
      filter.view !== "unknown" &&
      groups.length > 0 &&
      html`<select class="select agents__group" aria-label=${text.group} value=${filter.group} onChange=${(
        event: Event,
      ) => {
        if (event.currentTarget instanceof HTMLSelectElement) go({ ...filter, group: event.currentTarget.value });
      }}>
        <option value="">${text.allGroups}</option>
        ${groups.map((each) => html`<option key=${each.id} value=${String(each.id)} selected=${String(each.id) === filter.group}>${each.name}</option>`)}
      </select>`
    }`;
}

function Head({ filter, isLive }: { filter: AgentsFilter; isLive: boolean }): Html {
  const { value: text } = agentWords;
  const sorted = (order: AgentOrder, title: string) => {
    const isBy = filter.order === order;
    const icon = !isBy ? "sort" : filter.descending ? "down" : "up";
    return html`<th role="columnheader" aria-sort=${!isBy ? undefined : filter.descending ? "descending" : "ascending"}>
      <button class="th-sort" type="button" onClick=${() => go({ ...filter, order, descending: isBy && !filter.descending })}>${title} <${Icon} name=${icon} size="xs" /></button>
    </th>`;
  };
  const plain = (title: string) => html`<th role="columnheader">${title}</th>`;
  if (filter.view === "unknown") {
    return html`<thead role="rowgroup"><tr role="row">
      ${sorted("name", text.unknownName)}${plain(text.pbx)}<th role="columnheader" class="num">${text.calls}</th>${plain(text.since)}${plain(text.lastRecord)}
      ${can("agents", "modify") && html`<th role="columnheader" class="act"><span class="sr">${text.whoIsIt}</span></th>`}
    </tr></thead>`;
  }
  return html`<thead role="rowgroup"><tr role="row">
    ${sorted("code", text.fields.code)}${sorted("name", text.fields.name)}${plain(text.fields.groups)}${sorted("extension", text.fields.extension)}
    ${filter.view === "deactivated" ? html`${plain(text.deactivatedAt)}${plain(text.lastRecord)}` : isLive && plain(text.now)}
  </tr></thead>`;
}

interface RowProps {
  agent: ListedAgent;
  view: AgentView;
  state: MemberState | undefined;
  isLive: boolean;
  isOpen: boolean;
  open: (id: number) => void;
  who: (agent: ListedAgent) => void;
}

function Row({ agent, view, state, isLive, isOpen, open, who }: RowProps): Html {
  const { value: text } = agentWords;
  const { id, code, name, groups, extension } = agent;
  const at = (instant: number | null) => (instant === null ? null : dayAndTime(instant, localZone(), locale.value));
  if (view === "unknown") {
    return html`<tr role="row" class="agents__row">
      <td role="cell" class="agents__name"><bdi class="cell-main">${name}</bdi></td>
      <td role="cell" class="agents__pbx">${agent.aliases[0]?.pbx ?? none}</td>
      <td role="cell" class="num"><span class="agents__label">${text.calls} </span>${figure(agent.calls ?? 0, locale.value)}</td>
      <td role="cell"><span class="agents__label">${text.since} </span>${at(agent.firstCallAt) ?? none}</td>
      <td role="cell" class="agents__last"><span class="agents__label">${text.lastRecord} </span>${at(agent.lastRecordAt) ?? none}</td>
      ${can("agents", "modify") && html`<td role="cell" class="act"><button class="btn btn--sm" type="button" aria-label=${`${text.whoIsIt}: ${name}`} onClick=${() => who(agent)}>${text.whoIsIt}</button></td>`}
    </tr>`;
  }
  return html`<tr role="row" class="agents__row" aria-selected=${isOpen ? "true" : undefined} onClick=${() => open(id)}>
    <td role="cell" class="agents__code">${code}</td>
    <td role="cell" class="agents__name">
      <span class="person"><span class="avatar avatar--n avatar--sm" aria-hidden="true">${initials(name)}</span>
        <button class="agents__open cell-main" type="button" aria-label=${text.open(name)} onClick=${(event: Event) => {
          event.stopPropagation();
          open(id);
        }}><bdi>${name}</bdi></button></span>
    </td>
    <td role="cell" class=${groups.length === 0 ? "agents__groups is-none" : "agents__groups"}><bdi>${groups.length === 0 ? none : groups.map((each) => each.name).join(", ")}</bdi></td>
    <td role="cell" class=${extension === null ? "agents__phone is-none" : "agents__phone"}><span class="agents__label">${text.fields.extension} </span>${extension === null ? none : html`<span title=${`${extension.phone}, ${text.extensionOf(extension.pbx)}`}>${extensionNumber(extension.phone)}</span>`}</td>
    ${
      view === "deactivated"
        ? html`<td role="cell" class="agents__since"><span class="agents__label">${text.deactivatedAt} </span>${at(agent.deactivatedAt)}</td>
            <td role="cell" class="agents__last"><span class="agents__label">${text.lastRecord} </span>${at(agent.lastRecordAt) ?? text.noRecord}</td>`
        : isLive && html`<td role="cell" class="agents__now"><${AgentNow} state=${state} /></td>`
    }
  </tr>`;
}

function Pager({ page, pages }: { page: AgentPage; pages: Signal<readonly (string | null)[]> }): Html {
  const { value: text } = agentWords;
  const first = (pages.value.length - 1) * perPage;
  const inFigures = (count: number) => figure(count, locale.value);
  const turn = (to: readonly (string | null)[]) => {
    pages.value = to;
  };
  return html`<div class="pager">
    <span role="status">${text.place(inFigures(first + 1), inFigures(first + page.agents.length), inFigures(page.counts.found))}</span>
    <div class="pager__pages">
      <button type="button" aria-label=${text.before} title=${text.before} disabled=${pages.value.length === 1} onClick=${() => turn(pages.value.slice(0, -1))}><${Icon} name="left" size="sm" /></button>
      <button type="button" aria-label=${text.after} title=${text.after} disabled=${page.next === null} onClick=${() => turn([...pages.value, page.next])}><${Icon} name="right" size="sm" /></button>
    </div>
  </div>`;
}

function Nothing({ filter }: { filter: AgentsFilter }): Html {
  const { value: text } = agentWords;
  if (filter.search !== "" || filter.group !== "") {
    const clear = html`<button class="btn" type="button" onClick=${() => go({ ...filter, search: "", group: "" })}>${text.clear}</button>`;
    return html`<${Empty} icon="search" title=${text.noneFound} text=${text.noneFoundText} action=${clear} />`;
  }
  switch (filter.view) {
    case "active":
      return html`<${Empty} icon="users" title=${text.none} text=${text.noneText} />`;
    case "deactivated":
      return html`<${Empty} icon="history" title=${text.noneDeactivated} text=${text.noneDeactivatedText} />`;
    case "unknown":
      return html`<${Empty} icon="help" title=${text.noneUnknown} text=${text.noneUnknownText} />`;
    default:
      return filter.view satisfies never;
  }
}
