import { useComputed, useSignal } from "@preact/signals";
import { outcomes } from "@qmanager/core";
import { useEffect } from "preact/hooks";
import { type Html, html } from "../html.ts";
import { live } from "../live/store.ts";
import { Choice } from "../parts/choice.ts";
import { Icon } from "../parts/icon.ts";
import { useListing } from "../parts/listing.ts";
import { NoneInPeriod, PeriodList } from "../parts/period_list.ts";
import { SearchField } from "../parts/search_field.ts";
import { VisitRow } from "../parts/visit_row.ts";
import { pageAfter } from "../period_page.ts";
import { navigate, query } from "../router.ts";
import { type FiledVisit, listVisits, type VisitPage } from "../visits.ts";
import { visitWords } from "../words/pages/visits.ts";
import { words } from "../words/words.ts";
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
  const filter = useComputed(() => filterOf(query.value));
  const listing = useListing(
    filter,
    (asked, after: VisitPage | null) => listVisits(pageAfter(queryOf(asked), after)),
    ({ number }) => isNumber(number),
  );
  const { isBusy, again } = listing;
  return html`<div class="panel-body">
    <div class="page-head">
      <div><h1>${words.value.frame.visits}</h1><p>${text.text}</p></div>
      <div class="page-head__actions">
        <button class="btn" type="button" aria-busy=${isBusy.value ? "true" : undefined} onClick=${again}><${Icon} name="refresh" />${text.refresh}</button>
      </div>
    </div>
    <div class="stack">
      <${Filters} filter=${filter.value} />
      <${PeriodList}
        listing=${listing}
        name=${words.value.frame.visits}
        look="visits"
        text=${text}
        itemsOf=${({ visits }: VisitPage) => visits}
        none=${html`<${Nothing} filter=${filter.value} />`}
        table=${(visits: readonly FiledVisit[], zone: string) => html`<${Table} visits=${visits} zone=${zone} />`}
      />
    </div>
  </div>`;
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
      <${SearchField} label=${text.number} icon="phone" value=${number} example=${text.numberExample} inputmode="tel" error=${isWrong.value ? text.numberWrong : undefined} />
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

function Table({ visits, zone }: { visits: readonly FiledVisit[]; zone: string }): Html {
  const { value: text } = visitWords;
  const pbxs = live.value?.pbxs.value ?? [];
  const nameOf = (pbx: string) => (pbxs.length > 1 ? (pbxs.find((each) => each.pbx === pbx)?.name ?? pbx) : null);
  return html`<table class="table table--snug visits__table" role="table" aria-label=${words.value.frame.visits}>
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
      ${visits.map((visit) => html`<${VisitRow} key=${visit.id} visit=${visit} zone=${zone} pbxName=${nameOf(visit.pbx)} />`)}
    </tbody>
  </table>`;
}

function Nothing({ filter }: { filter: VisitsFilter }): Html {
  const { value: text } = visitWords;
  const isAll = filter.period === "all";
  const showAll = () => go({ ...filter, period: "all" });
  return html`<${NoneInPeriod} icon="call" isNarrowed=${isNarrowed(filter)} text=${text} hint=${isAll ? undefined : text.noneText} showAll=${isAll ? null : showAll} />`;
}
