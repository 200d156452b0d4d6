import { batch, useComputed } from "@preact/signals";
import { type PbxView, queueTopic } from "@qmanager/core";
import { useEffect, useMemo } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { useAllQueues } from "../live/all_queues.ts";
import { pbxHealth } from "../live/health.ts";
import { watchPauses } from "../live/pause_limit.ts";
import type { LiveQueue } from "../live/queue.ts";
import { inOrder } from "../live/queue_order.ts";
import { type LiveStore, live } from "../live/store.ts";
import { Announcer } from "../parts/announcer.ts";
import { Empty } from "../parts/empty.ts";
import { toggleFullScreen } from "../parts/full_screen.ts";
import { groupByState, toggleGrouping } from "../parts/grouping.ts";
import { Icon } from "../parts/icon.ts";
import { Loading } from "../parts/loading.ts";
import { memberShortcuts } from "../parts/member_actions.ts";
import { panelDialog } from "../parts/panel_dialog.ts";
import { PanelDialogs } from "../parts/panel_dialogs.ts";
import { type Pick, QueuePicks } from "../parts/queue_picks.ts";
import { QueueSlotView } from "../parts/queue_section.ts";
import { type Shortcut, useShortcuts } from "../parts/shortcuts.ts";
import { wanted as wantedInQueue } from "../parts/wanted.ts";
import { query, replaceQuery } from "../router.ts";
import { access, can } from "../session.ts";
import { words } from "../words/words.ts";
import {
  type Choice,
  choiceOf,
  isShown,
  keepChoice,
  keptChoice,
  toggled,
  wantedOf,
  wantedQueue,
  withChoice,
  withoutWanted,
} from "./panel_choice.ts";

/** The queue panel: each queue with its waiting callers, its agents and today's figures, live. */
export function Panel(): Html {
  const store = live.value;
  return html`<h1 class="sr">${words.value.panel.title}</h1>
    ${store === null ? html`<div class="panel-body"><${Loading} /></div>` : html`<${Queues} store=${store} />`}`;
}

function Queues({ store }: { store: LiveStore }): Html {
  // Also those that are hidden: how many wait there stands in the bar.
  useAllQueues(store);
  useEffect(watchPauses, []);
  const pbxs = store.pbxs.value;
  const queues = store.queues.value;
  const picks = useMemo((): readonly Pick[] => {
    const named = new Map((pbxs ?? []).map((each) => [each.pbx, each.name]));
    return inOrder(queues ?? [], pbxs ?? []).map(({ pbx, queue }) => {
      const topic = queueTopic(pbx, queue);
      return { topic, pbx, queue, pbxName: named.size > 1 ? (named.get(pbx) ?? pbx) : null, slot: store.slot(topic) };
    });
  }, [pbxs, queues, store]);
  if (pbxs === null || queues === null) return html`<div class="panel-body"><${Loading} /></div>`;
  if (queues.length === 0)
    return html`<div class="panel-body"><div class="card"><${NoQueues} pbxs=${pbxs} /></div></div>`;
  return html`<${Chosen} picks=${picks} />
    <${Announcer} text=${waitingSummary} />
    <${PanelDialogs} />`;
}

/** The bar of queues and those that are chosen. */
function Chosen({ picks }: { picks: readonly Pick[] }): Html {
  const { panel } = words.value;
  const user = access.value.type === "signed_in" ? access.value.user.name : "";
  const remembered = useMemo(() => keptChoice(user), [user]);
  const choice = useComputed(() => choiceOf(query.value) ?? remembered).value;
  const topics = picks.map((each) => each.topic);

  const choose = (next: Choice) => {
    keepChoice(user, next);
    // Said in the address even when it is all: what was kept before it is older.
    replaceQuery(withChoice(query.peek(), next === "all" && remembered !== "all" ? new Set(topics) : next));
  };
  const toggle = (topic: string) => choose(toggled(choice, topic, topics));
  useWantedQueue(choice, topics, choose);
  useShortcuts(shortcutsOf(picks, toggle));

  const shown = picks.filter((each) => isShown(choice, each.topic));
  return html`<div class="panel-bar">
      <${QueuePicks} picks=${picks} choice=${choice} toggle=${toggle} choose=${choose} />
      <div class="row end hide-mobile">
        <button class="btn btn--sm" type="button" aria-pressed=${groupByState.value} onClick=${toggleGrouping}>
          <${Icon} name="filter" />${panel.groupByState}
        </button>
        <button class="btn btn--sm" type="button" title=${`${panel.fullScreen} (f)`} onClick=${toggleFullScreen}>
          <${Icon} name="expand" />${panel.fullScreen}
        </button>
      </div>
    </div>
    <div class="panel-body">
      ${shown.length === 0 && html`<div class="card"><${Empty} icon="queue" title=${panel.nothingChosen} text=${panel.nothingChosenText} /></div>`}
      ${shown.map(({ topic, slot, pbxName }) => html`<${QueueSlotView} key=${topic} slot=${slot} pbxName=${pbxName} />`)}
    </div>`;
}

/** Whoever looked for a queue that does not come by then looks at something else. */
const drawnWithinMs = 5_000;

/** Brings the queue that the address names into view, and takes it out of the address again. */
function useWantedQueue(choice: Choice, topics: readonly string[], choose: (choice: Choice) => void): void {
  const wanted = wantedQueue(query.value);
  useEffect(() => {
    if (wanted === null || !topics.includes(wanted)) return;
    const inIt = wantedOf(wanted, query.peek());
    batch(() => {
      replaceQuery(withoutWanted(query.peek()));
      if (!isShown(choice, wanted)) choose(toggled(choice, wanted, topics));
    });
    // Once it is drawn: it may have been hidden until now, or nothing of it may have come yet.
    const latest = performance.now() + drawnWithinMs;
    const look = () => {
      const section = document.querySelector<HTMLElement>(`.queue[data-topic="${CSS.escape(wanted)}"]`);
      if (section === null && performance.now() < latest) {
        requestAnimationFrame(look);
        return;
      }
      section?.scrollIntoView({ block: "start" });
      section?.focus({ preventScroll: true });
      // What is drawn only while the queue is in sight is looked for from there.
      if (inIt !== null) wantedInQueue.value = inIt;
    };
    requestAnimationFrame(look);
  }, [wanted, topics, choice, choose]);
}

/** 1 to 9 show and hide a queue, n adds agents to the one in focus, f fills the screen. */
function shortcutsOf(picks: readonly Pick[], toggle: (topic: string) => void): readonly Shortcut[] {
  const { panel } = words.value;
  return [
    ...picks.slice(0, 9).map(({ topic, queue }, at) => ({
      ...{ keys: String(at + 1), label: panel.showOrHide(queue), place: "panel" as const },
      run: () => toggle(topic),
    })),
    ...(can("queue_panel", "modify") ? [addShortcut(picks)] : []),
    { keys: "f", label: panel.fullScreen, place: "panel", run: toggleFullScreen },
    ...memberShortcuts(),
  ];
}

function addShortcut(picks: readonly Pick[]): Shortcut {
  return {
    ...{ keys: "n", label: words.value.panel.agentsTitle, place: "panel" },
    run: () => {
      const queue = queueInFocus(picks);
      if (queue !== null) panelDialog.value = { type: "add", live: queue };
    },
  };
}

/** The queue in which the reader is: where the focus is, else the pointer, else the first one in the window. */
function queueInFocus(picks: readonly Pick[]): LiveQueue | null {
  const sections = [...document.querySelectorAll<HTMLElement>(".queue[data-topic]")];
  const section =
    document.activeElement?.closest<HTMLElement>(".queue[data-topic]") ??
    sections.find((each) => each.matches(":hover")) ??
    sections.find((each) => each.getBoundingClientRect().bottom > innerHeight / 4);
  const slot = picks.find((each) => each.topic === section?.dataset.topic)?.slot.peek();
  return typeof slot === "object" ? slot : null;
}

/** Who waits where, in a few words for a screen reader. */
function waitingSummary(): string {
  const store = live.peek();
  return (store?.queues.peek() ?? [])
    .map((each) => store?.slot(queueTopic(each.pbx, each.queue)).peek())
    .filter((slot) => typeof slot === "object")
    .filter((slot) => slot.waiting.peek().length > 0)
    .map((slot) => words.peek().panel.waitingSummary(slot.queue, slot.waiting.peek().length))
    .join(". ");
}

/** Why there is no queue to see: no PBX, none that answered, or one that answered and has none. */
function NoQueues({ pbxs }: { pbxs: readonly PbxView[] }): Html {
  const { panel, pbx: text, link } = words.value;
  if (pbxs.length === 0) {
    const add = html`<a class="btn btn--primary" href="/pbxs">${text.add}</a>`;
    return html`<${Empty} icon="server" title=${text.none} text=${text.noneText} action=${add} />`;
  }
  const answered = pbxHealth.value.filter((each) => each.freshness === "live" || each.freshness === "late");
  const first = answered[0]?.pbx ?? pbxs[0];
  const check = html`<a class="btn" href=${`/pbxs/${first?.pbx ?? ""}`}>${link.checkPbx}</a>`;
  if (answered.length === 0) {
    return html`<${Empty} icon="server" title=${panel.notYet} text=${panel.notYetText} action=${check} />`;
  }
  const lines = answered.map(({ pbx }) => panel.noQueuesOf(pbx.name, pbx.asteriskVersion)).join(" ");
  return html`<${Empty} icon="queue" title=${panel.noQueues} text=${`${lines} ${panel.noQueuesText}`} action=${check} />`;
}
