/** People who answer, by what a PBX names them, and which rows of the records are theirs. */
import { type AgentId, codeIn, type EpochMs, type MemberAsNamed, type PbxId } from "@qmanager/core";
import { type AgentStretch, recountAgents } from "./agent_counters.ts";
import type { Query } from "./connect.ts";
import type { Sight } from "./sight.ts";

/** Whose a member is; null where nothing names him. */
export type AgentOf = (member: MemberAsNamed) => AgentId | null;

export type AliasKind = "name" | "phone";

export interface AgentAlias {
  pbx: PbxId;
  kind: AliasKind;
  alias: string;
}

export interface Agent {
  id: AgentId;
  /** Null: nobody said yet who he is. */
  code: number | null;
  name: string;
  aliases: AgentAlias[];
}

/** Any fixed numbers: who changes whose a row is waits for those who write rows, and they for him. */
const lockKey = 7_236_505;
const unknownLockKey = 7_236_506;

/** Until the transaction ends, nobody changes who is who. Before it writes any row. */
export async function holdAgents(tx: Query): Promise<void> {
  await tx`select pg_advisory_xact_lock_shared(${lockKey}::bigint)`;
}

/** Until the transaction ends, nobody writes rows of agents. Before it writes any row. */
export async function lockAgents(tx: Query): Promise<void> {
  await tx`select pg_advisory_xact_lock(${lockKey}::bigint)`;
}

/** An alias, whose it is, and his code. */
export interface KnownAlias extends AgentAlias {
  id: AgentId;
  code: number | null;
}

export async function allAliases(sql: Query): Promise<KnownAlias[]> {
  return sql<KnownAlias[]>`
    select pbx, kind, alias, agents.id, agents.code from agent_aliases join agents on agents.id = agent_id
  `;
}

export async function allCodes(sql: Query): Promise<{ id: AgentId; code: number }[]> {
  return sql<{ id: AgentId; code: number }[]>`select id, code from agents where code is not null`;
}

/** Those of a PBX who are unknown by these names, begun where they are not yet. */
export async function unknownAgents(
  tx: Query,
  pbx: PbxId,
  names: readonly string[],
  at: EpochMs,
): Promise<Map<string, AgentId>> {
  // Two that begin the same one wait for each other.
  await tx`select pg_advisory_xact_lock(${unknownLockKey}::bigint)`;
  const found = await tx<{ alias: string; id: AgentId }[]>`
    select alias, agent_id as id from agent_aliases where pbx = ${pbx} and kind = 'name' and alias = any(${[...names]}::text[])
  `;
  const ids = new Map(found.map(({ alias, id }) => [alias, id]));
  for (const name of names) {
    if (ids.has(name)) continue;
    const id = await insertAgent(tx, { code: null, name }, at);
    if (id === null) continue;
    await putAlias(tx, { pbx, kind: "name", alias: name }, id);
    ids.set(name, id);
  }
  return ids;
}

/** @returns null when there is one of this code */
export async function insertAgent(
  tx: Query,
  { code, name }: Pick<Agent, "code" | "name">,
  at: EpochMs,
): Promise<AgentId | null> {
  const [row] = await tx<{ id: AgentId }[]>`
    insert into agents (code, name, created_at, changed_at) values (${code}, ${name}, ${at}, ${at})
    on conflict (code) do nothing
    returning id
  `;
  return row?.id ?? null;
}

/** Gives an alias to an agent, whoever had it. */
export async function putAlias(tx: Query, { pbx, kind, alias }: AgentAlias, id: AgentId): Promise<void> {
  await tx`
    insert into agent_aliases (pbx, kind, alias, agent_id) values (${pbx}, ${kind}, ${alias}, ${id})
    on conflict (pbx, kind, alias) do update set agent_id = excluded.agent_id
  `;
}

/** Whose an alias is; null for nobody's. */
export async function ownerOf(
  sql: Query,
  { pbx, kind, alias }: AgentAlias,
): Promise<Pick<Agent, "id" | "code" | "name"> | null> {
  const [row] = await sql<Pick<Agent, "id" | "code" | "name">[]>`
    select agents.id, code, name from agent_aliases join agents on agents.id = agent_id
    where pbx = ${pbx} and kind = ${kind} and alias = ${alias}
  `;
  return row ?? null;
}

export interface AgentPage {
  unknown?: boolean | undefined;
  after: AgentId;
  limit: number;
}

/** By id. */
export async function listAgents(
  sql: Query,
  { agents }: Pick<Sight, "agents">,
  { unknown, after, limit }: AgentPage,
): Promise<Agent[]> {
  return sql<Agent[]>`
    select id, code, name, ${aliasesOf(sql)} as aliases
    from agents
    where id > ${after} ${unknown === undefined ? sql`` : unknown ? sql`and code is null` : sql`and code is not null`}
      ${agents === "all" ? sql`` : sql`and id = any(${[...agents]}::integer[])`}
    order by id limit ${limit}
  `;
}

export async function findAgent(sql: Query, id: AgentId): Promise<Agent | null> {
  const [row] = await sql<Agent[]>`select id, code, name, ${aliasesOf(sql)} as aliases from agents where id = ${id}`;
  return row ?? null;
}

const aliasesOf = (sql: Query) => sql`
  coalesce(
    (select json_agg(json_build_object('pbx', pbx, 'kind', kind, 'alias', alias) order by pbx, kind, alias)
      from agent_aliases where agent_id = agents.id), '[]'
  )
`;

/** How many rows became another's. */
export interface MovedRows {
  visits: number;
  intervals: number;
}

const recordTables = ["visits", "agent_intervals", "agent_calls"] as const;

/** What a member did whose name is now an agent's becomes his. */
export async function moveNamed(tx: Query, { pbx, alias }: AgentAlias, id: AgentId): Promise<MovedRows> {
  return moved(tx, id, () => tx`pbx = ${pbx} and agent = ${alias}`);
}

/** What was done at a phone that is now an agent's own becomes his, unless a name tells whose it is. */
export async function movePhone(tx: Query, { pbx, alias }: AgentAlias, id: AgentId): Promise<MovedRows> {
  return moved(
    tx,
    id,
    () => tx`
      pbx = ${pbx} and (agent_id is null or agent_id in (select id from agents where code is null))
      and regexp_replace(lower(coalesce(interface, agent)), '^(local/[^/]*)/.*$', '\\1') = ${alias}
    `,
  );
}

/** What members did whose names tell the code of an agent who is known now becomes his, unless an alias tells whose it is. */
export async function moveCoded(tx: Query, code: number, id: AgentId): Promise<MovedRows> {
  const named = await tx<{ alias: string }[]>`
    select distinct alias from agent_aliases join agents on agents.id = agent_id where kind = 'name' and code is null
  `;
  const names = named.map(({ alias }) => alias).filter((alias) => codeIn(alias) === code);
  return moved(
    tx,
    id,
    (table) => tx`
      agent = any(${names}::text[]) and not exists (
        select from agent_aliases join agents on agents.id = agent_aliases.agent_id
        where agents.code is not null and kind = 'name' and agent_aliases.pbx = ${tx(table)}.pbx and alias = agent
      )
    `,
  );
}

async function moved(
  tx: Query,
  id: AgentId,
  whose: (table: (typeof recordTables)[number]) => ReturnType<Query>,
): Promise<MovedRows> {
  const stretches = await tx<{ pbx: PbxId; agent: AgentId | null; from: EpochMs; to: EpochMs }[]>`
    select pbx, agent_id as agent, from_at as "from", coalesce(to_at, from_at) as "to" from agent_intervals
    where ${whose("agent_intervals")} and agent_id is distinct from ${id}
    union all
    select pbx, agent_id, from_at, to_at from agent_calls
    where ${whose("agent_calls")} and agent_id is distinct from ${id}
  `;
  const counts: number[] = [];
  for (const table of recordTables) {
    const rows = await tx`
      update ${tx(table)} set agent_id = ${id} where ${whose(table)} and agent_id is distinct from ${id}
    `;
    counts.push(rows.count);
  }
  const [visits = 0, intervals = 0] = counts;
  // What was another's is his: of both it adds up anew.
  for (const [pbx, own] of Map.groupBy(stretches, (each) => each.pbx)) {
    const both = own.flatMap(({ agent, from, to }) => [agent, id].map((each) => ({ agent: each, from, to })));
    await recountAgents(
      tx,
      pbx,
      both.filter((each): each is AgentStretch => each.agent !== null),
    );
  }
  await tx`
    delete from agents where code is null
      and not exists (select from visits where agent_id = agents.id)
      and not exists (select from agent_intervals where agent_id = agents.id)
      and not exists (select from agent_calls where agent_id = agents.id)
  `;
  return { visits, intervals };
}
