/** What somebody may see and do, as it is on file: a role or single rights, and queues and agents, or groups of them. */
import {
  type Access,
  type AgentId,
  fullAccess,
  type Permissions,
  type QueueRef,
  type Role,
  readyRoles,
  type Spying,
} from "@qmanager/core";
import type { Query } from "./connect.ts";

/** Which of many: all, or some by themselves and by their groups. */
export type Chosen<Item> = "all" | { items: readonly Item[]; groups: readonly number[] };

export interface AccessGrant {
  role: Role;
  /** Of the role `custom`; the others have their own. */
  permissions: Permissions;
  spying: readonly Spying[];
  queues: Chosen<QueueRef>;
  agents: Chosen<AgentId>;
}

export interface AccessRow {
  role: Role;
  permissions: Permissions;
  spying: Spying[];
  /** Null: all. */
  queues: QueueRef[] | null;
  agents: AgentId[] | null;
}

/** The columns of an {@link AccessRow}, of a statement that has `accesses`: groups are told by what is in them now. */
export const accessColumns = (sql: Query) => sql`
  accesses.role, accesses.permissions, accesses.spying,
  case when not all_queues then (
    select coalesce(json_agg(json_build_object('pbx', pbx, 'queue', queue) order by pbx, queue), '[]') from (
      select pbx, queue from access_queues where access_id = accesses.id
      union
      select pbx, queue from access_queue_groups join queue_group_queues using (group_id) where access_id = accesses.id
    ) as seen
  ) end as queues,
  case when not all_agents then (
    select coalesce(json_agg(agent_id order by agent_id), '[]') from (
      select agent_id from access_agents where access_id = accesses.id
      union
      select agent_id from access_agent_groups join agent_group_agents using (group_id) where access_id = accesses.id
    ) as seen
  ) end as agents
`;

export function accessOf({ role, permissions, spying, queues, agents }: AccessRow): Access {
  // Whoever may do everything sees everything.
  if (role === "administrator") return fullAccess;
  const rights = role === "custom" ? { permissions, spying } : readyRoles[role];
  return { administrator: false, ...rights, queues: queues ?? "all", agents: agents ?? "all" };
}

export async function insertAccess(tx: Query, grant: AccessGrant): Promise<number> {
  const [row] = await tx<{ id: number }[]>`
    insert into accesses (role, permissions, spying, all_queues, all_agents)
    values (${grant.role}, ${rightsOf(grant)}::text::jsonb, ${spyingOf(grant)}::text[], ${isAll(grant, grant.queues)},
      ${isAll(grant, grant.agents)})
    returning id
  `;
  if (!row) throw new Error("An access was not made");
  await putScope(tx, row.id, grant);
  return row.id;
}

export async function updateAccess(tx: Query, id: number, grant: AccessGrant): Promise<void> {
  await tx`
    update accesses set role = ${grant.role}, permissions = ${rightsOf(grant)}::text::jsonb,
      spying = ${spyingOf(grant)}::text[], all_queues = ${isAll(grant, grant.queues)}, all_agents = ${isAll(grant, grant.agents)}
    where id = ${id}
  `;
  await tx`delete from access_queues where access_id = ${id}`;
  await tx`delete from access_queue_groups where access_id = ${id}`;
  await tx`delete from access_agents where access_id = ${id}`;
  await tx`delete from access_agent_groups where access_id = ${id}`;
  await putScope(tx, id, grant);
}

export async function deleteAccess(tx: Query, id: number): Promise<void> {
  await tx`delete from accesses where id = ${id}`;
}

const rightsOf = ({ role, permissions }: AccessGrant) => JSON.stringify(role === "custom" ? permissions : {});
const spyingOf = ({ role, spying }: AccessGrant) => (role === "custom" ? [...spying] : []);
const isAll = ({ role }: AccessGrant, chosen: Chosen<unknown>) => role === "administrator" || chosen === "all";

async function putScope(tx: Query, id: number, { role, queues, agents }: AccessGrant): Promise<void> {
  if (role === "administrator") return;
  if (queues !== "all") {
    await tx`
      insert into access_queues (access_id, pbx, queue)
      select distinct ${id}::integer, * from unnest(
        ${queues.items.map(({ pbx }) => pbx)}::text[], ${queues.items.map(({ queue }) => queue)}::text[]
      )
    `;
    await tx`
      insert into access_queue_groups (access_id, group_id)
      select distinct ${id}::integer, each from unnest(${[...queues.groups]}::integer[]) as each
    `;
  }
  if (agents !== "all") {
    await tx`
      insert into access_agents (access_id, agent_id)
      select distinct ${id}::integer, each from unnest(${[...agents.items]}::integer[]) as each
    `;
    await tx`
      insert into access_agent_groups (access_id, group_id)
      select distinct ${id}::integer, each from unnest(${[...agents.groups]}::integer[]) as each
    `;
  }
}

/** As it was granted, with its groups as groups. */
export interface GrantRow extends Pick<AccessGrant, "role" | "permissions" | "spying"> {
  allQueues: boolean;
  allAgents: boolean;
  queues: QueueRef[];
  queueGroups: number[];
  agents: AgentId[];
  agentGroups: number[];
}

/** The columns of a {@link GrantRow}, of a statement that has `accesses`. */
export const grantColumns = (sql: Query) => sql`
  accesses.role, accesses.permissions, accesses.spying, all_queues as "allQueues", all_agents as "allAgents",
  (select coalesce(json_agg(json_build_object('pbx', pbx, 'queue', queue) order by pbx, queue), '[]')
    from access_queues where access_id = accesses.id) as queues,
  (select coalesce(json_agg(group_id order by group_id), '[]') from access_queue_groups where access_id = accesses.id)
    as "queueGroups",
  (select coalesce(json_agg(agent_id order by agent_id), '[]') from access_agents where access_id = accesses.id) as agents,
  (select coalesce(json_agg(group_id order by group_id), '[]') from access_agent_groups where access_id = accesses.id)
    as "agentGroups"
`;

export function grantOf({ role, permissions, spying, ...row }: GrantRow): AccessGrant {
  return {
    ...{ role, permissions, spying },
    queues: row.allQueues ? "all" : { items: row.queues, groups: row.queueGroups },
    agents: row.allAgents ? "all" : { items: row.agents, groups: row.agentGroups },
  };
}

/** What a grant comes to: groups are told by what is in them now. */
export async function grantedAccess(sql: Query, { queues, agents, ...grant }: AccessGrant): Promise<Access> {
  const [row] = await sql<{ queues: QueueRef[]; agents: AgentId[] }[]>`
    select
      (select coalesce(json_agg(json_build_object('pbx', pbx, 'queue', queue)), '[]') from queue_group_queues
        where group_id = any(${groupsOf(queues)}::integer[])) as queues,
      (select coalesce(json_agg(agent_id), '[]') from agent_group_agents
        where group_id = any(${groupsOf(agents)}::integer[])) as agents
  `;
  return accessOf({
    ...{ role: grant.role, permissions: grant.permissions, spying: [...grant.spying] },
    queues: queues === "all" ? null : [...queues.items, ...(row?.queues ?? [])],
    agents: agents === "all" ? null : [...agents.items, ...(row?.agents ?? [])],
  });
}

const groupsOf = (chosen: Chosen<unknown>): number[] => (chosen === "all" ? [] : [...chosen.groups]);

/** What of a grant is not there, or not any more; what is there stays until the transaction ends. */
export interface MissingInGrant {
  queues: QueueRef[];
  queueGroups: number[];
  agents: AgentId[];
  agentGroups: number[];
}

export async function missingInGrant(tx: Query, { queues, agents }: AccessGrant): Promise<MissingInGrant> {
  const asked = queues === "all" ? [] : queues.items;
  return {
    // Known by its calls, or because somebody named it before; what is live knows only who asks.
    queues: await tx<QueueRef[]>`
      select pbx, queue from unnest(
        ${asked.map(({ pbx }) => pbx)}::text[], ${asked.map(({ queue }) => queue)}::text[]
      ) as asked (pbx, queue)
      where not exists (select from queue_counters as each where each.pbx = asked.pbx and each.queue = asked.queue)
        and not exists (select from visits as each where each.pbx = asked.pbx and each.queue = asked.queue)
        and not exists (select from access_queues as each where each.pbx = asked.pbx and each.queue = asked.queue)
        and not exists (select from queue_group_queues as each where each.pbx = asked.pbx and each.queue = asked.queue)
    `,
    queueGroups: await missingIds(tx, "queue_groups", groupsOf(queues)),
    agents: await missingIds(tx, "agents", agents === "all" ? [] : agents.items),
    agentGroups: await missingIds(tx, "agent_groups", groupsOf(agents)),
  };
}

async function missingIds(tx: Query, table: string, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const found = await tx<{ id: number }[]>`
    select id from ${tx(table)} where id = any(${[...ids]}::integer[]) for key share
  `;
  const there = new Set(found.map(({ id }) => id));
  return ids.filter((id) => !there.has(id));
}

/** A grant in the names of what is in it, as people know them. */
export async function grantInWords(sql: Query, { role, permissions, spying, queues, agents }: AccessGrant) {
  const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);
  const namesOf = async (table: string, ids: readonly number[]) =>
    ids.length === 0
      ? []
      : names(
          await sql<{ name: string }[]>`
          select name from ${sql(table)} where id = any(${[...ids]}::integer[]) order by name, id
        `,
        );
  return {
    ...{ role, permissions, spying },
    queues: queues === "all" ? queues : queues.items.map(({ pbx, queue }) => `${pbx}/${queue}`),
    queueGroups: await namesOf("queue_groups", groupsOf(queues)),
    agents: agents === "all" ? agents : await namesOf("agents", agents.items),
    agentGroups: await namesOf("agent_groups", groupsOf(agents)),
  };
}
