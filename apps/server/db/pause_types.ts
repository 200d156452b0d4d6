/** The pauses that agents are given to choose from. */
import { type EpochMs, type PauseType, pauseKey } from "@qmanager/core";
import type { Query } from "./connect.ts";

export interface StoredPause extends PauseType {
  id: number;
}

const columns = (sql: Query) => sql`id, name, daily_minutes as "dailyMinutes", productive, active`;

/** In the order in which they are offered. */
export async function listPauses(sql: Query): Promise<StoredPause[]> {
  return sql<StoredPause[]>`
    select ${columns(sql)} from pause_types where removed_at is null order by position, id
  `;
}

/** Whoever changes it waits until the transaction ends. */
export async function lockPause(tx: Query, id: number): Promise<StoredPause | null> {
  const [row] = await tx<StoredPause[]>`
    select ${columns(tx)} from pause_types where id = ${id} and removed_at is null for update
  `;
  return row ?? null;
}

/** Any fixed number: the last place is given once, and an order is of all that there are. */
const orderLock = 7_236_507;

/** Until the transaction ends, none is added and none moved. */
export async function lockPauseOrder(tx: Query): Promise<void> {
  await tx`select pg_advisory_xact_lock(${orderLock}::bigint)`;
}

/** Stands last. @returns its id; null when there is one of this name */
export async function insertPause(tx: Query, pause: PauseType, at: EpochMs): Promise<number | null> {
  const [row] = await tx<{ id: number }[]>`
    insert into pause_types (name, key, daily_minutes, productive, active, position, changed_at)
    select ${pause.name}, ${pauseKey(pause.name)}, ${pause.dailyMinutes}, ${pause.productive}, ${pause.active},
      coalesce(max(position), 0) + 1, ${at}
    from pause_types where removed_at is null
    on conflict (key) where removed_at is null do nothing
    returning id
  `;
  return row?.id ?? null;
}

/** @returns false when another one has this name */
export async function updatePause(tx: Query, { id, ...pause }: StoredPause, at: EpochMs): Promise<boolean> {
  const key = pauseKey(pause.name);
  const rows = await tx`
    update pause_types set name = ${pause.name}, key = ${key}, daily_minutes = ${pause.dailyMinutes},
      productive = ${pause.productive}, active = ${pause.active}, changed_at = ${at}
    where id = ${id} and not exists (
      select from pause_types as other where other.key = ${key} and other.id <> ${id} and other.removed_at is null
    )
  `;
  return rows.count > 0;
}

export async function removePause(tx: Query, id: number, at: EpochMs): Promise<void> {
  await tx`update pause_types set removed_at = ${at} where id = ${id}`;
}

/** Where it stood. @returns null when none was removed under this id; false when another one has its name by now */
export async function restorePause(tx: Query, id: number, at: EpochMs): Promise<StoredPause | null | false> {
  const [gone] = await tx<StoredPause[]>`
    select ${columns(tx)} from pause_types where id = ${id} and removed_at is not null for update
  `;
  if (!gone) return null;
  const rows = await tx`
    update pause_types set removed_at = null, changed_at = ${at} where id = ${id} and not exists (
      select from pause_types as other where other.key = ${pauseKey(gone.name)} and other.removed_at is null
    )
  `;
  return rows.count > 0 ? gone : false;
}

export async function orderPauses(tx: Query, ids: readonly number[]): Promise<void> {
  await tx`
    update pause_types set position = place - 1
    from unnest(${[...ids]}::integer[]) with ordinality as wanted (id, place) where pause_types.id = wanted.id
  `;
}
