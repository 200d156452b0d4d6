import { figure } from "../format.ts";
import { type Html, html } from "../html.ts";
import { locale } from "../words/words.ts";
import { Icon } from "./icon.ts";

interface PagerProps {
  /** How many are shown. */
  count: number;
  text: { shown: (count: string) => string; allShown: string; more: string };
  /** There are others. */
  hasMore: boolean;
  isBusy: boolean;
  more: () => unknown;
}

/** Under a list that grows by a button: how many it shows, and whether there are others. */
export function Pager({ count, text, hasMore, isBusy, more }: PagerProps): Html {
  const shown = text.shown(figure(count, locale.value));
  return html`<div class="pager">
    <span role="status">${hasMore ? shown : `${shown}. ${text.allShown}`}</span>
    ${hasMore && html`<button class="btn end" type="button" aria-busy=${isBusy ? "true" : undefined} onClick=${() => !isBusy && more()}><${Icon} name="down" />${text.more}</button>`}
  </div>`;
}
