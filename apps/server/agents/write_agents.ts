/** Agents made and changed, one or thousands: all of them or none. In the transaction of `AgentRegister.change`. */
import { type AgentId, type EpochMs, phoneKey } from "@qmanager/core";
import { type MovedRows, moveCoded, movePhones, sumOfMoved } from "../db/agent_history.ts";
import { agentsOfCodes } from "../db/agent_list.ts";
import { type AgentRecord, insertAgents, updateAgents } from "../db/agent_records.ts";
import { ownersOfPhones } from "../db/agents.ts";
import type { Query } from "../db/connect.ts";
import type { AgentProblem, AgentWithPassword } from "./agent_draft.ts";
import { type SeatLimit, type Seats, takeSeats } from "./seats.ts";

/** An agent as he is to be, and as he was; null: he is new. */
export interface WantedAgent {
  record: AgentRecord;
  before: AgentWithPassword | null;
}

export type Written =
  | { type: "written"; ids: AgentId[]; moved: MovedRows }
  | Exclude<Seats, { type: "taken" }>
  /** Somebody else has it already; `at`: of which. */
  | { type: "taken"; at: number; problem: AgentProblem };

export async function writeAgents(
  tx: Query,
  wanted: readonly WantedAgent[],
  { seatLimit, at }: { seatLimit: SeatLimit; at: EpochMs },
): Promise<Written> {
  const [conflict] = await conflicts(tx, wanted);
  if (conflict) return { type: "taken", ...conflict };
  const added = wanted.filter(({ before }) => before === null);
  const seats = await takeSeats(tx, added.length, seatLimit);
  if (seats.type !== "taken") return seats;
  const changed = wanted.flatMap(({ record, before }) => (before ? [{ ...record, id: before.id }] : []));
  const newIds = await insertAgents(
    tx,
    added.map(({ record }) => record),
    at,
  );
  await updateAgents(tx, changed, at);
  const fresh = new Map(added.map(({ record }, index) => [record.code, newIds[index] ?? 0]));
  const all = wanted.map((each) => ({ ...each, id: each.before?.id ?? fresh.get(each.record.code) ?? 0 }));
  const coded = all.filter(({ record, before }) => before?.code !== record.code);
  const moved = await moveCoded(tx, new Map(coded.map(({ record, id }) => [record.code, id])));
  const phones = all.flatMap(({ record, before, id }) => {
    const { extension } = record;
    if (extension === null || keyOf(extension) === keyOf(before?.extension ?? null)) return [];
    return [{ pbx: extension.pbx, alias: phoneKey(extension.phone), id }];
  });
  const movedPhones = await movePhones(tx, phones);
  return { type: "written", ids: all.map(({ id }) => id), moved: sumOfMoved([moved, movedPhones]) };
}

/** Codes and phones that others have already, of those on file. Nobody can take one meanwhile: see `AgentRegister.change`. */
export async function conflicts(
  sql: Query,
  wanted: readonly WantedAgent[],
): Promise<{ at: number; problem: AgentProblem }[]> {
  const coded = wanted.filter(({ record, before }) => before?.code !== record.code);
  const codes = new Map(
    (
      await agentsOfCodes(
        sql,
        coded.map(({ record }) => record.code),
      )
    ).map((each) => [each.code, each]),
  );
  const phones = await ownersOfPhones(
    sql,
    wanted.flatMap(({ record: { extension } }) =>
      extension ? [{ pbx: extension.pbx, alias: phoneKey(extension.phone) }] : [],
    ),
  );
  // What somebody among them gives up is there for the others.
  const givenUp = new Set(
    wanted.flatMap(({ record, before }) => {
      const old = keyOf(before?.extension ?? null);
      return old !== null && old !== keyOf(record.extension) ? [old] : [];
    }),
  );
  const owners = new Map<string, (typeof phones)[number]>(
    phones.map((each) => [`${each.pbx}/${each.alias}`, each] as const).filter(([key]) => !givenUp.has(key)),
  );
  return wanted.flatMap(({ record, before }, at) => {
    const found: { at: number; problem: AgentProblem }[] = [];
    const namesake = before?.code === record.code ? undefined : codes.get(record.code);
    if (namesake && namesake.id !== before?.id) {
      const values = { code: record.code, name: namesake.name };
      found.push({ at, problem: { field: "code", fault: "code_taken", values } });
    }
    const owner = record.extension ? owners.get(keyOf(record.extension) ?? "") : undefined;
    if (owner && owner.id !== before?.id) {
      const values = { code: owner.code, name: owner.name };
      found.push({ at, problem: { field: "extension", fault: "extension_taken", values } });
    }
    return found;
  });
}

const keyOf = (extension: AgentRecord["extension"]): string | null =>
  extension && `${extension.pbx}/${phoneKey(extension.phone)}`;
