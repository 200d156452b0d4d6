/** What the page of agents shows, as its address says it. */

export const agentViews = ["active", "deactivated", "unknown"] as const;
export type AgentView = (typeof agentViews)[number];
export const agentOrders = ["name", "code", "extension"] as const;
export type AgentOrder = (typeof agentOrders)[number];

/** What is beside the list. */
export type Opened = { type: "nothing" } | { type: "new" } | { type: "import" } | { type: "agent"; id: number };

export interface AgentsFilter {
  view: AgentView;
  search: string;
  /** "": all. */
  group: string;
  order: AgentOrder;
  descending: boolean;
  opened: Opened;
}

export const plainFilter: AgentsFilter = {
  ...{ view: "active", search: "", group: "", order: "name", descending: false, opened: { type: "nothing" } },
};

/** What an address does not say, or says wrongly, is as in {@link plainFilter}. */
export function filterOf(search: string): AgentsFilter {
  const given = new URLSearchParams(search);
  const one = <Value extends string>(name: string, values: readonly Value[], other: Value): Value =>
    values.find((each) => each === given.get(name)) ?? other;
  return {
    view: one("view", agentViews, "active"),
    search: given.get("search") ?? "",
    group: /^\d{1,9}$/.test(given.get("group") ?? "") ? (given.get("group") ?? "") : "",
    order: one("order", agentOrders, "name"),
    descending: given.get("descending") === "true",
    opened: openedOf(given.get("open") ?? ""),
  };
}

function openedOf(text: string): Opened {
  if (text === "new" || text === "import") return { type: text };
  return /^\d{1,9}$/.test(text) ? { type: "agent", id: Number(text) } : { type: "nothing" };
}

/** The address again; "" for {@link plainFilter}. */
export function searchOf({ view, search, group, order, descending, opened }: AgentsFilter): string {
  const said = new URLSearchParams();
  if (view !== "active") said.set("view", view);
  if (search !== "") said.set("search", search);
  if (group !== "") said.set("group", group);
  if (order !== "name") said.set("order", order);
  if (descending) said.set("descending", "true");
  if (opened.type !== "nothing") said.set("open", opened.type === "agent" ? String(opened.id) : opened.type);
  const text = said.toString();
  return text === "" ? "" : `?${text}`;
}

/** What the server is asked for. */
export function queryOf(
  { view, search, group, order, descending }: AgentsFilter,
  limit: number,
  cursor: string | null,
): URLSearchParams {
  const asked = new URLSearchParams({ state: view, order, descending: String(descending), limit: String(limit) });
  if (search.trim() !== "") asked.set("search", search.trim());
  if (group !== "" && view !== "unknown") asked.set("group", group);
  if (cursor !== null) asked.set("cursor", cursor);
  return asked;
}
