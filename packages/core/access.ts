/**
 * Who may see and do what. One table of features: the server's checks, the page's menus and the documentation read it.
 *
 * A right is asked for by feature (*view* or *modify*), and for what is of a queue or of an agent, by its place too: a queue
 * that may be seen is seen as a whole, with its figures and its calls, and people are named as far as they may be seen.
 *
 * @module
 */
import type { AgentId } from "./agent_identity.ts";
import type { PbxId, QueueName } from "./ids.ts";

export const featureGroups = ["operation", "reports", "people", "administration"] as const;
export type FeatureGroup = (typeof featureGroups)[number];

/** In the order of the menu. `modify`: whether there is more than to look. A feature stands here once it is there. */
const rules = {
  /** To modify: log agents off. */
  dashboard: { group: "operation", modify: true },
  /** To modify: pause, remove, add, penalty, log off. */
  queue_panel: { group: "operation", modify: true },
  wallboard: { group: "operation", modify: false },
  /** To modify, in both reports: listen to recordings. */
  queue_report: { group: "reports", modify: true },
  agent_report: { group: "reports", modify: true },
  audit: { group: "reports", modify: false },
  agents: { group: "people", modify: true },
  agent_groups: { group: "people", modify: true },
  queue_groups: { group: "people", modify: true },
  pauses: { group: "people", modify: true },
  users: { group: "administration", modify: true },
  queue_settings: { group: "administration", modify: true },
  api_tokens: { group: "administration", modify: true },
  imports: { group: "administration", modify: true },
  /** The site, its PBXs, what is kept how long, the licence. */
  settings: { group: "administration", modify: true },
} as const satisfies Record<string, { group: FeatureGroup; modify: boolean }>;

export type Feature = keyof typeof rules;
export const features = Object.keys(rules) as readonly Feature[];
export const featureRule: Readonly<Record<Feature, { group: FeatureGroup; modify: boolean }>> = rules;

export const permissions = ["view", "modify"] as const;
/** To modify includes to view. */
export type Permission = (typeof permissions)[number];
export type Permissions = { readonly [F in Feature]?: Permission };

/** The live picture is for who has any of these. */
export const liveFeatures = ["queue_panel", "wallboard", "dashboard"] as const satisfies readonly Feature[];

/** What one can do in somebody's talk: hear it, speak to the agent alone, speak to both. Each is a right of its own. */
export const spyings = ["listen", "whisper", "barge"] as const;
export type Spying = (typeof spyings)[number];

/** A queue of a PBX. */
export interface QueueRef {
  pbx: PbxId;
  queue: QueueName;
}

/** Plain JSON. */
export interface Access {
  /** May do everything, and what will come too. */
  administrator: boolean;
  permissions: Permissions;
  spying: readonly Spying[];
  queues: "all" | readonly QueueRef[];
  agents: "all" | readonly AgentId[];
}

export function may(
  access: Pick<Access, "administrator" | "permissions">,
  feature: Feature,
  what: Permission,
): boolean {
  if (what === "modify" && !rules[feature].modify) return false;
  const own = access.permissions[feature];
  return access.administrator || own === "modify" || (own === "view" && what === "view");
}

export function maySpy(access: Pick<Access, "administrator" | "spying">, what: Spying): boolean {
  return access.administrator || access.spying.includes(what);
}

/** O(1), but for the first question to a list. */
export function seesQueue({ queues }: Pick<Access, "queues">, pbx: PbxId, queue: QueueName): boolean {
  return queues === "all" || keysOf(queues, queueKey).has(queueKey({ pbx, queue }));
}

/** @param agent null: nobody knows who it is. Such ones are for who sees everybody */
export function seesAgent({ agents }: Pick<Access, "agents">, agent: AgentId | null): boolean {
  return agents === "all" || (agent !== null && keysOf(agents, String).has(String(agent)));
}

/** A PBX's id has no `/`. */
const queueKey = ({ pbx, queue }: QueueRef): string => `${pbx}/${queue}`;

const known = new WeakMap<object, ReadonlySet<string>>();
function keysOf<Item>(list: readonly Item[], key: (item: Item) => string): ReadonlySet<string> {
  const keys = known.get(list) ?? new Set(list.map(key));
  known.set(list, keys);
  return keys;
}

/** What both allow: of a token, which may not do more than whom it belongs to. */
export function commonAccess(one: Access, other: Access): Access {
  const weaker = (feature: Feature): Permission | null =>
    permissions.findLast((each) => may(one, feature, each) && may(other, feature, each)) ?? null;
  return {
    administrator: one.administrator && other.administrator,
    permissions: Object.fromEntries(features.flatMap((each) => (weaker(each) ? [[each, weaker(each)]] : []))),
    spying: spyings.filter((each) => maySpy(one, each) && maySpy(other, each)),
    queues: common(one.queues, other.queues, queueKey),
    agents: common(one.agents, other.agents, String),
  };
}

function common<Item>(
  one: "all" | readonly Item[],
  other: "all" | readonly Item[],
  key: (item: Item) => string,
): "all" | readonly Item[] {
  if (one === "all") return other;
  return other === "all" ? one : one.filter((each) => keysOf(other, key).has(key(each)));
}

/** What of an access goes beyond another: nobody gives what he does not have. */
export type Excess =
  | { type: "administrator" }
  | { type: "permission"; feature: Feature }
  | { type: "spying"; spying: Spying }
  | { type: "queues" }
  | { type: "agents" };

export function excessOf(given: Access, own: Access): Excess[] {
  if (own.administrator) return [];
  const isLess = <Item>(one: "all" | readonly Item[], other: "all" | readonly Item[], key: (item: Item) => string) =>
    other !== "all" && (one === "all" || one.some((each) => !keysOf(other, key).has(key(each))));
  return [
    ...(given.administrator ? [{ type: "administrator" } as const] : []),
    ...features
      .filter((each) => permissions.some((what) => may(given, each, what) && !may(own, each, what)))
      .map((feature) => ({ type: "permission", feature }) as const),
    ...spyings
      .filter((each) => maySpy(given, each) && !maySpy(own, each))
      .map((spying) => ({ type: "spying", spying }) as const),
    ...(isLess(given.queues, own.queues, queueKey) ? [{ type: "queues" } as const] : []),
    ...(isLess(given.agents, own.agents, String) ? [{ type: "agents" } as const] : []),
  ];
}
