import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Html, html } from "../html.ts";

/** Messages to a screen reader are grouped to one in this time. */
const pauseMs = 10_000;

/** Reads a text out when it changed, once in ten seconds at most; `text` is asked for at that time. */
export function Announcer({ text }: { text: () => string }): Html {
  const said = useSignal("");
  useEffect(() => {
    const timer = setInterval(() => {
      said.value = text();
    }, pauseMs);
    return () => clearInterval(timer);
  }, [said, text]);
  return html`<p class="sr" role="status" aria-live="polite">${said}</p>`;
}
