import type { QuarterView } from "@qmanager/core";
import { localZone, timeOfDay } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { LiveQueue } from "../live/queue.ts";
import { words } from "../words/words.ts";
import { Chart } from "./chart.ts";
import { axisTop, quarterColumns } from "./columns.ts";

/** The calls of today by quarters of an hour, each by what became of it; the same in a table for who cannot see it. */
export function CallsChart({ live }: { live: LiveQueue }): Html {
  const { panel } = words.value;
  const zone = localZone();
  const time = (at: number) => timeOfDay(at, zone);
  return html`<${Chart}
      kind="bars"
      series=${[
        { color: "--c4" },
        { color: "--timeout", hatched: true },
        { color: "--abandoned" },
        { color: "--answered" },
      ]}
      top=${axisTop}
      span=${wholeBars}
      finest=${900}
      time=${time}
      title=${panel.calls}
      empty=${panel.callsEmpty}
      columns=${(now: number) => quarterColumns(live.quarters.peek(), now)}
      summary=${() => summaryOf(live.quarters.peek(), time)}
      at=${(index: number | null, [times, offered]: [number[], number[]?]) => {
        const [from, count] = index === null ? [] : [times[index], offered?.[index]];
        return from === undefined || count === undefined ? "" : `${time(from * 1000)} · ${count}`;
      }}
    />
    <${CallsTable} live=${live} time=${time} />`;
}

function summaryOf(quarters: readonly QuarterView[], time: (at: number) => string): string {
  const { panel } = words.peek();
  const [first] = quarters;
  if (first === undefined) return panel.noCallsToday;
  const most = quarters.reduce((a, b) => (b.offered > a.offered ? b : a));
  return panel.callsSummary(time(first.from), most.offered, time(most.from));
}

/** Off the page's sight, and there for screen readers. */
function CallsTable({ live, time }: { live: LiveQueue; time: (at: number) => string }): Html {
  const { panel } = words.value;
  const quarters = live.quarters.value;
  if (quarters.length === 0) return null;
  return html`<div class="sr"><table>
    <caption>${panel.callsTable}</caption>
    <thead>
      <tr>
        ${[panel.quarter, panel.received, panel.answered, panel.abandoned, panel.timeout].map(
          (title) => html`<th scope="col" key=${title}>${title}</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${quarters.map(
        (each) => html`<tr key=${each.from}>
          <th scope="row">${time(each.from)}</th>
          <td>${each.offered}</td><td>${each.answered}</td><td>${each.abandoned}</td><td>${each.timeout}</td>
        </tr>`,
      )}
    </tbody>
  </table></div>`;
}

/** Half a bar more at both ends. */
function wholeBars(first: number, last: number): [number, number] {
  return [first - 450, last + 450];
}
