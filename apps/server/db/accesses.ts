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
export async function findGrant(sql: Query, id: number): Promise<AccessGrant | null> {
  const [row] = await sql<
    {
      role: Role;
      permissions: Permissions;
      spying: Spying[];
      allQueues: boolean;
      allAgents: boolean;
      queues: QueueRef[];
      queueGroups: number[];
      agents: AgentId[];
      agentGroups: number[];
    }[]
  >`
    select role, permissions, spying, all_queues as "allQueues", all_agents as "allAgents",
      (select coalesce(json_agg(json_build_object('pbx', pbx, 'queue', queue) order by pbx, queue), '[]')
        from access_queues where access_id = id) as queues,
      (select coalesce(json_agg(group_id order by group_id), '[]') from access_queue_groups where access_id = id)
        as "queueGroups",
      (select coalesce(json_agg(agent_id order by agent_id), '[]') from access_agents where access_id = id) as agents,
      (select coalesce(json_agg(group_id order by group_id), '[]') from access_agent_groups where access_id = id)
        as "agentGroups"
    from accesses where id = ${id}
  `;
  if (!row) return null;
  const { role, permissions, spying } = row;
  return {
    ...{ role, permissions, spying },
    queues: row.allQueues ? "all" : { items: row.queues, groups: row.queueGroups },
    agents: row.allAgents ? "all" : { items: row.agents, groups: row.agentGroups },
  };
}
