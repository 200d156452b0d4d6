/** How far each source of queue_log is recorded. */
import type { EpochMs, PbxId, TimeSpan } from "@qmanager/core";
import type { Query } from "./connect.ts";

/** Plain JSON, of which the kind of source alone knows the meaning. */
export type LogCursor = { readonly [name: string]: string | number };

export interface LogPosition {
  cursor: LogCursor;
  /** Read so far, those that were not understood included. */
  lines: number;
  problems: number;
  firstAt: EpochMs | null;
  lastAt: EpochMs | null;
  /** When the source was last read to its end. */
  checkedAt: EpochMs | null;
}

const columns = (sql: Query) => sql`
  cursor, lines, problems, first_at as "firstAt", last_at as "lastAt", checked_at as "checkedAt"
`;

export async function findLogPosition(sql: Query, pbx: PbxId, source: string): Promise<LogPosition | null> {
  const [row] = await sql<LogPosition[]>`
    select ${columns(sql)} from log_positions where pbx = ${pbx} and source = ${source}
  `;
  return row ?? null;
}

export async function putLogPosition(
  sql: Query,
  pbx: PbxId,
  source: string,
  { cursor, lines, problems, firstAt, lastAt, checkedAt }: LogPosition,
  at: EpochMs,
): Promise<void> {
  await sql`
    insert into log_positions
      (pbx, source, cursor, lines, problems, first_at, last_at, checked_at, recorded_at)
    values (
      ${pbx}, ${source}, ${sql.json({ ...cursor })}, ${lines}, ${problems}, ${firstAt}, ${lastAt}, ${checkedAt}, ${at}
    )
    on conflict (pbx, source) do update set
      cursor = excluded.cursor, lines = excluded.lines, problems = excluded.problems, first_at = excluded.first_at,
      last_at = excluded.last_at, checked_at = excluded.checked_at, recorded_at = excluded.recorded_at
  `;
}

/** A source that was read to its end this short a time ago is healthy. */
const healthyMs = 60_000;
/** Asterisk writes a row at once: a visit that is not in the log by then is not going to be. */
const awaitedMs = 10 * 60_000;

/**
 * By PBX, the time in which an ended visit that AMI alone tells is unconfirmed: the log was read beyond it, and it should be
 * there. A PBX of which no source is read to its end is left out: nothing can be said.
 */
export async function unconfirmedSpans(sql: Query, now: EpochMs): Promise<ReadonlyMap<PbxId, TimeSpan>> {
  const rows = await sql<(TimeSpan & { pbx: PbxId })[]>`
    select pbx, min(first_at) as "from", max(checked_at) as "to" from log_positions
    where checked_at >= ${now - healthyMs} and first_at is not null and source not like 'import/%'
    group by pbx
  `;
  return new Map(rows.map(({ pbx, from, to }) => [pbx, { from, to: to - awaitedMs }]));
}
