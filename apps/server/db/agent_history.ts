/** Whose the rows of the records are, when it is said anew who is who. What somebody did who was removed stays his. */
import { type AgentId, codeIn, type EpochMs, type PbxId } from "@qmanager/core";
import { type AgentStretch, recountAgents } from "./agent_counters.ts";
import { type AgentAlias, phoneKeyOf } from "./agents.ts";
import type { Query } from "./connect.ts";

/** How many rows became another's. */
export interface MovedRows {
  visits: number;
  intervals: number;
}

/** An alias, and who has it from now on. */
export type GivenAlias = Pick<AgentAlias, "pbx" | "alias"> & { id: AgentId };

const recordTables = ["visits", "agent_intervals", "agent_calls"] as const;
type RecordTable = (typeof recordTables)[number];

const noRows: MovedRows = { visits: 0, intervals: 0 };

export function sumOfMoved(each: readonly MovedRows[]): MovedRows {
  return each.reduce(
    (sum, { visits, intervals }) => ({ visits: sum.visits + visits, intervals: sum.intervals + intervals }),
    noRows,
  );
}

/** What members did whose names are agents' now becomes theirs. */
export async function moveNamed(tx: Query, given: readonly GivenAlias[]): Promise<MovedRows> {
  return moved(tx, given, (table) => tx`${tx(table)}.pbx = given.pbx and ${tx(table)}.agent = given.alias`);
}

/** What was done at phones that are agents' own now becomes theirs, unless a name tells whose it is. */
export async function movePhones(tx: Query, given: readonly GivenAlias[]): Promise<MovedRows> {
  return moved(
    tx,
    given,
    (table) => tx`
      ${tx(table)}.pbx = given.pbx
      and (${tx(table)}.agent_id is null or ${tx(table)}.agent_id in (select id from agents where code is null))
      and ${phoneKeyOf(tx, tx`coalesce(${tx(table)}.interface, ${tx(table)}.agent)`)} = given.alias
    `,
  );
}

/**
 * What members did whose names tell the codes of agents who are known now becomes theirs, unless an alias tells whose it is.
 *
 * @param ids by code
 */
export async function moveCoded(tx: Query, ids: ReadonlyMap<number, AgentId>): Promise<MovedRows> {
  const strangers = await tx<{ pbx: PbxId; alias: string }[]>`
    select pbx, alias from agent_aliases join agents on agents.id = agent_id where kind = 'name' and code is null
  `;
  const given = strangers.flatMap(({ pbx, alias }) => {
    const id = ids.get(codeIn(alias) ?? 0);
    return id === undefined ? [] : [{ pbx, alias, id }];
  });
  return moveNamed(tx, given);
}

async function moved(
  tx: Query,
  given: readonly GivenAlias[],
  whose: (table: RecordTable) => ReturnType<Query>,
): Promise<MovedRows> {
  if (given.length === 0) return noRows;
  const become = (table: RecordTable) => tx`
    unnest(
      ${given.map(({ pbx }) => pbx)}::text[], ${given.map(({ alias }) => alias)}::text[],
      ${given.map(({ id }) => id)}::integer[]
    ) as given (pbx, alias, id)
    where ${whose(table)} and ${tx(table)}.agent_id is distinct from given.id
      and not exists (select from agents where agents.id = ${tx(table)}.agent_id and removed_at is not null)
  `;
  const stretches = await tx<{ pbx: PbxId; agent: AgentId | null; other: AgentId; from: EpochMs; to: EpochMs }[]>`
    select agent_intervals.pbx, agent_id as agent, given.id as other, from_at as "from", coalesce(to_at, from_at) as "to"
    from agent_intervals, ${become("agent_intervals")}
    union all
    select agent_calls.pbx, agent_id, given.id, from_at, to_at from agent_calls, ${become("agent_calls")}
  `;
  const counts: number[] = [];
  for (const table of recordTables) {
    const rows = await tx`update ${tx(table)} set agent_id = given.id from ${become(table)}`;
    counts.push(rows.count);
  }
  const [visits = 0, intervals = 0] = counts;
  // What was another's is his: of both it adds up anew.
  for (const [pbx, own] of Map.groupBy(stretches, (each) => each.pbx)) {
    const both = own.flatMap(({ agent, other, from, to }) => [agent, other].map((each) => ({ agent: each, from, to })));
    await recountAgents(
      tx,
      pbx,
      both.filter((each): each is AgentStretch => each.agent !== null),
    );
  }
  await dropIdleStrangers(tx);
  return { visits, intervals };
}

/** Of an unknown one of whom nothing is left nobody has to say who he is. */
async function dropIdleStrangers(tx: Query): Promise<void> {
  await tx`
    delete from agents where code is null
      and not exists (select from visits where agent_id = agents.id)
      and not exists (select from agent_intervals where agent_id = agents.id)
      and not exists (select from agent_calls where agent_id = agents.id)
  `;
}

/** What is on file of somebody. */
export interface AgentRecords {
  /** Calls that rang him, or that he made. */
  calls: number;
  firstAt: EpochMs | null;
  lastAt: EpochMs | null;
}

export async function recordsOf(sql: Query, id: AgentId): Promise<AgentRecords> {
  const [row] = await sql<AgentRecords[]>`select ${recordColumns(sql)} from (select ${id}::integer as id) as agents`;
  return row ?? { calls: 0, firstAt: null, lastAt: null };
}

/** The columns of {@link AgentRecords}, of a statement that has `agents`. */
export const recordColumns = (sql: Query) => sql`
  (select count(*) from agent_calls where agent_id = agents.id) as calls,
  least(
    (select min(from_at) from agent_calls where agent_id = agents.id),
    (select min(to_at) from agent_intervals where agent_id = agents.id)
  ) as "firstAt",
  ${lastRecord(sql)} as "lastAt"
`;

/** When anything of him was recorded last. */
export const lastRecord = (sql: Query) => sql`
  greatest(
    (select max(from_at) from agent_calls where agent_id = agents.id),
    (select max(to_at) from agent_intervals where agent_id = agents.id)
  )
`;
