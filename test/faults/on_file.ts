/** What the product has on file, and how it compares with what was once all has recovered. */
import type { Watch } from "@qmanager/core";
import type { Sql } from "../../apps/server/db/connect.ts";
import { type ComparedVisit, type FiledVisit, isRight, judge, type Verdict } from "./verdict.ts";

/** As long as recovery may take before what is missing counts as lost. */
const patienceMs = 60_000;

export interface Comparison {
  /** When all was mended, on the clock of `performance.now()`. */
  since: number;
  /** How many of the true visits, from the first on, have to be on file in the end. */
  due: number;
  /** Whether the product reads the PBX's queue_log. */
  queueLog: boolean;
  /** What was: those that ended, in that order. */
  truth(): readonly ComparedVisit[] | Promise<readonly ComparedVisit[]>;
}

/** The verdict once it is right, or once patience is at its end. */
export async function settledVerdict(sql: Sql, comparison: Comparison): Promise<Verdict> {
  for (;;) {
    const verdict = await verdictOf(sql, comparison).catch((error: unknown) => error);
    const isPatient = performance.now() - comparison.since < patienceMs;
    if (isVerdict(verdict)) {
      if (!isPatient || isRight(verdict)) return verdict;
    } else if (!isPatient) throw verdict;
    await Bun.sleep(200);
  }
}

function isVerdict(value: unknown): value is Verdict {
  return typeof value === "object" && value !== null && "compared" in value;
}

async function verdictOf(sql: Sql, { due, queueLog, truth }: Comparison): Promise<Verdict> {
  const filed = await filedVisits(sql);
  // Asked afterwards: what is on file by then has been.
  return judge(await truth(), due, filed, await watchesOnFile(sql), { queueLog });
}

async function filedVisits(sql: Sql): Promise<FiledVisit[]> {
  return sql<FiledVisit[]>`
    select uniqueid, queue, visit, entered_at as "enteredAt", outcome, ended_by as "endedBy", agent, wait_ms as "waitMs",
      talk_ms as "talkMs", provisional, open
    from visits
  `;
}

/** When the product says that it watched, oldest first. */
export async function watchesOnFile(sql: Sql): Promise<Watch[]> {
  return sql<Watch[]>`select from_at as "from", to_at as "to", missed from watches order by from_at`;
}
