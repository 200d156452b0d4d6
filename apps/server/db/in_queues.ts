import type { Sight } from "../live/topics.ts";
import type { Query } from "./connect.ts";

/** The condition that a row is of one of these queues. */
export function inQueues(sql: Query, seen: Exclude<Sight, "all">) {
  return sql`and (pbx, queue) in (
    select * from unnest(${seen.map(({ pbx }) => pbx)}::text[], ${seen.map(({ queue }) => queue)}::text[])
  )`;
}
