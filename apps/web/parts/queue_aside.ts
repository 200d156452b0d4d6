import { CallsChart } from "../charts/calls_chart.ts";
import { Donut } from "../charts/donut.ts";
import { WaitingChart } from "../charts/waiting_chart.ts";
import { type Html, html } from "../html.ts";
import type { LiveQueue } from "../live/queue.ts";
import { words } from "../words/words.ts";
import { NewsList } from "./news_list.ts";
import { WaitingList } from "./waiting_list.ts";

/** Beside the agents: who waits, how today went, what happened last. */
export function QueueAside({ live }: { live: LiveQueue }): Html {
  const { panel } = words.value;
  return html`<aside class="aside" aria-label=${`${panel.waiting}: ${live.title}`}>
    <${WaitingList} live=${live} />
    <${TodayDonut} live=${live} />
    <${WaitingChart} live=${live} />
    <${CallsChart} live=${live} />
    <${NewsList} live=${live} />
  </aside>`;
}

/** What became of today's calls, of all that came in: other ways out and calls still open are told when there are any. */
function TodayDonut({ live }: { live: LiveQueue }): Html {
  const { panel } = words.value;
  const { offered, answered, abandoned, timeout, otherExits } = live.today.value;
  const open = offered - answered - abandoned - timeout - otherExits;
  const parts = [
    { look: "answered", title: panel.answered, count: answered },
    { look: "abandoned", title: panel.abandoned, count: abandoned },
    { look: "timeout", title: panel.timeout, count: timeout },
    ...(otherExits > 0 ? [{ look: "other", title: panel.otherExitsTitle, count: otherExits }] : []),
    ...(open > 0 ? [{ look: "open", title: panel.open, count: open }] : []),
  ];
  return html`<section class="card card--plain">
    <header class="card__head"><h3>${panel.today}</h3></header>
    <div class="card__body">
      ${offered === 0 ? html`<p class="muted">${panel.noCallsToday}</p>` : html`<${Donut} parts=${parts} />`}
    </div>
  </section>`;
}
