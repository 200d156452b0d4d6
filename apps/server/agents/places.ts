/** The PBXs and queues that there are, as far as is known now. */
import { type Access, type PbxId, type QueueName, type QueueRef, seesQueue } from "@qmanager/core";
import type { Query } from "../db/connect.ts";
import { listPbxs } from "../db/pbxs.ts";
import type { LiveSource } from "../live/topics.ts";
import type { PbxAccess } from "../pbx/access.ts";

export interface Places {
  pbxs: readonly PbxId[];
  /** Whether there is such a queue; yes where its PBX has not told its queues yet. */
  has(queue: QueueRef): boolean;
}

/** What is there of it for who sees only some queues: the rest is not there. */
export async function placesOf(
  sql: Query,
  { pbxs, live }: { pbxs: Pick<PbxAccess, "fixed">; live: Pick<LiveSource, "queueNames"> },
  access: Pick<Access, "queues">,
): Promise<Places> {
  const ids = [...pbxs.fixed, ...(await listPbxs(sql))].map(({ id }) => id);
  const told = new Map<PbxId, Set<QueueName>>();
  for (const { pbx, queue } of live.queueNames()) {
    const own = told.get(pbx) ?? new Set();
    told.set(pbx, own.add(queue));
  }
  return {
    pbxs: [...new Set(ids)],
    has: ({ pbx, queue }) => seesQueue(access, pbx, queue) && (told.get(pbx)?.has(queue) ?? true),
  };
}
