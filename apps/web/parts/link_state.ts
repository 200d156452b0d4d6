import { signal } from "@preact/signals";
import type { EpochMs, PbxView } from "@qmanager/core";
import { exactTimeOfDay, localZone } from "../format.ts";
import { type Html, html } from "../html.ts";
import { now } from "../live/clock.ts";
import { health, type PbxHealth, pbxHealth, serverHealth } from "../live/health.ts";
import { live } from "../live/store.ts";
import { problemText } from "../words/diagnosis.ts";
import { locale, words } from "../words/words.ts";
import { Banner } from "./banner.ts";
import { Icon } from "./icon.ts";

const tones = { live: "ok", late: "warn", connecting: "warn", stale: "danger", refused: "danger" } as const;

/** The connection in one word, in the top bar: how fresh what one reads is. Who may see nothing live has no connection. */
export function LinkState(): Html {
  const { link } = words.value;
  if (live.value === null) return null;
  const noPbx = live.value.pbxs.value?.length === 0 && health.value === "live";
  const word = noPbx ? link.noPbx : healthWord();
  return html`<span class="link-state" role="status" title=${health.value === "live" && !noPbx ? link.liveHint : word}>
    <i class="dot" data-tone=${noPbx ? "warn" : tones[health.value]}></i><span class="link-state__word">${word}</span>
  </span>`;
}

function healthWord(): string {
  const { link } = words.value;
  const all = pbxHealth.value;
  const lost = all.filter((each) => each.freshness === "stale" || each.freshness === "refused").length;
  if (serverHealth.value === "live" && lost > 0 && all.length > 1) return link.someLost(lost, all.length);
  switch (health.value) {
    case "live":
      return link.live;
    case "late":
      return link.reconnecting;
    case "connecting":
      return link.connecting;
    case "stale":
    case "refused":
      return link.lost;
    default:
      return health.value satisfies never;
  }
}

/** A red banner per line that is lost, and per PBX that is not recorded: the server's alone, since without it nothing is known of any PBX. */
export function LinkBanners(): Html {
  const { frame } = words.value;
  const banners =
    serverHealth.value === "stale"
      ? html`<${ServerBanner} />`
      : pbxHealth.value.map(
          (each) => html`<${PbxBanner} ...${each} key=${each.pbx.pbx} /><${UnrecordedBanner} pbx=${each.pbx} />`,
        );
  return html`<div role="region" aria-label=${frame.notices}>${banners}<${Restarts} /></div>`;
}

/** The restarts that somebody has read of, by PBX and time. */
const readRestarts = signal<ReadonlySet<string>>(new Set());
const restartKey = ({ pbx, restartedAt }: PbxView) => `${pbx} ${restartedAt}`;

/** An Asterisk that is back: why the calls of a moment ago are gone. */
function Restarts(): Html {
  const { link, action } = words.value;
  return pbxHealth.value
    .filter(
      ({ pbx, freshness }) =>
        freshness === "live" && isNews(pbx, now.value) && !readRestarts.value.has(restartKey(pbx)),
    )
    .map(
      ({ pbx }) => html`<${Banner}
        bar
        tone="info"
        key=${pbx.pbx}
        title=${link.restarted(pbx.name, time(pbx.restartedAt ?? 0))}
        text=${link.restartedText}
        action=${html`<button
          class="btn btn--ghost btn--icon btn--sm"
          type="button"
          aria-label=${action.close}
          title=${action.close}
          onClick=${() => {
            readRestarts.value = new Set([...readRestarts.peek(), restartKey(pbx)]);
          }}
        >
          <${Icon} name="x" />
        </button>`}
      />`,
    );
}

/** After that everybody knows, and what waits now came since. */
const restartIsNewsMs = 15 * 60_000;

function isNews({ restartedAt }: PbxView, at: EpochMs): boolean {
  return restartedAt !== null && at - restartedAt < restartIsNewsMs;
}

const time = (at: number) => exactTimeOfDay(at, localZone());

function ServerBanner(): Html {
  const { link } = words.value;
  const at = live.value?.serverHeardAt.value ?? null;
  return html`<${Banner}
    bar
    tone="danger"
    title=${at === null ? link.serverLost : link.serverLostSince(time(at))}
    text=${link.keptState}
    action=${html`<button class="btn btn--sm" type="button" onClick=${() => live.value?.retryNow()}>
      <${Icon} name="refresh" />${link.retryNow}
    </button>`}
  />`;
}

function UnrecordedBanner({ pbx }: { pbx: PbxView }): Html {
  const { link } = words.value;
  const { name, unrecordedSince } = pbx;
  if (unrecordedSince === null) return null;
  return html`<${Banner} bar tone="danger" title=${link.unrecorded(name, time(unrecordedSince))} text=${link.unrecordedText} />`;
}

function PbxBanner({ pbx, freshness, heardAt }: PbxHealth): Html {
  const { link } = words.value;
  // A first connection that is under way is no news; one that failed is.
  const waiting = freshness === "connecting" && pbx.problem === null;
  if (freshness === "live" || freshness === "late" || waiting) return null;
  const title =
    freshness === "refused"
      ? link.pbxRefused(pbx.name)
      : heardAt === null
        ? link.pbxLost(pbx.name)
        : link.pbxLostSince(pbx.name, time(heardAt));
  const problem = problemText(pbx, words.value, locale.value);
  const known = heardAt === null ? link.neverSeen : link.keptState;
  return html`<${Banner}
    bar
    tone="danger"
    title=${title}
    text=${problem === null ? known : html`${problem}. ${known}`}
    action=${html`<a class="btn btn--sm" href=${`/pbxs/${pbx.pbx}`}><${Icon} name="server" />${link.checkPbx}</a>`}
  />`;
}
