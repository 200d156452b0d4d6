import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Html, html } from "../html.ts";

interface MenuProps {
  /** Class of the button that opens it. */
  button: string;
  label: string;
  face: Html;
  children?: Html;
}

/**
 * A button that opens a small menu under it. Esc, a click beside it and a choice in it close it; arrows move in it;
 * focus comes back to the button.
 */
export function Menu({ button, label, face, children }: MenuProps): Html {
  const open = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const items = () => [...(root.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])];
  const close = () => {
    open.value = false;
    root.current?.querySelector("button")?.focus();
  };

  // Before the browser can deliver another key: a quick hand's arrow would move from the button, and then be undone.
  useLayoutEffect(() => {
    if (!open.value) return undefined;
    items()[0]?.focus();
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) open.value = false;
    };
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [open.value]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open.value) return;
    if (event.key === "Escape") close();
    else if (event.key === "Tab") open.value = false;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = items();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const at = all.indexOf(document.activeElement as HTMLElement);
      // From outside the list, up leads to its last.
      all.at(at === -1 && step === -1 ? -1 : (at + step) % all.length)?.focus();
      event.preventDefault();
    }
  };

  return html`<div class="popover" ref=${root} onKeyDown=${onKeyDown}>
    <button
      class=${button}
      type="button"
      aria-label=${label}
      title=${label}
      aria-haspopup="menu"
      aria-expanded=${open.value}
      onClick=${() => {
        open.value = !open.value;
      }}
    >
      ${face}
    </button>
    ${open.value && html`<div class="menu popover__menu" role="menu" aria-label=${label} onClick=${close}>${children}</div>`}
  </div>`;
}
