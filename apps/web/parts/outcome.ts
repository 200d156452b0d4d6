import type { Outcome as OutcomeName } from "@qmanager/core";
import { type Html, html } from "../html.ts";
import type { FiledVisit } from "../visits.ts";
import { visitWords } from "../words/pages/visits.ts";
import { Icon, type IconName } from "./icon.ts";

const icons: Record<OutcomeName, IconName> = {
  answered: "check-circle",
  abandoned: "x-circle",
  timeout: "hourglass",
  exit_key: "out",
  exit_empty: "users",
  withdrawn: "user-minus",
  lost: "unplug",
  refused: "x",
};

/** What became of a visit, with its drawing and its word, and how an answered one ended. */
export function Outcome({ outcome, endedBy, open }: Pick<FiledVisit, "outcome" | "endedBy" | "open">): Html {
  const { value: text } = visitWords;
  if (outcome === null) {
    return html`<span class="outcome"><${Icon} name=${open ? "clock" : "help"} size="sm" />${open ? text.waiting : text.unseen}</span>`;
  }
  const ending = endedBy !== null ? text.endings[endedBy] : outcome === "answered" && open ? text.talking : null;
  return html`<span class="outcome" data-o=${outcome}><${Icon} name=${icons[outcome]} size="sm" />${text.outcomes[outcome]}</span>
    ${ending !== null && html`<span class="cell-sub">${ending}</span>`}`;
}
