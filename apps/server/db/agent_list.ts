/** Agents as they are on file: one, and lists of them. */
import {
  type AgentId,
  type EpochMs,
  type Interface,
  nameKey,
  type PbxId,
  type QueueRef,
  type Shift,
} from "@qmanager/core";
import { lastRecord } from "./agent_history.ts";
import type { AgentAlias } from "./agents.ts";
import type { Query } from "./connect.ts";
import type { Sight } from "./sight.ts";

export const agentStates = ["active", "deactivated", "unknown", "removed"] as const;
/** `unknown`: nobody said yet who he is. `removed`: only what he did is left, under his code. */
export type AgentState = (typeof agentStates)[number];

/** A phone of a PBX. */
export interface Extension {
  pbx: PbxId;
  phone: Interface;
}

export interface DefaultQueue extends QueueRef {
  penalty: number;
}

export interface Agent {
  id: AgentId;
  state: AgentState;
  /** Null: nobody said yet who he is. */
  code: number | null;
  /** Empty: he was removed. */
  name: string;
  email: string | null;
  extension: Extension | null;
  hasPassword: boolean;
  shift: Shift | null;
  joinsQueues: boolean;
  queues: DefaultQueue[];
  groups: { id: number; name: string }[];
  aliases: AgentAlias[];
  deactivatedAt: EpochMs | null;
}

const columns = (sql: Query) => sql`
  id, code, name, email, joins_queues as "joinsQueues", password_hash is not null as "hasPassword",
  deactivated_at as "deactivatedAt",
  case when removed_at is not null then 'removed' when code is null then 'unknown'
    when deactivated_at is not null then 'deactivated' else 'active' end as state,
  case when extension is not null then json_build_object('pbx', extension_pbx, 'phone', extension) end as extension,
  case when shift_start is not null then json_build_object('start', shift_start, 'end', shift_end) end as shift,
  coalesce(
    (select json_agg(json_build_object('pbx', pbx, 'queue', queue, 'penalty', penalty) order by penalty, pbx, queue)
      from agent_queues where agent_id = agents.id), '[]'
  ) as queues,
  coalesce(
    (select json_agg(json_build_object('id', agent_groups.id, 'name', agent_groups.name) order by lower(agent_groups.name))
      from agent_group_agents join agent_groups on agent_groups.id = group_id where agent_id = agents.id), '[]'
  ) as groups,
  coalesce(
    (select json_agg(json_build_object('pbx', pbx, 'kind', kind, 'alias', alias) order by pbx, kind, alias)
      from agent_aliases where agent_id = agents.id), '[]'
  ) as aliases
`;

export async function findAgent(sql: Query, id: AgentId): Promise<Agent | null> {
  const [row] = await sql<Agent[]>`select ${columns(sql)} from agents where id = ${id}`;
  return row ?? null;
}

/** Those who have these codes, with what makes their passwords known again. */
export async function agentsOfCodes(
  sql: Query,
  codes: readonly number[],
): Promise<(Agent & { passwordHash: string | null })[]> {
  return sql`
    select ${columns(sql)}, password_hash as "passwordHash" from agents
    where code = any(${[...codes]}::integer[]) and removed_at is null
  `;
}

export async function passwordHashOf(sql: Query, id: AgentId): Promise<string | null> {
  const [row] = await sql<{ hash: string | null }[]>`select password_hash as hash from agents where id = ${id}`;
  return row?.hash ?? null;
}

export interface AgentFilter {
  states: readonly AgentState[];
  /** Part of the name, of the phone, or the beginning of the code. */
  search?: string | undefined;
  group?: number | undefined;
}

export const agentOrders = ["name", "code", "extension"] as const;
export type AgentOrder = (typeof agentOrders)[number];

export interface AgentPage {
  order: AgentOrder;
  descending: boolean;
  /** The last of the page before: what he is sorted by, and his id. */
  after: readonly [string | number, AgentId] | null;
  limit: number;
}

export interface ListedAgent extends Agent {
  /** By what he stands where he stands. */
  place: string | number;
  /** When anything of him was recorded last. */
  lastRecordAt: EpochMs | null;
  /** Of an unknown one. */
  calls: number | null;
  firstCallAt: EpochMs | null;
}

export async function listAgents(
  sql: Query,
  filter: AgentFilter,
  sight: Pick<Sight, "agents">,
  { order, descending, after, limit }: AgentPage,
): Promise<ListedAgent[]> {
  const direction = descending ? sql`desc` : sql`asc`;
  return sql<ListedAgent[]>`
    select ${columns(sql)}, ${place(sql, order)} as place, ${lastRecord(sql)} as "lastRecordAt",
      case when code is null then (select count(*) from agent_calls where agent_id = agents.id) end as calls,
      case when code is null then (select min(from_at) from agent_calls where agent_id = agents.id) end as "firstCallAt"
    from agents
    where ${conditions(sql, filter, sight)} ${beyond(sql, order, descending, after)}
    order by ${place(sql, order)} ${direction}, id ${direction}
    limit ${limit}
  `;
}

/** The whole of them, by code, for a file. */
export async function allListed(sql: Query, filter: AgentFilter, sight: Pick<Sight, "agents">): Promise<Agent[]> {
  return sql<Agent[]>`select ${columns(sql)} from agents where ${conditions(sql, filter, sight)} order by code`;
}

/** How many there are of each, whatever is filtered, and how many fit the filter. */
export interface AgentCounts {
  active: number;
  deactivated: number;
  unknown: number;
  found: number;
}

export async function countAgents(sql: Query, filter: AgentFilter, sight: Pick<Sight, "agents">): Promise<AgentCounts> {
  const [row] = await sql<AgentCounts[]>`
    select count(*) filter (where code is not null and deactivated_at is null) as active,
      count(*) filter (where code is not null and deactivated_at is not null) as deactivated,
      count(*) filter (where code is null) as unknown,
      (select count(*) from agents where ${conditions(sql, filter, sight)}) as found
    from agents where removed_at is null and ${seen(sql, sight)}
  `;
  return row ?? { active: 0, deactivated: 0, unknown: 0, found: 0 };
}

const place = (sql: Query, order: AgentOrder) => {
  switch (order) {
    case "name":
      return sql`name_key`;
    case "code":
      // Those without one come last.
      return sql`coalesce(code, 2147483647)`;
    case "extension":
      return sql`coalesce(lower(extension), '~') collate "C"`;
    default:
      return order satisfies never;
  }
};

function beyond(sql: Query, order: AgentOrder, descending: boolean, after: AgentPage["after"]) {
  if (after === null) return sql``;
  const [key, id] = after;
  const typed = order === "code" ? sql`${Number(key)}::integer` : sql`${String(key)}::text collate "C"`;
  return descending
    ? sql`and (${place(sql, order)}, id) < (${typed}, ${id}::integer)`
    : sql`and (${place(sql, order)}, id) > (${typed}, ${id}::integer)`;
}

function conditions(sql: Query, { states, search, group }: AgentFilter, sight: Pick<Sight, "agents">) {
  return sql`
    (${states.map((each) => inState(sql, each)).reduce((any, each) => sql`${any} or ${each}`)})
    ${search === undefined ? sql`` : sql`and ${matches(sql, search)}`}
    ${group === undefined ? sql`` : sql`and exists (select from agent_group_agents where agent_id = agents.id and group_id = ${group})`}
    and ${seen(sql, sight)}
  `;
}

function inState(sql: Query, state: AgentState) {
  switch (state) {
    case "active":
      return sql`(code is not null and deactivated_at is null and removed_at is null)`;
    case "deactivated":
      return sql`(deactivated_at is not null and removed_at is null)`;
    case "unknown":
      return sql`code is null`;
    case "removed":
      return sql`removed_at is not null`;
    default:
      return state satisfies never;
  }
}

const matches = (sql: Query, search: string) => sql`(
  strpos(name_key, ${nameKey(search)}) > 0 or starts_with(code::text, ${search}) or strpos(lower(extension), ${search.toLowerCase()}) > 0
)`;

const seen = (sql: Query, { agents }: Pick<Sight, "agents">) =>
  agents === "all" ? sql`true` : sql`agents.id = any(${[...agents]}::integer[])`;
