/** How far each source of queue_log is recorded. */
import type { EpochMs, PbxId } from "@qmanager/core";
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
 * In which time an ended visit that AMI alone tells is unconfirmed: the log is read, and it should be there. Null where no
 * source is read to its end, so that nothing can be said.
 */
export async function unconfirmedSpan(
  sql: Query,
  pbx: PbxId,
  now: EpochMs,
): Promise<{ from: EpochMs; to: EpochMs } | null> {
  const [row] = await sql<{ from: EpochMs; to: EpochMs }[]>`
    select first_at as "from", checked_at as "to" from log_positions
    where pbx = ${pbx} and checked_at >= ${now - healthyMs} and first_at is not null
    order by first_at limit 1
  `;
  return row ? { from: row.from, to: row.to - awaitedMs } : null;
}
