/** Groups of agents and groups of queues: for filters, and for whom somebody may see. */
import { type Access, type AgentId, type EpochMs, type QueueRef, seesAgent, seesQueue } from "@qmanager/core";
import type { Query } from "./connect.ts";

export interface Group<Member> {
  id: number;
  name: string;
  /** Those that are in sight. */
  members: Member[];
  /** How many more there are. */
  hidden: number;
  /** Users and tokens whose access goes by it. */
  accesses: number;
}

/** What is the same of both, and what is not. */
export interface GroupKind<Member> {
  of: "agent" | "queue";
  /** All of them by name, with all their members. */
  all(sql: Query): Promise<Omit<Group<Member>, "hidden">[]>;
  sees(access: Access, member: Member): boolean;
  keyOf(member: Member): string;
  /** @returns whether there are all of them */
  add(tx: Query, group: number, members: readonly Member[]): Promise<boolean>;
  remove(tx: Query, group: number, members: readonly Member[]): Promise<void>;
}

export const agentGroups: GroupKind<AgentId> = {
  of: "agent",
  all: (sql) => sql`
    select id, name,
      coalesce((select json_agg(agent_id order by agent_id) from agent_group_agents join agents on agents.id = agent_id
        where group_id = agent_groups.id and removed_at is null), '[]') as members,
      (select count(*) from access_agent_groups where group_id = agent_groups.id) as accesses
    from agent_groups order by lower(name)
  `,
  sees: seesAgent,
  keyOf: String,
  async add(tx, group, members) {
    // Nobody removes them meanwhile.
    const known = await tx`
      select from agents where id = any(${[...members]}::integer[]) and code is not null and removed_at is null for share
    `;
    if (known.count !== members.length) return false;
    await tx`
      insert into agent_group_agents (group_id, agent_id)
      select ${group}::integer, each from unnest(${[...members]}::integer[]) as each on conflict do nothing
    `;
    return true;
  },
  async remove(tx, group, members) {
    await tx`delete from agent_group_agents where group_id = ${group} and agent_id = any(${[...members]}::integer[])`;
  },
};

export const queueGroups: GroupKind<QueueRef> = {
  of: "queue",
  all: (sql) => sql`
    select id, name,
      coalesce((select json_agg(json_build_object('pbx', pbx, 'queue', queue) order by pbx, queue) from queue_group_queues
        where group_id = queue_groups.id), '[]') as members,
      (select count(*) from access_queue_groups where group_id = queue_groups.id) as accesses
    from queue_groups order by lower(name)
  `,
  sees: (access, { pbx, queue }) => seesQueue(access, pbx, queue),
  keyOf: ({ pbx, queue }) => `${pbx}/${queue}`,
  async add(tx, group, members) {
    await tx`
      insert into queue_group_queues (group_id, pbx, queue)
      select ${group}::integer, * from unnest(
        ${members.map(({ pbx }) => pbx)}::text[], ${members.map(({ queue }) => queue)}::text[]
      ) on conflict do nothing
    `;
    return true;
  },
  async remove(tx, group, members) {
    await tx`
      delete from queue_group_queues where group_id = ${group} and (pbx, queue) in (
        select * from unnest(${members.map(({ pbx }) => pbx)}::text[], ${members.map(({ queue }) => queue)}::text[])
      )
    `;
  },
};

/** Those in sight, by name: of one that is not empty, somebody or something of it has to be. */
export async function listGroups<Member>(
  sql: Query,
  kind: GroupKind<Member>,
  access: Access,
): Promise<Group<Member>[]> {
  const groups = (await kind.all(sql)).map((group) => {
    const members = group.members.filter((each) => kind.sees(access, each));
    return { ...group, members, hidden: group.members.length - members.length };
  });
  return groups.filter(({ members, hidden }) => members.length > 0 || hidden === 0);
}

const tables = { agent: "agent_groups", queue: "queue_groups" } as const;

/** One change at a time: they are few, and seldom changed. So a look tells whether a name is taken. */
export async function lockGroups(tx: Query, { of }: Pick<GroupKind<unknown>, "of">): Promise<void> {
  await tx`lock table ${tx(tables[of])} in share row exclusive mode`;
}

export async function isNameTaken(
  tx: Query,
  { of }: Pick<GroupKind<unknown>, "of">,
  name: string,
  but: number | null,
): Promise<boolean> {
  const [other] = await tx`
    select from ${tx(tables[of])} where lower(name) = lower(${name}) and id is distinct from ${but}::integer
  `;
  return other !== undefined;
}

export async function insertGroup(
  tx: Query,
  { of }: Pick<GroupKind<unknown>, "of">,
  name: string,
  at: EpochMs,
): Promise<number> {
  const [row] = await tx<{ id: number }[]>`
    insert into ${tx(tables[of])} (name, created_at, changed_at) values (${name}, ${at}, ${at}) returning id
  `;
  if (!row) throw new Error("A group was not made");
  return row.id;
}

export async function renameGroup(
  tx: Query,
  { of }: Pick<GroupKind<unknown>, "of">,
  { id, name, at }: { id: number; name: string; at: EpochMs },
): Promise<void> {
  await tx`update ${tx(tables[of])} set name = ${name}, changed_at = ${at} where id = ${id}`;
}

export async function deleteGroup(tx: Query, { of }: Pick<GroupKind<unknown>, "of">, id: number): Promise<void> {
  await tx`delete from ${tx(tables[of])} where id = ${id}`;
}
