import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { live } from "../live/store.ts";
import { later } from "./later.ts";

const isOpen = signal(false);
const load = async () => (await import("./palette_box.ts")).PaletteBox;
const Box = later(load);
/** Not before the page is there. */
const loadAfterMs = 1_000;

export function openPalette(): void {
  isOpen.value = true;
}

function close(): void {
  isOpen.value = false;
}

/** Search over pages, queues, agents and waiting numbers; stands in the page once. Ctrl K opens it, also where single keys are off. */
export function Palette(): Html {
  useEffect(() => {
    // Who calls for it types at once: it is here by then, and nobody waited for it before.
    const loading = setTimeout(() => void load().catch(() => {}), loadAfterMs);
    const onKeyDown = (event: KeyboardEvent) => {
      const isOurs = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!isOurs || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      if (isOpen.peek()) close();
      // What asks something else is answered first.
      else if (document.querySelector("dialog[open]") === null) openPalette();
    };
    addEventListener("keydown", onKeyDown);
    return () => {
      clearTimeout(loading);
      removeEventListener("keydown", onKeyDown);
      close();
    };
  }, []);
  // Who sees nothing live looks for pages.
  return isOpen.value ? html`<${Box} store=${live.value} close=${close} />` : null;
}
