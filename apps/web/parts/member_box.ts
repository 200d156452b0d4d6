import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { MemberCall, MemberState, MemberView } from "@qmanager/core";
import { useRef } from "preact/hooks";
import { extensionNumber, localZone, spokenDuration, timeOfDay } from "../format.ts";
import { type Html, html } from "../html.ts";
import { now } from "../live/clock.ts";
import { askForPause, pauseOverAt } from "../live/pause_limit.ts";
import type { LiveMember, LiveQueue } from "../live/queue.ts";
import { words } from "../words/words.ts";
import { Icon, type IconName } from "./icon.ts";
import { MemberActions, onMemberKey } from "./member_actions.ts";
import { Phone } from "./phone.ts";
import { useElapsed } from "./timer.ts";

/** The look of each state: a colour and pattern of the design, and a drawing. */
export const stateLooks: Record<MemberState, { status: string; icon: IconName }> = {
  free: { status: "free", icon: "check-circle" },
  paused: { status: "paused", icon: "pause" },
  busy: { status: "busy", icon: "call" },
  ringing: { status: "ringing", icon: "ring" },
  unregistered: { status: "unregistered", icon: "unplug" },
  // Asterisk does not know the phone's state either: no colour of its own, and a question mark.
  unknown: { status: "unregistered", icon: "help" },
};

/** One member of a queue: state by colour, drawing and word; name, extension, penalty, time in the state, his call. */
export function MemberBox({ member, live }: { member: LiveMember; live: LiveQueue }): Html {
  const view = member.view.value;
  const { panel } = words.value;
  const look = stateLooks[view.state];
  const name = memberName(view);
  const word = stateWord(view);
  const elapsed = useElapsed(view.call?.since ?? view.since);
  const day = useComputed(() => live.today.value.since);
  const overAt = useComputed(() => pauseOverAt(live.pbx, member.view.value, day.value));
  useSignalEffect(() => askForPause(live.pbx, member.view.value, day.value));
  const isOver = useComputed(() => overAt.value !== null && now.value >= overAt.value);
  const label = useComputed(() => {
    const shown = member.view.value;
    const over = isOver.value ? `, ${words.value.panel.pauseOver}` : "";
    return `${memberName(shown)}, ${stateWord(shown)}, ${elapsed.value}${over}`;
  });
  const changed = useChanged(member.view);
  return html`<article
    class=${changed.value ? "op is-changed" : "op"}
    data-status=${look.status}
    data-state=${view.state}
    data-interface=${view.interface}
    aria-label=${label}
    tabindex="0"
    onKeyDown=${(event: KeyboardEvent) => onMemberKey(event, live, member)}
  >
    <div class="op__top">
      <span class="op__state" title=${word}><${Icon} name=${look.icon} /><bdi>${word}</bdi></span>
      <time
        class=${isOver.value ? "op__timer is-over" : "op__timer"}
        title=${isOver.value ? panel.pauseOver : undefined}
      >${isOver.value && html`<${Icon} name="warn" size="xs" />`}${elapsed}</time>
    </div>
    <h3 class="op__name" title=${name}><bdi>${name}</bdi></h3>
    <p class="op__meta">
      <span class="trunc" title=${view.interface}>${panel.extension} <b>${extensionNumber(view.interface)}</b></span>
      ${view.penalty !== null && html`<span>${panel.penalty} <b>${view.penalty}</b></span>`}
    </p>
    <p class="op__flow"><${Flow} view=${view} /></p>
    <${MemberActions} live=${live} member=${member} />
  </article>`;
}

/** What a member is called: his name, or his phone's number. */
export function memberName({ name, interface: phone }: MemberView): string {
  return name ?? extensionNumber(phone);
}

/** The word of the state; a pause is called by its reason. */
function stateWord({ state, pauseReason }: MemberView): string {
  return (state === "paused" && pauseReason) || words.value.state[state];
}

/** As long as the ring around a changed box takes (`.is-changed`). */
const changedMs = 900;

/** True for the time of one animation after the state changed; not when the box first appears. */
function useChanged(view: ReadonlySignal<MemberView>) {
  const changed = useSignal(false);
  const before = useRef<MemberState | null>(null);
  useSignalEffect(() => {
    const { state } = view.value;
    const isOld = before.current === null || before.current === state;
    before.current = state;
    if (isOld) return;
    changed.value = true;
    // By the clock and not by the animation's end: out of sight it does not run, and would be seen much later.
    setTimeout(() => {
      changed.value = false;
    }, changedMs);
  });
  return changed;
}

/** What goes on in the state: the call, the wrap-up, since when a phone is away or he pauses, how long he talked last. */
function Flow({ view }: { view: MemberView }): Html {
  const { panel } = words.value;
  const { call, state, since, paused } = view;
  if (call !== null) return html`<${CallFlow} call=${call} />`;
  if (state === "busy") return html`<${Icon} name="phone" /><span>${panel.outsideQueues}</span>`;
  if (state === "unregistered" && since !== null) {
    return html`<${Icon} name="unplug" /><span>${panel.unregisteredSince(timeOfDay(since, localZone()))}</span>`;
  }
  if (paused && since !== null && state === "paused") {
    return html`<${Icon} name="clock" /><span>${panel.pausedSince(timeOfDay(since, localZone()))}</span>`;
  }
  if (view.wrapupUntil !== null) return html`<${Wrapup} until=${view.wrapupUntil} lastTalkMs=${view.lastTalkMs} />`;
  return html`<${LastTalk} ms=${view.lastTalkMs} />`;
}

/** Who is on the line, which way, and for which queue; while it rings, how long the caller has waited. */
function CallFlow({ call }: { call: MemberCall }): Html {
  const { panel } = words.value;
  const { number, name, direction, queue, phase, enteredAt } = call;
  const who = html`<bdi title=${name ?? undefined}>${number === null ? (name ?? panel.withheld) : html`<${Phone} number=${number} />`}</bdi>`;
  // Last, and cut off first: the queue and the wait are what one acts on.
  const also =
    number !== null && name !== null && name !== number && html` <span class="to">· <bdi>${name}</bdi></span>`;
  switch (direction) {
    case "out":
      return html`<${Icon} name="out" /><span>${who} <span class="to">· ${panel.outbound}</span>${also}</span>`;
    case "internal": {
      const other = number ?? name;
      return html`<${Icon} name="transfer" /><span>
        <bdi>${other === null ? panel.internal : panel.internalWith(other)}</bdi>
        ${queue !== null && html` <span class="to">· <bdi>${queue}</bdi></span>`}${also}
      </span>`;
    }
    case "in": {
      const beside =
        phase === "ringing" && enteredAt !== null
          ? html`<${Waited} since=${enteredAt} />`
          : html`<bdi>${queue ?? panel.direct}</bdi>`;
      return html`<${Icon} name="in" /><span>${who} <span class="to">· ${beside}</span>${also}</span>`;
    }
    default:
      return direction satisfies never;
  }
}

function Waited({ since }: { since: number }): Html {
  const elapsed = useElapsed(since);
  const text = useComputed(() => words.value.panel.waitOf(elapsed.value));
  return html`${text}`;
}

function Wrapup({ until, lastTalkMs }: { until: number; lastTalkMs: number | null }): Html {
  const end = useSignal(until);
  end.value = until;
  const left = useComputed(() => Math.max(0, Math.ceil((end.value - now.value) / 1000)));
  if (left.value === 0) return html`<${LastTalk} ms=${lastTalkMs} />`;
  return html`<${Icon} name="hourglass" /><span>${words.value.panel.wrapup(left.value)}</span>`;
}

function LastTalk({ ms }: { ms: number | null }): Html {
  if (ms === null) return null;
  return html`<${Icon} name="history" /><span>${words.value.panel.lastTalk(spokenDuration(ms))}</span>`;
}
