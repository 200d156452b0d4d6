/** Records as they are shown to who may see only some queues and people. */
import { inSeenQueues, seenCall, seenVisit, seesAgent } from "@qmanager/core";
import type { ListedCall } from "./call_list.ts";
import type { Query } from "./connect.ts";
import { seenParts } from "./seen_parts.ts";
import type { Sight } from "./sight.ts";
import type { ListedVisit } from "./visit_list.ts";

export async function visitsInSight(sql: Query, visits: ListedVisit[], sight: Sight): Promise<ListedVisit[]> {
  const { agents } = sight;
  if (agents === "all") return visits;
  const places = visits.map(({ pbx, calledAt, uniqueid, visit }) => ({ pbx, calledAt, uniqueids: [uniqueid], visit }));
  const phones = await seenParts(sql, places, agents);
  return visits.map((visit, at) => {
    const isAnswered = visit.interface !== null || visit.agent !== null;
    return seenVisit(visit, phones[at] ?? new Set(), !isAnswered || seesAgent(sight, visit.agentId));
  });
}

/** @param all of which he may see a queue or an agent */
export async function callsInSight(sql: Query, all: ListedCall[], sight: Sight): Promise<ListedCall[]> {
  const { agents } = sight;
  const calls = all.map((call) => inSeenQueues(call, sight));
  if (agents === "all") return calls;
  const places = calls.map(({ pbx, calledAt, linkedid, uniqueid }) => ({
    ...{ pbx, calledAt, visit: null },
    uniqueids: [...new Set<string>([linkedid, uniqueid])],
  }));
  const phones = await seenParts(sql, places, agents);
  return calls.map((call, at) => seenCall(call, phones[at] ?? new Set()));
}
