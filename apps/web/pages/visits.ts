import { type Signal, useComputed, useSignal } from "@preact/signals";
import { outcomes } from "@qmanager/core";
import { useEffect, useId } from "preact/hooks";
import { figure } from "../format.ts";
import { type Html, html } from "../html.ts";
import { live } from "../live/store.ts";
import { ProblemBanner } from "../parts/banner.ts";
import { Choice } from "../parts/choice.ts";
import { Empty } from "../parts/empty.ts";
import { Icon } from "../parts/icon.ts";
import { type Found, useListing } from "../parts/listing.ts";
import { Loading } from "../parts/loading.ts";
import { VisitRow } from "../parts/visit_row.ts";
import { navigate, query } from "../router.ts";
import { listVisits, type VisitPage } from "../visits.ts";
import { visitWords } from "../words/pages/visits.ts";
import { locale, words } from "../words/words.ts";
import {
  filterOf,
  isNarrowed,
  isNumber,
  periods,
  plainFilter,
  queryOf,
  searchOf,
  type VisitsFilter,
} from "./visits_filter.ts";

/** The visits on file: by period, queue, outcome and number, as the address says; more of them by a button. */
export function Visits(): Html {
  const { value: text } = visitWords;
  const { problem } = words.value;
  const filter = useComputed(() => filterOf(query.value));
  const { found, failure, isBusy, again, more } = useListing(
    filter,
    (asked, after: VisitPage | null) => listVisits(after === null ? queryOf(asked) : following(asked, after)),
    ({ number }) => isNumber(number),
  );
  return html`<div class="panel-body">
    <div class="page-head">
      <div><h1>${words.value.frame.visits}</h1><p>${text.text}</p></div>
      <div class="page-head__actions">
        <button class="btn" type="button" aria-busy=${isBusy.value ? "true" : undefined} onClick=${again}><${Icon} name="refresh" />${text.refresh}</button>
      </div>
    </div>
    <div class="stack">
      <${Filters} filter=${filter.value} />
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value.answer} action=${html`<button class="btn btn--sm" type="button" onClick=${failure.value.again}>${problem.tryAgain}</button>`} />`}
      <${Results} found=${found} filter=${filter.value} isBusy=${isBusy.value} failed=${failure.value !== null} more=${more} />
    </div>
  </div>`;
}

/** What comes after a page: the same period, also when midnight has passed meanwhile. */
function following(filter: VisitsFilter, { next, from, to }: VisitPage): URLSearchParams {
  const asked = queryOf({ ...filter, period: "all" });
  if (from !== null) asked.set("from", String(from));
  if (to !== null) asked.set("to", String(to));
  if (next !== null) asked.set("cursor", next);
  return asked;
}

const go = (filter: VisitsFilter) => navigate(`/visits${searchOf(filter)}`);

/** What is chosen applies at once; a number when it is sent. */
function Filters({ filter }: { filter: VisitsFilter }): Html {
  const { value: text } = visitWords;
  const number = useSignal(filter.number);
  const isWrong = useSignal(false);
  // The back button brings another number; what has the focus keeps it.
  useEffect(() => {
    number.value = filter.number;
    isWrong.value = !isNumber(filter.number);
  }, [filter.number, number, isWrong]);
  const id = useId();
  const queues = live.value?.queues.value ?? [];
  const topics = queues.map((each) => ({ topic: `${each.pbx}/${each.queue}`, name: each.queue }));
  // Of an address that somebody kept; the queue may be gone by now.
  const isKnown = filter.queue === "" || topics.some(({ topic }) => topic === filter.queue);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    isWrong.value = !isNumber(number.value.trim());
    if (!isWrong.value) go({ ...filter, number: number.value.trim() });
  };
  return html`<form class="filters visits__filter" aria-label=${text.filter} onSubmit=${submit} novalidate>
    <div class="filters__row">
      <${Choice} label=${text.period} value=${filter.period} options=${periods.map((each) => [each, text.periods[each]])} choose=${(period: VisitsFilter["period"]) => go({ ...filter, period })} />
      <${Choice}
        label=${text.queue}
        value=${filter.queue}
        options=${[["", text.allQueues], ...topics.map(({ topic, name }) => [topic, sameNames(topics, name) ? topic : name]), ...(isKnown ? [] : [[filter.queue, filter.queue]])]}
        choose=${(queue: string) => go({ ...filter, queue })}
      />
      <${Choice} label=${text.outcome} value=${filter.outcome} options=${[["", text.allOutcomes], ...outcomes.map((each) => [each, text.outcomes[each]])]} choose=${(outcome: VisitsFilter["outcome"]) => go({ ...filter, outcome })} />
      <div class="field">
        <label for=${id}>${text.number}</label>
        <div class="input-group">
          <${Icon} name="phone" /><input
            class="input"
            id=${id}
            type="search"
            inputmode="tel"
            autocomplete="off"
            placeholder=${text.numberExample}
            value=${number.value}
            aria-invalid=${isWrong.value ? "true" : undefined}
            aria-describedby=${isWrong.value ? `${id}-note` : undefined}
            onInput=${(event: InputEvent) => {
              if (event.currentTarget instanceof HTMLInputElement) number.value = event.currentTarget.value;
            }}
          />
        </div>
        ${isWrong.value && html`<span class="hint hint--error" id=${`${id}-note`}><${Icon} name="warn" size="sm" />${text.numberWrong}</span>`}
      </div>
      <div class="row">
        <button class="btn btn--primary" type="submit"><${Icon} name="search" />${text.search}</button>
        ${isNarrowed(filter) && html`<button class="btn btn--ghost" type="button" onClick=${() => go({ ...plainFilter, period: filter.period })}>${text.clear}</button>`}
      </div>
    </div>
  </form>`;
}

function sameNames(topics: readonly { name: string }[], name: string): boolean {
  return topics.filter((each) => each.name === name).length > 1;
}

interface ResultsProps {
  found: Signal<Found<VisitsFilter, VisitPage> | null>;
  filter: VisitsFilter;
  isBusy: boolean;
  failed: boolean;
  more: () => Promise<void>;
}

function Results({ found, filter, isBusy, failed, more }: ResultsProps): Html {
  const { value: text } = visitWords;
  if (found.value === null) {
    if (failed || !isBusy) return null;
    return html`<div class="card card__body"><${Loading}><div class="visits__skel">${rows.map((each) => html`<span class="skel skel--line" key=${each}></span>`)}</div><//></div>`;
  }
  const { pages, last } = found.value;
  const visits = pages.flatMap((each) => each.visits);
  if (visits.length === 0) return html`<div class="card"><${Nothing} filter=${filter} /></div>`;
  const pbxs = live.value?.pbxs.value ?? [];
  const nameOf = (pbx: string) => (pbxs.length > 1 ? (pbxs.find((each) => each.pbx === pbx)?.name ?? pbx) : null);
  const count = text.shown(figure(visits.length, locale.value));
  return html`<section class="card visits" aria-label=${words.value.frame.visits} aria-busy=${isBusy ? "true" : undefined}>
    ${isBusy && html`<div class="progress progress--indeterminate visits__busy"><span></span></div>`}
    <div class="table-wrap">
      <table class="table table--snug visits__table" role="table" aria-label=${words.value.frame.visits}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" aria-sort="descending">${text.entry}</th><th role="columnheader">${text.caller}</th>
            <th role="columnheader">${text.queue}</th><th role="columnheader">${text.agent}</th>
            <th role="columnheader">${text.outcome}</th><th role="columnheader" class="num">${text.wait}</th>
            <th role="columnheader" class="num">${text.talk}</th><th role="columnheader">${text.csat}</th>
            <th role="columnheader">${text.source}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${visits.map((visit) => html`<${VisitRow} key=${visit.id} visit=${visit} zone=${last.zone} pbxName=${nameOf(visit.pbx)} />`)}
        </tbody>
      </table>
    </div>
    <div class="pager">
      <span role="status">${last.next === null ? `${count}. ${text.allShown}` : count}</span>
      ${last.next !== null && html`<button class="btn end" type="button" aria-busy=${isBusy ? "true" : undefined} onClick=${() => !isBusy && more()}><${Icon} name="down" />${text.more}</button>`}
    </div>
  </section>`;
}

const rows = [0, 1, 2, 3, 4, 5];

function Nothing({ filter }: { filter: VisitsFilter }): Html {
  const { value: text } = visitWords;
  const everything =
    filter.period !== "all" &&
    html`<button class="btn" type="button" onClick=${() => go({ ...filter, period: "all" })}>${text.everything}</button>`;
  return isNarrowed(filter)
    ? html`<${Empty} icon="search" title=${text.noneFound} text=${text.noneFoundText} action=${everything} />`
    : html`<${Empty} icon="call" title=${text.none} text=${filter.period === "all" ? undefined : text.noneText} action=${everything} />`;
}
