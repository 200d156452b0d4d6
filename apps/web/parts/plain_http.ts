import { signal } from "@preact/signals";
import { type Html, html } from "../html.ts";
import { keep, kept } from "../preference.ts";
import { plainHttpWords } from "../words/pages/plain_http.ts";
import { Banner } from "./banner.ts";

const isRead = signal(kept("plainHttp") === "read");

/** Says once that this connection is in the open, where it is: over HTTP from another machine. Nothing stops working. */
export function PlainHttpNotice(): Html {
  if (isSecureContext || isRead.value) return null;
  const { value: text } = plainHttpWords;
  const understood = () => {
    isRead.value = true;
    keep("plainHttp", "read");
  };
  return html`<${Banner}
    bar
    tone="info"
    title=${text.title}
    text=${text.text}
    action=${html`<button class="btn btn--sm" type="button" onClick=${understood}>${text.understood}</button>`}
  />`;
}
