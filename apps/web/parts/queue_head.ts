import { useComputed } from "@preact/signals";
import type { TodayView } from "@qmanager/core";
import { duration, figure, localZone, none, percent, timeOfDay } from "../format.ts";
import { type Html, html } from "../html.ts";
import { now } from "../live/clock.ts";
import type { LiveQueue } from "../live/queue.ts";
import { can } from "../session.ts";
import { locale, words } from "../words/words.ts";
import { Icon } from "./icon.ts";
import { panelDialog } from "./panel_dialog.ts";
import { waitTone } from "./wait_tone.ts";
import { lineLength } from "./waiting_list.ts";

/** Name, strategy and the figures of a queue: who is logged in, today's calls, who waits now, service level. */
export function QueueHead({ live, pbxName }: { live: LiveQueue; pbxName: string | null }): Html {
  const { panel, strategy } = words.value;
  const named = live.strategy.value;
  const known: Record<string, string> = strategy;
  const rule = named === null ? null : (known[named] ?? named);
  // Who looks for it on the PBX needs its name there.
  const technical = live.title === live.queue ? null : live.queue;
  const line = [technical, pbxName, rule].filter((each) => each !== null);
  return html`<header class="qhead">
    <div class="qhead__id">
      <h2 title=${live.title}><bdi class="trunc">${live.title}</bdi></h2>
      ${line.length > 0 && html`<p><${Icon} name="shuffle" size="sm" /><span class="trunc">${line.join(" · ")}</span></p>`}
    </div>
    <${Figure} title=${panel.agents} value=${figure(live.members.value.length, locale.value)} beside=${panel.loggedIn} />
    <${TodayFigures} today=${live.today.value} />
    <${WaitingFigures} live=${live} />
    <${ServiceLevel} live=${live} />
    ${
      !live.removed.value &&
      can("queue_panel", "modify") &&
      html`<div class="qhead__act">
        <button class="btn" type="button" title=${panel.agentsTitle} aria-label=${words.value.action.addTo(live.title)} onClick=${() => {
          panelDialog.value = { type: "add", live };
        }}>
          <${Icon} name="user-plus" />${panel.agents}
        </button>
      </div>`
    }
  </header>`;
}

interface FigureProps {
  title: string;
  value: Html;
  beside?: string | undefined;
  caption?: Html;
  tone?: "warn" | "danger" | undefined;
  hint?: string | undefined;
}

function Figure({ title, value, beside, caption, tone, hint }: FigureProps): Html {
  return html`<dl class="qfig" data-tone=${tone} title=${hint}>
    <dt>${title}</dt>
    <dd class=${value === "0" ? "is-zero" : undefined}>${value}${beside !== undefined && html`<small>${beside}</small>`}</dd>
    ${caption !== undefined && html`<dd class="cap">${caption}</dd>`}
  </dl>`;
}

function TodayFigures({ today }: { today: TodayView }): Html {
  const { panel } = words.value;
  const zone = localZone();
  const time = timeOfDay(today.since, zone);
  const share = today.abandoned === 0 ? undefined : percent(today.abandoned / today.offered, locale.value);
  // The other ways out have no figure of their own, and are shown when there are any: what came in must add up.
  const others = [
    today.otherExits > 0 ? panel.otherExits(today.otherExits) : null,
    today.refused > 0 ? panel.refused(today.refused) : null,
  ].filter((each) => each !== null);
  const gaps = today.missed.map(({ from, to, visits }) => {
    const span = panel.missed(timeOfDay(from, zone), timeOfDay(to, zone));
    return visits ? `${span}, ${panel.missedCalls(visits)}` : span;
  });
  // The first gap is said, that there are more is shown; all stand in the title.
  const gap = gaps.length > 1 ? `${gaps[0]}…` : gaps[0];
  const since = time === "00:00" ? panel.todaySince(time) : panel.since(time);
  const hint = [panel.todayHint(time), gaps.length > 0 ? panel.missedHint(gaps.join(", ")) : null];
  return html`<${Figure}
      title=${panel.answered}
      value=${figure(today.answered, locale.value)}
      caption=${gap === undefined ? since : html`${since}<br />${gap}`}
      hint=${hint.filter((each) => each !== null).join(" ")}
    />
    <${Figure} title=${panel.abandoned} value=${figure(today.abandoned, locale.value)} beside=${share} />
    <${Figure}
      title=${panel.timeout}
      value=${figure(today.timeout, locale.value)}
      caption=${others.length > 0 ? others.join(", ") : undefined}
    />`;
}

function WaitingFigures({ live }: { live: LiveQueue }): Html {
  const { panel } = words.value;
  const waiting = lineLength(live.waiting.value);
  const oldest = useComputed(() => Math.min(...live.waiting.value.map((each) => each.enteredAt)));
  const tone = useComputed(() => waitTone(now.value - oldest.value, live.face.value));
  const longest = useComputed(() => (Number.isFinite(oldest.value) ? duration(now.value - oldest.value) : none));
  const nobodyFree = waiting > 0 && live.counts.value.free === 0;
  return html`<${Figure}
      title=${panel.waiting}
      value=${figure(waiting, locale.value)}
      tone=${nobodyFree || (waiting > 0 && tone.value !== undefined) ? "warn" : undefined}
      hint=${nobodyFree ? panel.noFreeAgent : undefined}
    />
    <${Figure} title=${panel.longestWait} value=${longest} tone=${tone.value} />`;
}

function ServiceLevel({ live }: { live: LiveQueue }): Html {
  const { panel } = words.value;
  const { serviceLevel, formula, thresholdMs } = live.today.value;
  const { goal } = live.face.value;
  const seconds = Math.round(thresholdMs / 1000);
  const isLow = goal !== null && serviceLevel !== null && serviceLevel < goal;
  const hint = panel.serviceLevelHint(formula, seconds);
  return html`<${Figure}
    title=${panel.serviceLevel}
    value=${percent(serviceLevel, locale.value, 0)}
    beside=${`${formula} · ${seconds} s`}
    tone=${isLow ? "danger" : undefined}
    caption=${isLow ? panel.belowGoal(percent(goal, locale.value, 0)) : undefined}
    hint=${goal === null ? hint : `${hint} ${panel.goalHint(percent(goal, locale.value, 0))}`}
  />`;
}
