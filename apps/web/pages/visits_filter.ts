/** Which visits the page shows, as its address says it. */
import { type Outcome, outcomes, type Preset, presets, searchDigits } from "@qmanager/core";

export interface VisitsFilter {
  /** All: whenever it was. */
  period: Preset | "all";
  /** `matriz/suporte`; "" for every queue. */
  queue: string;
  outcome: Outcome | "";
  /** As it was typed. */
  number: string;
}

export const periods = [...presets, "all"] as const;

export const plainFilter: VisitsFilter = { period: "today", queue: "", outcome: "", number: "" };

/** What an address says, `?period=last_7_days&queue=matriz/suporte`; what it does not say, or says wrongly, is plain. */
export function filterOf(search: string): VisitsFilter {
  const said = new URLSearchParams(search);
  return {
    period: periods.find((each) => each === said.get("period")) ?? plainFilter.period,
    queue: said.get("queue") ?? "",
    outcome: outcomes.find((each) => each === said.get("outcome")) ?? "",
    number: said.get("number") ?? "",
  };
}

/** The address of a filter; what is plain in it is left out. */
export function searchOf(filter: VisitsFilter): string {
  const said = new URLSearchParams();
  if (filter.period !== plainFilter.period) said.set("period", filter.period);
  for (const name of ["queue", "outcome", "number"] as const) if (filter[name] !== "") said.set(name, filter[name]);
  const text = said.toString().replaceAll("%2F", "/");
  return text === "" ? "" : `?${text}`;
}

/** Whether something other than the period was asked for. */
export function isNarrowed({ queue, outcome, number }: VisitsFilter): boolean {
  return queue !== "" || outcome !== "" || number !== "";
}

/** Whether a number that was typed can be searched for; nothing is no search. */
export function isNumber(typed: string): boolean {
  return typed === "" || (typed.length <= longestNumber && searchDigits(typed) !== "");
}
const longestNumber = 40;

/** What the server is asked for. */
export function queryOf({ period, queue, outcome, number }: VisitsFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (period !== "all") query.set("period", period);
  const slash = queue.indexOf("/");
  if (slash > 0) {
    query.set("pbx", queue.slice(0, slash));
    query.set("queue", queue.slice(slash + 1));
  }
  if (outcome !== "") query.set("outcome", outcome);
  if (number !== "") query.set("number", number);
  return query;
}
