import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type AuditEntry, type AuditPage, auditTable, listAudit, listAuditUsers } from "../audit.ts";
import { type Html, html } from "../html.ts";
import { AuditRow } from "../parts/audit_row.ts";
import { Choice } from "../parts/choice.ts";
import { Icon } from "../parts/icon.ts";
import { useListing } from "../parts/listing.ts";
import { NoneInPeriod, PeriodList } from "../parts/period_list.ts";
import { SearchField } from "../parts/search_field.ts";
import { pageAfter } from "../period_page.ts";
import { navigate, query } from "../router.ts";
import { auditWords } from "../words/pages/audit.ts";
import { locale, words } from "../words/words.ts";
import {
  type AuditFilter,
  eventChoices,
  featureChoices,
  filterOf,
  isNarrowed,
  longestText,
  periods,
  plainFilter,
  queryOf,
  searchOf,
} from "./audit_filter.ts";

/** Who did what, when and from where: by period, user, feature, event, item or address, as the address says. */
export function Audit(): Html {
  const { value: text } = auditWords;
  const { frame } = words.value;
  const filter = useComputed(() => filterOf(query.value));
  const listing = useListing(filter, (asked, after: AuditPage | null) => listAudit(pageAfter(queryOf(asked), after)));
  const { isBusy, again } = listing;
  return html`<div class="panel-body">
    <div class="page-head">
      <div><h1>${frame.audit}</h1><p>${text.text}</p></div>
      <div class="page-head__actions">
        <button class="btn" type="button" aria-busy=${isBusy.value ? "true" : undefined} onClick=${again}><${Icon} name="refresh" />${text.refresh}</button>
        <a class="btn" href=${tableOf(filter.value)} download><${Icon} name="download" />${text.export}</a>
      </div>
    </div>
    <div class="stack">
      <${Filters} filter=${filter.value} />
      <${PeriodList}
        listing=${listing}
        name=${frame.audit}
        look="audit"
        text=${text}
        itemsOf=${({ entries }: AuditPage) => entries}
        none=${html`<${Nothing} filter=${filter.value} />`}
        table=${(entries: readonly AuditEntry[], zone: string) => html`<${Table} entries=${entries} zone=${zone} />`}
      />
    </div>
  </div>`;
}

function tableOf(filter: AuditFilter): string {
  const asked = queryOf(filter);
  asked.set("language", locale.value);
  return auditTable(asked);
}

const go = (filter: AuditFilter) => navigate(`/audit${searchOf(filter)}`);

/** What is chosen applies at once; a text when it is sent. */
function Filters({ filter }: { filter: AuditFilter }): Html {
  const { value: text } = auditWords;
  const users = useSignal<readonly { id: number; name: string }[]>([]);
  useEffect(() => {
    // Without them one can still ask for everybody.
    void listAuditUsers().then((answer) => {
      if (answer.type === "ok") users.value = answer.value.users;
    });
  }, [users]);
  const typed = useSignal(filter.text);
  // The back button brings another text.
  useEffect(() => {
    typed.value = filter.text;
  }, [filter.text, typed]);
  const names = users.value.map((each) => [String(each.id), each.name] as const);
  // Of an address that somebody kept; the list may not be there yet.
  const isKnown = ["", "none"].includes(filter.user) || names.some(([key]) => key === filter.user);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    go({ ...filter, text: typed.value.trim() });
  };
  const chooseFeature = (feature: AuditFilter["feature"]) => {
    const event = eventChoices(feature).find((each) => each === filter.event) ?? "";
    go({ ...filter, feature, event });
  };
  return html`<form class="filters audit__filter" aria-label=${text.filter} onSubmit=${submit} novalidate>
    <div class="filters__row">
      <${Choice} label=${text.period} value=${filter.period} options=${periods.map((each) => [each, text.periods[each]])} choose=${(period: AuditFilter["period"]) => go({ ...filter, period })} />
      <${Choice}
        label=${text.users}
        value=${filter.user}
        options=${[["", text.allUsers], ...names, ...(isKnown ? [] : [[filter.user, filter.user]]), ["none", text.noUser]]}
        choose=${(user: string) => go({ ...filter, user })}
      />
      <${Choice} label=${text.columns.feature} value=${filter.feature} options=${[["", text.allFeatures], ...featureChoices.map((each) => [each, text.features[each]])]} choose=${chooseFeature} />
      <${Choice} label=${text.columns.event} value=${filter.event} options=${[["", text.allEvents], ...eventChoices(filter.feature).map((each) => [each, text.events[each]])]} choose=${(event: AuditFilter["event"]) => go({ ...filter, event })} />
      <${SearchField} label=${text.search} icon="search" value=${typed} example=${text.searchExample} longest=${longestText} />
      <div class="row">
        <button class="btn btn--primary" type="submit">${text.submit}</button>
        ${isNarrowed(filter) && html`<button class="btn btn--ghost" type="button" onClick=${() => go({ ...plainFilter, period: filter.period })}>${text.clear}</button>`}
      </div>
    </div>
  </form>`;
}

function Table({ entries, zone }: { entries: readonly AuditEntry[]; zone: string }): Html {
  const { columns } = auditWords.value;
  return html`<table class="table audit__table" role="table" aria-label=${words.value.frame.audit}>
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" aria-sort="descending">${columns.at}</th><th role="columnheader">${columns.user}</th>
        <th role="columnheader">${columns.feature}</th><th role="columnheader">${columns.event}</th>
        <th role="columnheader">${columns.item}</th><th role="columnheader">${columns.address}</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${entries.map((entry) => html`<${AuditRow} key=${entry.id} entry=${entry} zone=${zone} />`)}
    </tbody>
  </table>`;
}

function Nothing({ filter }: { filter: AuditFilter }): Html {
  const { value: text } = auditWords;
  const showAll = () => go({ ...filter, period: "all" });
  return html`<${NoneInPeriod} icon="history" isNarrowed=${isNarrowed(filter)} text=${text} hint=${text.noneText} showAll=${filter.period === "all" ? null : showAll} />`;
}
