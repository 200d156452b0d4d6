/** Whose parts in visits and calls may be seen by who sees only some agents. */
import { type AgentId, type EpochMs, type Interface, interfaceKey, type PbxId } from "@qmanager/core";
import type { Query } from "./connect.ts";

/** A visit by its caller's channel and number; of a call `visit` is null, and its channel and linkedid are asked for. */
export interface PartPlace {
  pbx: PbxId;
  calledAt: EpochMs;
  uniqueids: readonly string[];
  visit: number | null;
}

/** Of each place, in order: the keys of the phones at which these agents had a part. */
export async function seenParts(
  sql: Query,
  places: readonly PartPlace[],
  agents: readonly AgentId[],
): Promise<Set<string>[]> {
  const phones = places.map(() => new Set<string>());
  if (places.length === 0 || agents.length === 0) return phones;
  const asked = places.flatMap(({ pbx, calledAt, uniqueids, visit }, place) =>
    uniqueids.map((uniqueid) => ({ place, pbx, called_at: new Date(calledAt).toISOString(), uniqueid, visit })),
  );
  const rows = await sql<{ place: number; interface: Interface }[]>`
    select distinct place, interface
    from json_to_recordset(${JSON.stringify(asked)}::text::json)
      as asked (place integer, pbx text, called_at timestamptz, uniqueid text, visit smallint)
    join agent_calls as kept on kept.pbx = asked.pbx and kept.called_at = asked.called_at
      and kept.uniqueid = asked.uniqueid and (asked.visit is null or kept.visit = asked.visit)
    where kept.agent_id = any(${[...agents]}::integer[]) and interface is not null
  `;
  for (const { place, interface: phone } of rows) phones[place]?.add(interfaceKey(phone));
  return phones;
}
