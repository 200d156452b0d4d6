/** Lines of queue_log that could not be understood. */
import type { EpochMs, PbxId, QueueLogProblem } from "@qmanager/core";
import type { Query } from "./connect.ts";
import { storable } from "./storable.ts";

export interface LogProblem extends QueueLogProblem {
  seenAt: EpochMs;
}

/** What is kept of a line. */
const keptLength = 1_000;

/** Keeps lines, each once however often it is told. */
export async function putLogProblems(
  sql: Query,
  pbx: PbxId,
  source: string,
  problems: readonly QueueLogProblem[],
  at: EpochMs,
): Promise<void> {
  if (problems.length === 0) return;
  const rows = problems.map(({ line, reason }) => ({
    ...{ pbx, source, line: storable(line.slice(0, keptLength)), reason: storable(reason), seen_at: at },
    line_hash: new Bun.CryptoHasher("md5").update(line).digest("hex"),
  }));
  await sql`insert into log_problems ${sql(rows)} on conflict do nothing`;
}

/** The first lines of a source that were not understood. */
export function listLogProblems(sql: Query, pbx: PbxId, source: string, limit: number): Promise<LogProblem[]> {
  return sql<LogProblem[]>`
    select line, reason, seen_at as "seenAt" from log_problems
    where pbx = ${pbx} and source = ${source}
    order by seen_at, line_hash limit ${limit}
  `;
}
