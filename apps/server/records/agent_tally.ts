/** Keeps the counters of agents in step with the visits that rang them, in the transaction that writes the visits. */
import {
  agentCallIntervals,
  agentCallOf,
  type EpochMs,
  type Interface,
  interfaceKey,
  type MemberAsNamed,
  type PbxId,
  type Visit,
} from "@qmanager/core";
import {
  type AgentCallRow,
  type CallPlace,
  namesAtPhones,
  phoneAt,
  putAgentCalls,
  takeAgentCalls,
} from "../db/agent_calls.ts";
import { type AgentStretch, type AgentVisit, recountAgents } from "../db/agent_counters.ts";
import type { Query } from "../db/connect.ts";
import { storable } from "../db/storable.ts";
import type { FiledVisit } from "../db/visits.ts";
import type { AgentRegister } from "./agent_register.ts";

/** Whom the visits that were written or dropped rang, and what adds up of them and of whom they rang before. */
export async function tallyVisits(
  tx: Query,
  pbx: PbxId,
  { written, dropped }: { written: readonly FiledVisit[]; dropped: readonly FiledVisit[] },
  agents: AgentRegister,
): Promise<void> {
  const parts = await partsOf(tx, pbx, written);
  const agentOf = await agents.identify(tx, pbx, parts);
  const calls = parts.map((part): AgentCallRow => ({ ...part, agentId: agentOf(part) }));
  const places = [...written, ...dropped].map(({ calledAt, visit: { uniqueid, visit } }) => ({
    ...{ calledAt, uniqueid, visit },
  }));
  const before = await takeAgentCalls(tx, pbx, places);
  // Between: what is written now is at hand, and is not found on file.
  await recountAgents(tx, pbx, stretchesOf([...before, ...calls]), partsOfVisits(written, calls));
  await putAgentCalls(tx, pbx, calls);
}

function partsOfVisits(visits: readonly FiledVisit[], calls: readonly AgentCallRow[]): AgentVisit[] {
  const parts = Map.groupBy(calls, keyOfPlace);
  return visits.flatMap(({ calledAt, visit }) => {
    const own = parts.get(keyOfPlace({ calledAt, uniqueid: visit.uniqueid, visit: visit.visit }));
    return own ? [{ visit, parts: own }] : [];
  });
}

const keyOfPlace = ({ calledAt, uniqueid, visit }: CallPlace): string => `${calledAt}/${uniqueid}/${visit}`;

export function stretchesOf(calls: readonly AgentCallRow[]): AgentStretch[] {
  return calls.flatMap(({ agentId, from, to }) => (agentId === null ? [] : [{ agent: agentId, from, to }]));
}

type Part = Omit<AgentCallRow, "agentId">;

/** Of each visit and each member that it rang, or who answered it, one. */
async function partsOf(tx: Query, pbx: PbxId, visits: readonly FiledVisit[]): Promise<Part[]> {
  const asked = new Map<string, { interface: Interface; at: EpochMs }>();
  for (const { visit } of visits) {
    for (const { interface: phone, startedAt } of visit.attempts) {
      if (phone === null || startedAt === null || isOf(visit, phone)) continue;
      asked.set(phoneAt(phone, startedAt), { interface: phone, at: startedAt });
    }
  }
  const names = await namesAtPhones(tx, pbx, [...asked.values()]);
  return visits.flatMap(({ calledAt, visit }) => {
    const members = new Map<string, MemberAsNamed>();
    if (visit.outcome === "answered" && (visit.interface !== null || visit.agent !== null)) {
      members.set(keyOf(visit), { interface: visit.interface, agent: storable(visit.agent) });
    }
    for (const { interface: phone, startedAt } of visit.attempts) {
      if (phone === null || members.has(interfaceKey(phone))) continue;
      const agent = isOf(visit, phone) ? visit.agent : (names.get(phoneAt(phone, startedAt ?? 0)) ?? null);
      members.set(interfaceKey(phone), { interface: phone, agent });
    }
    return [...members.values()].flatMap((member): Part[] => {
      const span = spanOf(visit, member);
      const { uniqueid, visit: nth } = visit;
      return span ? [{ calledAt, uniqueid, visit: nth, ...member, ...span }] : [];
    });
  });
}

/** Whether it is the phone of the member who answered. */
const isOf = (visit: Visit, phone: Interface): boolean =>
  visit.interface !== null && interfaceKey(visit.interface) === interfaceKey(phone);
const keyOf = ({ interface: phone, agent }: MemberAsNamed): string => interfaceKey(phone ?? agent ?? "");

/** From his first ring to the end of his talk, as far as it is known; null where nothing tells when. */
function spanOf(
  visit: Visit,
  { interface: phone, agent }: MemberAsNamed,
): Pick<AgentCallRow, "from" | "to" | "open"> | null {
  const isHis = (member: MemberAsNamed) =>
    member.interface === null || phone === null
      ? member.interface === phone && storable(member.agent) === agent
      : interfaceKey(member.interface) === interfaceKey(phone);
  const parts = agentCallIntervals(visit, isHis);
  const told = [...parts.flatMap(({ from, to }) => [from, to]), agentCallOf(visit, isHis)?.startedAt ?? null];
  const instants = told.filter((at) => at !== null);
  if (instants.length === 0) return null;
  const open = visit.open && parts.some(({ to }) => to === null);
  return { from: Math.min(...instants), to: Math.max(...instants), open };
}
