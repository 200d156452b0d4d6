/** Who pauses now, and what he did today. */
import type { AgentId, AgentInterval, EpochMs, Interface, PbxId } from "@qmanager/core";
import type { Query } from "./connect.ts";

/** A stretch on file of an agent who pauses now. */
export interface PausedAgentInterval extends AgentInterval {
  agentId: AgentId | null;
  interface: Interface;
  /** It goes on. */
  open: boolean;
}

/** The pauses and talks since the day began of everybody who pauses now, on this PBX, at whatever phone of his. */
export async function pausedAgentsDay(sql: Query, pbx: PbxId, day: EpochMs): Promise<PausedAgentInterval[]> {
  return sql<PausedAgentInterval[]>`
    with paused as materialized (
      select distinct agent_id, lower(interface) as phone from agent_intervals
      where pbx = ${pbx} and kind = 'pause' and open and not superseded and interface is not null
    )
    select pbx, kind, agent, agent_id as "agentId", interface, queue, reason,
      case when from_known then from_at end as "from", to_at as "to", open
    from agent_intervals as kept
    where pbx = ${pbx} and kind in ('pause', 'talk') and not superseded and interface is not null
      and (to_at > ${day} or open)
      and (agent_id in (select agent_id from paused)
        or agent_id is null and lower(interface) in (select phone from paused where agent_id is null))
  `;
}
