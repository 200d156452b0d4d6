import type { QueueRef } from "@qmanager/core";
import type { Query } from "./connect.ts";

/** The condition that a row is of one of these queues. */
export function inQueues(sql: Query, seen: readonly QueueRef[]) {
  return sql`(pbx, queue) in (
    select * from unnest(${seen.map(({ pbx }) => pbx)}::text[], ${seen.map(({ queue }) => queue)}::text[])
  )`;
}
