/** Proposed agents who are wanted, made all at once: those who are somebody's already are left out. */
import { type Interface, type PbxId, phoneKey } from "@qmanager/core";
import { type MovedRows, moveNamed, sumOfMoved } from "../db/agent_history.ts";
import { allAliases, ownersOfPhones, putAliases } from "../db/agents.ts";
import { type AuditBy, insertAudits } from "../db/audit.ts";
import type { Query } from "../db/connect.ts";
import { changeInWords, draftedRecord } from "./agent_draft.ts";
import { needsAlias } from "./propose_agents.ts";
import type { SeatLimit } from "./seats.ts";
import { type Written, writeAgents } from "./write_agents.ts";

export interface WantedProposal {
  pbx: PbxId;
  /** As the PBX names him. */
  member: string;
  code: number;
  name: string;
  /** His own; null: he has none. */
  phone: Interface | null;
}

export type AddedProposals =
  /** `skipped`: how many were somebody's already. */
  { type: "added"; added: number; skipped: number; moved: MovedRows } | Exclude<Written, { type: "written" }>;

/** In the transaction of `AgentRegister.change`. @param wanted no two of the same code, phone or name */
export async function addProposed(
  tx: Query,
  wanted: readonly WantedProposal[],
  { seatLimit, by }: { seatLimit: SeatLimit; by: AuditBy },
): Promise<AddedProposals> {
  const known = new Set<string>();
  for (const { pbx, kind, alias, code } of await allAliases(tx)) {
    if (kind === "name" && code !== null) known.add(`${pbx}\n${alias}`);
  }
  const fresh = wanted.flatMap((each, at) => (known.has(`${each.pbx}\n${each.member}`) ? [] : [{ ...each, at }]));
  const phones = fresh.flatMap(({ pbx, phone }) => (phone === null ? [] : [{ pbx, alias: phoneKey(phone) }]));
  const owned = new Set((await ownersOfPhones(tx, phones)).map(({ pbx, alias }) => `${pbx}\n${alias}`));
  const records = fresh.map(({ pbx, code, name, phone }) => {
    const isFree = phone !== null && !owned.has(`${pbx}\n${phoneKey(phone)}`);
    const extension = isFree ? { pbx, phone } : null;
    return { record: draftedRecord({ code, name, extension }, null, { queues: "all" }, null), before: null };
  });
  const written = await writeAgents(tx, records, { seatLimit, at: by.at });
  if (written.type === "taken") return { ...written, at: fresh[written.at]?.at ?? 0 };
  if (written.type !== "written") return written;
  const named = fresh.flatMap(({ pbx, member, code }, index) => {
    const { extension } = records[index]?.record ?? {};
    if (!needsAlias(member, code, extension?.phone ?? null)) return [];
    return [{ pbx, kind: "name" as const, alias: member, id: written.ids[index] ?? 0 }];
  });
  await putAliases(tx, named);
  const moved = sumOfMoved([written.moved, await moveNamed(tx, named)]);
  await insertAudits(
    tx,
    records.map(({ record }, index) => ({
      ...{ ...by, action: "agent_added" as const, target: record.name },
      detail: {
        ...changeInWords(record, null, new Map()),
        aliases: named.filter(({ id }) => id === written.ids[index]).map(({ pbx, alias }) => `${pbx} ${alias}`),
      },
    })),
  );
  return { type: "added", added: records.length, skipped: wanted.length - fresh.length, moved };
}
