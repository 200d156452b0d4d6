import { useId } from "preact/hooks";
import { figure, percent } from "../format.ts";
import { type Html, html } from "../html.ts";
import { locale } from "../words/words.ts";
import { arcs, around, type Part, radius, side, width } from "./arcs.ts";

/** A whole and its parts, clockwise from 12 in the order of the legend; count and percentage stand beside. */
export function Donut({ parts }: { parts: readonly Part[] }): Html {
  const hatch = useId();
  const total = parts.reduce((sum, each) => sum + each.count, 0);
  const summary = parts.map((each) => `${each.title}: ${each.count}`).join(", ");
  const middle = side / 2;
  return html`<div class="donut donut--sm">
    <svg class="chart" viewBox=${`0 0 ${side} ${side}`} role="img" aria-label=${summary}>
      <defs>
        <pattern id=${hatch} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="donut__hatch" width="2" height="4" />
        </pattern>
      </defs>
      <circle class="donut__ground" cx=${middle} cy=${middle} r=${radius} fill="none" stroke-width=${width} />
      ${arcs(parts, total).map(
        ({ look, from, length }) => html`<circle
          class="donut__part"
          data-part=${look}
          key=${look}
          cx=${middle}
          cy=${middle}
          r=${radius}
          fill="none"
          stroke=${look === "timeout" ? `url(#${hatch})` : undefined}
          stroke-width=${width}
          stroke-dasharray=${`${length} ${around - length}`}
          stroke-dashoffset=${-from}
          transform=${`rotate(-90 ${middle} ${middle})`}
        />`,
      )}
      <text class="t-big donut__total" x=${middle} y=${middle + 6} text-anchor="middle">${figure(total, locale.value)}</text>
    </svg>
    <dl class="kv">
      ${parts.map(
        ({ look, title, count }) => html`<div key=${look}>
          <dt><i class=${look === "timeout" ? "swatch swatch--hatch" : "swatch"} data-part=${look}></i>${title}</dt>
          <dd>${figure(count, locale.value)}<span class="pct">${percent(total === 0 ? null : count / total, locale.value)}</span></dd>
        </div>`,
      )}
    </dl>
  </div>`;
}
