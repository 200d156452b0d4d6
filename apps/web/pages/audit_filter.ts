/** Which part of the audit the page shows, as its address says it. */
import { type Preset, presets } from "@qmanager/core";
import { type AuditEvent, type AuditFeature, actionsOf, auditEvents, auditFeatures } from "@qmanager/core/audit";

export interface AuditFilter {
  /** All: whenever it was. */
  period: Preset | "all";
  /** The id of a user; `none`: the server itself, or nobody who is known; "" for everybody. */
  user: string;
  feature: AuditFeature | "";
  event: AuditEvent | "";
  /** A part of the item or of the address. */
  text: string;
}

export const periods = [...presets, "all"] as const;

export const plainFilter: AuditFilter = { period: "last_7_days", user: "", feature: "", event: "", text: "" };

/** Features of which something can be in the audit. */
export const featureChoices = auditFeatures.filter((each) => actionsOf([each], undefined).length > 0);

/** What can have been done to a feature; "": to any. */
export function eventChoices(feature: AuditFeature | ""): readonly AuditEvent[] {
  return auditEvents.filter((each) => actionsOf(feature === "" ? undefined : [feature], [each]).length > 0);
}

/** What an address says, `?feature=users&event=added`; what it does not say, or says wrongly, is plain. */
export function filterOf(search: string): AuditFilter {
  const said = new URLSearchParams(search);
  const user = said.get("user") ?? "";
  const feature = featureChoices.find((each) => each === said.get("feature")) ?? "";
  return {
    period: periods.find((each) => each === said.get("period")) ?? plainFilter.period,
    user: /^(?:none|[1-9]\d{0,8})$/.test(user) ? user : "",
    feature,
    event: eventChoices(feature).find((each) => each === said.get("event")) ?? "",
    text: (said.get("text") ?? "").slice(0, longestText),
  };
}

/** As long as the server takes it. */
export const longestText = 200;

const parts = ["user", "feature", "event", "text"] as const;

/** The address of a filter; what is plain in it is left out. */
export function searchOf(filter: AuditFilter): string {
  const said = queryOf(filter);
  if (filter.period === plainFilter.period) said.delete("period");
  else said.set("period", filter.period);
  const text = said.toString();
  return text === "" ? "" : `?${text}`;
}

/** Whether something other than the period was asked for. */
export function isNarrowed(filter: AuditFilter): boolean {
  return parts.some((each) => filter[each] !== "");
}

/** What the server is asked for. */
export function queryOf(filter: AuditFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.period !== "all") query.set("period", filter.period);
  for (const each of parts) if (filter[each] !== "") query.set(each, filter[each]);
  return query;
}
