/** Visits for tests, written as the recorder writes them. */
import { type EpochMs, pbxId, queueName, uniqueid, type Visit } from "@qmanager/core";
import type { Sql } from "../db/connect.ts";
import { Partitions } from "../db/partitions.ts";
import { recount } from "../db/queue_counters.ts";
import { calledAt } from "../db/visits.ts";
import { AgentRegister } from "./agent_register.ts";
import { writeVisits } from "./write_visits.ts";

export const matriz = pbxId("matriz");
export const support = queueName("suporte");

/** An abandoned visit of one who waited 20 s. */
export function visitAt(enteredAt: EpochMs, rest: Partial<Visit> = {}): Visit {
  return {
    ...{
      pbx: matriz,
      uniqueid: uniqueid(`${Math.floor(enteredAt / 1000)}.1`),
      linkedid: null,
      queue: support,
      visit: 1,
    },
    ...{ callerNumber: "48999887766", callerName: null, enteredAt, outcome: "abandoned", endedBy: null },
    ...{ interface: null, agent: null, answeredAt: null, endedAt: enteredAt + 20_000 },
    ...{ waitMs: 20_000, ringMs: null, talkMs: null, holdMs: null, position: 1, attempts: [] },
    ...{ surveyOffered: null, csat: null, provisional: false, notes: [], open: false, ...rest },
  };
}

const register = new AgentRegister(() => 0);

/** Writes visits and the counters that they touch. */
export async function record(sql: Sql, ...visits: readonly Visit[]): Promise<void> {
  await recordWith(sql, register, visits);
}

/** The same, with a register of the test's own. */
export async function recordWith(
  sql: Sql,
  agents: AgentRegister,
  visits: readonly Visit[],
  partitions = new Partitions(sql),
): Promise<void> {
  await partitions.have("visits", visits.map(calledAt));
  await sql.begin(async (tx) => {
    for (const [pbx, own] of Map.groupBy(visits, (visit) => visit.pbx)) {
      await recount(tx, pbx, await writeVisits(tx, pbx, "live", own, agents));
    }
  });
}
