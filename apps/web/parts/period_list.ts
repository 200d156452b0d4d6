import { type Html, html } from "../html.ts";
import type { PeriodPage } from "../period_page.ts";
import { ProblemBanner } from "./banner.ts";
import { Empty } from "./empty.ts";
import type { IconName } from "./icon.ts";
import { ListSkeleton } from "./list_skeleton.ts";
import type { Listing } from "./listing.ts";
import { Pager } from "./pager.ts";

interface PeriodListProps<Filter, Page extends PeriodPage, Item> {
  listing: Listing<Filter, Page>;
  name: string;
  /** Of the card. */
  look: string;
  text: Parameters<typeof Pager>[0]["text"];
  itemsOf: (page: Page) => readonly Item[];
  /** Where nothing was found. */
  none: Html;
  table: (items: readonly Item[], zone: string) => Html;
}

/** What a listing found, newest first, with why it found no more. */
export function PeriodList<Filter, Page extends PeriodPage, Item>(props: PeriodListProps<Filter, Page, Item>): Html {
  const { failure } = props.listing;
  return html`${failure.value !== null && html`<${ProblemBanner} answer=${failure.value.answer} again=${failure.value.again} />`}<${Results} ...${props} />`;
}

function Results<Filter, Page extends PeriodPage, Item>(props: PeriodListProps<Filter, Page, Item>): Html {
  const { listing, name, look, text, itemsOf, none, table } = props;
  const { found, failure, more } = listing;
  const isBusy = listing.isBusy.value;
  if (found.value === null) return failure.value === null && isBusy && html`<${ListSkeleton} lines=${6} />`;
  const { pages, last } = found.value;
  const items = pages.flatMap(itemsOf);
  if (items.length === 0) return html`<div class="card">${none}</div>`;
  return html`<section class=${`card listing ${look}`} aria-label=${name} aria-busy=${isBusy ? "true" : undefined}>
    ${isBusy && html`<div class="progress progress--indeterminate listing__busy"><span></span></div>`}
    <div class="table-wrap">${table(items, last.zone)}</div>
    <${Pager} count=${items.length} text=${text} hasMore=${last.next !== null} isBusy=${isBusy} more=${more} />
  </section>`;
}

interface NoneInPeriodProps {
  icon: IconName;
  isNarrowed: boolean;
  text: { none: string; noneFound: string; noneFoundText: string; everything: string };
  /** What to do where nothing but the period was asked for. */
  hint: string | undefined;
  /** Looks into the whole history; null: it was looked into. */
  showAll: (() => void) | null;
}

/** Nothing is in the period, or nothing that the filter asks for. */
export function NoneInPeriod({ icon, isNarrowed, text, hint, showAll }: NoneInPeriodProps): Html {
  const everything =
    showAll !== null && html`<button class="btn" type="button" onClick=${showAll}>${text.everything}</button>`;
  return isNarrowed
    ? html`<${Empty} icon="search" title=${text.noneFound} text=${text.noneFoundText} action=${everything} />`
    : html`<${Empty} icon=${icon} title=${text.none} text=${hint} action=${everything} />`;
}
