import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { dayAndTime, none, reportDuration } from "../format.ts";
import { type Html, html } from "../html.ts";
import type { FiledVisit } from "../visits.ts";
import { visitWords } from "../words/pages/visits.ts";
import { locale } from "../words/words.ts";
import { Icon } from "./icon.ts";
import { Outcome } from "./outcome.ts";
import { Phone } from "./phone.ts";
import { Stars } from "./stars.ts";
import { VisitDetails } from "./visit_details.ts";

/** How many columns the table has. */
export const visitColumns = 9;

interface VisitRowProps {
  visit: FiledVisit;
  zone: string;
  /** Of its PBX, where there are several. */
  pbxName: string | null;
}

/** A visit in the table; its button opens what happened in it. */
export function VisitRow({ visit, zone, pbxName }: VisitRowProps): Html {
  const { value: text } = visitWords;
  const isOpen = useSignal(false);
  const id = useId();
  const at = visit.enteredAt ?? visit.answeredAt ?? visit.endedAt;
  const when = at === null ? none : dayAndTime(at, zone, locale.value);
  const who = answerer(visit);
  const toggle = () => {
    isOpen.value = !isOpen.value;
  };
  return html`<tr role="row" class=${isOpen.value ? "visit is-open" : "visit"}>
      <td role="cell" class="nowrap visit__when">
        <button class="th-sort visit__open" type="button" aria-expanded=${isOpen.value} aria-controls=${isOpen.value ? id : undefined} aria-label=${text.details(visit.callerNumber ?? text.anonymous, when)} onClick=${toggle}>
          <${Icon} name=${isOpen.value ? "down" : "right"} size="sm" /><time datetime=${at === null ? undefined : new Date(at).toISOString()}>${when}</time>
        </button>
      </td>
      <td role="cell" class="visit__caller">
        <span class="nowrap">${visit.callerNumber === null ? text.anonymous : html`<${Phone} number=${visit.callerNumber} />`}</span>
        ${visit.callerName !== null && html`<span class="cell-sub visit__name"><bdi>${visit.callerName}</bdi></span>`}
      </td>
      <td role="cell" class="visit__queue"><bdi>${visit.queue}</bdi>${pbxName !== null && html`<span class="cell-sub"><bdi>${pbxName}</bdi></span>`}</td>
      <td role="cell" class=${who === null ? "visit__agent is-none" : "visit__agent"}><bdi>${who ?? none}</bdi></td>
      <td role="cell" class="visit__outcome"><${Outcome} ...${visit} /></td>
      <td role="cell" class="num visit__wait"><span class="visit__label">${text.wait} </span>${reportDuration(visit.waitMs)}</td>
      <td role="cell" class="num visit__talk"><span class="visit__label">${text.talk} </span>${reportDuration(visit.talkMs)}</td>
      <td role="cell" class=${visit.csat === null ? "visit__csat is-none" : "visit__csat"}><${Stars} score=${visit.csat} /></td>
      <td role="cell" class="visit__source"><${Source} ...${visit} /></td>
    </tr>
    ${isOpen.value && html`<tr role="row" class="detail" id=${id}><td role="cell" colspan=${visitColumns}><${VisitDetails} visit=${visit} zone=${zone} /></td></tr>`}`;
}

/** Who took the call, by his own name, else by the PBX's, else by his phone; of one who was removed the code is left. */
export function answerer({ agentName, removedAgentCode, agent, interface: phone }: FiledVisit): string | null {
  if (removedAgentCode !== null) return visitWords.value.removedAgent(removedAgentCode);
  return agentName ?? agent ?? phone;
}

/** Who vouches for a visit, and whether they agree. */
function Source({ sources, differences }: Pick<FiledVisit, "sources" | "differences">): Html {
  const { value: text } = visitWords;
  return html`<span class="visit__sources" title=${text.sourcesHelp[sources]}>
      ${sources === "confirmed" && html`<${Icon} name="check" size="xs" />`}${text.sources[sources]}
    </span>
    ${differences.length > 0 && html`<span class="cell-sub"><span class="badge" data-tone="warn">${text.differ(differences.length)}</span></span>`}`;
}
