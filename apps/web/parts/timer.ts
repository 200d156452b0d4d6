import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import type { EpochMs } from "@qmanager/core";
import { duration, none } from "../format.ts";
import { type Html, html } from "../html.ts";
import { now } from "../live/clock.ts";

/** The time since an instant, as text that moves by itself: only the text in the page changes, once a second. */
export function useElapsed(since: EpochMs | null): ReadonlySignal<string> {
  // A computed keeps the function of its first call, so what changes is handed to it as a signal.
  const from = useSignal(since);
  from.value = since;
  return useComputed(() => (from.value === null ? none : duration(now.value - from.value)));
}

/** A running time. Never announced: it stands in no live region. */
export function Timer({ since, class: name }: { since: EpochMs | null; class?: string }): Html {
  return html`<time class=${name}>${useElapsed(since)}</time>`;
}
