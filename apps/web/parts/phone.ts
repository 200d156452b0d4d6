import { type Html, html } from "../html.ts";
import { phoneParts } from "../phone_number.ts";
import { locale } from "../words/words.ts";

/**
 * A caller's number. To who reads Brazilian Portuguese a Brazilian one is written as there, `(48) 90015-9034`; a stranger's
 * digits could fit by chance. The signs are the style's: what is copied, or searched for in the page, is the number as
 * Asterisk sent it.
 */
export function Phone({ number }: { number: string }): Html {
  const parts = locale.value === "pt" ? phoneParts(number) : null;
  if (parts === null) return number;
  const { prefix, area, first, last } = parts;
  return html`<span class="tel">
    ${prefix !== "" && html`<span class="tel__prefix">${prefix}</span>`}<span class="tel__area">${area}</span
    ><span class="tel__first">${first}</span><span>${last}</span></span
  >`;
}
