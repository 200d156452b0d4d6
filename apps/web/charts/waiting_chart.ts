import { localZone, timeOfDay } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { LiveQueue } from "../live/queue.ts";
import { words } from "../words/words.ts";
import { Chart } from "./chart.ts";
import { axisTop, trendColumns } from "./columns.ts";

/** How many waited in a queue in the last half hour. */
export function WaitingChart({ live }: { live: LiveQueue }): Html {
  const { panel } = words.value;
  const zone = localZone();
  return html`<${Chart}
    kind="steps"
    series=${[{ color: "--c1" }]}
    top=${axisTop}
    span=${lastHalfHour}
    finest=${60}
    time=${(at: number) => timeOfDay(at, zone)}
    title=${panel.trend}
    empty=${panel.trendEmpty}
    columns=${(now: number) => trendColumns(live.trend(now))}
    summary=${(now: number) => {
      const { counts } = live.trend(now);
      return panel.trendSummary(Math.min(...counts), Math.max(...counts), counts.at(-1) ?? 0);
    }}
    at=${(index: number | null, [times, counts]: [number[], number[]?]) => {
      const [time, count] = index === null ? [] : [times[index], counts?.[index]];
      return time === undefined || count === undefined ? panel.trendSpan : `${timeOfDay(time * 1000, zone)} · ${count}`;
    }}
  />`;
}

/** As wide as it says, also while less than that was seen. */
function lastHalfHour(_first: number, last: number): [number, number] {
  return [last - 30 * 60, last];
}
