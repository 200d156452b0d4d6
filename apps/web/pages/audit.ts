import { type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { type AuditPage, auditTable, listAudit, listAuditUsers } from "../audit.ts";
import { figure } from "../format.ts";
import { type Html, html } from "../html.ts";
import { AuditRow } from "../parts/audit_row.ts";
import { ProblemBanner } from "../parts/banner.ts";
import { Choice } from "../parts/choice.ts";
import { Empty } from "../parts/empty.ts";
import { Icon } from "../parts/icon.ts";
import { type Found, useListing } from "../parts/listing.ts";
import { Loading } from "../parts/loading.ts";
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
  const { problem, frame } = words.value;
  const filter = useComputed(() => filterOf(query.value));
  const { found, failure, isBusy, again, more } = useListing(filter, (asked, after: AuditPage | null) =>
    listAudit(after === null ? queryOf(asked) : following(asked, after)),
  );
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
      ${failure.value !== null && html`<${ProblemBanner} answer=${failure.value.answer} action=${html`<button class="btn btn--sm" type="button" onClick=${failure.value.again}>${problem.tryAgain}</button>`} />`}
      <${Results} found=${found} filter=${filter.value} isBusy=${isBusy.value} failed=${failure.value !== null} more=${more} />
    </div>
  </div>`;
}

function tableOf(filter: AuditFilter): string {
  const asked = queryOf(filter);
  asked.set("language", locale.value);
  return auditTable(asked);
}

/** What comes after a page: the same period, also when midnight has passed meanwhile. */
function following(filter: AuditFilter, { next, from, to }: AuditPage): URLSearchParams {
  const asked = queryOf({ ...filter, period: "all" });
  if (from !== null) asked.set("from", String(from));
  if (to !== null) asked.set("to", String(to));
  if (next !== null) asked.set("cursor", next);
  return asked;
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
  const id = useId();
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
      <div class="field">
        <label for=${id}>${text.search}</label>
        <div class="input-group">
          <${Icon} name="search" /><input
            class="input"
            id=${id}
            type="search"
            autocomplete="off"
            maxlength=${longestText}
            placeholder=${text.searchExample}
            value=${typed.value}
            onInput=${(event: InputEvent) => {
              if (event.currentTarget instanceof HTMLInputElement) typed.value = event.currentTarget.value;
            }}
          />
        </div>
      </div>
      <div class="row">
        <button class="btn btn--primary" type="submit">${text.submit}</button>
        ${isNarrowed(filter) && html`<button class="btn btn--ghost" type="button" onClick=${() => go({ ...plainFilter, period: filter.period })}>${text.clear}</button>`}
      </div>
    </div>
  </form>`;
}

interface ResultsProps {
  found: Signal<Found<AuditFilter, AuditPage> | null>;
  filter: AuditFilter;
  isBusy: boolean;
  failed: boolean;
  more: () => Promise<void>;
}

const skeleton = [0, 1, 2, 3, 4, 5];

function Results({ found, filter, isBusy, failed, more }: ResultsProps): Html {
  const { value: text } = auditWords;
  const { columns } = text;
  const name = words.value.frame.audit;
  if (found.value === null) {
    if (failed || !isBusy) return null;
    return html`<div class="card card__body"><${Loading}><div class="audit__skel">${skeleton.map((each) => html`<span class="skel skel--line" key=${each}></span>`)}</div><//></div>`;
  }
  const { pages, last } = found.value;
  const entries = pages.flatMap((each) => each.entries);
  if (entries.length === 0) return html`<div class="card"><${Nothing} filter=${filter} /></div>`;
  const count = text.shown(figure(entries.length, locale.value));
  return html`<section class="card audit" aria-label=${name} aria-busy=${isBusy ? "true" : undefined}>
    ${isBusy && html`<div class="progress progress--indeterminate audit__busy"><span></span></div>`}
    <div class="table-wrap">
      <table class="table audit__table" role="table" aria-label=${name}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" aria-sort="descending">${columns.at}</th><th role="columnheader">${columns.user}</th>
            <th role="columnheader">${columns.feature}</th><th role="columnheader">${columns.event}</th>
            <th role="columnheader">${columns.item}</th><th role="columnheader">${columns.address}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${entries.map((entry) => html`<${AuditRow} key=${entry.id} entry=${entry} zone=${last.zone} />`)}
        </tbody>
      </table>
    </div>
    <div class="pager">
      <span role="status">${last.next === null ? `${count}. ${text.allShown}` : count}</span>
      ${last.next !== null && html`<button class="btn end" type="button" aria-busy=${isBusy ? "true" : undefined} onClick=${() => !isBusy && more()}><${Icon} name="down" />${text.more}</button>`}
    </div>
  </section>`;
}

function Nothing({ filter }: { filter: AuditFilter }): Html {
  const { value: text } = auditWords;
  const everything =
    filter.period !== "all" &&
    html`<button class="btn" type="button" onClick=${() => go({ ...filter, period: "all" })}>${text.everything}</button>`;
  return isNarrowed(filter)
    ? html`<${Empty} icon="search" title=${text.noneFound} text=${text.noneFoundText} action=${everything} />`
    : html`<${Empty} icon="history" title=${text.none} text=${text.noneText} action=${everything} />`;
}
