import type { NewsItem, NewsKind } from "@qmanager/core";
import { duration, exactTimeOfDay, extensionNumber, localZone } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { LiveQueue } from "../live/queue.ts";
import { words } from "../words/words.ts";
import type { Tone } from "./banner.ts";
import { Icon, type IconName } from "./icon.ts";
import { Phone } from "./phone.ts";

/** The drawing and the tone of each kind: red and yellow only for what somebody should know. */
const looks: Record<NewsKind, { icon: IconName; tone?: Tone }> = {
  entered: { icon: "in" },
  answered: { icon: "check-circle", tone: "ok" },
  abandoned: { icon: "x-circle", tone: "danger" },
  timeout: { icon: "hourglass", tone: "warn" },
  exit_key: { icon: "out" },
  exit_empty: { icon: "out", tone: "warn" },
  withdrawn: { icon: "out" },
  lost: { icon: "x-circle", tone: "danger" },
  transferred: { icon: "transfer" },
  ring_missed: { icon: "ring", tone: "warn" },
  paused: { icon: "pause", tone: "warn" },
  unpaused: { icon: "play" },
  logged_in: { icon: "login", tone: "ok" },
  logged_off: { icon: "logout" },
};

/** As many as one looks at. */
const shownNews = 8;

/** What happened last in a queue, newest first. */
export function NewsList({ live }: { live: LiveQueue }): Html {
  const { panel } = words.value;
  const news = live.news.value.slice(0, shownNews);
  return html`<section class="card">
    <header class="card__head"><h3>${panel.news}</h3></header>
    <div class="card__body flush">
      ${
        news.length === 0
          ? html`<p class="waits__none muted">${panel.noNews}</p>`
          : html`<ul class="events">${news.map((item) => html`<${News} key=${item.id} item=${item} />`)}</ul>`
      }
    </div>
  </section>`;
}

function News({ item }: { item: NewsItem }): Html {
  const { icon, tone } = looks[item.kind];
  return html`<li data-tone=${tone}>
    <${Icon} name=${icon} /><span class="events__text">${sentence(item)}</span><time>${exactTimeOfDay(item.at, localZone())}</time>
  </li>`;
}

/** The sentence of an event with its people in it; names of strangers stand in their own direction. */
function sentence({ kind, caller, member, reason, waitMs }: NewsItem): Html {
  const { panel } = words.value;
  const who: Record<string, Html> = {
    caller: html`<bdi>${caller?.number == null ? (caller?.name ?? panel.withheld) : html`<${Phone} number=${caller.number} />`}</bdi>`,
    member: html`<b><bdi>${member?.name ?? (member?.interface ? extensionNumber(member.interface) : panel.somebody)}</bdi></b>`,
  };
  return [
    ...panel.newsOf[kind].split(/\{(\w+)\}/).map((piece, at) => (at % 2 === 0 ? piece : who[piece])),
    reason === null || kind !== "paused" ? null : html`: <bdi>${reason}</bdi>`,
    waitMs === null || kind === "answered" || kind === "entered" ? null : ` ${panel.after(duration(waitMs))}`,
  ];
}
