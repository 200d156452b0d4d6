/** What there is to choose from when somebody is given an access. */
import type { AgentId, QueueRef } from "@qmanager/core";
import type { Query } from "./connect.ts";

/** Queues that ever had a call, or that somebody named. */
export async function knownQueues(sql: Query): Promise<QueueRef[]> {
  // Along the index from one queue to the next: there are few queues, and years of their quarters.
  return sql<QueueRef[]>`
    with recursive counted as (
      (select pbx, queue from queue_counters order by pbx, queue limit 1)
      union all
      select following.pbx, following.queue from counted, lateral (
        select pbx, queue from queue_counters where (pbx, queue) > (counted.pbx, counted.queue)
        order by pbx, queue limit 1
      ) as following
    )
    select pbx, queue from counted union select pbx, queue from queue_group_queues
    union select pbx, queue from access_queues order by pbx, queue
  `;
}

export interface QueueGroupChoice {
  id: number;
  name: string;
  queues: QueueRef[];
}

export async function queueGroupChoices(sql: Query): Promise<QueueGroupChoice[]> {
  return sql<QueueGroupChoice[]>`
    select id, name, (
      select coalesce(json_agg(json_build_object('pbx', pbx, 'queue', queue)), '[]')
      from queue_group_queues where group_id = id
    ) as queues
    from queue_groups order by lower(name), id
  `;
}

export interface AgentChoice {
  id: AgentId;
  code: number | null;
  name: string;
}

/** Who was removed is there only where somebody was given him to see: a form must know what it shows. */
export async function agentChoices(sql: Query): Promise<AgentChoice[]> {
  return sql<AgentChoice[]>`
    select id, code, name from agents
    where removed_at is null or exists (select from access_agents where agent_id = agents.id)
    order by lower(name), id
  `;
}

export interface AgentGroupChoice {
  id: number;
  name: string;
  agents: AgentId[];
}

export async function agentGroupChoices(sql: Query): Promise<AgentGroupChoice[]> {
  return sql<AgentGroupChoice[]>`
    select id, name, (
      select coalesce(json_agg(agent_id), '[]') from agent_group_agents where group_id = id
    ) as agents
    from agent_groups order by lower(name), id
  `;
}
