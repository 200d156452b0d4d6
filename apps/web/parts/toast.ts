import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { words } from "../words/words.ts";
import { icons, type Tone } from "./banner.ts";
import { Icon } from "./icon.ts";

export interface Toast {
  tone: Tone;
  title: string;
  text?: string;
  /** What can be done about it; it goes with the toast. */
  action?: { label: string; run: () => void };
}

interface Shown extends Toast {
  id: number;
}

const shown = signal<readonly Shown[]>([]);
let last = 0;

/** More would cover the page; the oldest goes. */
const mostToasts = 4;
/** How long one stays; one that can be undone, or that is bad news, longer. */
const [shortMs, longMs] = [5_000, 10_000];

/** Says what became of an action, at the edge of the page. */
export function toast(toast: Toast): void {
  last += 1;
  shown.value = [...shown.peek(), { ...toast, id: last }].slice(-mostToasts);
}

function dismiss(id: number): void {
  shown.value = shown.peek().filter((each) => each.id !== id);
}

/** The toasts of the page; stands in it once. Esc closes the newest one. */
export function Toasts(): Html {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const newest = shown.peek().at(-1);
      if (event.key === "Escape" && !event.defaultPrevented && newest !== undefined) dismiss(newest.id);
    };
    addEventListener("keydown", onKeyDown);
    return () => {
      removeEventListener("keydown", onKeyDown);
      // What one did is not for who signs in next to undo.
      shown.value = [];
    };
  }, []);
  return html`<div class="toasts" role="region" aria-label=${words.value.action.toasts} aria-live="polite">
    ${shown.value.map((each) => html`<${ToastCard} key=${each.id} ...${each} />`)}
  </div>`;
}

/** Goes by itself, but not while somebody looks at it: the time begins anew when he leaves. */
function ToastCard({ id, tone, title, text, action }: Shown): Html {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const stays = action !== undefined || tone === "danger" || tone === "warn";
  const hold = () => {
    if (timer.current !== null) clearTimeout(timer.current);
  };
  const letGo = () => {
    hold();
    timer.current = setTimeout(() => dismiss(id), stays ? longMs : shortMs);
  };
  useEffect(() => {
    letGo();
    return hold;
  }, []);
  return html`<div
    class="toast"
    data-tone=${tone}
    onPointerEnter=${hold}
    onPointerLeave=${letGo}
    onFocusIn=${hold}
    onFocusOut=${letGo}
  >
    <${Icon} name=${icons[tone]} />
    <div class="toast__text"><b><bdi>${title}</bdi></b>${text !== undefined && html`<p>${text}</p>`}</div>
    ${
      action !== undefined &&
      html`<button
        class="btn btn--sm"
        type="button"
        onClick=${() => {
          dismiss(id);
          action.run();
        }}
      >
        ${action.label}
      </button>`
    }
    <button class="btn btn--ghost btn--icon btn--sm" type="button" aria-label=${words.value.action.close} onClick=${() => dismiss(id)}>
      <${Icon} name="x" size="sm" />
    </button>
  </div>`;
}
