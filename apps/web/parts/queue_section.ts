import { type Signal, useComputed, useSignal } from "@preact/signals";
import type { MemberState } from "@qmanager/core";
import { useEffect, useRef } from "preact/hooks";
import { figure } from "../format.ts";
import { type Html, html } from "../html.ts";
import { isStale } from "../live/health.ts";
import { type LiveMember, type LiveQueue, memberStates } from "../live/queue.ts";
import type { QueueSlot } from "../live/store.ts";
import { locale, words } from "../words/words.ts";
import { Empty } from "./empty.ts";
import { groupByState } from "./grouping.ts";
import { useHeldOrder } from "./held_order.ts";
import { Loading, QueueSkeleton } from "./loading.ts";
import { MemberBox, stateLooks } from "./member_box.ts";
import { useNear } from "./near.ts";
import { QueueAside } from "./queue_aside.ts";
import { QueueHead } from "./queue_head.ts";
import { useLead } from "./wanted.ts";

/**
 * One queue of the panel, whatever has come of it so far. Its head always, the rest only while it is near what one sees:
 * fifty queues cost as much as the two on the screen.
 *
 * It takes its place before it shows anything, and keeps it: whether it is near is measured once for all, before the first
 * queue comes, and then observed. To measure at each arrival would lay out the page fifty times.
 */
export function QueueSlotView({ slot, pbxName }: { slot: Signal<QueueSlot>; pbxName: string | null }): Html {
  const { panel } = words.value;
  const place = useRef<HTMLElement>(null);
  const { near, height } = useNear(place);
  const live = slot.value;
  const stale = useComputed(() => typeof slot.value === "object" && isStale(slot.value.pbx));
  // One element, whatever it shows: it is the one that is observed.
  if (live === "refused") return html`<section hidden ref=${place}></section>`;
  if (live === "loading") {
    // A window high: with one queue in sight the boxes of the second are drawn at most, and not of those below it.
    return html`<section ref=${place} style=${{ minHeight: `${Math.max(guessedHeight(0), innerHeight)}px` }}>
      ${near.value && html`<${Loading}><${QueueSkeleton} /><//>`}
    </section>`;
  }
  const isShort = !near.value && !live.removed.value;
  // What leaves the sight leaves its height behind: the page below must not jump.
  const kept = height.current ?? guessedHeight(live.members.peek().length) + 80;
  return html`<section
    class=${stale.value ? "queue is-stale" : "queue"}
    aria-label=${panel.queue(live.title)}
    data-topic=${live.topic}
    tabindex="-1"
    style=${{ minHeight: isShort ? `${kept}px` : "" }}
    ref=${place}
  >
    <${QueueHead} live=${live} pbxName=${pbxName} />
    ${live.removed.value ? html`<${Gone} />` : near.value && html`<${QueueBody} key=${live.topic} live=${live} />`}
  </section>`;
}

function Gone(): Html {
  const { panel } = words.value;
  return html`<div class="card queue__gone"><${Empty} icon="queue" title=${panel.gone} text=${panel.goneText} /></div>`;
}

function QueueBody({ live }: { live: LiveQueue }): Html {
  return html`<div class="queue__agents"><${Members} live=${live} /></div>
    <${QueueAside} live=${live} />`;
}

/** About as high as the boxes will be; the design's own measures. */
function guessedHeight(count: number): number {
  if (innerWidth <= 860) return 90 + count * 78;
  const columns = Math.max(1, Math.floor((innerWidth - 500) / 226));
  return Math.max(560, 40 + Math.ceil(count / columns) * 120);
}

const stateOrder = new Map(memberStates.map((state, at) => [state, at]));

function Members({ live }: { live: LiveQueue }): Html {
  const { panel } = words.value;
  const only = useSignal<MemberState | null>(null);
  const order = useComputed((): readonly LiveMember[] => {
    const members = live.members.value;
    const chosen = only.value;
    if (chosen !== null) return members.filter((each) => each.view.value.state === chosen);
    if (!groupByState.value) return members;
    const place = (each: LiveMember) => stateOrder.get(each.view.value.state) ?? 0;
    return [...members].sort((a, b) => place(a) - place(b));
  });
  const { shown, onPointerEnter, onPointerLeave } = useHeldOrder(order);
  const limit = useSignal(boxesAtOnce);
  const place = useRef<HTMLDivElement>(null);
  useLead(live.topic, "agent", (key) => {
    const phone = live.member(key)?.view.peek().interface;
    if (phone === undefined) return null;
    only.value = null;
    const at = shown.peek().findIndex((each) => each.key === key);
    limit.value = Math.max(limit.peek(), at + 1);
    return () => place.current?.querySelector(`[data-interface="${CSS.escape(phone)}"]`) ?? null;
  });
  if (live.members.value.length === 0) {
    return html`<div class="card"><${Empty} icon="users" title=${panel.noAgents} text=${panel.noAgentsText} /></div>`;
  }
  return html`<${StateFilter} live=${live} only=${only} />
    ${shown.value.length === 0 && html`<p class="muted">${panel.noneInState}</p>`}
    <div onPointerEnter=${onPointerEnter} onPointerLeave=${onPointerLeave} ref=${place}>
      <${Boxes} live=${live} members=${shown.value} limit=${limit} />
    </div>`;
}

/** Drawn at once; a queue of more is drawn on as one comes near its end. */
const boxesAtOnce = 60;

interface BoxesProps {
  live: LiveQueue;
  members: readonly LiveMember[];
  limit: Signal<number>;
}

function Boxes({ live, members, limit }: BoxesProps): Html {
  const rest = members.length - limit.value;
  return html`<div class="ops">
      ${members
        .slice(0, limit.value)
        .map((member) => html`<${MemberBox} key=${member.key} member=${member} live=${live} />`)}
    </div>
    ${
      rest > 0 &&
      html`<${Rest}
        key=${limit.value}
        count=${rest}
        reached=${() => {
          limit.value += boxesAtOnce;
        }}
      />`
    }`;
}

/** The place of boxes that are not drawn yet. */
function Rest({ count, reached }: { count: number; reached: () => void }): Html {
  const place = useRef<HTMLDivElement>(null);
  const { near } = useNear(place);
  useEffect(() => {
    if (near.value) reached();
  }, [near.value, reached]);
  return html`<div ref=${place} style=${{ height: `${guessedHeight(count)}px` }}></div>`;
}

/** How many are in each state; a click shows those alone. */
function StateFilter({ live, only }: { live: LiveQueue; only: Signal<MemberState | null> }): Html {
  const { panel, states: titles } = words.value;
  const chip = (state: MemberState | null, title: string, count: number) => html`<button
    class="fchip"
    type="button"
    key=${state ?? "all"}
    aria-pressed=${only.value === state}
    onClick=${() => {
      only.value = state;
    }}
  >
    ${state !== null && html`<i class="dot" data-status=${stateLooks[state].status}></i>`}${title}
    <b>${figure(count, locale.value)}</b>
  </button>`;
  const counts = live.counts.value;
  const states = memberStates.filter((state) => counts[state] > 0 || only.value === state);
  return html`<div class="opsbar" role="group" aria-label=${panel.filterAgents}>
    ${chip(null, panel.allAgents, live.members.value.length)} ${states.map((state) => chip(state, titles[state], counts[state]))}
  </div>`;
}
