/** Lines of queue_log that could not be understood. */
import type { EpochMs, LogFaultCode, PbxId, QueueLogProblem } from "@qmanager/core";
import type { Query } from "./connect.ts";
import { storable } from "./storable.ts";

export interface LogProblem extends Omit<QueueLogProblem, "code"> {
  /** Null: it was kept before there were codes. */
  code: LogFaultCode | null;
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
  const rows = problems.map(({ line, code, reason }) => ({
    ...{ pbx, source, line: storable(line.slice(0, keptLength)), code, reason: storable(reason), seen_at: at },
    line_hash: new Bun.CryptoHasher("md5").update(line).digest("hex"),
  }));
  await sql`insert into log_problems ${sql(rows)} on conflict do nothing`;
}

/** Where a page of them ends. */
export interface LogProblemPlace {
  seenAt: EpochMs;
  lineHash: string;
}

/** The first lines of a source that were not understood. @param after the place of the last one of the page before */
export function listLogProblems(
  sql: Query,
  pbx: PbxId,
  source: string,
  limit: number,
  after: LogProblemPlace | null = null,
): Promise<(LogProblem & LogProblemPlace)[]> {
  const later = after === null ? sql`` : sql`and (seen_at, line_hash) > (${after.seenAt}, ${after.lineHash})`;
  return sql<(LogProblem & LogProblemPlace)[]>`
    select line, code, reason, seen_at as "seenAt", line_hash as "lineHash" from log_problems
    where pbx = ${pbx} and source = ${source} ${later}
    order by seen_at, line_hash limit ${limit}
  `;
}
