/** Agents written to file, as many at once as there are. Each in the transaction of `AgentRegister.change`. */
import { type AgentId, type EpochMs, phoneKey, type Shift } from "@qmanager/core";
import type { DefaultQueue, Extension } from "./agent_list.ts";
import { phoneKeyOf } from "./agents.ts";
import type { Query } from "./connect.ts";

/** All that people say of an agent. */
export interface AgentRecord {
  code: number;
  name: string;
  email: string | null;
  extension: Extension | null;
  shift: Shift | null;
  joinsQueues: boolean;
  queues: readonly DefaultQueue[];
  /** By their ids. */
  groups: readonly number[];
  /** Null: he has no password. */
  passwordHash: string | null;
}

export type KeptAgent = AgentRecord & { id: AgentId };

/** @returns their ids, in the order in which they are given */
export async function insertAgents(tx: Query, agents: readonly AgentRecord[], at: EpochMs): Promise<AgentId[]> {
  const rows = await tx<{ id: AgentId; code: number }[]>`
    insert into agents (code, name, created_at, changed_at)
    select code, name, ${at}, ${at} from json_to_recordset(${JSON.stringify(agents.map(({ code, name }) => ({ code, name })))}::text::json)
      as given (code integer, name text)
    returning id, code
  `;
  const ids = new Map(rows.map(({ id, code }) => [code, id]));
  const kept = agents.map((each) => ({ ...each, id: ids.get(each.code) ?? 0 }));
  await updateAgents(tx, kept, at);
  return kept.map(({ id }) => id);
}

/** What is said of them is all that is on file of them from now on; their names in the PBXs stay. */
export async function updateAgents(tx: Query, agents: readonly KeptAgent[], at: EpochMs): Promise<void> {
  const rows = agents.map((each) => ({
    ...{ id: each.id, code: each.code, name: each.name, email: each.email, password_hash: each.passwordHash },
    ...{ extension_pbx: each.extension?.pbx ?? null, extension: each.extension?.phone ?? null },
    alias: each.extension && phoneKey(each.extension.phone),
    ...{ shift_start: each.shift?.start ?? null, shift_end: each.shift?.end ?? null, joins_queues: each.joinsQueues },
  }));
  const ids = agents.map(({ id }) => id);
  const given = JSON.stringify(rows);
  // Who has another phone now is no more recognised by the old one.
  await tx`
    delete from agent_aliases using agents, json_to_recordset(${given}::text::json) as given (id integer, extension_pbx text, alias text)
    where agents.id = given.id and agent_aliases.agent_id = agents.id and kind = 'phone'
      and agent_aliases.pbx = agents.extension_pbx and agent_aliases.alias = ${phoneKeyOf(tx, tx`agents.extension`)}
      and (given.extension_pbx, given.alias) is distinct from (agent_aliases.pbx, agent_aliases.alias)
  `;
  await tx`
    update agents set code = given.code, name = given.name, email = given.email, password_hash = given.password_hash,
      extension_pbx = given.extension_pbx, extension = given.extension, shift_start = given.shift_start,
      shift_end = given.shift_end, joins_queues = given.joins_queues, changed_at = ${at}
    from json_to_recordset(${given}::text::json) as given (
      id integer, code integer, name text, email text, password_hash text, extension_pbx text, extension text,
      shift_start smallint, shift_end smallint, joins_queues boolean
    )
    where agents.id = given.id
  `;
  await tx`
    insert into agent_aliases (pbx, kind, alias, agent_id)
    select extension_pbx, 'phone', alias, id
    from json_to_recordset(${given}::text::json) as given (id integer, extension_pbx text, alias text)
    where alias is not null
    on conflict (pbx, kind, alias) do update set agent_id = excluded.agent_id
  `;
  await tx`delete from agent_queues where agent_id = any(${ids}::integer[])`;
  const queues = agents.flatMap(({ id, queues }) => queues.map((each) => ({ agent_id: id, ...each })));
  await tx`
    insert into agent_queues (agent_id, pbx, queue, penalty)
    select * from json_to_recordset(${JSON.stringify(queues)}::text::json)
      as given (agent_id integer, pbx text, queue text, penalty integer)
  `;
  const groups = agents.flatMap(({ id, groups }) => groups.map((group) => ({ group_id: group, agent_id: id })));
  await tx`delete from agent_group_agents where agent_id = any(${ids}::integer[])`;
  // One that is removed just now has nobody in it.
  await tx`
    insert into agent_group_agents (group_id, agent_id)
    select group_id, agent_id from agent_groups
      join json_to_recordset(${JSON.stringify(groups)}::text::json) as given (group_id integer, agent_id integer) on group_id = id
    for key share of agent_groups
  `;
}

/** Who does not work any more keeps all that is his. */
export async function setDeactivated(
  tx: Query,
  id: AgentId,
  deactivatedAt: EpochMs | null,
  at: EpochMs,
): Promise<void> {
  await tx`update agents set deactivated_at = ${deactivatedAt}, changed_at = ${at} where id = ${id}`;
}

/** Leaves of an agent what names his calls: his id and his code. What is done under his names is nobody's again. */
export async function removeAgent(tx: Query, id: AgentId, at: EpochMs): Promise<void> {
  await tx`delete from agent_aliases where agent_id = ${id}`;
  await tx`delete from agent_queues where agent_id = ${id}`;
  await tx`
    update agents set name = '', email = null, extension_pbx = null, extension = null, password_hash = null,
      shift_start = null, shift_end = null, joins_queues = false, deactivated_at = null, removed_at = ${at},
      changed_at = ${at}
    where id = ${id}
  `;
}

/** How many work. */
export async function countActive(tx: Query): Promise<number> {
  const [row] = await tx<{ active: number }[]>`
    select count(*) as active from agents where code is not null and deactivated_at is null and removed_at is null
  `;
  return row?.active ?? 0;
}
