import { useComputed, useSignal } from "@preact/signals";
import { type Interface, interfaceKey, type WaitingView } from "@qmanager/core";
import { useRef } from "preact/hooks";
import { extensionNumber, figure } from "../format.ts";
import { type Html, html } from "../html.ts";
import { now } from "../live/clock.ts";
import type { LiveQueue } from "../live/queue.ts";
import { locale, words } from "../words/words.ts";
import { Icon } from "./icon.ts";
import { Phone } from "./phone.ts";
import { useElapsed } from "./timer.ts";
import { waitTone } from "./wait_tone.ts";
import { useLead } from "./wanted.ts";

/** As many rows as one can take in; the rest is drawn when asked for. */
const rowsShown = 50;

/** The callers who wait, first in line first, and whose phones ring for them. */
export function WaitingList({ live }: { live: LiveQueue }): Html {
  const { panel } = words.value;
  const all = useSignal(false);
  const waiting = live.waiting.value;
  const hidden = waiting.length - rowsShown;
  const rows = all.value ? waiting : waiting.slice(0, rowsShown);
  const length = lineLength(waiting);
  const unknown = length - waiting.length;
  const tone = useComputed(() => {
    const oldest = Math.min(...live.waiting.value.map((each) => each.enteredAt));
    return waitTone(now.value - oldest, live.face.value) === undefined ? undefined : "warn";
  });
  const place = useRef<HTMLOListElement>(null);
  useLead(live.topic, "caller", (uniqueid) => {
    const at = live.waiting.peek().findIndex((each) => each.uniqueid === uniqueid);
    if (at === -1) return null;
    if (at >= rowsShown) all.value = true;
    return () => place.current?.querySelector(`[data-caller="${CSS.escape(uniqueid)}"]`) ?? null;
  });
  return html`<section class="card is-first">
    <header class="card__head">
      <h3>${panel.waiting}</h3>
      <div class="end"><span class="badge badge--count" data-tone=${tone}>${figure(length, locale.value)}</span></div>
    </header>
    <div class="card__body flush">
      ${waiting.length === 0 && html`<p class="waits__none muted">${panel.nobodyWaiting}</p>`}
      ${
        waiting.length > 0 &&
        html`<ol class="waits" ref=${place}>
          ${rows.map((caller) => html`<${Wait} key=${caller.uniqueid} caller=${caller} live=${live} />`)}
          ${unknown > 0 && html`<li class="wait wait--more muted">${panel.withoutDetails(unknown)}</li>`}
        </ol>`
      }
      ${
        hidden > 0 &&
        html`<button
          class="btn btn--ghost btn--sm btn--block waits__all"
          type="button"
          aria-expanded=${all.value}
          onClick=${() => {
            all.value = !all.value;
          }}
        >
          ${all.value ? panel.showFewerWaiting : panel.showAllWaiting(hidden)}
        </button>`
      }
    </div>
  </section>`;
}

/**
 * How many wait. Asterisk counts its line itself: a place beyond the end of our list means callers whose details it did
 * not tell.
 */
export function lineLength(waiting: readonly WaitingView[]): number {
  return Math.max(waiting.length, waiting.at(-1)?.position ?? 0);
}

function Wait({ caller, live }: { caller: WaitingView; live: LiveQueue }): Html {
  const { panel } = words.value;
  const since = useSignal(caller.enteredAt);
  since.value = caller.enteredAt;
  const tone = useComputed(() => waitTone(now.value - since.value, live.face.value));
  const elapsed = useElapsed(caller.enteredAt);
  const second = caller.number === null || caller.name === caller.number ? null : caller.name;
  return html`<li class="wait" data-tone=${tone} data-caller=${caller.uniqueid} tabindex="-1">
    <span class="wait__pos">${panel.place(caller.position)}</span>
    <div class="wait__who">
      <span class="wait__num">
        <bdi title=${caller.number ?? caller.name ?? undefined}>${caller.number === null ? (caller.name ?? panel.withheld) : html`<${Phone} number=${caller.number} />`}</bdi>
        ${caller.offeredTo.map((phone) => html`<${Offered} key=${interfaceKey(phone)} phone=${phone} live=${live} />`)}
      </span>
      ${second !== null && html`<bdi class="wait__name" title=${second}>${second}</bdi>`}
    </div>
    <${WaitTime} tone=${tone}>${elapsed}<//>
  </li>`;
}

/** The time, with a clock beside it once somebody should act: never by colour alone. */
function WaitTime({ tone, children }: { tone: { value: string | undefined }; children?: Html }): Html {
  return html`<time>${tone.value !== undefined && html`<${Icon} name="clock" size="xs" />`}${children}</time>`;
}

/** Whose phone rings for the caller. */
function Offered({ phone, live }: { phone: Interface; live: LiveQueue }): Html {
  const who = live.member(phone)?.view.value.name ?? extensionNumber(phone);
  const title = words.value.panel.offeredTo(who);
  return html`<span class="wait__to" title=${title}>
    <${Icon} name="ring" /><span class="sr">${title}</span><bdi aria-hidden="true">${who}</bdi>
  </span>`;
}
