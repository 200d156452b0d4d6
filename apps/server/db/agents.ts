/** People who answer, and by what a PBX names them. */
import { type AgentId, codeIn, type EpochMs, type MemberAsNamed, type PbxId } from "@qmanager/core";
import type { Query } from "./connect.ts";

/** Whose a member is; null where nothing names him. */
export type AgentOf = (member: MemberAsNamed) => AgentId | null;

export type AliasKind = "name" | "phone";

export interface AgentAlias {
  pbx: PbxId;
  kind: AliasKind;
  alias: string;
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
  return sql<{ id: AgentId; code: number }[]>`
    select id, code from agents where code is not null and removed_at is null
  `;
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
  { code, name }: { code: number | null; name: string },
  at: EpochMs,
): Promise<AgentId | null> {
  const [row] = await tx<{ id: AgentId }[]>`
    insert into agents (code, name, created_at, changed_at) values (${code}, ${name}, ${at}, ${at})
    on conflict (code) where removed_at is null do nothing
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

/** Gives aliases to agents, whoever had them. */
export async function putAliases(tx: Query, aliases: readonly (AgentAlias & { id: AgentId })[]): Promise<void> {
  await tx`
    insert into agent_aliases (pbx, kind, alias, agent_id)
    select pbx, kind, alias, id from json_to_recordset(${JSON.stringify(aliases)}::text::json)
      as given (pbx text, kind text, alias text, id integer)
    on conflict (pbx, kind, alias) do update set agent_id = excluded.agent_id
  `;
}

/** Whose an alias is; null for nobody's. */
export async function ownerOf(
  sql: Query,
  { pbx, kind, alias }: AgentAlias,
): Promise<{ id: AgentId; code: number | null; name: string } | null> {
  const [row] = await sql<{ id: AgentId; code: number | null; name: string }[]>`
    select agents.id, code, name from agent_aliases join agents on agents.id = agent_id
    where pbx = ${pbx} and kind = ${kind} and alias = ${alias}
  `;
  return row ?? null;
}

/** A phone as aliases have it: as core's `phoneKey` makes it. */
export const phoneKeyOf = (sql: Query, phone: ReturnType<Query>) =>
  sql`regexp_replace(lower(${phone}), '^(local/[^/]*)/.*$', '\\1')`;

/** @returns whether it was his */
export async function dropAlias(tx: Query, { pbx, kind, alias }: AgentAlias, id: AgentId): Promise<boolean> {
  const gone = await tx`
    delete from agent_aliases where pbx = ${pbx} and kind = ${kind} and alias = ${alias} and agent_id = ${id}
  `;
  if (kind === "phone") {
    await tx`
      update agents set extension_pbx = null, extension = null
      where id = ${id} and extension_pbx = ${pbx} and ${phoneKeyOf(tx, tx`extension`)} = ${alias}
    `;
  }
  return gone.count > 0;
}

/** Whose a member's name is that is nobody's alias any more: his whose code it tells, else an unknown one's. */
export async function returnedTo(tx: Query, { pbx, alias }: AgentAlias, at: EpochMs): Promise<AgentId | null> {
  const code = codeIn(alias);
  const [coded] =
    code === null ? [] : await tx<{ id: AgentId }[]>`select id from agents where code = ${code} and removed_at is null`;
  return coded?.id ?? (await unknownAgents(tx, pbx, [alias], at)).get(alias) ?? null;
}

/** Who has these phones already, of those who are known; by phones as {@link AgentAlias} has them. */
export async function ownersOfPhones(
  sql: Query,
  phones: readonly { pbx: PbxId; alias: string }[],
): Promise<{ pbx: PbxId; alias: string; id: AgentId; code: number; name: string }[]> {
  return sql`
    select pbx, alias, agents.id, code, name from agent_aliases join agents on agents.id = agent_id
    where kind = 'phone' and (pbx, alias) in (
      select * from unnest(${phones.map(({ pbx }) => pbx)}::text[], ${phones.map(({ alias }) => alias)}::text[])
    )
  `;
}
