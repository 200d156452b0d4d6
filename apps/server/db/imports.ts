/** Uploaded logs, and what became of each. */
import type { EpochMs, PbxId } from "@qmanager/core";
import type { Query } from "./connect.ts";

export const importStates = ["uploading", "running", "done", "cancelled", "failed"] as const;
export type ImportState = (typeof importStates)[number];

/** Why one fails, as far as it is foreseen. */
export const importFaults = [
  "server_ended",
  "disk_full",
  "cut_off",
  "packed",
  "no_lines",
  "not_understood",
  "damaged",
] as const;
export type ImportFault = (typeof importFaults)[number];

export interface Import {
  id: number;
  pbx: PbxId;
  name: string;
  /** Of times that are local text. */
  zone: string;
  state: ImportState;
  /** Of the uploaded file, gzipped or not. */
  bytes: number;
  user: string | null;
  createdAt: EpochMs;
  endedAt: EpochMs | null;
  /** Why it failed; the code is null where none fits. */
  reason: string | null;
  reasonCode: ImportFault | null;
  /** Visits of queue_log in the time of this log, and since when; null until it is done. */
  visits: number | null;
  since: EpochMs | null;
  lines: number;
  problems: number;
  /** Of the first and the last row. */
  firstAt: EpochMs | null;
  lastAt: EpochMs | null;
}

/** Under which the position of an import is kept. */
export const importSource = (id: number): string => `import/${id}`;

const selected = (sql: Query) => sql`
  select
    imports.id, imports.pbx, name, zone, state, bytes, user_name as "user", created_at as "createdAt",
    ended_at as "endedAt", reason, reason_code as "reasonCode", visits, since, coalesce(lines, 0)::bigint as lines,
    coalesce(problems, 0)::bigint as problems, first_at as "firstAt", last_at as "lastAt"
  from imports left join log_positions on log_positions.pbx = imports.pbx and source = 'import/' || imports.id
`;

/** @returns its number */
export async function insertImport(
  sql: Query,
  { pbx, name, zone, user, at }: { pbx: PbxId; name: string; zone: string; user: string; at: EpochMs },
): Promise<number> {
  const [row] = await sql<{ id: number }[]>`
    insert into imports (pbx, name, zone, state, bytes, user_name, created_at)
    values (${pbx}, ${name}, ${zone}, 'uploading', 0, ${user}, ${at})
    returning id
  `;
  return row?.id ?? 0;
}

/** The upload is on disk. */
export async function setUploaded(sql: Query, id: number, bytes: number): Promise<void> {
  await sql`update imports set state = 'running', bytes = ${bytes} where id = ${id} and state = 'uploading'`;
}

/** @returns false when it had ended before */
export async function endImport(
  sql: Query,
  id: number,
  {
    state,
    reason,
    reasonCode,
    visits,
    since,
    at,
  }: Pick<Import, "state" | "reason" | "reasonCode" | "visits" | "since"> & {
    at: EpochMs;
  },
): Promise<boolean> {
  const rows = await sql`
    update imports set
      state = ${state}, reason = ${reason}, reason_code = ${reasonCode}, visits = ${visits}, since = ${since}, ended_at = ${at}
    where id = ${id} and state in ('uploading', 'running')
    returning id
  `;
  return rows.length === 1;
}

export async function findImport(sql: Query, id: number): Promise<Import | null> {
  const [row] = await sql<Import[]>`${selected(sql)} where imports.id = ${id}`;
  return row ?? null;
}

/** The newest first. @param before the number of the last one of the page before */
export function listImports(sql: Query, before: number | null, limit: number): Promise<Import[]> {
  return sql<Import[]>`
    ${selected(sql)} where imports.id < ${before ?? 2_147_483_647} order by imports.id desc limit ${limit}
  `;
}

/** Those that had not ended when the server did, the oldest first. */
export function openImports(sql: Query): Promise<Import[]> {
  return sql<Import[]>`${selected(sql)} where state in ('uploading', 'running') order by imports.id`;
}
