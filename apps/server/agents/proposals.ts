/** The agents that the PBXs and the records propose now, and whether anybody still has to be asked about them. */
import { type EpochMs, type PbxId, type PbxView, pbxId } from "@qmanager/core";
import { listAgents } from "../db/agent_list.ts";
import { allCodes } from "../db/agents.ts";
import type { Query, Sql } from "../db/connect.ts";
import { findSetting, putSetting } from "../db/settings.ts";
import type { LiveSource } from "../live/topics.ts";
import type { ActionDesk } from "../pbx/action_desk.ts";
import { type ProposedAgent, proposeAgents, type SeenMember } from "./propose_agents.ts";

/** More is nothing that anybody would read through: a file of agents is for that. */
const mostNames = 2_000;

export interface ProposalSources {
  sql: Sql;
  desks: { desk(pbx: PbxId): Pick<ActionDesk, "phones"> | null };
  live: Pick<LiveSource, "agentOf" | "pbxs">;
}

export async function proposalsNow({ sql, desks, live }: ProposalSources, now: EpochMs): Promise<ProposedAgent[]> {
  const unknown = await listAgents(
    sql,
    { states: ["unknown"] },
    { agents: "all" },
    { order: "name", descending: false, after: null, limit: mostNames },
  );
  const unknownIds = new Set(unknown.map(({ id }) => id));
  const names = unknown.flatMap(({ aliases, calls, lastRecordAt }) =>
    aliases.map(({ pbx, alias }) => ({ pbx: pbxId(pbx), name: alias, calls: calls ?? 0, lastAt: lastRecordAt })),
  );
  const members = live.pbxs().flatMap(({ pbx }): SeenMember[] => {
    const places = desks.desk(pbx)?.phones().flat() ?? [];
    return places.map(({ queue, facts }) => {
      const agent = live.agentOf(pbx, { interface: facts.interface, name: facts.name });
      return { pbx, queue, facts, agent: agent !== null && unknownIds.has(agent) ? null : agent };
    });
  });
  const codes = new Set((await allCodes(sql)).map(({ code }) => code));
  return proposeAgents(members, names, codes, now);
}

/** Whether every PBX has told what it has. */
export const allTold = (pbxs: readonly PbxView[]): boolean => pbxs.every(({ status }) => status === "live");

const settingName = "first_access";
/** `ask`: on the page. `auto`: those who are there become agents once the PBXs have told. */
export type AgentsStep = "ask" | "auto" | "done";

export async function findAgentsStep(sql: Query): Promise<AgentsStep> {
  const { agents } = ((await findSetting(sql, settingName)) ?? {}) as { agents?: unknown };
  return agents === "ask" || agents === "auto" ? agents : "done";
}

export async function putAgentsStep(sql: Query, agents: AgentsStep, at: EpochMs): Promise<void> {
  await putSetting(sql, settingName, { agents }, at);
}
