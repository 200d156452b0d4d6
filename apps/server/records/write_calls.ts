/** Writes calls as wholes, and what adds up of those whose phones had a part in them that no queue gave. */
import { agentCallOfLeg, type Call, callPartedAt, type PbxId, uniqueid } from "@qmanager/core";
import {
  type AgentCallRow,
  legsPlace,
  namesAtPhones,
  phoneAt,
  putAgentCalls,
  takeAgentCalls,
} from "../db/agent_calls.ts";
import { recountAgents } from "../db/agent_counters.ts";
import { putCalls } from "../db/calls.ts";
import type { Query } from "../db/connect.ts";
import type { AgentRegister } from "./agent_register.ts";
import { stretchesOf } from "./agent_tally.ts";
import { largestMs, upTo } from "./fitting_visit.ts";

/** @param tx the transaction; the parts of the table for `callPartedAt` must be there */
export async function writeCalls(tx: Query, pbx: PbxId, calls: readonly Call[], agents: AgentRegister): Promise<void> {
  if (calls.length === 0) return;
  const told = calls.map((call) => ({ ...call, talkMs: upTo(largestMs, call.talkMs) }));
  await putCalls(tx, told);
  const places = calls.map((call) => ({
    ...{ calledAt: callPartedAt(call), uniqueid: uniqueid(call.linkedid), visit: legsPlace },
  }));
  const legs = calls.flatMap((call, at) =>
    call.legs.flatMap((leg) => {
      const { startedAt: from } = agentCallOfLeg(leg);
      const place = places[at];
      if (from === null || place === undefined) return [];
      return [
        {
          ...place,
          interface: leg.interface,
          from,
          to: Math.max(from, leg.endedAt ?? from),
          open: call.open && leg.endedAt === null,
        },
      ];
    }),
  );
  const names = await namesAtPhones(
    tx,
    pbx,
    legs.map((leg) => ({ interface: leg.interface, at: leg.from })),
  );
  const parts = legs.map((leg) => ({ ...leg, agent: names.get(phoneAt(leg.interface, leg.from)) ?? null }));
  // A phone that nobody told us of is no unknown agent's: an office has many.
  const agentOf = await agents.identify(
    tx,
    pbx,
    parts.filter(({ agent }) => agent !== null),
  );
  const rows = parts.map((part): AgentCallRow => ({ ...part, agentId: agentOf(part) }));
  const before = await takeAgentCalls(tx, pbx, places);
  await putAgentCalls(tx, pbx, rows);
  await recountAgents(tx, pbx, stretchesOf([...before, ...rows]));
}
