import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { type Html, html } from "../html.ts";

const notices = signal<ComponentType | null>(null);

/** Notices over every page that hurry nobody: their script comes after the page. */
export function LaterNotices(): Html {
  useEffect(() => {
    import("./notices.ts")
      .then(async ({ Notices, prepare }) => {
        await prepare();
        notices.value = Notices;
      })
      .catch((cause: unknown) => console.info(`Notices cannot be loaded: ${String(cause)}`));
  }, []);
  return notices.value && html`<${notices.value} />`;
}
