/** Whose calls there were, on file: by an agent and a time it leads to his part in visits and in calls without a queue. */
import { type AgentId, type EpochMs, type Interface, interfaceKey, type PbxId, type Uniqueid } from "@qmanager/core";
import type { Query } from "./connect.ts";
import { copyRows, worthCopying } from "./copy_rows.ts";

/** In the place of a visit's number: of the call itself, whose linkedid is in the place of the channel's id. */
export const legsPlace = 0;

/** The key of a visit, or of a call. */
export interface CallPlace {
  calledAt: EpochMs;
  uniqueid: Uniqueid;
  visit: number;
}

/** A member's part in it. */
export interface AgentCallRow extends CallPlace {
  interface: Interface | null;
  agent: string | null;
  agentId: AgentId | null;
  from: EpochMs;
  /** As far as anything of it is known. */
  to: EpochMs;
  /** It goes on. */
  open: boolean;
}

/** Takes away the parts in these visits and calls. @returns what was there */
export async function takeAgentCalls(tx: Query, pbx: PbxId, visits: readonly CallPlace[]): Promise<AgentCallRow[]> {
  if (visits.length === 0) return [];
  const places = visits.map((each) => ({
    ...{ called_at: new Date(each.calledAt).toISOString(), uniqueid: each.uniqueid, visit: each.visit },
  }));
  return tx<AgentCallRow[]>`
    delete from agent_calls as kept using
      json_to_recordset(${JSON.stringify(places)}::text::json) as told (called_at timestamptz, uniqueid text, visit smallint)
    where kept.pbx = ${pbx} and kept.called_at = told.called_at and kept.uniqueid = told.uniqueid and kept.visit = told.visit
    returning kept.called_at as "calledAt", kept.uniqueid, kept.visit, interface, agent, agent_id as "agentId",
      from_at as "from", to_at as "to", open
  `;
}

/** Adds parts, in the place of those that were taken away. */
export async function putAgentCalls(tx: Query, pbx: PbxId, calls: readonly AgentCallRow[]): Promise<void> {
  if (calls.length === 0) return;
  const rows = calls.map((each) => ({
    ...{ pbx, called_at: new Date(each.calledAt).toISOString(), uniqueid: each.uniqueid, visit: each.visit },
    ...{ interface: each.interface, agent: each.agent, agent_id: each.agentId },
    from_at: new Date(each.from).toISOString(),
    to_at: new Date(each.to).toISOString(),
    open: each.open,
  }));
  if (rows.length >= worthCopying) return await copyRows(tx, "agent_calls", columns, rows);
  await tx`
    insert into agent_calls (${tx(columns)})
    select ${tx(columns)} from json_to_recordset(${JSON.stringify(rows)}::text::json) as told (
      pbx text, called_at timestamptz, uniqueid text, visit smallint, interface text, agent text, agent_id integer,
      from_at timestamptz, to_at timestamptz, open boolean
    )
  `;
}

const columns = [
  ...(["pbx", "called_at", "uniqueid", "visit", "interface", "agent", "agent_id", "from_at", "to_at", "open"] as const),
];

/** By what names members were in their queues at these phones and times: `phone\nat` → name. */
export async function namesAtPhones(
  sql: Query,
  pbx: PbxId,
  asked: readonly { interface: Interface; at: EpochMs }[],
): Promise<Map<string, string>> {
  if (asked.length === 0) return new Map();
  const phones = asked.map((each) => interfaceKey(each.interface));
  const instants = asked.map(({ at }) => new Date(at).toISOString());
  const rows = await sql<{ phone: string; at: EpochMs; agent: string }[]>`
    select asked.phone, asked.at, session.agent
    from unnest(${phones}::text[], ${sql.array(instants)}::timestamptz[]) as asked (phone, at), lateral (
      select agent from agent_intervals
      where pbx = ${pbx} and lower(interface) = asked.phone and kind = 'session' and agent is not null and not superseded
        and from_at <= asked.at and (to_at is null or to_at >= asked.at)
      order by from_at desc limit 1
    ) as session
  `;
  return new Map(rows.map(({ phone, at, agent }) => [phoneAt(phone, at), agent]));
}

/** The key of {@link namesAtPhones}. */
export const phoneAt = (phone: string, at: EpochMs): string => `${interfaceKey(phone)}\n${at}`;
